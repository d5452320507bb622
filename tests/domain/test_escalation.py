"""Whatever is answered, an escalation ends by an all-clear or by having tried everything; else it is awake."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from scheduler.domain.escalation import (
    ENDED,
    RED_CAUSES,
    URGENT_CAUSES,
    Act,
    Cause,
    Escalation,
    State,
    Tier,
    about_dose,
    acknowledge,
    alarm_again,
    call_off,
    clear,
    hand_over,
    needs_anew,
    open_at,
    put_off,
    redden,
    speak,
    wake,
    worsen,
)
from scheduler.domain.policy import Policy, policy_from
from tests.examples import examples

NOW = datetime(2027, 1, 4, 3, tzinfo=UTC)
POLICY: Policy = policy_from(tomllib.loads((Path(__file__).parents[2] / "scheduler" / "policy.toml").read_text()))
ANN, BEN, CLEO = 1, 2, 3


def _red(circle: tuple[int, ...] = (BEN, CLEO)) -> tuple[Escalation, list[Act]]:
    opened, turns = wake(open_at(ANN, Cause.WORDS, Tier.RED, NOW, POLICY), NOW, POLICY, circle)
    return opened, [turn.act for turn in turns]


def test_red_tells_everybody_at_once_and_again() -> None:
    red, acts = _red()
    assert (red.told, acts) == ((BEN, CLEO), [Act.TELL])
    at = []
    now = NOW
    while red.state not in ENDED:
        assert red.wake_at is not None
        now = red.wake_at
        red, turns = wake(red, now, POLICY, (BEN, CLEO))
        if any(turn.act is Act.TELL for turn in turns):
            at.append((now - NOW) // timedelta(minutes=1))
            assert Act.NOBODY in {turn.act for turn in turns}
    assert at[:8] == [10, 20, 30, 40, 50, 60, 120, 180]
    assert red.state is State.EXHAUSTED
    assert {turn.act for turn in turns} == {Act.GIVEN_UP, Act.OPERATOR}


def test_waking_twice_changes_nothing() -> None:
    red, _ = _red()
    assert wake(red, NOW, POLICY, (BEN, CLEO)) == (red, ())


def test_on_it_lapses_after_half_an_hour() -> None:
    held = acknowledge(_red()[0], BEN, NOW, POLICY)
    assert wake(held, NOW + timedelta(minutes=29), POLICY, (BEN, CLEO)) == (held, ())
    moved, turns = wake(held, NOW + timedelta(minutes=30), POLICY, (BEN, CLEO))
    assert moved.state is State.OPEN
    assert [turn.act for turn in turns] == [Act.LAPSED, Act.TELL]


def test_spoken_asks_for_the_all_clear_and_then_everybody() -> None:
    spoken = speak(_red()[0], BEN, NOW, POLICY)
    assert (spoken.state, spoken.tier) == (State.SPOKEN, Tier.RED)
    assert clear(spoken, BEN, NOW).state is State.CLOSED
    acts: list[Act] = []
    now = NOW
    while spoken.state is State.SPOKEN:
        assert spoken.wake_at is not None
        now = spoken.wake_at
        spoken, turns = wake(spoken, now, POLICY, (BEN, CLEO))
        acts += [turn.act for turn in turns]
    assert acts == [Act.ASK_ALL_CLEAR, Act.ASK_ALL_CLEAR, Act.LAPSED, Act.TELL]


def test_the_person_alone_cannot_end_red() -> None:
    off = call_off(_red()[0], NOW)
    assert (off.state, off.called_off) == (State.OPEN, True)
    assert speak(off, BEN, NOW, POLICY).state is State.CLOSED
    assert call_off(speak(_red()[0], BEN, NOW, POLICY), NOW).state is State.CLOSED


def test_not_red_goes_from_one_to_the_next() -> None:
    amber = open_at(ANN, Cause.UNCONFIRMED, Tier.AMBER, NOW, POLICY)
    assert (amber.state, amber.wake_at) == (State.WARNED, NOW + timedelta(minutes=30))
    told: list[tuple[int, ...]] = []
    now = NOW
    while amber.state not in ENDED:
        assert amber.wake_at is not None
        now = amber.wake_at
        amber, turns = wake(amber, now, POLICY, (BEN, CLEO))
        told += [turn.to for turn in turns if turn.act is Act.TELL]
    assert told == [(BEN,), (CLEO,), (BEN,), (CLEO,)]
    assert amber.state is State.EXHAUSTED


def test_cannot_asks_the_next_one_at_once() -> None:
    amber = open_at(ANN, Cause.UNCONFIRMED, Tier.AMBER, NOW, POLICY)
    now = NOW + timedelta(minutes=30)
    amber, _ = wake(amber, now, POLICY, (BEN, CLEO))
    _, turns = wake(hand_over(amber, BEN, now), now, POLICY, (BEN, CLEO))
    assert [turn.to for turn in turns] == [(CLEO,)]


def test_quiet_hours_hold_all_but_red() -> None:
    morning = NOW + timedelta(hours=4)
    amber = open_at(ANN, Cause.UNCONFIRMED, Tier.AMBER, NOW, POLICY)
    held, turns = wake(amber, NOW + timedelta(minutes=30), POLICY, (BEN,), morning)
    assert (held.wake_at, turns) == (morning, ())
    red = open_at(ANN, Cause.WORDS, Tier.RED, NOW, POLICY)
    assert wake(red, NOW, POLICY, (BEN,), morning)[1]


def test_what_is_wrong_becomes_red() -> None:
    amber = open_at(ANN, Cause.UNCONFIRMED, Tier.AMBER, NOW, POLICY)
    wrong = worsen(amber, BEN, NOW, POLICY)
    assert (wrong.tier, wrong.state, wrong.held_by) == (Tier.RED, State.ACKNOWLEDGED, BEN)


def test_near_red_asks_again_before_anybody_is_told() -> None:
    doubt = replace(open_at(ANN, Cause.NEAR_RED, Tier.URGENT, NOW, POLICY), wake_at=NOW + timedelta(minutes=5))
    morning = NOW + timedelta(hours=4)
    asked, turns = wake(doubt, NOW + timedelta(minutes=5), POLICY, (BEN,))
    assert ([turn.act for turn in turns], asked.wake_at) == ([Act.ASK_SAFETY], NOW + timedelta(minutes=10))
    told, turns = wake(asked, NOW + timedelta(minutes=10), POLICY, (BEN,))
    assert ([turn.act for turn in turns], told.told) == ([Act.TELL], (BEN,))
    red, turns = wake(redden(asked, Cause.WORDS, NOW), NOW, POLICY, (BEN, CLEO), morning)
    assert (red.tier, red.told) == (Tier.RED, (BEN, CLEO))


class AnyOrder(RuleBasedStateMachine):
    """Answers, silences, a circle that grows and shrinks, restarts (a value that is read again): never asleep, never silent."""

    @initialize(cause=st.sampled_from(list(Cause)), circle=st.lists(st.sampled_from([2, 3, 4]), unique=True))
    def begin(self, cause: Cause, circle: list[int]) -> None:
        tier = Tier.RED if cause in RED_CAUSES else Tier.URGENT if cause in URGENT_CAUSES else Tier.AMBER
        self.now = NOW
        self.circle = circle
        self.it = open_at(ANN, cause, tier, NOW, POLICY)
        self.spoke = False
        self.told_of_end = False
        self.answered = False

    @rule(minutes=st.integers(0, 200))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        for _ in range(50):
            before = self.it
            self.it, turns = wake(self.it, self.now, POLICY, tuple(self.circle))
            self.told_of_end |= any(turn.act is Act.GIVEN_UP for turn in turns)
            if self.it == before and not turns:
                break
            # Whoever sleeps past several wake-ups goes on at the next beat.
        assert self.it.state in ENDED or (self.it.wake_at is not None and self.it.wake_at > self.now)

    @rule(by=st.sampled_from([2, 3, 4]), what=st.sampled_from(["4", "5", "6", "7", "0"]))
    def a_caregiver_answers(self, by: int, what: str) -> None:
        match what:
            case "4":
                self.it = acknowledge(self.it, by, self.now, POLICY)
            case "5":
                self.it = hand_over(self.it, by, self.now)
            case "6":
                self.spoke |= self.it.state not in ENDED
                self.it = speak(self.it, by, self.now, POLICY)
            case "7":
                self.it = worsen(self.it, by, self.now, POLICY)
            case _:
                self.it = clear(self.it, by, self.now)

    @rule()
    def the_person_says_all_is_well(self) -> None:
        self.answered |= self.it.tier is not Tier.RED and self.it.state not in ENDED
        self.it = call_off(self.it, self.now)

    @rule()
    def more_is_said(self) -> None:
        self.it = alarm_again(self.it, {"said": "again"}, self.now)

    @rule()
    def something_red_goes_on_beside_it(self) -> None:
        if self.it.tier is not Tier.RED and self.it.state not in ENDED:
            self.it = put_off(self.it, self.now, POLICY)

    @rule()
    def doubt_becomes_danger(self) -> None:
        if self.it.cause is Cause.NEAR_RED and self.it.state not in ENDED:
            self.it = redden(self.it, Cause.WORDS, self.now)

    @rule(circle=st.lists(st.sampled_from([2, 3, 4]), unique=True))
    def the_circle_changes(self, circle: list[int]) -> None:
        self.circle = circle

    @invariant()
    def never_asleep_and_never_silent(self) -> None:
        if not hasattr(self, "it"):
            return
        match self.it.state:
            case State.EXHAUSTED:
                assert self.told_of_end
            case State.CLOSED:
                assert self.spoke or self.answered
            case State.WITHDRAWN:
                assert self.answered
                assert self.it.tier is not Tier.RED
            case _:
                assert self.it.wake_at is not None
        assert (self.it.ended_at is None) == (self.it.wake_at is not None)

    def teardown(self) -> None:
        """If nobody says anything any more, it comes to its end within two days, and that is told."""
        if not hasattr(self, "it"):
            return
        for _ in range(500):
            if self.it.state in ENDED:
                return
            assert self.it.wake_at is not None
            self.now = max(self.now, self.it.wake_at)
            self.it, _ = wake(self.it, self.now, POLICY, tuple(self.circle))
        raise AssertionError("it does not end")


AnyOrder.TestCase.settings = settings(examples(60), stateful_step_count=25)
TestAnyOrder = AnyOrder.TestCase


def test_twelve_hours_call_once_more_unless_somebody_has_spoken_with_them() -> None:
    gave_up = replace(
        open_at(1, Cause.UNCONFIRMED, Tier.AMBER, NOW, POLICY, {"dose_ids": "7,8"}), state=State.EXHAUSTED, ended_at=NOW
    )
    by_rule = replace(gave_up, cause=Cause.NOT_TAKEN)
    spoken = replace(gave_up, state=State.CLOSED, ended_by=2)
    own_answer = replace(gave_up, state=State.CLOSED, ended_by=1)
    assert needs_anew([], 1)
    assert needs_anew([gave_up], 1)
    assert needs_anew([own_answer], 1), "their answer was taken back, else nothing would be open"
    assert not needs_anew([gave_up, by_rule], 1)
    assert not needs_anew([gave_up, spoken], 1)
    red = replace(gave_up, cause=Cause.WORDS)
    assert about_dose([gave_up, by_rule, red], 8) == [gave_up, by_rule]
    assert about_dose([gave_up], 78) == []
