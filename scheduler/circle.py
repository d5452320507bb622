"""Whom to fetch for somebody: the caregivers who agreed and can be written to, and what they need to know when they are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.consent import Agreement, last_word
from scheduler.domain.hours import is_open, opens_next, read_hours
from scheduler.domain.intake import IntakeKind
from scheduler.domain.people import ChannelName, Contact, LinkState, Patient, Person, Reach, Role
from scheduler.domain.timing import to_utc, to_wall
from scheduler.domain.version import VersionState, WatchKind
from scheduler.ports import Records

# In the memory of the caregivers' watch: who is away, and the local date on which they are back.
AWAY = "away:"
_LAST_TAKEN_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Carer:
    """Somebody to be told, with every contact of theirs that has agreed and works, first one first; `calls` are telephones."""

    person: Person
    contacts: tuple[Contact, ...]
    calls: tuple[Contact, ...] = ()

    @property
    def name(self) -> str:
        return self.person.call_me or self.person.name


def circle_of(
    records: Records, patient_id: int, role: Role = Role.CAREGIVER, *, away_too: bool = False
) -> dict[int, Carer]:
    """Who has agreed to be told about a patient and can be reached, by person id, first to be told first.

    Who is away is left out, unless nobody else is there; `away_too`: whoever was told of something hears how it ended.
    """
    found: dict[int, Carer] = {}
    for link in sorted(records.people.carers_of(patient_id, role), key=lambda link: link.rank):
        if link.state is not LinkState.AGREED:
            continue
        person = records.people.person(link.carer_id)
        works = [c for c in records.people.contacts_of(link.carer_id) if c.reach is Reach.ON]
        contacts = tuple(c for c in works if c.channel is not ChannelName.VOICE)
        if person is not None and contacts:
            found[person.id] = Carer(person, contacts, tuple(c for c in works if c.channel is ChannelName.VOICE))
    if away_too or len(found) < 2:
        return found
    watch = records.watches.get(patient_id, WatchKind.CARERS)
    away = {int(name.removeprefix(AWAY)) for name, _ in (watch.memo if watch else ()) if name.startswith(AWAY)}
    return {own_id: carer for own_id, carer in found.items() if own_id not in away} or found


def names_of(circle: Mapping[int, Carer]) -> str:
    """Their names, as a slot."""
    return ", ".join(carer.name for carer in circle.values())


def facts_for_help(records: Records, patient: Patient, now: datetime, *, medicine: bool = True) -> dict[str, str]:
    """What somebody needs who rings or goes there: the door and the numbers of their card, the last intake told of, and
    the medicine unless they refused that.

    Slots, each only where it is known: patient, phone, address, key, local_emergency, those of `numbers_to_ring`,
    last_taken, medicine.
    """
    card = records.cards.of(patient.id)
    phone = next((c for c in records.people.contacts_of(patient.id) if c.channel is ChannelName.SMS), None)
    known = {
        "patient": patient.call_me,
        "phone": card.callback or (phone.address if phone is not None else None),
        "address": card.address,
        "key": card.key,
        "local_emergency": card.local_emergency,
    }
    facts = {name: value for name, value in known.items() if value}
    facts |= numbers_to_ring(records, patient, now)
    if not medicine:
        return facts
    intakes = records.intakes.of_patient(patient.id, now - _LAST_TAKEN_WITHIN)
    last = max((i for i in intakes if i.kind is not IntakeKind.EXTRA), key=lambda i: i.taken_at, default=None)
    if last is not None:
        facts["last_taken"] = last.taken_at.isoformat()
    live = [v for v in records.plans.live_of([patient.id]) if v.state is not VersionState.ENDED]
    if live and last_word(records, patient.id, Agreement.NAME_MEDICINE) is not False:
        facts["medicine"] = live[-1].plan.medication
    return facts


def numbers_to_ring(records: Records, patient: Patient, now: datetime) -> dict[str, str]:
    """Whom the person, or somebody for them, can ring at `now` (UTC) about what cannot wait, as slots.

    clinic_phone; clinic_opens (UTC), only while it is closed; out_of_hours, only while somebody answers there, and then
    also as urgent, in place of the country's own line.
    """
    card = records.cards.of(patient.id)
    wall = to_wall(now, patient.zone)
    found: dict[str, str] = {}
    if card.clinic:
        found["clinic_phone"] = card.clinic
        hours = read_hours(card.clinic_hours) if card.clinic_hours else None
        opens = opens_next(hours, wall) if hours is not None and not is_open(hours, wall) else None
        if opens is not None:
            found["clinic_opens"] = to_utc(opens.date(), opens.time(), patient.zone).isoformat()
    if card.out_of_hours and (not card.out_of_hours_hours or is_open(read_hours(card.out_of_hours_hours), wall)):
        found["out_of_hours"] = found["urgent"] = card.out_of_hours
    return found
