"""Plans and people for tests: as short as a sentence, through the same documents and conversations as real ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.rehearsal.people import begin
from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.intake import Intake
from tests.enrolled import enrol, reach

Day = Mapping[str, float | str]
THREE = {"08:00": 20, "14:00": 10, "20:00": 20}
LESS = {"08:00": 20, "14:00": 10, "20:00": 15}


def step(days: int | None, day: Day, *more: Day) -> dict[str, Any]:
    """So many days of {wall time: mg}; several days make a cycle."""
    cycle = [[{"at": at, "mg": mg} for at, mg in each.items()] for each in (day, *more)]
    return {"days": days, "doses": cycle[0]} if len(cycle) == 1 else {"days": days, "cycle": cycle}


def plan(
    *steps: dict[str, Any], start: str | None = "2027-01-04", zone: str | None = "Europe/London", **other: Any
) -> dict[str, Any]:
    """A plan document of 10 mg tablets that may be halved; 14 days of 50 mg and then 45 mg, unless steps are given."""
    document: dict[str, Any] = {
        "medication": "baclofen",
        "timezone": zone,
        "start": start,
        "tablets": [{"strength_mg": 10, "pieces": 2}],
        "steps": list(steps) or [step(14, THREE), step(None, LESS)],
        "ends": "hold",
        "supply": {"on_hand": {"10": 300}},
        "prescriber": "Dr Lee",
    }
    return {**document, **other}


def settle(
    world: World, document: dict[str, Any] | None = None, *, phone: Phone | None = None, **enrolment: Any
) -> Phone:
    """Somebody enrolled and on a plan, with nothing left to hear."""
    phone, ruling = phone or world.patient, document or plan()
    phone.mutes |= {"check-in", "check-in-evening"}

    def live() -> None:
        enrol(world, phone, **enrolment)
        begin(phone, world.plan_file(ruling))

    reach(world, ("settle", phone.name, phone.channel, phone.address, repr(ruling), repr(enrolment)), live)
    return phone


def doses_of(world: World, on: str, name: str = "Ann") -> dict[str, Dose]:
    """The doses of a local date that no change has replaced, by wall time."""
    patient = world.person(name)
    with world.house.store.reading() as records:
        around = records.doses.of_patient(patient.id, world.now - timedelta(days=60), world.now + timedelta(days=60))
    wanted = [dose for dose in around if dose.on == date.fromisoformat(on) and dose.state is not DoseState.REPLACED]
    found = {dose.at.strftime("%H:%M"): dose for dose in wanted}
    assert len(found) == len(wanted), "two doses of the same date and time"
    return found


def on_hand(world: World, name: str = "Ann", strength: str = "10") -> Decimal:
    """How many tablets of a strength are in the house."""
    patient = world.person(name)
    with world.house.store.reading() as records:
        medicine_id, _ = records.plans.medicines_of(patient.id)[0]
        return records.stock.on_hand(medicine_id)[strength]


def intakes_of(world: World, name: str = "Ann") -> list[Intake]:
    """Everything taken that is not undone, by when it was taken."""
    patient = world.person(name)
    with world.house.store.reading() as records:
        return records.intakes.of_patient(patient.id, world.now - timedelta(days=60))
