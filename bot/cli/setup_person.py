"""`stepdown setup`, second part: who tapers, where they live, and who shall be told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.bootstrap import House
from bot.cli.command_error import CommandError, one_line
from bot.cli.setup_asking import TRIES, Asking
from bot.exchange.plan_file import PlanFileError, read_plan
from bot.texts.words import say
from scheduler.admission import AdmissionError, CarerEntry, Entry, admit
from scheduler.clock import SystemClock
from scheduler.domain.people import LinkState
from scheduler.domain.regimen import Plan
from scheduler.ports import Records

_MOST = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was given as options."""

    name: str | None
    timezone: str | None
    consent: str | None
    plan: Path | None
    caregiver: str | None


def enter_person(house: House, wanted: Wanted, asking: Asking) -> int:
    """The patient of that name, entered if there is none; their id. Nobody is written to before their own OK."""
    plan = _plan(wanted.plan)
    known = _by_name(house)
    if wanted.name is None and len(known) == 1 and not asking.can_ask:
        return next(iter(known.values()))
    if wanted.name is None and known:
        asking.tell("setup-known", names=", ".join(known))
    first = next(iter(known), None)
    name = _name(wanted.name or asking.text("setup-ask-name", "--name", default=first), "--name")
    if name in known:
        asking.tell("setup-person-known", name=name, id=known[name])
        return known[name]
    zone = _zone(house, wanted.timezone, asking)
    carer = (
        wanted.caregiver if wanted.caregiver is not None else asking.text("setup-ask-carer", "--caregiver", default="")
    )
    now = SystemClock().now()
    entry = Entry(
        name=name,
        call_me=name,
        zone=zone,
        contacts=(),
        consent=one_line(wanted.consent or say("setup-consent", day=f"{now:%Y-%m-%d}"))[:500],
        carers=(CarerEntry(_name(carer, "--caregiver")),) if carer else (),
        plan=plan,
    )
    try:
        with house.store.transaction() as records:
            admitted = admit(records, house.knowledge, entry, now)
    except AdmissionError as error:
        raise CommandError(str(error)) from None
    asking.tell("setup-person", name=name, id=admitted.patient_id)
    state = admitted.version.state.value if admitted.version else "none"
    asking.tell(f"operator-added-plan-{state}", id=admitted.patient_id)
    return admitted.patient_id


def waits_for_carer(records: Records, patient_id: int) -> bool:
    """Whether somebody was named to be told who cannot be reached yet."""
    links = [link for link in records.people.carers_of(patient_id) if link.state is not LinkState.LEFT]
    return any(not records.people.contacts_of(link.carer_id) for link in links)


def _by_name(house: House) -> dict[str, int]:
    with house.store.reading() as records:
        patients = records.people.patients(records.people.patient_ids()).values()
        return {patient.call_me: patient.id for patient in patients if patient.call_me}


def _name(said: str, flag: str) -> str:
    name = one_line(said)
    if not any(letter.isalpha() for letter in name) or len(name) > _MOST:
        raise CommandError(f"{flag}: a name of at most {_MOST} letters")
    return name


def _zone(house: House, said: str | None, asking: Asking) -> str:
    for _ in range(TRIES):
        place = said or asking.text("setup-ask-zone", "--timezone")
        found = house.knowledge.zones_for(place)
        if len(found) == 1:
            return found[0]
        names = ", ".join(found[:6])
        if not asking.can_ask:
            raise CommandError(
                f"--timezone: {f'one of {names}' if found else f'no place called {one_line(place)[:40]} is known; a big city'}"
            )
        asking.tell("setup-zone-which" if found else "setup-zone-unknown", zones=names)
        said = None
    raise CommandError("--timezone: a big city near them, or an IANA zone such as Europe/London")


def _plan(file: Path | None) -> Plan | None:
    if file is None:
        return None
    try:
        return read_plan(str(file))
    except PlanFileError as error:
        raise CommandError(f"--plan: {error}") from None
