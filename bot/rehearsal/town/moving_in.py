"""How a town begins: everybody is entered as an operator enters them, and has agreed, as their own OK would have it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from random import Random

from bot.bootstrap import House
from bot.rehearsal.phone import Phone
from bot.rehearsal.town.habits import CarerHabit, Habits, pick
from bot.rehearsal.town.people import Carer, Resident
from scheduler.admission import Entry, admit
from scheduler.domain.document import parse_plan
from scheduler.domain.people import CareLink, ChannelName, Consent, LinkState, Reach, Role, Wording
from scheduler.domain.regimen import Plan
from scheduler.drill import begin_drills
from scheduler.ports import Records

MakePhone = Callable[[str, ChannelName, str], Phone]
_AT_ONCE = 100
_TABLETS = 400
_BY = "Dr Simulated"


def move_in(
    house: House, numbers: Sequence[int], chance: Random, habits: Habits, phone: MakePhone, now: datetime
) -> list[Resident]:
    """Enter so many residents at `now` (UTC), each with a number of the whole town, and their caregivers."""
    residents = []
    for begin in range(0, len(numbers), _AT_ONCE):
        with house.store.transaction() as records:
            residents += [
                _enter(records, house, _draw(number, chance, habits, phone), chance, habits, now)
                for number in numbers[begin : begin + _AT_ONCE]
            ]
    return residents


def _draw(number: int, chance: Random, habits: Habits, phone: MakePhone) -> Resident:
    habit = chance.choices(habits.patients, [each.share for each in habits.patients])[0]
    resident = Resident(number, f"P{number}", habit, pick(chance, habits.zones), [])
    channel = pick(chance, habits.channels)
    resident.phones = _phones(resident.name, 2 * number * 10, channel, phone)
    many = chance.choices(range(len(habits.carers)), habits.carers)[0]
    for rank in range(1, many + 1):
        kind = chance.choices(habits.carer_habits, [each.share for each in habits.carer_habits])[0]
        resident.carers.append(_carer(resident, rank, kind, pick(chance, habits.channels), phone))
    return resident


def _carer(resident: Resident, rank: int, habit: CarerHabit, channel: str, phone: MakePhone) -> Carer:
    name = f"C{resident.number}.{rank}"
    number = 2 * resident.number * 10 + rank
    return Carer(name, habit, _phones(name, number, channel, phone)[:1], resident, number)


def _phones(name: str, number: int, channel: str, phone: MakePhone) -> list[Phone]:
    made = []
    if channel in ("sms", "both"):
        made.append(phone(name, ChannelName.SMS, f"+4479{number:09}"))
    if channel in ("telegram", "both"):
        made.append(phone(name, ChannelName.TELEGRAM, str(100_000 + number)))
    return made


def _enter(
    records: Records, house: House, resident: Resident, chance: Random, habits: Habits, now: datetime
) -> Resident:
    addresses = tuple((each.channel, each.address) for each in resident.phones)
    contacts = [records.people.add_contact(*address, Reach.ON, now) for address in addresses]
    policy = {"lives_alone": "yes"} if chance.random() < habits.lives_alone else {}
    if chance.random() < habits.settled:
        policy["receipts_own_days"] = "0"
    wording = Wording.FULL if chance.random() < habits.full_wording else Wording.DISCREET
    entry = Entry(
        name=resident.name,
        call_me=resident.name,
        zone=resident.zone,
        contacts=addresses,
        consent="simulated",
        wording=wording,
        policy=policy,
        plan=_plan(resident, chance, habits, now.date()),
    )
    resident.patient_id = admit(records, house.knowledge, entry, now).patient_id
    for contact in contacts:
        records.people.agree_at(resident.patient_id, contact)
        records.people.add_consent(Consent(resident.patient_id, contact, "messages", True, "OK", now))
    for rank, carer in enumerate(resident.carers, 1):
        _befriend(records, resident, carer, rank, now)
    return resident


def _befriend(records: Records, resident: Resident, carer: Carer, rank: int, now: datetime) -> None:
    people = records.people
    person = people.add_person(carer.name, now, call_me=carer.name, zone=resident.zone)
    people.give_role(person, Role.CAREGIVER)
    for number, phone in enumerate(carer.phones, 1):
        contact = people.add_contact(phone.channel, phone.address, Reach.ON, now)
        people.use_contact(person, contact, number)
        people.agree_at(person, contact)
        people.add_consent(Consent(person, contact, "alerts", True, "OK", now))
    people.link(CareLink(resident.patient_id, person, Role.CAREGIVER, rank, LinkState.AGREED, now))
    begin_drills(records, people.patients([resident.patient_id])[resident.patient_id], now)


def _plan(resident: Resident, chance: Random, habits: Habits, start: date) -> Plan:
    plan = chance.choices(habits.plans, [each.share for each in habits.plans])[0]
    first, then = tuple(plan.first.items()), tuple(plan.then.items())
    return _written(resident.habit.plan, first, then, chance.randint(*plan.days), start, resident.zone)


_Day = tuple[tuple[str, float], ...]


@lru_cache(maxsize=4096)
def _written(kind: str, first: _Day, then: _Day, days: int, start: date, zone: str) -> Plan:
    document: dict[str, object] = {
        "medication": "baclofen",
        "timezone": zone,
        "start": start.isoformat(),
        "tablets": [{"strength_mg": 10, "pieces": 2}],
        "steps": [{"days": days, "doses": _doses(first)}, {"days": None, "doses": _doses(then)}],
        "ends": "hold",
        "supply": {"on_hand": {"10": _TABLETS}},
        "prescriber": _BY,
    }
    if kind == "blocked":
        # Nobody has confirmed what goes from all to nothing within a day.
        document["steps"] = [{"days": 1, "doses": _doses(first)}, {"days": 1, "doses": _doses(first[:1])}]
        document["ends"] = "stop"
    elif kind == "as-needed":
        document["steps"] = []
        document["ends"] = "open"
        document["as_needed"] = {"min_tablets": 1, "max_tablets": 2, "times_per_day": 4, "max_daily_mg": None}
    return parse_plan(document)


def _doses(day: _Day) -> list[dict[str, object]]:
    return [{"at": at, "mg": mg} for at, mg in day]
