"""Two signs together weigh more than one; what the clinic knows stays quiet until it is worse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from scheduler.domain.checkin import Grade
from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.policy import Policy
from scheduler.domain.sign import Signs, Weight, amber_times, is_known, vomited, weigh
from scheduler.domain.silence import Stop, abrupt_stop

NOW = datetime(2027, 1, 4, 20, tzinfo=UTC)


def _told(hours_ago: float, *symptoms: str) -> Signs:
    return Signs(1, NOW - timedelta(hours=hours_ago), symptoms, Grade.GREEN)


@pytest.mark.parametrize(
    ("told", "unsteady_h", "expected"),
    [
        ([_told(0, "sweating")], 10, Weight.NONE),
        ([_told(0, "sweating", "headache")], 10, Weight.NONE),
        ([_told(0, "tremor_mild", "tremor_severe")], None, Weight.NONE),
        ([_told(0, "sweating", "palpitations")], None, Weight.URGENT),
        ([_told(47, "vomiting"), _told(0, "dizziness")], None, Weight.URGENT),
        ([_told(48, "vomiting"), _told(0, "dizziness")], None, Weight.NONE),
        ([_told(30, "sweating"), _told(0, "tremor_mild")], 71, Weight.RED),
        ([_told(30, "sweating"), _told(0, "tremor_mild")], 72, Weight.URGENT),
        ([_told(2, "sweating"), _told(0, "tremor_mild", "fever_low")], None, Weight.RED),
        ([_told(2, "sweating", "stiffness_mild"), _told(0, "autonomic")], None, Weight.RED),
    ],
)
def test_what_signs_weigh_together(
    told: list[Signs], unsteady_h: float | None, expected: Weight, default_policy: Policy
) -> None:
    unsteady_at = None if unsteady_h is None else NOW - timedelta(hours=unsteady_h)
    assert weigh(told, NOW, default_policy, unsteady_at) is expected


def test_amber_told_twice_close_together_is_told_once(default_policy: Policy) -> None:
    at = [NOW - timedelta(hours=hours) for hours in (49, 30, 28, 1)]
    assert amber_times(at, NOW, default_policy) == 2


def test_what_the_clinic_knows_is_quiet_until_it_is_worse() -> None:
    known, before = {"palpitations"}, {"stiffness": 6, "sleep_hours": 3}
    assert is_known(("palpitations",), {}, known, before)
    assert not is_known(("palpitations", "fall"), {}, known, before)
    assert is_known((), {"stiffness": 6, "sleep_hours": 3, "autonomic": 0}, known, before)
    assert not is_known((), {"stiffness": 7, "sleep_hours": 3}, known, before)
    assert not is_known((), {"stiffness": 6, "sleep_hours": 2}, known, before)
    assert not is_known((), {"autonomic": 2}, known, before)
    assert not is_known((), {"sleep_hours": 3}, known, {}), (
        "a night that was never told of is nothing that anybody knows"
    )


def _dose(own_id: int, hours_ago: float, state: DoseState = DoseState.TAKEN) -> Dose:
    due_at = NOW - timedelta(hours=hours_ago)
    taken_at = due_at if state is DoseState.TAKEN else None
    made = Dose(1, 1, 1, due_at, due_at.date(), time(8), Decimal(20), (), 1, due_at + timedelta(hours=4), None, own_id)
    return replace(made, state=state, taken_at=taken_at, answered_at=taken_at, taken_mg=made.mg if taken_at else None)


def test_a_dose_that_did_not_stay_down_counts_as_none(default_policy: Policy) -> None:
    doses = [_dose(1, 12), _dose(2, 6), _dose(3, 1)]
    told = [_told(5.5, "vomiting"), _told(0.5, "vomiting"), _told(0.4, "vomiting")]
    lost = vomited(told, doses, default_policy)
    assert lost == {2, 3}
    assert abrupt_stop(doses, NOW, Decimal(60), default_policy) is Stop.NONE
    assert abrupt_stop(doses, NOW, Decimal(60), default_policy, lost) is Stop.URGENT
    assert abrupt_stop(doses, NOW, Decimal(60), default_policy, {3}) is Stop.NONE


def test_no_dose_for_a_day_is_urgent_but_not_each_morning(default_policy: Policy) -> None:
    open_ = DoseState.DUE
    assert (
        abrupt_stop([_dose(1, 24), _dose(2, 12, open_), _dose(3, 0, open_)], NOW, Decimal(60), default_policy)
        is Stop.URGENT
    )
    assert (
        abrupt_stop([_dose(1, 23), _dose(2, 12, open_), _dose(3, 0, open_)], NOW, Decimal(60), default_policy)
        is Stop.NONE
    )
    assert abrupt_stop([_dose(1, 24), _dose(2, 0, open_)], NOW, Decimal(20), default_policy) is Stop.NONE
    assert abrupt_stop([_dose(1, 30), _dose(2, 6, open_)], NOW, Decimal(20), default_policy) is Stop.URGENT
