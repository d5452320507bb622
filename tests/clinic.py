"""A clinic for tests: many patients, some of whom need somebody, on a house whose clock stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.bootstrap import House
from scheduler.admission import CarerEntry, Entry, admit
from scheduler.alarm import raise_alarm
from scheduler.domain.checkin import CheckIn, Grade, Kind
from scheduler.domain.document import parse_plan
from scheduler.domain.dose import DoseState
from scheduler.domain.escalation import Cause
from scheduler.domain.people import ChannelName, Consent, LinkState, Reach, Wording
from scheduler.domain.timing import to_wall
from scheduler.ports import Records
from tests.builders import LESS, THREE, plan, step

_FIRST = (
    *("Ann", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gwen", "Hal", "Ida", "Jon"),
    *("Kim", "Leo", "Mia", "Ned", "Ola", "Pia", "Quin", "Rob", "Sue", "Tom"),
)
_LAST = ["Abbott", "Brown", "Clarke", "Dunn", "Evans", "Foster", "Grant", "Hughes", "Irwin", "Jones"]
ZONE = "Europe/London"
BACK = timedelta(hours=30)


def name_of(number: int) -> str:
    """The name of the patient of that number, from 1."""
    return f"{_FIRST[(number - 1) % 20]} {_LAST[(number - 1) // 20 % 10]}"


def fill_clinic(house: House, now: datetime, count: int) -> list[int]:
    """So many patients, enrolled thirty hours before `now` (UTC), who have answered for every dose; their ids.

    Of each ten the first is red, the second silent, the third urgent, the fourth amber by a check-in, the fifth has few
    tablets, the sixth a step in two days, the seventh a blocked plan, the eighth no channel; the others are calm.
    """
    begins = now - BACK
    with house.store.transaction() as records:
        ids = [_enrol(records, house, number, begins) for number in range(1, count + 1)]
    with house.store.transaction() as records:
        for number, patient_id in enumerate(ids, 1):
            _live(records, patient_id, number % 10, now)
    return ids


def _enrol(records: Records, house: House, number: int, begins: datetime) -> int:
    on = to_wall(begins, ZONE).date()
    steps = [step(3, THREE), step(None, LESS)] if number % 10 == 6 else [step(None, THREE)]
    if number % 10 == 7:
        steps = [step(14, THREE), step(None, {"08:00": 5})]
    few = {"10": 18} if number % 10 == 5 else {"10": 400}
    context = {"reported_current_mg": 50, "plan_baseline_mg": 50, "months_on_drug": 2}
    document = plan(*steps, start=on.isoformat(), context=context, supply={"on_hand": few})
    name = name_of(number)
    carer = CarerEntry(f"Carer {number}", ((ChannelName.CONSOLE, f"carer-{number}"),))
    entry = Entry(
        name=name,
        zone=ZONE,
        contacts=((ChannelName.CONSOLE, f"patient-{number}"),),
        consent="in clinic",
        country="GB",
        wording=Wording.FULL,
        carers=(carer,),
        plan=parse_plan(document),
    )
    patient_id = admit(records, house.knowledge, entry, begins).patient_id
    people = records.people
    for person_id in (patient_id, people.carers_of(patient_id)[0].carer_id):
        for contact in people.contacts_of(person_id):
            people.set_reach(contact.id, Reach.ON)
            people.add_consent(Consent(person_id, contact.id, "messages", True, "OK", begins))
    people.set_link(patient_id, people.carers_of(patient_id)[0].carer_id, LinkState.AGREED, begins)
    return patient_id


def _live(records: Records, patient_id: int, kind: int, now: datetime) -> None:
    silent_from = now - timedelta(hours=19) if kind == 2 else now
    doses = records.doses.of_patient(patient_id, now - BACK, now)
    done = [d for d in doses if d.due_at <= silent_from]
    records.doses.save(
        [
            replace(d, state=DoseState.TAKEN, taken_at=d.due_at, taken_mg=d.mg, answered_at=d.due_at, wake_at=None)
            for d in done
        ]
    )
    patient = records.people.patients([patient_id])[patient_id]
    if kind == 1:
        raise_alarm(records, patient, Cause.WORDS, now, {"said": "bugs on the wall", "at": now.isoformat()})
    elif kind == 3:
        raise_alarm(records, patient, Cause.SIGNS, now, {"said": "shaky and sweating", "at": now.isoformat()})
    elif kind == 4:
        at = now - timedelta(hours=3)
        records.check_ins.add(CheckIn(patient_id, Kind.DAILY, at, None, {"safety": 0, "stiffness": 8}, Grade.AMBER, at))
    elif kind == 5:
        medicine_id, _ = records.plans.medicines_of(patient_id)[0]
        records.stock.set_on_hand(medicine_id, {"10": Decimal(4)}, now, "counted")
    elif kind == 8:
        for contact in records.people.contacts_of(patient_id):
            records.people.set_reach(contact.id, Reach.OFF)
