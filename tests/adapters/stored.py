"""A patient with a contact, a medicine and a plan in the store, and doses and messages for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from scheduler.domain.dose import Dose
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import ChannelName, Reach, Wording
from scheduler.domain.regimen import DoseLine, Ends, Plan, Step, Supply, Tablet
from scheduler.domain.version import Change, PlanVersion, VersionState
from storage.records import SqlRecords

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=2)
PLAN = Plan(
    medication="baclofen",
    timezone="Europe/London",
    start=date(2026, 11, 1),
    tablets=(Tablet(Decimal(10), 2), Tablet(Decimal("2.5"))),
    liquid=None,
    steps=(
        Step(days=60, cycle=((DoseLine(time(8), Decimal("12.5")), DoseLine(time(20), Decimal(10))),)),
        Step(days=None, cycle=((DoseLine(time(20), Decimal(5)),),)),
    ),
    ends=Ends.HOLD,
    supply=Supply(on_hand={"10": Decimal("60.5")}, refills=2),
    prescriber="spasticity clinic",
)


@dataclass(frozen=True)
class Home:
    """Ids of what was put in."""

    patient_id: int
    contact_id: int
    medicine_id: int
    version_id: int

    def dose(self, minutes: int = 0, **other: object) -> Dose:
        """A planned dose due so many minutes after NOW."""
        due_at = NOW + timedelta(minutes=minutes)
        fields: dict[str, object] = {
            "patient_id": self.patient_id,
            "medicine_id": self.medicine_id,
            "version_id": self.version_id,
            "due_at": due_at,
            "on": due_at.date(),
            "at": due_at.time(),
            "mg": Decimal("12.5"),
            "pieces": (("10", Decimal(1)), ("2.5", Decimal(1))),
            "step": 1,
            "window_ends_at": due_at + timedelta(hours=4),
            "wake_at": due_at,
        }
        return Dose(**{**fields, **other})  # type: ignore[arg-type]

    def message(self, key: str, **other: object) -> Message:
        """A reminder that may go now."""
        fields: dict[str, object] = {
            "person_id": self.patient_id,
            "contact_id": self.contact_id,
            "patient_id": self.patient_id,
            "kind": "dose-due",
            "key": key,
            "priority": Priority.REMINDER,
            "not_before": NOW,
            "created_at": NOW,
            "slots": {"dose": "8:00", "amount": "1 and a quarter"},
            "due_at": NOW,
            "expires_at": NOW + timedelta(hours=4),
        }
        return Message(**{**fields, **other})  # type: ignore[arg-type]


def version_of(patient_id: int, medicine_id: int, number: int = 1, plan: Plan = PLAN, **other: object) -> PlanVersion:
    fields: dict[str, object] = {
        "patient_id": patient_id,
        "medicine_id": medicine_id,
        "number": number,
        "plan": plan,
        "state": VersionState.ACTIVE,
        "change": Change.START,
        "begins_at": NOW - timedelta(days=30),
        "created_at": NOW - timedelta(days=30),
    }
    return PlanVersion(**{**fields, **other})  # type: ignore[arg-type]


def settle(records: SqlRecords, number: int = 1, name: str = "Ann Example") -> Home:
    """Put a patient in, whom messages reach by SMS."""
    patient_id = records.people.add_person(name, NOW, call_me=f"Ann{number}", zone="Europe/London", country="GB")
    records.people.make_patient(patient_id, Wording.DISCREET, NOW)
    contact_id = records.people.add_contact(ChannelName.SMS, f"+44770090{number:04}", Reach.ON, NOW)
    records.people.use_contact(patient_id, contact_id)
    medicine_id = records.plans.add_medicine(patient_id, "baclofen")
    version_id = records.plans.add_version(version_of(patient_id, medicine_id))
    return Home(patient_id, contact_id, medicine_id, version_id)


def due_doses(records: SqlRecords, now: datetime, limit: int) -> list[Dose]:
    """Claim what is due, and read it."""
    claimed = records.doses.claim(now, limit)
    return records.doses.due_of(claimed, now) if claimed else []
