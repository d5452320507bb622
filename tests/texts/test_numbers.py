"""Whom to ring: numbers by country, each with its source and how far it can be trusted."""

from __future__ import annotations

import pytest

from bot.texts.numbers import countries, lines_for
from bot.texts.render import render
from bot.texts.segments import is_gsm7
from tests.texts import sample


@pytest.mark.parametrize(
    ("country", "emergency"),
    [
        ("US", "911"),
        ("CA", "911"),
        ("GB", "999"),
        ("UK", "999"),
        ("gb", "999"),
        ("IE", "112"),
        ("DE", "112"),
        ("FR", "112"),
        ("PL", "112"),
        ("AU", "000"),
        ("NZ", "111"),
    ],
)
def test_the_emergency_number_of_a_country(country: str, emergency: str) -> None:
    assert lines_for(country).emergency == emergency


@pytest.mark.parametrize("country", [None, "", "XX", "Atlantis"])
def test_no_number_is_made_up_for_a_country_that_nobody_looked_up(country: str | None) -> None:
    lines = lines_for(country)
    assert (lines.emergency, lines.urgent, lines.crisis, lines.poison) == (None, None, None, None)
    text = render("stranger-red", {}, sample.setting(country=country))
    assert "ring your local emergency number now" in text
    assert not any(character.isdigit() for character in text)


def test_every_line_says_where_it_comes_from() -> None:
    for country in countries():
        lines = lines_for(country)
        assert lines.emergency
        assert lines.emergency_mark in {"seen", "general knowledge"}
        assert lines.other_mark in {"seen", "general knowledge"}
        assert lines.emergency_source
        assert lines.other_source
        assert lines.checked_on.year >= 2026


def test_every_member_of_the_union_is_there() -> None:
    assert len([country for country in countries() if lines_for(country).emergency == "112"]) == 27


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("US", "Please ring or text 988 now."),
        ("GB", "Please ring 116 123, or text SHOUT to 85258, now."),
        ("FR", "Please ring 3114 now."),
        ("AU", "Please ring 13 11 14 now."),
        ("NZ", "Please ring or text 1737 now."),
        ("IE", "Please ring 112 now."),
        (None, "Please ring your local emergency number now."),
    ],
)
def test_the_crisis_line_in_words(country: str | None, words: str) -> None:
    assert words in render("suicide-advice", {}, sample.setting(country=country))


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("US", "Ring the poison line (1-800-222-1222) now"),
        ("GB", "Ring 111 now"),
        ("IE", "Ring your poison line or 112 now"),
        (None, "Ring your poison line or your local emergency number now"),
    ],
)
def test_the_poison_line_in_words(country: str | None, words: str) -> None:
    assert words in render("extra-more", {}, sample.setting(country=country))


def test_a_poison_number_that_is_not_known_is_left_out_where_the_emergency_number_comes_first() -> None:
    assert "Poison advice" not in render("extra-large", {}, sample.setting(country="IE"))
    assert "Poison advice: 13 11 26." in render("extra-large", {}, sample.setting(country="AU"))


def test_clinic_or_poison_line_as_the_scheduler_chose() -> None:
    slots = {"doses": sample.ONE, "extra_at": "2026-09-07T11:10:00+00:00"}
    assert "Ask 111 about it first." in render("dose-after-extra", slots, sample.setting())
    asked = render("dose-after-extra", slots | {"poison_or_clinic": "clinic"}, sample.setting())
    assert "Ask your clinic about it first." in asked
    named = render("dose-after-extra", slots | {"poison_or_clinic": "the spasticity clinic"}, sample.setting())
    assert "Ask the spasticity clinic about it first." in named


def test_numbers_can_be_sent_by_text_message() -> None:
    for country in countries():
        lines = lines_for(country)
        assert all(is_gsm7(number or "") for number in (lines.emergency, lines.urgent, lines.poison))
