"""What is looked at once a day: supply, the coming step, the weekly count, a plan that waits. Also pauses and follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from scheduler.alarm import call_off_about, raise_alarm
from scheduler.carer_day import begin_if_wanted, wake_carers
from scheduler.checking_in import wake_check_in, wake_follow_up
from scheduler.circle import circle_of
from scheduler.clinic_digest import begin_digest_if_wanted, wake_digest
from scheduler.coming_step import about_steps
from scheduler.domain.escalation import Cause
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import Conversation, Patient
from scheduler.domain.timing import to_utc, to_wall
from scheduler.domain.version import WATCH_ONLY, PlanVersion, VersionState, Watch, WatchKind
from scheduler.drill import wake_drill
from scheduler.erasing import wake_erase
from scheduler.follow_up import wake_extra
from scheduler.hospital import wake_hospital
from scheduler.knowledge import Knowledge
from scheduler.ladder import wake_ladder
from scheduler.outgoing import after_quiet, to_patient
from scheduler.pills import supply_slots
from scheduler.ports import Records
from scheduler.silent import wake_silence
from scheduler.slots import doses_slot, stock_slot
from scheduler.soft import wake_soft
from scheduler.talk.travel import wake_travel

_LEFT_FOR = timedelta(hours=6)


def wake_watches(records: Records, now: datetime, limit: int, knowledge: Knowledge) -> int:
    """Wake the watches that are due (UTC). How many."""
    if not (due := records.watches.due(now, limit)):
        return 0
    ids = {watch.patient_id for watch in due}
    records.together(now, patient_ids=ids)
    patients = records.people.patients(ids)
    # First, and then nothing more of theirs is looked at.
    due.sort(key=lambda watch: watch.kind is not WatchKind.ERASE)
    erased: set[int] = set()
    for watch in due:
        patient = patients.get(watch.patient_id)
        if watch.patient_id in erased:
            continue
        if patient is not None and watch.kind is WatchKind.ERASE:
            if wake_erase(records, patient, watch, now):
                erased.add(patient.id)
        elif patient is None:
            records.watches.set(replace(watch, wake_at=None))
        elif watch.kind is WatchKind.MORNING:
            _morning(records, patient, watch, now, knowledge)
        elif watch.kind is WatchKind.PAUSE:
            _pause(records, patient, watch, now)
        elif watch.kind is WatchKind.EXTRA:
            moved, asks = wake_extra(watch, now, patient.policy)
            records.watches.set(moved)
            if asks:
                key = f"extra:{patient.id}:{int(now.timestamp())}"
                records.messages.add(to_patient(patient, "safety-list", key, now, priority=Priority.CHECK_IN))
                _ask(records, patient, "safety", now)
        elif watch.kind is WatchKind.LADDER:
            wake_ladder(records, patient, watch, now)
        elif watch.kind is WatchKind.CHECK_IN:
            wake_check_in(records, patient, watch, now)
        elif watch.kind is WatchKind.FOLLOW_UP:
            wake_follow_up(records, patient, watch, now)
        elif watch.kind is WatchKind.CARERS:
            wake_carers(records, patient, watch, now)
        elif watch.kind is WatchKind.SILENCE:
            wake_silence(records, patient, watch, now)
        elif watch.kind is WatchKind.DRILL:
            wake_drill(records, patient, watch, now)
        elif watch.kind is WatchKind.HOSPITAL:
            wake_hospital(records, patient, watch, now)
        elif watch.kind is WatchKind.TRAVEL:
            wake_travel(records, patient, watch, now)
        elif watch.kind is WatchKind.CLINIC:
            wake_digest(records, patient, watch, now, knowledge)
        elif watch.kind is WatchKind.SOFT:
            wake_soft(records, patient, watch, now)
        else:
            records.watches.set(replace(watch, wake_at=None))
    return len(due)


def next_morning(patient: Patient, now: datetime) -> datetime:
    """The next time (UTC) the person's clock shows their morning hour."""
    today = to_wall(now, patient.zone).date()
    at = to_utc(today, patient.policy.morning_at, patient.zone)
    return at if at > now else to_utc(today + timedelta(days=1), patient.policy.morning_at, patient.zone)


def _morning(records: Records, patient: Patient, watch: Watch, now: datetime, knowledge: Knowledge) -> None:
    memo = dict(watch.memo)
    wall = to_wall(now, patient.zone)
    begin_if_wanted(records, patient, now)
    begin_digest_if_wanted(records, patient, now)
    live = records.plans.live_of([patient.id])
    active = next((version for version in live if version.state is VersionState.ACTIVE), None)
    # The watch is set at enrolment at any hour; what it says belongs to the morning.
    if wall.time() >= patient.policy.morning_at and wall.hour < 20:
        talk = _about_talk(records, patient, wall.date(), now)
        if talk:
            records.messages.add(talk)
        elif active is not None:
            messages = _about_supply(records, patient, active, now, knowledge, memo)
            messages += about_steps(records, patient, active, wall.date(), now, knowledge, memo)
            if not messages:
                messages += _about_count(records, patient, active, now)
            records.messages.add(messages)
        elif any(version.state in WATCH_ONLY for version in live):
            records.messages.add(_about_waiting(patient, live, wall.date(), now))
    records.watches.set(replace(watch, wake_at=next_morning(patient, now), memo=tuple(memo.items())))


def _about_waiting(patient: Patient, live: Sequence[PlanVersion], today: date, now: datetime) -> list[Message]:
    """A plan that prompts nothing is not silent; what was said when it came in is not said again in the same hours."""
    waiting = next(version for version in live if version.state in WATCH_ONLY)
    slots = {"clinic": waiting.plan.prescriber} if waiting.plan.prescriber else {}
    note = (patient, "watch-only-note", f"watch:{patient.id}:{today.isoformat()}", now)
    new = now - waiting.created_at < _LEFT_FOR
    return [] if new else to_patient(*note, priority=Priority.CHECK_IN, slots=slots)


def _about_talk(records: Records, patient: Patient, today: date, now: datetime) -> list[Message]:
    """A plan that was begun in chat and left: brought to mind on a few mornings, and then no more."""
    talk = records.plan_talks.get(patient.id)
    if talk is None or talk.reminded >= patient.policy.plan_talk_reminders or now - talk.changed_at < _LEFT_FOR:
        return []
    records.plan_talks.set(replace(talk, reminded=talk.reminded + 1))
    key = f"plan-resume:{patient.id}:{today.isoformat()}"
    return to_patient(patient, "plan-resume", key, now, priority=Priority.CHECK_IN)


def _about_supply(
    records: Records, patient: Patient, live: PlanVersion, now: datetime, knowledge: Knowledge, memo: dict[str, str]
) -> list[Message]:
    slots = supply_slots(records, live, knowledge, now)
    if "run_out_day" not in slots:
        call_off_about(records, patient, {Cause.SUPPLY}, now)
        return []
    today = to_wall(now, patient.zone).date()
    short_at = datetime.fromisoformat(slots["run_out_at"])
    days = (date.fromisoformat(slots["run_out_day"]) - today).days
    slots |= {"days": str(days), "time": slots["run_out_time"]}
    level = _supply_level(slots, short_at, today, days, now, patient)
    if level != "urgent":
        call_off_about(records, patient, {Cause.SUPPLY}, now)
    if level is None:
        return []
    # Each warning is given once per box; the last one every morning until pills are in the house.
    if level != "urgent" and memo.get(f"supply-{level}") == slots["run_out_day"]:
        return []
    memo[f"supply-{level}"] = slots["run_out_day"]
    key = f"supply-{level}:{patient.id}:{today.isoformat()}"
    messages = to_patient(patient, f"supply-{level}", key, now, priority=Priority.CHECK_IN, slots=slots)
    if level == "urgent":
        because = {"run_out_day": slots["run_out_day"]}
        opened = raise_alarm(records, patient, Cause.SUPPLY, now, because) if circle_of(records, patient.id) else None
        if opened is not None and opened.wake_at is not None:
            name = next(iter(circle_of(records, patient.id).values())).name
            about = {"until": opened.wake_at.isoformat(), "name": name}
            messages += to_patient(
                patient, "carer-will-supply", f"{key}:will", now, priority=Priority.CHECK_IN, slots=about
            )
    return messages


def _supply_level(
    slots: dict[str, str], short_at: datetime, today: date, days: int, now: datetime, patient: Patient
) -> str | None:
    if short_at - now <= timedelta(hours=patient.policy.supply_urgent_h):
        return "urgent"
    if days <= patient.policy.supply_warn_days:
        return "low"
    if date.fromisoformat(slots["order_by"]) <= today:
        return "order"
    if "days_short" in slots and days <= patient.policy.supply_info_days:
        return "visit"
    return None


def _about_count(records: Records, patient: Patient, live: PlanVersion, now: datetime) -> list[Message]:
    on_hand = records.stock.on_hand(live.medicine_id)
    counted_at = records.stock.counted_at(live.medicine_id) or patient.enrolled_at
    if not on_hand or now - counted_at < timedelta(days=patient.policy.count_every_days):
        return []
    today = to_wall(now, patient.zone).date()
    week = today.isocalendar()
    key = f"count:{patient.id}:{week.year}-{week.week}"
    slots = {"strengths": ", ".join(on_hand), "rows": stock_slot(on_hand)}
    return to_patient(patient, "count-ask", key, now, priority=Priority.REST, slots=slots)


def _pause(records: Records, patient: Patient, watch: Watch, now: datetime) -> None:
    if patient.paused_until is None:
        records.watches.set(replace(watch, wake_at=None))
        return
    # A pause never runs on in silence: when its time is over reminders are back, and that is said.
    records.people.change_patient(patient.id, unpause=True)
    records.watches.set(replace(watch, wake_at=None))
    still = records.doses.open_of([patient.id], now - timedelta(hours=patient.policy.answer_within_h))
    still = [dose for dose in still if dose.answered_at is None]
    key = f"resumed:{patient.id}:{int(now.timestamp())}"
    records.messages.add(
        to_patient(
            patient,
            "resumed",
            key,
            now,
            priority=Priority.CHECK_IN,
            slots={"doses": doses_slot(still)} if still else {},
            not_before=after_quiet(patient, now),
        )
    )


def _ask(records: Records, patient: Patient, question: str, now: datetime) -> None:
    if patient.contact is not None:
        records.talk.set(Conversation(patient.contact.id, patient.id, question, {}, now))
