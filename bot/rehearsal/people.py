"""How people in a rehearsal come in: through the same conversation as everybody, and an operator for what only one may do."""

from __future__ import annotations

from pathlib import Path

from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from scheduler.domain.people import ChannelName, Reach
from scheduler.domain.version import PlanVersion, VersionState
from scheduler.talk.plan_intake import confirm

# What an unremarkable person does without thinking: the check-in is answered, as on an ordinary day.
CHECKS_IN = {
    "check-in": "0",
    "check-in-evening": "0",
    "check-in-again": "0",
    "check-stiffness": "3",
    "check-sleep": "7",
    "check-autonomic": "0",
    "check-in-done": "",
    "safety-clear": "",
}
# And every dose is told five minutes after its prompt; check-ins are read and left, as people do.
ROUTINE = {
    "dose-due": "1",
    "recorded-taken": "",
    "count-ask": "",
    "check-in": "",
    "check-in-evening": "",
    "check-in-again": "",
}


def enrol(
    phone: Phone,
    *,
    name: str | None = None,
    city: str = "London",
    wording: str = "discreet",
    circle: Phone | None = None,
) -> None:
    """Consent, somebody to tell (`circle`) or nobody, the practice round, name, time zone, wording; the plan comes after."""
    phone.texts("hello" if phone.channel is ChannelName.CONSOLE else "START")
    phone.hears("welcome")
    phone.texts("OK")
    phone.hears("circle")
    phone.texts(circle.name if circle is not None else "ALONE")
    phone.hears("circle-invited" if circle is not None else "circle-alone")
    phone.hears("practice")
    phone.texts("1")
    phone.hears("practice-done")
    phone.hears("ask-name")
    phone.texts(name or phone.name)
    phone.hears("ask-zone")
    phone.texts(city)
    phone.hears("ask-wording")
    phone.texts(wording)
    phone.hears("ask-plan")


def agree(carer: Phone, patient: Phone) -> None:
    """A caregiver who was named agrees, and the patient hears so."""
    carer.hears("carer-welcome")
    carer.texts("OK")
    carer.hears("carer-agreed")
    patient.hears("carer-joined")


def begin(phone: Phone, plan: Path) -> None:
    """Load a plan that needs no prescriber's confirmation, and say that it is the prescriber's."""
    phone.texts(f"plan {plan}")
    phone.hears("plan-loaded")
    phone.texts("OK")
    phone.hears("plan-started")


def desk_of(world: World, phone: Phone) -> Phone:
    """A console for somebody whose own phone is another: plan files are only read from there."""
    desk = world.phone(f"{phone.name}'s desk")
    with world.house.store.transaction() as records:
        own = records.people.contact(phone.channel, phone.address)
        assert own is not None
        person = records.people.persons_at(own.id)[0]
        contact_id = records.people.add_contact(ChannelName.CONSOLE, desk.address, Reach.ON, world.now)
        records.people.use_contact(person.id, contact_id, rank=2)
    return desk


def confirm_plan(world: World, name: str, prescriber: str) -> PlanVersion:
    """The operator records that a named prescriber has confirmed the blocked plan of a patient."""
    patient = world.person(name)
    with world.house.store.transaction() as records:
        blocked = [v for v in records.plans.live_of([patient.id]) if v.state is VersionState.BLOCKED]
        newest = max(blocked, key=lambda version: version.number)
        made = confirm(records, newest, patient, prescriber, world.now, world.house.knowledge)
    world.beat()
    return made
