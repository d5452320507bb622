"""One dose from planned to its end: the window the leaflet gives, waking, and what may still be answered."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchange.drug_file import load_drug
from scheduler.domain.dose import Dose, DoseState, Turn, is_answerable, skip, snooze, take, wake, window_end
from scheduler.domain.policy import policy_from

POLICY = policy_from(tomllib.loads(files("scheduler").joinpath("policy.toml").read_text("utf-8")))
DAY = datetime(2026, 9, 7, tzinfo=UTC)
CASES = json.loads((Path(__file__).parent.parent / "data" / "plans.json").read_text())["missed_dose"]


def a_dose(due_at: datetime = DAY + timedelta(hours=8), window: timedelta = timedelta(hours=4)) -> Dose:
    return Dose(
        patient_id=1,
        medicine_id=1,
        version_id=1,
        due_at=due_at,
        on=due_at.date(),
        at=due_at.time(),
        mg=Decimal(10),
        pieces=(("10", Decimal(1)),),
        step=1,
        window_ends_at=due_at + window,
        wake_at=due_at,
        id=1,
    )


def _instant(clock: str, after: datetime | None = None) -> datetime:
    at = datetime.combine(DAY.date(), time.fromisoformat(clock), UTC)
    return at + timedelta(days=1) if after is not None and at <= after else at


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['missed']}-{c['remembered_at']}")
def test_prompting_ends_where_the_leaflet_says_leave_it_out(case: dict[str, object]) -> None:
    due_at = _instant(str(case["missed"]))
    remembered_at = _instant(str(case["remembered_at"]), due_at)
    next_due_at = _instant(str(case["next_dose"]), due_at)
    ends = window_end(due_at, next_due_at, POLICY, load_drug().missed_dose["NHS_2H"])
    assert (next_due_at - remembered_at) == timedelta(minutes=int(str(case["minutes_to_next"])))
    assert (remembered_at <= ends) == (case["NHS_2H"] == "TAKE_NOW")


def test_a_leaflet_that_counts_from_the_due_time_ends_the_window_after_it() -> None:
    due_at = DAY + timedelta(hours=8)
    rule = load_drug().missed_dose["WITHIN_1H"]
    assert window_end(due_at, due_at + timedelta(hours=6), POLICY, rule) == due_at + timedelta(hours=1)
    assert window_end(due_at, None, POLICY, rule) == due_at + timedelta(hours=1)


@given(gap=st.integers(1, 72 * 60), rule=st.sampled_from([None, *load_drug().missed_dose]))
def test_a_window_never_reaches_past_the_next_dose(gap: int, rule: str | None) -> None:
    due_at = DAY + timedelta(hours=8)
    next_due_at = due_at + timedelta(minutes=gap)
    ends = window_end(due_at, next_due_at, POLICY, load_drug().missed_dose[rule] if rule else None)
    assert due_at < ends <= next_due_at


def test_a_silent_dose_is_prompted_nudged_twice_and_then_missed() -> None:
    dose, turns, at = a_dose(), [], DAY + timedelta(hours=7)
    while dose.wake_at is not None:
        at = dose.wake_at
        dose, turn = wake(dose, at, POLICY)
        turns.append((at - dose.due_at, turn))
    assert turns == [
        (timedelta(0), Turn.PROMPT),
        (timedelta(minutes=30), Turn.NUDGE),
        (timedelta(minutes=60), Turn.NUDGE),
        (timedelta(hours=4), Turn.ASK_WHAT_HAPPENED),
    ]
    assert dose.state is DoseState.MISSED


@given(minutes=st.lists(st.integers(0, 600), min_size=1, max_size=20))
def test_waking_twice_at_the_same_instant_changes_nothing(minutes: list[int]) -> None:
    dose = a_dose()
    for at in sorted(DAY + timedelta(hours=7, minutes=m) for m in minutes):
        dose, _ = wake(dose, at, POLICY)
        again, turn = wake(dose, at, POLICY)
        assert (again, turn) == (dose, Turn.NOTHING)


def test_a_dose_first_seen_past_its_window_is_only_asked_about() -> None:
    dose, turn = wake(a_dose(), DAY + timedelta(hours=13), POLICY)
    assert (dose.state, turn, dose.wake_at) == (DoseState.MISSED, Turn.ASK_WHAT_HAPPENED, None)


def test_late_is_a_state_and_the_nudges_that_passed_are_not_made_up_for() -> None:
    dose, turn = wake(a_dose(), DAY + timedelta(hours=8, minutes=40), POLICY)
    assert turn is Turn.PROMPT
    assert dose.wake_at == DAY + timedelta(hours=9)


def test_a_snooze_ends_with_the_window() -> None:
    dose, _ = wake(a_dose(), DAY + timedelta(hours=8), POLICY)
    later = snooze(dose, DAY + timedelta(hours=10))
    assert later is not None
    assert later.wake_at == DAY + timedelta(hours=10)
    assert snooze(dose, DAY + timedelta(hours=12)) is None


def test_an_answer_ends_the_waking() -> None:
    now = DAY + timedelta(hours=8, minutes=5)
    taken = take(a_dose(), Decimal(5), now, now)
    assert (taken.state, taken.taken_mg, taken.wake_at) == (DoseState.TAKEN, Decimal(5), None)
    assert skip(a_dose(), None, now).state is DoseState.SKIPPED


def test_a_dose_is_answerable_from_two_hours_before_to_twelve_after() -> None:
    dose = a_dose()
    answerable = [
        is_answerable(dose, dose.due_at + timedelta(hours=hours), POLICY) for hours in (-2.5, -2, 0, 11.9, 12)
    ]
    assert answerable == [False, True, True, True, False]
    assert not is_answerable(take(dose, dose.mg, dose.due_at, dose.due_at), dose.due_at, POLICY)


def test_the_date_of_a_dose_is_the_plans_local_one() -> None:
    assert a_dose().on == date(2026, 9, 7)
