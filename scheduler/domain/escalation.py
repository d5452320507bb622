"""Fetching help: who is told, who answers, who is next. It ends by an all-clear or by having tried everything, never silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from scheduler.domain.policy import Policy


class Cause(StrEnum):
    """What opened it. The first five are red, the next three urgent."""

    WORDS = "words"
    SUICIDE = "suicide"
    EXTRA = "extra"
    SILENCE = "silence"
    CARER = "carer"
    NEAR_RED = "near_red"
    AMOUNT_URGENT = "amount_urgent"
    SIGNS = "signs"
    DOUBT = "doubt"
    UNCONFIRMED = "unconfirmed"
    NOT_TAKEN = "not_taken"
    AMOUNT = "amount"
    AMBER = "amber"
    SUPPLY = "supply"
    OPTED_OUT = "opted_out"
    UNREACHABLE = "unreachable"
    BUDGET = "budget"


class Tier(StrEnum):
    """red: everybody at once, at any hour. urgent: a 24-hour line now, one after the other, at any hour. amber: by day."""

    RED = "red"
    URGENT = "urgent"
    AMBER = "amber"


RED_CAUSES = frozenset({Cause.WORDS, Cause.SUICIDE, Cause.EXTRA, Cause.SILENCE, Cause.CARER})
URGENT_CAUSES = frozenset({Cause.NEAR_RED, Cause.AMOUNT_URGENT, Cause.SIGNS})
# About doses without an answer: over as soon as the person has answered for them.
ANSWERABLE = frozenset({Cause.UNCONFIRMED, Cause.NOT_TAKEN, Cause.BUDGET})

# Among what one remembers: when (UTC) everybody is asked again, should it end without anybody.
AGAIN_AT = "again_at"

# Codes of the messages that ask a caregiver to act: each belongs to an escalation, and its key says to which.
ALERTS = frozenset(
    {"red-flag-alert", "silence-alert", "carer-alert", "urgent-alert", "signs-alert", "doubt-alert", "please-ring"}
    | {"supply-alert", "opted-out-alert", "channel-lost-alert", "voice-alert"}
)


class State(StrEnum):
    """warned: the person has heard that somebody will be asked. spoken: the all-clear is asked for. The last three end it."""

    WARNED = "warned"
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SPOKEN = "spoken"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    EXHAUSTED = "exhausted"


ENDED = frozenset({State.CLOSED, State.WITHDRAWN, State.EXHAUSTED})
# Noted in an exhausted one by somebody at the clinic: until then it stays on their board.
SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Escalation:
    """One call for help about a patient. Instants are UTC; people are ids.

    `because`: slots for the words. `round` counts the rounds since `round_since`; `told` is everybody who was ever told,
    `tried` those of this round, `declined` those who cannot. `asks` counts how often the all-clear was asked for, or, before
    anybody was told, the safety list.
    `called_off`: the person said that it was a false alarm, which does not end it before somebody has spoken with them.
    """

    patient_id: int
    cause: Cause
    tier: Tier
    opened_at: datetime
    round_since: datetime
    because: Mapping[str, str] = field(default_factory=dict)
    state: State = State.OPEN
    round: int = 0
    told: tuple[int, ...] = ()
    tried: tuple[int, ...] = ()
    declined: tuple[int, ...] = ()
    held_by: int | None = None
    held_at: datetime | None = None
    asks: int = 0
    called_off: bool = False
    wake_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: int | None = None
    id: int = 0


def about_dose(escalations: Sequence[Escalation], dose_id: int) -> list[Escalation]:
    """Those that are about this dose without an answer, open or ended."""
    return [
        each
        for each in escalations
        if each.cause in ANSWERABLE and str(dose_id) in each.because.get("dose_ids", "").split(",")
    ]


def needs_anew(earlier: Sequence[Escalation], patient_id: int) -> bool:
    """Whether a rule of its own calls for help once more, after `earlier` ones about the same silence of this patient.

    Not if one of them went by that rule already, or a person other than the patient ended one: then somebody has spoken
    with them. One that gave up, or that the patient's own answer ended before they took it back, is no reason to be quiet.
    """
    by_others = any(each.state is State.CLOSED and each.ended_by not in {None, patient_id} for each in earlier)
    return not by_others and all(each.cause is not Cause.NOT_TAKEN for each in earlier)


class Act(StrEnum):
    """What follows; `scheduler.alarm` makes it messages.

    tell: the caregivers in `to`. nobody: the person hears that nobody was reached; operator: so does the operator.
    ask_person: the person without caregivers is asked again. ask_safety: the safety list again, before anybody is told.
    lapsed: "on it" ran out. ask_all_clear: of those in `to`.
    given_up: everything was tried; the person hears it.
    """

    TELL = "tell"
    NOBODY = "nobody"
    OPERATOR = "operator"
    ASK_PERSON = "ask_person"
    ASK_SAFETY = "ask_safety"
    LAPSED = "lapsed"
    ASK_ALL_CLEAR = "ask_all_clear"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that follows, and whom it goes to (person ids) where that is not the person themselves."""

    act: Act
    to: tuple[int, ...] = ()


def open_at(
    patient_id: int, cause: Cause, tier: Tier, now: datetime, policy: Policy, because: Mapping[str, str] | None = None
) -> Escalation:
    """A new one at `now` (UTC). Red is woken at once; anything else warns the person first and waits."""
    red = tier is Tier.RED
    wake_at = now if red else now + timedelta(minutes=policy.carer_after_warning_min)
    state = State.OPEN if red else State.WARNED
    return Escalation(patient_id, cause, tier, now, now, because or {}, state=state, wake_at=wake_at)


def wake(
    escalation: Escalation,
    now: datetime,
    policy: Policy,
    circle: Sequence[int],
    quiet_until: datetime | None = None,
) -> tuple[Escalation, tuple[Turn, ...]]:
    """Move it on to `now` (UTC). `circle`: the caregivers who can be reached, first to be told first.

    `quiet_until`: the end of quiet hours if it is night; only red goes past them. Waking twice at one instant changes
    nothing the second time.
    """
    if escalation.state in ENDED or escalation.wake_at is None or escalation.wake_at > now:
        return escalation, ()
    holder = escalation.held_by
    asks_on = escalation.state is State.SPOKEN and escalation.asks < policy.all_clear_asks
    if asks_on and holder is not None and holder in circle:
        again = now + timedelta(minutes=policy.all_clear_again_min)
        return replace(escalation, asks=escalation.asks + 1, wake_at=again), (Turn(Act.ASK_ALL_CLEAR, (holder,)),)
    if escalation.cause is Cause.NEAR_RED and escalation.state is State.WARNED and not escalation.asks:
        told_at = now + timedelta(minutes=policy.near_red_carer_min - policy.near_red_again_min)
        return replace(escalation, asks=1, wake_at=max(told_at, now + timedelta(minutes=1))), (Turn(Act.ASK_SAFETY),)
    if escalation.tier is not Tier.RED and quiet_until is not None and quiet_until > now:
        return replace(escalation, wake_at=quiet_until), ()
    first: tuple[Turn, ...] = ()
    if escalation.state in {State.ACKNOWLEDGED, State.SPOKEN}:
        first = (Turn(Act.LAPSED, () if escalation.held_by is None else (escalation.held_by,)),)
        escalation = replace(
            escalation, held_by=None, held_at=None, asks=0, round=0, round_since=now, tried=(), declined=()
        )
    escalation = replace(escalation, state=State.OPEN, asks=0)
    moved, turns = (
        _all_at_once(escalation, now, policy, circle)
        if escalation.tier is Tier.RED
        else _one_by_one(escalation, now, policy, circle)
    )
    return moved, first + turns


def _all_at_once(
    escalation: Escalation, now: datetime, policy: Policy, circle: Sequence[int]
) -> tuple[Escalation, tuple[Turn, ...]]:
    if not circle:
        return _alone(escalation, now, policy)
    unanswered = escalation.round > 0
    if unanswered and now - escalation.opened_at >= timedelta(hours=policy.red_most_h):
        return _give_up(escalation, now)
    left = tuple(carer for carer in circle if carer not in escalation.declined)
    turns: list[Turn] = []
    if unanswered or not left:
        turns.append(Turn(Act.NOBODY))
        # The operator hears it once a round of calls went unanswered, and again every hour.
        if escalation.round in {0, 1} or now - escalation.round_since >= timedelta(minutes=policy.red_repeat_for_min):
            turns.append(Turn(Act.OPERATOR))
    if left:
        turns.insert(0, Turn(Act.TELL, left))
    soon = now - escalation.round_since < timedelta(minutes=policy.red_repeat_for_min) and bool(left)
    minutes = policy.red_repeat_min if soon else policy.red_then_min
    return (
        replace(
            escalation,
            round=escalation.round + 1,
            told=_with(escalation.told, left),
            # Those who could not come are asked again after an hour in which nobody else did.
            declined=escalation.declined if left else (),
            wake_at=now + timedelta(minutes=minutes),
        ),
        tuple(turns),
    )


def _alone(escalation: Escalation, now: datetime, policy: Policy) -> tuple[Escalation, tuple[Turn, ...]]:
    """Nobody can be told: the person is asked again, and told that nobody else was reached."""
    asks = [timedelta(minutes=int(each)) for each in policy.alone_again_min.split()]
    done = escalation.round
    turns = (Turn(Act.OPERATOR),) if done == 0 else (Turn(Act.ASK_PERSON),)
    if done > len(asks):
        return _give_up(escalation, now)
    wake_at = escalation.round_since + asks[done] if done < len(asks) else now + timedelta(minutes=policy.red_then_min)
    return replace(escalation, round=done + 1, wake_at=max(wake_at, now + timedelta(minutes=1))), turns


def _one_by_one(
    escalation: Escalation, now: datetime, policy: Policy, circle: Sequence[int]
) -> tuple[Escalation, tuple[Turn, ...]]:
    tried = escalation.tried
    left = [carer for carer in circle if carer not in tried and carer not in escalation.declined]
    turns: tuple[Turn, ...] = ()
    if not left:
        tried_round = escalation.round + 1
        if tried_round >= policy.other_rounds or not circle:
            return _give_up(replace(escalation, round=tried_round), now)
        # Everybody was asked: the person and the operator hear so, and it begins again.
        turns = (Turn(Act.NOBODY), Turn(Act.OPERATOR))
        escalation = replace(escalation, round=tried_round, round_since=now, tried=(), declined=())
        tried, left = (), list(circle)
    told = (left[0],)
    again = now + timedelta(minutes=policy.other_next_min)
    moved = replace(escalation, tried=_with(tried, told), told=_with(escalation.told, told), wake_at=again)
    return moved, (*turns, Turn(Act.TELL, told))


def _give_up(escalation: Escalation, now: datetime) -> tuple[Escalation, tuple[Turn, ...]]:
    ended = replace(escalation, state=State.EXHAUSTED, wake_at=None, ended_at=now)
    return ended, (Turn(Act.GIVEN_UP), Turn(Act.OPERATOR))


def _with(known: tuple[int, ...], more: Sequence[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def acknowledge(escalation: Escalation, by: int, now: datetime, policy: Policy) -> Escalation:
    """ "On it": the calls rest until `on_it_min` have passed."""
    if escalation.state in ENDED:
        return escalation
    lapses_at = now + timedelta(minutes=policy.on_it_min)
    return replace(
        escalation,
        state=State.ACKNOWLEDGED,
        held_by=by,
        held_at=now,
        declined=tuple(carer for carer in escalation.declined if carer != by),
        wake_at=lapses_at,
    )


def hand_over(escalation: Escalation, by: int, now: datetime) -> Escalation:
    """ "Can't": the next one is asked at once, unless somebody else is on it or is being asked already."""
    if escalation.state in ENDED:
        return escalation
    declined = replace(escalation, declined=_with(escalation.declined, (by,)))
    if escalation.held_by == by:
        return replace(
            declined, state=State.OPEN, held_by=None, held_at=None, asks=0, round=0, round_since=now, wake_at=now
        )
    if escalation.held_by is not None:
        return declined
    asked = escalation.told if escalation.tier is Tier.RED else escalation.tried[-1:]
    waits = set(asked) - set(declined.declined)
    return declined if waits else replace(declined, wake_at=now)


def speak(escalation: Escalation, by: int, now: datetime, policy: Policy) -> Escalation:
    """ "Spoke with them". A red one then asks for the all-clear; another one, or one the person called off, is over."""
    if escalation.state in ENDED:
        return escalation
    if escalation.tier is not Tier.RED or escalation.called_off or escalation.state is State.SPOKEN:
        return replace(escalation, state=State.CLOSED, wake_at=None, ended_at=now, ended_by=by)
    again = now + timedelta(minutes=policy.all_clear_again_min)
    return replace(escalation, state=State.SPOKEN, held_by=by, held_at=now, asks=1, wake_at=again)


def clear(escalation: Escalation, by: int, now: datetime) -> Escalation:
    """A caregiver's all-clear, which counts once somebody has spoken with the person."""
    if escalation.state is not State.SPOKEN:
        return escalation
    return replace(escalation, state=State.CLOSED, wake_at=None, ended_at=now, ended_by=by)


def worsen(escalation: Escalation, by: int, now: datetime, policy: Policy) -> Escalation:
    """ "Something is wrong": red from here on, whatever it was, with whoever said so on it."""
    if escalation.state in ENDED:
        return escalation
    red = replace(escalation, tier=Tier.RED, called_off=False, round=0, round_since=now)
    return acknowledge(red, by, now, policy)


def call_off(escalation: Escalation, now: datetime) -> Escalation:
    """The person says that all is well. A red one ends so only if a caregiver has spoken with them; any other one ends."""
    if escalation.state in ENDED:
        return escalation
    if escalation.tier is Tier.RED:
        if escalation.state is not State.SPOKEN:
            return replace(escalation, called_off=True)
        by = escalation.held_by
    else:
        by = escalation.patient_id
    state = State.WITHDRAWN if escalation.state is State.WARNED else State.CLOSED
    return replace(escalation, state=state, wake_at=None, ended_at=now, ended_by=by)


def put_off(escalation: Escalation, now: datetime, policy: Policy) -> Escalation:
    """What is not red waits while something red goes on: the same people are being rung about more."""
    return replace(escalation, wake_at=now + timedelta(minutes=policy.other_next_min))


def hasten(escalation: Escalation, at: datetime) -> Escalation:
    """Nobody was reached by telephone: what is red and in nobody's hands goes on at `at` (UTC), if that is sooner."""
    if escalation.state is not State.OPEN or escalation.tier is not Tier.RED:
        return escalation
    if escalation.wake_at is None or escalation.wake_at <= at:
        return escalation
    return replace(escalation, wake_at=at)


def redden(escalation: Escalation, cause: Cause, now: datetime) -> Escalation:
    """What was in doubt is danger: the same call for help, red from here on."""
    return replace(
        escalation, cause=cause, tier=Tier.RED, state=State.OPEN, round=0, round_since=now, asks=0, wake_at=now
    )


def alarm_again(escalation: Escalation, because: Mapping[str, str], now: datetime) -> Escalation:
    """More was said while it is open. What was called off is on again; somebody who is on it stays on it."""
    if escalation.state in ENDED:
        return escalation
    moved = replace(escalation, because={**escalation.because, **because}, called_off=False)
    if escalation.state is State.SPOKEN:
        moved = replace(moved, state=State.OPEN, held_by=None, held_at=None, asks=0, round=0, round_since=now)
        moved = replace(moved, wake_at=now)
    return moved
