"""Somebody who tapers is entered by the operator: person, contacts, caregivers, plan. Nobody is written to before their OK
but with the one message that asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from scheduler.domain.card import Card
from scheduler.domain.finding import Finding, Level
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import (
    CareLink,
    ChannelName,
    Consent,
    Contact,
    Conversation,
    LinkState,
    Patient,
    Reach,
    Role,
    Wording,
)
from scheduler.domain.regimen import Plan
from scheduler.domain.review import activates, review
from scheduler.domain.timing import is_schedulable, last_on, missing, to_wall
from scheduler.domain.version import Change, PlanVersion, VersionState, Watch, WatchKind
from scheduler.knowledge import Knowledge
from scheduler.outgoing import to_carer
from scheduler.planning import begin_version
from scheduler.ports import Records
from scheduler.talk.plan_intake import medicine_of, next_number

Address = tuple[ChannelName, str]


class AdmissionError(ValueError):
    """What was given cannot be entered; the text names the field and what is allowed."""


@dataclass(frozen=True, slots=True)
class CarerEntry:
    """Somebody to be fetched, in the order in which they are told."""

    name: str
    contacts: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What the operator knows. `zone` is IANA. `consent`: how and when they agreed to be entered, in the operator's words."""

    name: str
    zone: str
    contacts: tuple[Address, ...]
    consent: str
    call_me: str | None = None
    language: str = "en"
    country: str | None = None
    wording: Wording = Wording.DISCREET
    carers: tuple[CarerEntry, ...] = ()
    plan: Plan | None = None
    card: Card = field(default_factory=Card)
    policy: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Admitted:
    """The patient's id, and what became of the plan: None if there was none."""

    patient_id: int
    version: PlanVersion | None
    findings: tuple[Finding, ...]


def admit(records: Records, knowledge: Knowledge, entry: Entry, now: datetime) -> Admitted:
    """Enter a patient at `now` (UTC), within the caller's transaction. Raises AdmissionError or PolicyError.

    Every new contact waits for its owner's OK; a plan that the review blocks stays blocked.
    """
    people = records.people
    country = entry.country or knowledge.country_of(entry.zone)
    person_id = people.add_person(
        entry.name, now, call_me=entry.call_me, zone=entry.zone, language=entry.language, country=country
    )
    contacts = [_reach_at(records, person_id, address, rank, now) for rank, address in enumerate(entry.contacts, 1)]
    people.make_patient(person_id, entry.wording, now)
    people.add_consent(Consent(person_id, None, "enrolment", True, entry.consent, now))
    if entry.card != Card():
        records.cards.put(person_id, entry.card)
    if entry.policy:
        people.change_patient(person_id, policy=entry.policy)
    patient = people.patients([person_id])[person_id]
    records.watches.set(Watch(person_id, WatchKind.MORNING, now))
    if contacts and contacts[0].reach is Reach.NEW:
        _ask_to_begin(records, person_id, contacts[0], now)
    for rank, carer in enumerate(entry.carers, start=1):
        _invite(records, patient, carer, rank, now)
    if entry.plan is None:
        return Admitted(person_id, None, ())
    version, findings = _enter_plan(records, knowledge, patient, entry.plan, now)
    return Admitted(person_id, version, tuple(findings))


def _reach_at(records: Records, person_id: int, address: Address, rank: int, now: datetime) -> Contact:
    """The contact, as this person is reached there: new until their own OK, also on a phone that others use already."""
    people = records.people
    contact_id = people.add_contact(*address, Reach.NEW, now)
    others = [other for other in people.persons_at(contact_id) if other.id != person_id]
    for other in others:
        if not other.name and not people.roles(other.id):
            # Somebody who wrote before anybody knew them: it is this person now.
            people.drop_contact(other.id, contact_id)
    shared = any(other.name or people.roles(other.id) for other in others)
    people.use_contact(person_id, contact_id, rank, waits=shared)
    return next(contact for contact in people.contacts_of(person_id) if contact.id == contact_id)


def _ask_to_begin(records: Records, person_id: int, contact: Contact, now: datetime) -> None:
    if len(records.people.persons_at(contact.id)) == 1:
        records.talk.set(Conversation(contact.id, person_id, "enrol_ok", {}, now))
    records.messages.add(
        [
            Message(
                person_id=person_id,
                contact_id=contact.id,
                kind="welcome",
                key=f"welcome:{person_id}",
                priority=Priority.REST,
                not_before=now,
                created_at=now,
                patient_id=person_id,
                budgeted=False,
                even_unconsented=True,
            )
        ]
    )


def _invite(records: Records, patient: Patient, entry: CarerEntry, rank: int, now: datetime) -> None:
    people = records.people
    known = _known_carer(records, patient, entry)
    carer_id = known or people.add_person(entry.name, now, call_me=entry.name, zone=patient.zone)
    people.give_role(carer_id, Role.CAREGIVER)
    people.link(CareLink(patient.id, carer_id, Role.CAREGIVER, rank, LinkState.INVITED, now))
    theirs = {(each.channel, each.address) for each in people.contacts_of(carer_id)}
    for number, address in enumerate(entry.contacts, start=1):
        if address not in theirs:
            _reach_at(records, carer_id, address, number, now)
    contacts = people.contacts_of(carer_id)
    if contacts:
        invitation = to_carer(
            carer_id,
            contacts[0],
            patient.id,
            "carer-welcome",
            f"invite:{patient.id}:{carer_id}",
            now,
            priority=Priority.ESCALATION,
            slots={"patient": patient.call_me},
            even_unconsented=True,
        )
        records.messages.add([invitation])


def _known_carer(records: Records, patient: Patient, entry: CarerEntry) -> int | None:
    """Somebody with one of these addresses already who is the same person: by that name, or the only other one there."""
    people = records.people
    known = [contact for address in entry.contacts if (contact := people.contact(*address)) is not None]
    others = {p.id: p for contact in known for p in people.persons_at(contact.id) if p.id != patient.id}
    first = entry.name.casefold().split()[0]
    for person in others.values():
        if first in {name.casefold().split()[0] for name in (person.name, person.call_me) if name}:
            return person.id
    alone = [person for person in others.values() if Role.PATIENT not in people.roles(person.id)]
    return alone[0].id if len(alone) == len(others) == 1 else None


def _enter_plan(
    records: Records, knowledge: Knowledge, patient: Patient, plan: Plan, now: datetime
) -> tuple[PlanVersion, list[Finding]]:
    # Wall times follow the person, not the desk the plan was written at.
    plan = replace(plan, timezone=patient.zone)
    today = to_wall(now, patient.zone).date()
    last = last_on(plan)
    if last is not None and last < today:
        raise AdmissionError(f"plan.steps: a plan that goes on beyond today; this one ended on {last}")
    findings = review(plan, knowledge.drug, now_on=today)
    version = PlanVersion(
        patient_id=patient.id,
        medicine_id=medicine_of(records, patient.id, plan.medication),
        number=next_number(records, patient.id),
        plan=plan,
        state=_state_of(plan, findings),
        change=Change.START,
        begins_at=now,
        created_at=now,
        decided_by=plan.prescriber,
        why=tuple(sorted({finding.rule for finding in findings if finding.level is Level.BLOCK})),
    )
    stored = begin_version(records, version, patient, now, knowledge.drug)
    if plan.supply.on_hand:
        records.stock.set_on_hand(stored.medicine_id, plan.supply.on_hand, now, "enrolled")
    return stored, findings


def _state_of(plan: Plan, findings: list[Finding]) -> VersionState:
    if missing(plan):
        return VersionState.WAITING
    if not is_schedulable(plan):
        return VersionState.WATCH
    return VersionState.ACTIVE if activates(findings) else VersionState.BLOCKED
