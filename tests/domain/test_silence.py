"""Doses without an answer, amounts not taken, silence: measured from when the first one was due."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.policy import Policy, overlay
from scheduler.domain.silence import (
    Level,
    Night,
    Stop,
    abrupt_stop,
    carer_at,
    count_unconfirmed,
    evening_at,
    level,
    red_after,
    red_at,
    silent_since,
    unconfirmed_run,
)

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "data" / "plans.json").read_text())[
    "unconfirmed_dose"
]
NOW = datetime(2027, 1, 4, 20, tzinfo=UTC)


def _at(moment: dict[str, Any]) -> datetime:
    on = date(2027, 1, 4) + timedelta(days=moment["day"])
    return datetime.combine(on, time.fromisoformat(moment["time"]))


@pytest.mark.parametrize("case", CASES, ids=[case["note"] for case in CASES])
def test_every_worked_case(case: dict[str, Any], default_policy: Policy) -> None:
    times = [time.fromisoformat(each) for each in case["dose_times"]]
    count, since = count_unconfirmed(times, _at(case["last_confirmed"]), _at(case["now"]))
    assert count == case["consecutive_unconfirmed"]
    assert since / timedelta(hours=1) == case["hours_since_first_unconfirmed_was_due"]
    found = level(count, since, has_written=case["any_inbound_message_since"], policy=default_policy)
    assert found == case["draft_level"]


ORDER = list(Level)


@given(st.integers(1, 9), st.integers(0, 60 * 48), st.integers(0, 600), st.booleans())
def test_more_silence_is_never_less_serious(count: int, minutes: int, more: int, written: bool) -> None:
    policy = _POLICY
    before = level(count, timedelta(minutes=minutes), has_written=written, policy=policy)
    after = level(count, timedelta(minutes=minutes + more), has_written=written, policy=policy)
    assert ORDER.index(after) >= ORDER.index(before)
    assert level(count, timedelta(minutes=minutes), has_written=True, policy=policy) is not Level.RED_ADVICE


@pytest.fixture(autouse=True, scope="module")
def _keep_policy(default_policy: Policy) -> None:
    global _POLICY
    _POLICY = default_policy


_POLICY: Policy


def test_not_taken_twice_is_told_to_the_prescriber(default_policy: Policy) -> None:
    assert (
        level(0, timedelta(0), has_written=True, not_taken=2, policy=default_policy) is Level.CAREGIVER_AND_PRESCRIBER
    )
    assert level(0, timedelta(0), has_written=True, not_taken=1, policy=default_policy) is Level.NONE


def _dose(hours_ago: float, mg: int, state: DoseState, taken: int | None = None) -> Dose:
    due_at = NOW - timedelta(hours=hours_ago)
    answered = due_at if state in {DoseState.TAKEN, DoseState.SKIPPED} else None
    return Dose(
        patient_id=1,
        medicine_id=1,
        version_id=1,
        due_at=due_at,
        on=due_at.date(),
        at=due_at.time(),
        mg=Decimal(mg),
        pieces=(),
        step=1,
        window_ends_at=due_at + timedelta(hours=4),
        wake_at=None,
        state=state,
        answered_at=answered,
        taken_mg=None if taken is None else Decimal(taken),
    )


T, S, M = DoseState.TAKEN, DoseState.SKIPPED, DoseState.MISSED


@pytest.mark.parametrize(
    ("doses", "expected"),
    [
        ([(12, 20, S, None)], Stop.NONE),
        ([(12, 20, S, None), (6, 10, S, None)], Stop.CAREGIVER),
        ([(12, 20, T, 20), (6, 10, S, None), (0, 20, S, None)], Stop.CAREGIVER),
        ([(12, 20, S, None), (6, 10, S, None), (0, 20, M, None)], Stop.URGENT),
        ([(12, 20, T, 5), (6, 10, T, 5), (0, 20, T, 10)], Stop.CAREGIVER),
        ([(12, 20, T, 20), (6, 10, T, 10), (0, 20, DoseState.DUE, None)], Stop.NONE),
        ([(36, 20, S, None), (30, 10, S, None), (24.5, 20, S, None), (12, 20, S, None)], Stop.URGENT),
    ],
)
def test_an_abrupt_stop_shows_in_the_amounts(
    doses: list[tuple[float, int, DoseState, int | None]], expected: Stop, default_policy: Policy
) -> None:
    made = [_dose(*each) for each in doses]
    assert abrupt_stop(made, NOW, Decimal(50), default_policy) is expected


def test_a_run_ends_at_the_last_answer() -> None:
    doses = [_dose(18, 20, M), _dose(12, 20, T, 20), _dose(6, 10, M), _dose(0, 20, DoseState.DUE)]
    assert [dose.due_at for dose in unconfirmed_run(doses, NOW)] == [NOW - timedelta(hours=6), NOW]


def test_a_caregiver_is_asked_at_the_second_dose_or_after_six_hours(default_policy: Policy) -> None:
    assert carer_at(NOW, [NOW + timedelta(hours=5)], default_policy) == NOW + timedelta(hours=5)
    assert carer_at(NOW, [NOW + timedelta(hours=12)], default_policy) == NOW + timedelta(hours=6)
    assert carer_at(NOW, [], default_policy) == NOW + timedelta(hours=6)


NIGHT = Night(NOW + timedelta(hours=2), NOW + timedelta(hours=11), NOW + timedelta(hours=1, minutes=30))


@pytest.mark.parametrize(
    ("confirmed_h", "calm", "expected"),
    [
        (-6, True, NIGHT.ends_at),
        (-12, True, NIGHT.told_until),
        (-6, False, NIGHT.told_until),
        (None, True, NIGHT.ends_at),
    ],
)
def test_a_single_open_evening_dose(
    confirmed_h: int | None, calm: bool, expected: datetime, default_policy: Policy
) -> None:
    confirmed = None if confirmed_h is None else NOW + timedelta(hours=confirmed_h)
    told = evening_at(NOW + timedelta(hours=6), NOW, NIGHT, confirmed, calm=calm, policy=default_policy)
    assert told == expected


def test_too_late_for_the_evening_it_is_never_past_the_limit(default_policy: Policy) -> None:
    due_at = NIGHT.told_until - timedelta(minutes=10)
    confirmed = NOW - timedelta(hours=11)
    told = evening_at(NOW + timedelta(hours=7), due_at, NIGHT, confirmed, calm=True, policy=default_policy)
    assert told == confirmed + timedelta(hours=18)


def test_silence_begins_with_the_first_contact_that_nobody_answered() -> None:
    heard = NOW - timedelta(hours=10)
    expected = [NOW - timedelta(hours=12), NOW - timedelta(hours=6), NOW - timedelta(hours=1)]
    assert silent_since(expected, heard) == NOW - timedelta(hours=6)
    assert silent_since(expected, NOW) is None
    assert silent_since([], None) is None


def test_hours_in_which_nobody_listened_do_not_count() -> None:
    day, hour = timedelta(hours=24), timedelta(hours=1)
    deaf = [(NOW - 3 * hour, NOW - hour), (NOW + 2 * hour, NOW + 5 * hour), (NOW + 26 * hour, NOW + 28 * hour)]
    assert red_at(NOW, day, []) == NOW + day
    assert red_at(NOW, day, deaf[:2]) == NOW + day + 3 * hour
    assert red_at(NOW, day, deaf) == NOW + day + 5 * hour, (
        "the second outage falls into the time that the first one gave"
    )
    assert red_at(NOW - 2 * hour, day, deaf[:1]) == NOW + 23 * hour


def test_somebody_who_lives_alone_is_looked_for_sooner(default_policy: Policy) -> None:
    assert red_after(default_policy) == timedelta(hours=24)
    assert red_after(overlay(default_policy, {"lives_alone": "yes"})) == timedelta(hours=18)
