"""Pieces sum exactly to the dose, whole tablets first, fewest pieces: checked against trying every combination."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.day_split import propose_split
from scheduler.domain.regimen import Form, Liquid, Tablet
from scheduler.domain.tablets import is_broken, pieces_for
from tests.examples import examples


def tablet(strength: str, pieces: int) -> Tablet:
    return Tablet(Decimal(strength), pieces)


def piece_count(count: Fraction) -> tuple[int, int]:
    """(broken pieces, all pieces) of so many tablets: three quarters are a half and a quarter."""
    whole, rest = divmod(count, 1)
    broken = {Fraction(0): 0, Fraction(1, 4): 1, Fraction(1, 2): 1, Fraction(3, 4): 2}[rest]
    return broken, int(whole) + broken


def try_everything(mg: Fraction, tablets: list[Tablet]) -> tuple[int, int] | None:
    """The fewest (broken pieces, pieces) over every combination that sums to the dose."""
    choices = []
    for each in tablets:
        assert each.strength_mg is not None
        most = int(mg / Fraction(each.strength_mg) * each.pieces)
        choices.append([Fraction(count, each.pieces) for count in range(most + 1)])
    best = None
    for counts in product(*choices):
        made = sum(
            (count * Fraction(each.strength_mg or 0) for count, each in zip(counts, tablets, strict=True)), Fraction(0)
        )
        if made == mg:
            pieces = [piece_count(count) for count in counts]
            cost = sum(broken for broken, _ in pieces), sum(count for _, count in pieces)
            best = cost if best is None else min(best, cost)
    return best


@given(
    tablets=st.lists(
        st.builds(tablet, st.sampled_from(["2.5", "5", "10", "12.5", "15", "20", "25"]), st.sampled_from([1, 2, 4])),
        min_size=1,
        max_size=3,
        unique_by=lambda each: each.strength_mg,
    ),
    quarters=st.integers(1, 64),
)
@examples(60)
def test_no_combination_is_better(tablets: list[Tablet], quarters: int) -> None:
    mg = Decimal(quarters) * Decimal("0.625")
    best = try_everything(Fraction(mg), tablets)
    found = pieces_for(mg, tablets)
    if best is None:
        assert found is None
        return
    assert found is not None
    cuts = {str(each.strength_mg): each.pieces for each in tablets}
    assert sum(Decimal(key) * count for key, count in found) == mg
    assert all(Fraction(count) * cuts[key] % 1 == 0 and count > 0 for key, count in found)
    assert [Decimal(key) for key, _ in found] == sorted((Decimal(key) for key, _ in found), reverse=True)
    counted = [piece_count(Fraction(count)) for _, count in found]
    assert (sum(broken for broken, _ in counted), sum(count for _, count in counted)) == best


@pytest.mark.parametrize(
    ("mg", "tablets", "expected"),
    [
        ("15", [tablet("10", 2), tablet("20", 2)], {"10": "1.5"}),
        ("15", [tablet("20", 2), tablet("10", 2), tablet("5", 1)], {"10": "1", "5": "1"}),
        ("25", [tablet("20", 2), tablet("10", 2)], {"20": "1", "10": "0.5"}),
        ("10", [tablet("20", 2), tablet("10", 2)], {"10": "1"}),
        # Greed for the largest tablet would leave 5 mg that cannot be made.
        ("30", [tablet("25", 1), tablet("15", 1)], {"15": "2"}),
        ("7.5", [tablet("10", 4)], {"10": "0.75"}),
        ("6.25", [tablet("25", 4)], {"25": "0.25"}),
        # One cut in the middle rather than two.
        ("5", [tablet("20", 4), tablet("10", 2)], {"10": "0.5"}),
        ("300", [tablet("10", 2)], {"10": "30"}),
        ("12.5", [tablet("2.50", 1)], {"2.5": "5"}),
    ],
)
def test_known_doses(mg: str, tablets: list[Tablet], expected: dict[str, str]) -> None:
    assert pieces_for(Decimal(mg), tablets) == tuple((key, Decimal(count)) for key, count in expected.items())


@pytest.mark.parametrize(
    ("mg", "tablets"),
    [
        ("7", [tablet("10", 2)]),
        ("5", [tablet("10", 1)]),
        ("0.01", [tablet("10", 4)]),
        ("5", [Tablet(None, 2)]),
        ("5", []),
    ],
)
def test_what_cannot_be_made_is_refused(mg: str, tablets: list[Tablet]) -> None:
    assert pieces_for(Decimal(mg), tablets) is None


def test_a_liquid_is_measured_in_its_smallest_volume() -> None:
    liquid = Liquid(Decimal(5), Decimal("0.5"))
    assert pieces_for(Decimal("7.5"), [], liquid) == (("ml", Decimal("1.5")),)
    assert pieces_for(Decimal("6"), [], liquid) is None


def test_where_both_exist_tablets_are_used_unless_the_step_says_liquid() -> None:
    liquid = Liquid(Decimal(1), Decimal("0.5"))
    ten = [tablet("10", 2)]
    assert pieces_for(Decimal(5), ten, liquid) == (("10", Decimal("0.5")),)
    assert pieces_for(Decimal(5), ten, liquid, Form.LIQUID) == (("ml", Decimal(5)),)
    assert pieces_for(Decimal(7), ten, liquid) is None
    assert pieces_for(Decimal(7), ten, None, Form.LIQUID) is None


def test_an_odd_set_of_tablets_stays_exact_at_large_amounts() -> None:
    odd = [tablet("9.99", 1), tablet("10", 4)]
    found = pieces_for(Decimal("4995"), odd)
    assert found is not None
    assert sum(Decimal(key) * count for key, count in found) == Decimal("4995")


def test_only_a_part_of_a_tablet_is_broken() -> None:
    assert is_broken(Decimal("1.5"))
    assert not is_broken(Decimal("2.0"))


@given(
    halves=st.integers(1, 40),
    times=st.integers(1, 5),
    tablets=st.sampled_from([[tablet("10", 2)], [tablet("10", 1), tablet("5", 1)], [tablet("20", 2), tablet("10", 2)]]),
)
@examples(100)
def test_a_split_sums_to_the_day_and_is_as_even_as_can_be(halves: int, times: int, tablets: list[Tablet]) -> None:
    total = Decimal(5 * halves)
    found = propose_split(total, times, tablets)
    if halves < times:
        assert found is None
        return
    assert found is not None
    assert len(found) == times
    assert sum(found) == total
    assert max(found) - min(found) <= 5
    assert all(pieces_for(mg, tablets) for mg in found)


def test_a_split_works_around_doses_that_cannot_be_made() -> None:
    assert propose_split(Decimal(40), 3, [tablet("20", 1), tablet("10", 1)]) == (Decimal(10), Decimal(10), Decimal(20))
    assert propose_split(Decimal(7), 3, [tablet("10", 2)]) is None
    assert propose_split(Decimal("4.5"), 2, [], Liquid(Decimal(1), Decimal("0.5"))) == (Decimal(2), Decimal("2.5"))


def test_a_split_below_another_raises_no_dose_where_that_can_be() -> None:
    tablets = [tablet("10", 2)]
    day: tuple[Decimal, ...] = (Decimal(20), Decimal(10), Decimal(20))
    found = [day := propose_split(Decimal(total), 3, tablets, most_mg=day) or () for total in range(45, 10, -5)]
    assert [tuple(map(int, each)) for each in found] == [
        *((15, 10, 20), (15, 10, 15), (10, 10, 15), (10, 10, 10), (10, 5, 10), (5, 5, 10), (5, 5, 5))
    ]
    # What cannot be made below it is still proposed, as evenly as it goes.
    assert propose_split(Decimal(45), 3, tablets, most_mg=[Decimal(5)] * 3) == (Decimal(15),) * 3
