"""The course of one taper as the store knows it: what was planned, taken, felt, told and asked. Read once, drawn often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from scheduler.domain.checkin import CheckIn
from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.escalation import Escalation, Tier
from scheduler.domain.intake import Intake
from scheduler.domain.people import Patient, Person
from scheduler.domain.prescriber_question import PrescriberQuestion
from scheduler.domain.timing import daily_total, first_on, is_schedulable, last_on, steps_with_dates, to_wall
from scheduler.domain.version import PlanVersion, VersionState
from scheduler.knowledge import Knowledge
from scheduler.pills import supply_slots
from scheduler.ports import EscalationEvent, Records
from scheduler.talk.not_changed import not_changed

EVER = datetime(1970, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A call for help with what happened in it, oldest first; amber ones, which may be many, without that."""

    escalation: Escalation
    events: Sequence[EscalationEvent] = ()


@dataclass(frozen=True)
class Course:
    """One person's taper at `now` (UTC); dates are on their own clock.

    `doses` by when they were due, those that a change of plan replaced left out; `versions` by number; `supply` as
    `scheduler.pills.supply_slots` gives it; `not_changed`: the first
    day of a step, and the instant (UTC) at which they said that they had not changed to it.
    """

    now: datetime
    patient: Patient
    person: Person
    versions: Sequence[PlanVersion] = ()
    doses: Sequence[Dose] = ()
    intakes: Sequence[Intake] = ()
    check_ins: Sequence[CheckIn] = ()
    alarms: Sequence[Alarm] = ()
    questions: Sequence[PrescriberQuestion] = ()
    on_hand: Mapping[str, Decimal] = field(default_factory=dict)
    supply: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    not_changed: Mapping[date, datetime] = field(default_factory=dict)

    @cached_property
    def today(self) -> date:
        return self.day_of(self.now)

    def day_of(self, instant: datetime) -> date:
        """The person's own date at an instant (UTC)."""
        return to_wall(instant, self.patient.zone).date()

    @cached_property
    def live(self) -> PlanVersion | None:
        """The version that rules now: the active one, else the newest that waits or is blocked; None without a plan."""
        active = [version for version in self.versions if version.state is VersionState.ACTIVE]
        ended = {VersionState.ENDED, VersionState.REPLACED}
        waiting = [version for version in self.versions if version.state not in ended]
        return max(active or waiting, key=lambda version: version.number, default=None)

    @cached_property
    def ruled(self) -> list[PlanVersion]:
        """Versions that prompted doses at some time, in the order in which they began."""
        prompted = {dose.version_id for dose in self.doses}
        found = [v for v in self.versions if v.id in prompted or v.state is VersionState.ACTIVE]
        return sorted(
            (v for v in found if is_schedulable(v.plan)), key=lambda version: (version.begins_at, version.number)
        )

    @cached_property
    def newest(self) -> PlanVersion | None:
        """The version to speak of: the live one, else the last that ruled, else the last there is."""
        last = max(self.versions, key=lambda version: version.number, default=None)
        return self.live or (self.ruled[-1] if self.ruled else last)

    @cached_property
    def begins_on(self) -> date | None:
        """The first date of which anything is known: a dose, or the plan's first day if nothing was due yet."""
        days = [dose.on for dose in self.doses[:1]]
        days += [self.day_of(each.asked_at) for each in self.check_ins[:1] if each.answers]
        days += [self.day_of(each.taken_at) for each in self.intakes[:1]]
        if days:
            return min(days)
        return first_on(self.ruled[0].plan) if self.ruled else None

    @cached_property
    def plan_ends_on(self) -> date | None:
        """The last date of the plan that rules; None if it goes on, or there is none."""
        return last_on(self.live.plan) if self.live is not None and is_schedulable(self.live.plan) else None

    def planned_mg(self, on: date) -> Decimal | None:
        """What the version that ruled on a date planned for it, in mg; None before the first and after the last one."""
        ruling = [version for version in self.ruled if self.day_of(version.begins_at) <= on]
        version = ruling[-1] if ruling else next(iter(self.ruled), None)
        if version is None:
            return None
        if version.state is VersionState.ENDED and version.planned_until is not None:
            last = max((dose.on for dose in self.doses if dose.version_id == version.id), default=None)
            if last is None or on > last:
                return None
        first, last_day = first_on(version.plan), last_on(version.plan)
        if first is None or on < first or (last_day is not None and on > last_day):
            return None
        return daily_total(version.plan, on)

    def steps_down(self) -> list[tuple[date, Decimal, Decimal]]:
        """Every date up to today on which the plan held less than the day before, with both daily amounts in mg."""
        if self.begins_on is None:
            return []
        found = []
        before = self.planned_mg(self.begins_on)
        for days in range(1, (self.today - self.begins_on).days + 1):
            on = self.begins_on + timedelta(days=days)
            present = self.planned_mg(on)
            if before is not None and present is not None and present < before and not _cycles(self.ruled, on):
                found.append((on, before, present))
            before = present
        return found


def _cycles(versions: Sequence[PlanVersion], on: date) -> bool:
    """Whether the amount falls only because the days of a cycle differ, as they do every few days."""
    for version in reversed(versions):
        for step_number, first, last in steps_with_dates(version.plan):
            if first < on and (last is None or on <= last):
                return len(version.plan.steps[step_number - 1].cycle) > 1
    return False


def read_course(records: Records, patient_id: int, now: datetime, knowledge: Knowledge) -> Course | None:
    """Everything of one patient at `now` (UTC), in one reading; None if there is no such patient."""
    patient = records.people.patients([patient_id]).get(patient_id)
    person = records.people.person(patient_id)
    if patient is None or person is None:
        return None
    versions = records.plans.versions_of(patient_id)
    alarms = [
        Alarm(each, () if each.tier is Tier.AMBER else records.escalations.events_of(each.id))
        for each in records.escalations.of_patient(patient_id, EVER)
    ]
    involved = {event.person_id for alarm in alarms for event in alarm.events if event.person_id is not None}
    course = Course(
        now=now,
        patient=patient,
        person=person,
        versions=sorted(versions, key=lambda version: version.number),
        doses=[
            dose
            for dose in records.doses.of_patient(patient_id, EVER, now + _AHEAD)
            if dose.state is not DoseState.REPLACED
        ],
        intakes=records.intakes.of_patient(patient_id, EVER),
        check_ins=records.check_ins.of_patient(patient_id, EVER),
        alarms=alarms,
        questions=records.questions.of_patient(patient_id),
        not_changed=not_changed(records, patient_id),
        names={each.id: each.call_me or each.name for each in records.people.persons(involved).values()},
    )
    newest = course.newest
    if newest is None:
        return course
    return _with_supply(course, records, newest, knowledge)


def _with_supply(course: Course, records: Records, version: PlanVersion, knowledge: Knowledge) -> Course:
    return replace(
        course,
        on_hand=records.stock.on_hand(version.medicine_id),
        supply=supply_slots(records, version, knowledge, course.now),
    )
