"""Buttons send back exactly what could be typed."""

from __future__ import annotations

import pytest

from bot.texts.button import buttons
from bot.texts.kinds import KINDS
from tests.texts import sample

TYPED = {
    "1",
    "2",
    "3",
    "U",
    "OK",
    "ALONE",
    "EXTRA",
    "SOS",
    "DISCREET",
    "FULL",
    "1 ALL",
    *"0123456789",
    "10",
    "11",
    "12",
    *"FOWBTX",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_button_means_what_can_be_typed(kind: str) -> None:
    described = KINDS[kind]
    for names in (described.needs + described.may, described.needs):
        offered = buttons(kind, sample.usual(kind, names))
        sent = [value for value, _ in offered]
        assert len(set(sent)) == len(sent)
        assert all(label for _, label in offered)
        assert {value for value in sent if value not in TYPED} <= {
            f"{digit}{letter}" for digit in "123" for letter in "ABCD"
        }
        assert all(len(value.encode()) <= 64 for value in sent)


def test_a_dose_can_be_answered() -> None:
    assert buttons("dose-due", {"doses": sample.ONE}) == (("1", "Taken"), ("2", "Not taken"), ("3", "Later"))


def test_several_doses_are_told_apart_by_letter() -> None:
    offered = buttons("dose-due-many", {"doses": sample.TWO})
    assert offered[0] == ("1A", "Taken (A)")
    assert ("3B", "Later (B)") in offered
    assert offered[-1] == ("1 ALL", "All taken")


def test_after_its_time_a_dose_is_not_offered_as_taken_now() -> None:
    for kind in ("what-happened", "what-happened-many", "catch-up"):
        assert all(not value.startswith(("1", "3")) for value, _ in buttons(kind, {"doses": sample.TWO}))


def test_the_safety_list_has_all_its_digits() -> None:
    assert [value for value, _ in buttons("safety-list", {})] == list("4567890")
    assert buttons("reason-saved", {"reason": "felt_worse"}) == buttons("safety-list", {})
    assert buttons("reason-saved", {"reason": "forgot"}) == ()


def test_only_a_guess_and_a_name_can_be_agreed_to() -> None:
    assert [value for value, _ in buttons("circle", {"name": "Ana"})] == ["OK", "ALONE"]
    assert [value for value, _ in buttons("circle", {})] == ["ALONE"]
    assert buttons("ask-zone", {}) == ()
    assert buttons("ask-zone", {"guess": "Europe/London"}) == (("OK", "OK"),)


def test_all_at_once_is_not_offered_beside_an_earlier_dose() -> None:
    slots = {"doses": sample.TWO, "earlier": sample.doses(sample.dose("06:00", "C", state="missed"))}
    sent = [value for value, _ in buttons("dose-due-many", slots)]
    assert "1 ALL" not in sent
    assert "2C" in sent
    assert "1C" not in sent


def test_one_dose_needs_no_letter() -> None:
    due = sample.doses(sample.dose("08:00", "A"))
    assert [value for value, _ in buttons("catch-up", {"doses": "[]", "due": due})] == ["1", "2", "3"]
