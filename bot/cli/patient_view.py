"""What the operator sees of one patient: read once from the store, written as JSON or as a panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.cli.consent import as_row
from scheduler.domain.card import Card
from scheduler.domain.dose import OPEN, Dose, DoseState
from scheduler.domain.people import ChannelName, Consent, Contact, Patient, Person, Role
from scheduler.domain.timing import daily_total, day_of_plan, missing, to_wall
from scheduler.domain.version import PlanVersion, VersionState
from scheduler.knowledge import Knowledge
from scheduler.pills import supply_slots
from scheduler.ports import Records
from scheduler.reachability import Gap, gaps_of, standing_of

_AHEAD = timedelta(hours=48)
_NEXT_MOST = 4


@dataclass(frozen=True, slots=True)
class Carer:
    """A caregiver, or a prescriber who is told, and how far their invitation has come."""

    name: str
    state: str
    contacts: Sequence[Contact]
    standing: str
    consents: Sequence[Consent]


@dataclass(frozen=True, slots=True)
class PatientView:
    """One patient at `now` (UTC)."""

    now: datetime
    patient: Patient
    person: Person
    contacts: Sequence[Contact]
    carers: Sequence[Carer]
    prescribers: Sequence[Carer]
    card: Card
    consents: Sequence[Consent]
    gaps: Sequence[Gap]
    version: PlanVersion | None
    next_doses: Sequence[Dose]
    open_doses: Sequence[Dose]
    on_hand: Mapping[str, Decimal]
    supply: Mapping[str, str]


def view_patient(records: Records, patient_id: int, now: datetime, knowledge: Knowledge) -> PatientView | None:
    """Everything about one patient at `now` (UTC); None if there is none of that id."""
    patient = records.people.patients([patient_id]).get(patient_id)
    person = records.people.person(patient_id)
    if patient is None or person is None:
        return None
    versions = records.plans.live_of([patient_id])
    active = [version for version in versions if version.state is VersionState.ACTIVE]
    version = max(active or versions, key=lambda each: each.number, default=None)
    coming = records.doses.of_patient(patient_id, now, now + _AHEAD)
    opened = records.doses.open_of([patient_id], now - timedelta(hours=patient.policy.answer_within_h))
    return PatientView(
        now=now,
        patient=patient,
        person=person,
        contacts=records.people.contacts_of(patient_id),
        carers=_carers(records, patient, Role.CAREGIVER, now),
        prescribers=_carers(records, patient, Role.PRESCRIBER, now),
        consents=records.people.consents_of(patient_id),
        gaps=gaps_of(records, patient, now),
        card=records.cards.of(patient_id),
        version=version,
        next_doses=[dose for dose in coming if dose.state is DoseState.PLANNED][:_NEXT_MOST],
        open_doses=[dose for dose in opened if dose.state in OPEN and dose.answered_at is None],
        on_hand=records.stock.on_hand(version.medicine_id) if version else {},
        supply=supply_slots(records, version, knowledge, now) if version else {},
    )


def _carers(records: Records, patient: Patient, role: Role, now: datetime) -> list[Carer]:
    proven_for = timedelta(days=patient.policy.reach_proven_days)
    found = []
    for link in records.people.carers_of(patient.id, role):
        person = records.people.person(link.carer_id)
        if person is not None:
            found.append(
                Carer(
                    person.call_me or person.name,
                    link.state.value,
                    records.people.contacts_of(link.carer_id),
                    standing_of(records, person.id, now, proven_for).value,
                    records.people.consents_of(person.id),
                )
            )
    return found


def mask(contact: Contact, *, full: bool) -> str:
    """The address, of which only the last digits show unless `full`."""
    if full or contact.channel is ChannelName.CONSOLE:
        return contact.address
    return f"…{contact.address[-3:]}"


def card_lines(view: PatientView, *, full: bool) -> dict[str, str | None]:
    """The card by field; where somebody lives, how to get in and whom to ring only if `full`, otherwise that it is known."""
    return {name: value if full or value is None else "…" for name, value in asdict(view.card).items()}


def as_document(view: PatientView, *, full: bool) -> dict[str, object]:
    """The view for JSON: instants in UTC, amounts as decimals, addresses masked unless `full`."""
    return {
        "id": view.patient.id,
        "name": view.person.name,
        "call_me": view.patient.call_me,
        "timezone": view.patient.zone,
        "language": view.patient.language,
        "country": view.patient.country,
        "wording": view.patient.wording.value,
        "enrolled_at": instant(view.patient.enrolled_at),
        "paused_until": instant(view.patient.paused_until),
        "contacts": [_contact(each, full=full) for each in view.contacts],
        "caregivers": [_carer(each, full=full) for each in view.carers],
        "prescribers": [_carer(each, full=full) for each in view.prescribers],
        "consents": [as_row(each, full=full) for each in view.consents],
        "gaps": [gap.value for gap in view.gaps],
        "card": card_lines(view, full=full),
        "plan": None if view.version is None else _plan(view.version, view.now),
        "next_doses": [_dose(dose) for dose in view.next_doses],
        "open_doses": [_dose(dose) for dose in view.open_doses],
        "supply": {
            "on_hand": view.on_hand,
            "runs_out": {"date": view.supply["run_out_day"], "at": view.supply["run_out_time"]}
            if "run_out_day" in view.supply
            else None,
            "order_by": view.supply.get("order_by"),
        },
    }


def _carer(carer: Carer, *, full: bool) -> dict[str, object]:
    return {
        "name": carer.name,
        "state": carer.state,
        "reached": carer.standing,
        "contacts": [_contact(each, full=full) for each in carer.contacts],
        "consents": [as_row(each, full=full) for each in carer.consents],
    }


def _contact(contact: Contact, *, full: bool) -> dict[str, str]:
    return {"channel": contact.channel.value, "address": mask(contact, full=full), "reach": contact.reach.value}


def _plan(version: PlanVersion, now: datetime) -> dict[str, object]:
    plan = version.plan
    today = to_wall(now, plan.timezone or "UTC").date()
    place = day_of_plan(plan, today) if not missing(plan) else None
    return {
        "version": version.number,
        "state": version.state.value,
        "medication": plan.medication,
        "why": list(version.why),
        "missing": list(missing(plan)),
        "begins_at": instant(version.begins_at),
        "step": place[0] if place else None,
        "steps": len(plan.steps),
        "daily_mg": daily_total(plan, today) if place else None,
        "prescriber": plan.prescriber,
        "confirmed_by": version.confirmed_by,
        "confirmed_at": instant(version.confirmed_at),
    }


def _dose(dose: Dose) -> dict[str, object]:
    return {
        "id": dose.id,
        "due_at": instant(dose.due_at),
        "date": dose.on.isoformat(),
        "at": f"{dose.at:%H:%M}",
        "mg": dose.mg,
        "pieces": dict(dose.pieces),
        "state": dose.state.value,
    }


def instant(at: datetime | None) -> str | None:
    """An instant as JSON shows it."""
    return None if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"
