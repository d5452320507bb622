"""Everything that is kept about one patient, as one document: ids, instants in UTC, codes, and the words as sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from scheduler.domain.checkin import CheckIn
from scheduler.domain.document_writing import plan_document
from scheduler.domain.dose import Dose
from scheduler.domain.escalation import Escalation
from scheduler.domain.intake import Intake
from scheduler.domain.message import Message
from scheduler.domain.people import ChannelName, Contact, Patient, Person, Role
from scheduler.domain.prescriber_question import PrescriberQuestion
from scheduler.domain.sign import Signs
from scheduler.domain.version import PlanVersion
from scheduler.ports import EscalationEvent, Records
from scheduler.talk.not_changed import not_changed

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=400)
Document = dict[str, list[dict[str, object]]]


def history(records: Records, patient_id: int, now: datetime) -> Document | None:
    """The document at `now` (UTC); None if there is no such patient.

    Every part is a list, the one patient's too. Doses that a change of plan replaced are there with that state; intakes
    that were undone are not. Addresses of caregivers are left out: they are theirs, not the patient's.
    """
    patient = records.people.patients([patient_id]).get(patient_id)
    person = records.people.person(patient_id)
    if patient is None or person is None:
        return None
    medicines = dict(records.plans.medicines_of(patient_id))
    contacts = _contacts(records, patient_id)
    messages = records.messages.of_patient(patient_id, _EVER)
    channels = _channels(records, messages, contacts)
    alarms = records.escalations.of_patient(patient_id, _EVER)
    return {
        "patient": [_patient(patient, person)],
        "plans": [_plan(each, medicines) for each in records.plans.versions_of(patient_id)],
        "doses": [_dose(each) for each in records.doses.of_patient(patient_id, _EVER, now + _AHEAD)],
        "intakes": [_intake(each) for each in records.intakes.of_patient(patient_id, _EVER)],
        "check_ins": [_check_in(each) for each in records.check_ins.of_patient(patient_id, _EVER)],
        "escalations": [_escalation(each, records.escalations.events_of(each.id)) for each in alarms],
        "messages": [_message(each, channels.get(each.contact_id)) for each in messages],
        "contacts": contacts,
        "consents": [
            {
                "person_id": each.person_id,
                "contact_id": each.contact_id,
                "kind": each.kind,
                "given": each.given,
                "words": each.words,
                "at": instant(each.at),
            }
            for each in records.people.consents_of(patient_id)
        ],
        "questions": [_question(each) for each in records.questions.of_patient(patient_id)],
        "steps_not_changed": [
            {"step_on": on.isoformat(), "said_at": instant(at)}
            for on, at in sorted(not_changed(records, patient_id).items())
        ],
        "signs": [_signs(each) for each in records.signs.of_patient(patient_id, _EVER)],
    }


def instant(at: datetime | None) -> str | None:
    """An instant as JSON shows it: UTC, to the second."""
    return None if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def as_number(value: object) -> int | float:
    """An exact amount as a JSON number: the shortest digits, so that 192.5 stays 192.5. Raises TypeError for all else."""
    if not isinstance(value, Decimal):
        raise TypeError(f"not for JSON: {type(value).__name__}")
    return int(value) if value == value.to_integral_value() else float(value)


def _patient(patient: Patient, person: Person) -> dict[str, object]:
    return {
        "id": patient.id,
        "name": person.name,
        "call_me": person.call_me,
        "timezone": patient.zone,
        "language": patient.language,
        "country": patient.country,
        "wording": patient.wording.value,
        "enrolled_at": instant(patient.enrolled_at),
        "paused_until": instant(patient.paused_until),
    }


def _plan(version: PlanVersion, medicines: Mapping[int, str]) -> dict[str, object]:
    return {
        "id": version.id,
        "number": version.number,
        "medication": medicines.get(version.medicine_id, version.plan.medication),
        "state": version.state.value,
        "change": version.change.value,
        "begins_at": instant(version.begins_at),
        "created_at": instant(version.created_at),
        "decided_by": version.decided_by,
        "confirmed_by": version.confirmed_by,
        "confirmed_at": instant(version.confirmed_at),
        "why": list(version.why),
        "plan": plan_document(version.plan),
    }


def _dose(dose: Dose) -> dict[str, object]:
    return {
        "id": dose.id,
        "plan_id": dose.version_id,
        "step": dose.step,
        "due_at": instant(dose.due_at),
        "date": dose.on.isoformat(),
        "at": f"{dose.at:%H:%M}",
        "mg": dose.mg,
        "pieces": dict(dose.pieces),
        "state": dose.state.value,
        "taken_mg": dose.taken_mg,
        "taken_at": instant(dose.taken_at),
        "answered_at": instant(dose.answered_at),
        "reason": None if dose.reason is None else dose.reason.value,
    }


def _intake(intake: Intake) -> dict[str, object]:
    return {
        "id": intake.id,
        "kind": intake.kind.value,
        "dose_id": intake.dose_id,
        "mg": intake.mg,
        "pieces": dict(intake.pieces),
        "taken_at": instant(intake.taken_at),
        "recorded_at": instant(intake.recorded_at),
    }


def _signs(told: Signs) -> dict[str, object]:
    return {"id": told.id, "told_at": instant(told.at), "symptoms": list(told.symptoms), "grade": told.grade.value}


def _check_in(check_in: CheckIn) -> dict[str, object]:
    return {
        "id": check_in.id,
        "kind": check_in.kind.value,
        "asked_at": instant(check_in.asked_at),
        "ended_at": instant(check_in.ended_at),
        "answers": dict(check_in.answers),
        "grade": None if check_in.grade is None else check_in.grade.value,
    }


def _escalation(escalation: Escalation, events: Iterable[EscalationEvent]) -> dict[str, object]:
    return {
        "id": escalation.id,
        "cause": escalation.cause.value,
        "tier": escalation.tier.value,
        "state": escalation.state.value,
        "opened_at": instant(escalation.opened_at),
        "ended_at": instant(escalation.ended_at),
        "because": dict(escalation.because),
        "events": [
            {"at": instant(each.at), "what": each.what, "person_id": each.person_id, "words": each.words}
            for each in events
        ],
    }


def _message(message: Message, channel: ChannelName | None) -> dict[str, object]:
    return {
        "id": message.id,
        "person_id": message.person_id,
        "contact_id": message.contact_id,
        "kind": message.kind,
        "channel": None if channel is None else channel.value,
        "state": message.state.value,
        "created_at": instant(message.created_at),
        "sent_at": instant(message.sent_at),
        "text": message.text,
    }


def _question(question: PrescriberQuestion) -> dict[str, object]:
    return {"id": question.id, "words": question.words, "said_at": instant(question.said_at)}


def _contacts(records: Records, patient_id: int) -> list[dict[str, object]]:
    found = [
        _contact(each, patient_id, Role.PATIENT.value) | {"address": each.address}
        for each in records.people.contacts_of(patient_id)
    ]
    for link in records.people.carers_of(patient_id):
        carer = records.people.person(link.carer_id)
        for each in records.people.contacts_of(link.carer_id):
            named = {"name": carer.call_me or carer.name if carer else None, "link": link.state.value, "address": None}
            found.append(_contact(each, link.carer_id, link.role.value) | named)
    return found


def _contact(contact: Contact, person_id: int, role: str) -> dict[str, object]:
    return {
        "id": contact.id,
        "person_id": person_id,
        "role": role,
        "channel": contact.channel.value,
        "reach": contact.reach.value,
        "created_at": instant(contact.created_at),
    }


def _channels(
    records: Records, messages: Iterable[Message], contacts: Iterable[Mapping[str, object]]
) -> dict[int, ChannelName]:
    """The channel of every contact that was written to, the ones that nobody uses any more too."""
    wanted = {message.contact_id for message in messages} | {int(str(each["id"])) for each in contacts}
    return {each.id: each.channel for each in records.people.contacts(wanted).values()}
