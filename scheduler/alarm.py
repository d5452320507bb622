"""Calls for help, opened and moved on: who is told what, within the caller's transaction. Nothing here ends one silently."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.alarm_message import Bell
from scheduler.circle import circle_of
from scheduler.domain.dose import OPEN
from scheduler.domain.escalation import (
    ANSWERABLE,
    ENDED,
    RED_CAUSES,
    URGENT_CAUSES,
    Act,
    Cause,
    Escalation,
    State,
    Tier,
    Turn,
    acknowledge,
    alarm_again,
    call_off,
    open_at,
    put_off,
    redden,
    wake,
)
from scheduler.domain.people import Patient
from scheduler.domain.version import Watch, WatchKind
from scheduler.false_alert import PROVED_FALSE, proves_false
from scheduler.outgoing import after_quiet
from scheduler.ports import EscalationEvent, Records

# These wake caregivers at night as well: what is urgent, and twelve hours without an answer.
_AT_ANY_HOUR = URGENT_CAUSES | {Cause.NOT_TAKEN}
# Of these, one at a time is enough; the next one would only ring the same people about the same evening.
_ONE_AT_A_TIME = frozenset({Cause.UNCONFIRMED, Cause.NOT_TAKEN, Cause.AMOUNT, Cause.AMBER, Cause.BUDGET, Cause.DOUBT})

# A red alarm does not speak for these: they wait until it is over.
_STILL_TRUE_AFTERWARDS = frozenset({Cause.OPTED_OUT, Cause.UNREACHABLE, Cause.SUPPLY})


def raise_alarm(
    records: Records,
    patient: Patient,
    cause: Cause,
    now: datetime,
    because: Mapping[str, str] | None = None,
    *,
    by: int | None = None,
    tells_at: datetime | None = None,
) -> Escalation | None:
    """Call for help about a patient at `now` (UTC). None if that is going on already.

    Red tells every caregiver at once, but not `by`, who said it. Anything else is told to them at `tells_at`, or half an
    hour after the end of quiet hours; the caller sees that the person hears of it first.
    """
    going_on = records.escalations.open_of([patient.id])
    said = dict(because or {})
    if cause in RED_CAUSES:
        red = next((each for each in going_on if each.tier is Tier.RED), None)
        doubt = next((redden(each, cause, now) for each in going_on if each.cause is Cause.NEAR_RED), None)
        opened = red or doubt or open_at(patient.id, cause, Tier.RED, now, patient.policy)
        opened = alarm_again(opened, said, now)
        return _ring(records, patient, opened, now, by)
    if any(_covers(each, cause) for each in going_on):
        return None
    tier = Tier.URGENT if cause in URGENT_CAUSES else Tier.AMBER
    made = open_at(patient.id, cause, tier, now, patient.policy, said)
    starts = now if cause in _AT_ANY_HOUR else after_quiet(patient, now)
    wake_at = tells_at or starts + timedelta(minutes=patient.policy.carer_after_warning_min)
    made = replace(made, wake_at=max(wake_at, now))
    made = replace(made, id=records.escalations.add(made))
    records.escalations.note([EscalationEvent(made.id, now, "opened")])
    if tier is Tier.URGENT and cause is not Cause.NEAR_RED:
        _follow_up(records, patient, now, str(patient.policy.urgent_again_after_h))
    if made.wake_at == now:
        _wake(records, patient, made, now)
    return made


def _covers(each: Escalation, cause: Cause) -> bool:
    if each.cause is cause or (each.tier is Tier.RED and cause not in _STILL_TRUE_AFTERWARDS):
        return True
    return cause in _ONE_AT_A_TIME and each.cause in _ONE_AT_A_TIME | {Cause.AMOUNT_URGENT, Cause.SIGNS}


def _ring(records: Records, patient: Patient, opened: Escalation, now: datetime, by: int | None) -> Escalation:
    """Tell everybody of a red one, whether it is new or more was said."""
    fresh = opened.id == 0
    if fresh:
        opened = replace(opened, id=records.escalations.add(opened))
    records.escalations.note([EscalationEvent(opened.id, now, "opened" if fresh else "again", by)])
    circle = circle_of(records, patient.id)
    bell = Bell(records, patient, now)
    others = tuple(carer for carer in circle if carer != by)
    if by is not None:
        # Somebody is with it who may not be able to do it alone: the others hear it, and the clock runs.
        moved = acknowledge(opened, by, now, patient.policy)
        moved = replace(moved, tier=Tier.RED, told=tuple(dict.fromkeys((*moved.told, by, *others))))
        turns: tuple[Turn, ...] = (Turn(Act.TELL, others),)
    elif not fresh and opened.wake_at is not None and opened.wake_at > now:
        # More was said: everybody hears it, and the clock that is running runs on.
        moved, turns = opened, (Turn(Act.TELL, tuple(circle)),)
    else:
        moved, turns = wake(opened, now, patient.policy, tuple(circle))
    records.escalations.save(moved)
    bell.ring(moved, turns, circle)
    _follow_up(records, patient, now, patient.policy.follow_up_after_h)
    return moved


def _follow_up(records: Records, patient: Patient, now: datetime, after_h: str) -> None:
    """See that the safety list is asked again so many hours later ("4 24"). What red asked for already is not shortened."""
    hours = [int(each) for each in after_h.split()]
    awake = records.watches.of([patient.id], WatchKind.FOLLOW_UP).get(patient.id)
    before = dict(awake.memo).get("hours", "") if awake is not None else ""
    if hours and len(hours) >= len(before.split()):
        memo = (("since", now.isoformat()), ("hours", after_h))
        records.watches.set(Watch(patient.id, WatchKind.FOLLOW_UP, now + timedelta(hours=hours[0]), memo))


def wake_escalations(records: Records, now: datetime, limit: int) -> int:
    """Wake those that are due (UTC), save them and what follows. How many."""
    due = records.escalations.due(now, limit)
    if not due:
        return 0
    patients = records.people.patients({each.patient_id for each in due})
    for each in due:
        patient = patients.get(each.patient_id)
        if patient is not None:
            _wake(records, patient, each, now)
    return len(due)


def _wake(records: Records, patient: Patient, each: Escalation, now: datetime) -> None:
    bell = Bell(records, patient, now)
    circle = circle_of(records, patient.id)
    if each.tier is not Tier.RED and each.cause in ANSWERABLE and is_answered(records, each):
        end(bell, each, call_off(_marked(records, patient, each, now), now))
        return
    if each.tier is not Tier.RED and any(e.tier is Tier.RED for e in records.escalations.open_of([patient.id])):
        records.escalations.save(put_off(each, now, patient.policy))
        return
    quiet_until = None if each.cause in _AT_ANY_HOUR else after_quiet(patient, now)
    moved, turns = wake(each, now, patient.policy, tuple(circle), quiet_until)
    records.escalations.save(moved)
    bell.ring(moved, turns, circle)


def _marked(records: Records, patient: Patient, each: Escalation, now: datetime) -> Escalation:
    if not proves_false(records, patient, each):
        return each
    return replace(each, because={**each.because, PROVED_FALSE: now.isoformat()})


def is_answered(records: Records, each: Escalation) -> bool:
    """Whether everything it asks about has been answered by the person."""
    ids = [int(own_id) for own_id in each.because.get("dose_ids", "").split(",") if own_id]
    if not ids:
        return False
    return not any(dose.state in OPEN and dose.answered_at is None for dose in records.doses.by_id(ids))


def _is_settled(records: Records, each: Escalation, now: datetime, *, all_well: bool) -> bool:
    if each.cause is Cause.NEAR_RED:
        return all_well
    if each.cause is Cause.DOUBT:
        return each.opened_at < now
    return each.cause in ANSWERABLE and is_answered(records, each)


def settle_answered(records: Records, patient: Patient, said: str, now: datetime, *, all_well: bool = False) -> None:
    """After the person wrote: what their answer has settled ends, and whoever was told of it hears so. `all_well`: they
    said so; words near danger end by that alone, doubt about words that nobody knew ends by any word.

    A red silence does not end by it: what they wrote is passed on, and it goes on until somebody has spoken with them.
    """
    for each in records.escalations.open_of([patient.id]):
        bell = Bell(records, patient, now)
        if each.tier is not Tier.RED and _is_settled(records, each, now, all_well=all_well):
            end(bell, each, call_off(_marked(records, patient, each, now), now))
        elif each.cause is Cause.SILENCE and not each.called_off and each.opened_at < now:
            records.escalations.save(call_off(each, now))
            records.escalations.note([EscalationEvent(each.id, now, "called_off", patient.id, said[:200])])
            circle = circle_of(records, patient.id)
            told = [carer for own_id, carer in circle.items() if own_id in each.told]
            bell.to_carers(each, "carer-told-words", told, {"said": said[:200]})


def call_off_about(records: Records, patient: Patient, causes: Container[Cause], now: datetime) -> None:
    """What opened these has ended by itself at `now` (UTC): they end, and whoever was told hears so. Never a red one."""
    for each in records.escalations.open_of([patient.id]):
        if each.cause in causes and each.tier is not Tier.RED:
            end(Bell(records, patient, now), each, call_off(each, now))


def end(bell: Bell, before: Escalation, after: Escalation, *, by: int | None = None, name: str = "") -> None:
    """Save what has ended, and tell everybody who had been told of it. `name`: of `by`, where that is no caregiver."""
    assert after.state in ENDED
    bell.records.escalations.save(after)
    bell.records.escalations.note([EscalationEvent(after.id, bell.now, after.state.value, after.ended_by)])
    bell.hang_up(after)
    if before.state is not State.WARNED:
        bell.stand_down(after, by=by, name=name)
