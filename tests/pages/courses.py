"""Courses made by hand: weeks of a taper without living through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from bot.bootstrap import default_policy
from bot.pages.course import Alarm, Course
from scheduler.domain.checkin import CheckIn, Grade, Kind
from scheduler.domain.document import parse_plan
from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.escalation import Cause, Escalation, State, Tier
from scheduler.domain.intake import Intake, IntakeKind
from scheduler.domain.people import Patient, Person, Wording
from scheduler.domain.prescriber_question import PrescriberQuestion
from scheduler.domain.reply import SkipReason
from scheduler.domain.timing import doses_on_dates, to_utc
from scheduler.domain.version import Change, PlanVersion, VersionState
from scheduler.ports import EscalationEvent
from tests.builders import plan, step

BEGAN = date(2027, 1, 4)
TIMES = ("08:00", "12:00", "17:00", "22:00")


def taper(*amounts: Sequence[float], days: int = 14, **other: Any) -> dict[str, Any]:
    """A plan of steps of `days` days, each with four doses a day."""
    return plan(*(step(days, dict(zip(TIMES, each, strict=True))) for each in amounts), ends="open", **other)


FOUR_STEPS = taper((20, 20, 20, 20), (20, 20, 20, 15), (20, 15, 20, 15), (15, 15, 20, 15))


def version(document: Mapping[str, Any] = FOUR_STEPS, **changed: Any) -> PlanVersion:
    made = PlanVersion(
        patient_id=1,
        medicine_id=1,
        number=1,
        plan=parse_plan(document),
        state=VersionState.ACTIVE,
        change=Change.START,
        begins_at=datetime(2027, 1, 4, 0, 0, tzinfo=UTC),
        created_at=datetime(2027, 1, 3, 12, 0, tzinfo=UTC),
        id=1,
    )
    return replace(made, **changed)


def person(name: str = "Ann Example", *, zone: str = "Europe/London", country: str = "GB") -> tuple[Patient, Person]:
    began = datetime(2027, 1, 3, 12, 0, tzinfo=UTC)
    wording = Wording.FULL
    patient = Patient(1, name.split()[0] if name.split() else "", zone, "en", country, wording, default_policy(), began)
    return patient, Person(1, name, None, zone, "en", country, began)


def empty(name: str = "Ann Example", **changed: Any) -> Course:
    """Somebody of whom nothing is known but a name."""
    patient, who = person(name)
    return replace(Course(datetime(2027, 2, 10, 20, 0, tzinfo=UTC), patient, who), **changed)


def lived(days: int = 38, document: Mapping[str, Any] = FOUR_STEPS, **changed: Any) -> Course:
    """So many days of a plan, with a dose in parts, one not taken and three not recorded, two extra and one alarm."""
    ruling = version(document)
    zone = ruling.plan.timezone or "UTC"
    last = BEGAN + timedelta(days=days - 1)
    doses = [
        _answered(index, planned)
        for index, planned in enumerate(doses_on_dates(ruling.plan, BEGAN, last))
    ]  # fmt: skip
    patient, who = person()
    seen = to_utc(last - timedelta(days=2), time(19, 30), zone)
    course = Course(
        now=to_utc(last, time(23, 30), zone),
        patient=patient,
        person=who,
        versions=[ruling],
        doses=doses,
        intakes=[
            extra(BEGAN + timedelta(days=days // 2), Decimal(10)),
            extra(BEGAN + timedelta(days=days // 3), None),
        ],
        check_ins=[check_in(day) for day in range(days)],
        alarms=[
            Alarm(
                Escalation(
                    1, Cause.WORDS, Tier.RED, seen, seen, {"said": "theres bugs on the wall"}, State.CLOSED,
                    ended_at=seen + timedelta(minutes=24), id=1,
                ),
                [
                    EscalationEvent(1, seen, "opened"),
                    EscalationEvent(1, seen + timedelta(minutes=4), "on_it", 2, "4"),
                    EscalationEvent(1, seen + timedelta(minutes=24), "spoke", 2, "6"),
                ],
            )
        ],
        questions=[PrescriberQuestion(1, "100 works for me, how do I tell him?", seen, id=1)],
        on_hand={"10": Decimal("61.5")},
        names={2: "Ben"},
    )  # fmt: skip
    return replace(course, **changed)


def _answered(index: int, planned: Any) -> Dose:
    dose = Dose(
        patient_id=1,
        medicine_id=1,
        version_id=1,
        due_at=planned.due_at,
        on=planned.on,
        at=planned.at,
        mg=planned.mg,
        pieces=planned.pieces,
        step=planned.step,
        window_ends_at=planned.due_at + timedelta(hours=2),
        wake_at=None,
        id=index + 1,
    )
    if index in (30, 31, 77):
        return replace(dose, state=DoseState.MISSED)
    if index == 50:
        return replace(dose, state=DoseState.SKIPPED, reason=SkipReason.FORGOT, answered_at=planned.due_at)
    mg = Decimal(10) if index == 40 else planned.mg
    return replace(dose, state=DoseState.TAKEN, taken_mg=mg, taken_at=planned.due_at, answered_at=planned.due_at)


def extra(on: date, mg: Decimal | None) -> Intake:
    at = to_utc(on, time(18, 30), "Europe/London")
    return Intake(1, 1, IntakeKind.EXTRA, mg, (), at, at)


def check_in(day: int) -> CheckIn:
    """Stiffer, less sleep and shakier in the days after a step of two weeks."""
    since = day % 14 if day >= 14 else 9
    rise = {0: 1, 1: 2, 2: 3, 3: 3, 4: 2, 5: 1}.get(since, 0)
    answers = {
        "safety": 0,
        "stiffness": 4 + rise,
        "sleep_hours": 7 - (rise > 2) * 2,
        "autonomic": min(2, rise - rise // 2),
    }
    at = to_utc(BEGAN + timedelta(days=day), time(9), "Europe/London")
    grade = Grade.AMBER if rise > 2 else Grade.GREEN
    return CheckIn(1, Kind.DAILY, at, None, answers, grade, at + timedelta(minutes=4), day + 1)
