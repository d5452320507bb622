"""The Fluent files themselves: every code declared, every slot used, no word that advises, praises, blames or leaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import textstat
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

import bot.texts
from bot.texts.kinds import KINDS
from bot.texts.render import render
from bot.texts.slots import DERIVED
from scheduler.domain.people import Wording
from tests.texts import sample
from tests.texts.never_said import ADVICE, ALLOWED, GUESS, PRAISE_OR_BLAME

HOME = Path(bot.texts.__file__).parent / "en"
FILES = (
    "paper",
    "enrol",
    "people",
    "doses",
    "answers",
    "safety",
    "commands",
    "plan",
    "plantalk",
    "supply",
    "service",
    "help",
    "carer_days",
    "clinic",
    "checkin",
    "going",
)
ALWAYS = {
    "has_late",
    "late_due",
    "late_now",
    "date_example",
    "has_gap",
    "has_count",
    "has_poison",
    "has_strengths",
    "days",
    "day_number",
}
SUFFIXES = ("-wide-discreet", "-wide-full", "-wide", "-discreet", "-full")


class _Uses(Visitor):
    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.messages: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802  (the visitor's own naming)
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: fluent.MessageReference) -> None:  # noqa: N802
        self.messages.add(node.id.name)


@cache
def written() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Every message of our files: the variables and the messages it refers to."""
    found: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for name in FILES:
        resource = FluentParser().parse((HOME / f"{name}.ftl").read_text(encoding="utf-8"))
        for entry in resource.body:
            assert not isinstance(entry, fluent.Junk), f"{name}.ftl: {entry.content}"
            if isinstance(entry, fluent.Message):
                assert entry.id.name not in found, f"{entry.id.name} is written twice"
                uses = _Uses()
                uses.visit(entry)
                found[entry.id.name] = (frozenset(uses.variables), frozenset(uses.messages))
    return found


def variables_of(code: str) -> frozenset[str]:
    variables, messages = written()[code]
    return variables.union(*(variables_of(each) for each in messages))


def kind_of(code: str) -> str:
    if code in KINDS:
        return code
    return next(code.removesuffix(suffix) for suffix in SUFFIXES if code.endswith(suffix))


def test_every_text_is_declared_and_every_declared_code_has_a_text() -> None:
    assert {kind_of(code) for code in written()} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_slots_used_are_the_slots_declared(kind: str) -> None:
    described = KINDS[kind]
    used = frozenset[str]().union(*(variables_of(code) for code in written() if kind_of(code) == kind))
    declared = described.needs + described.may
    allowed = ALWAYS.union(
        *(DERIVED.get(name, (name,)) for name in declared), {f"has_{name}" for name in described.may}
    )
    assert used <= allowed
    for name in declared:
        assert used & {*DERIVED.get(name, (name,)), f"has_{name}"}, f"{name} is declared and never said"
    assert set(described.drops) <= set(described.may)


@cache
def said() -> tuple[tuple[str, Wording, str], ...]:
    """Every code as it is usually said, and with little known, to somebody in Britain and in America."""
    return tuple(_said())


def _said() -> Iterator[tuple[str, Wording, str]]:
    for kind, described in KINDS.items():
        for wording in Wording:
            for country in ("GB", "US", None):
                for wide in (False, True):
                    setting = sample.setting(wording, country, wide)
                    for names in (described.needs + described.may, described.needs):
                        yield kind, wording, render(kind, sample.usual(kind, names), setting)


@pytest.mark.parametrize("forbidden", [ADVICE, PRAISE_OR_BLAME, GUESS], ids=["advice", "praise or blame", "guess"])
def test_what_is_never_said(forbidden: re.Pattern[str]) -> None:
    for kind, _, text in said():
        for allowed in ALLOWED:
            text = text.replace(allowed, "")
        assert not forbidden.search(text), f"{kind}: {text}"


CARRIER_WORDS = re.compile(
    r"\b(STOP|STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT|START|YES|UNSTOP|HELP|INFO|REMOVE|ARRET|TD)\b"
)
CARRIERS_WANT = {
    "welcome": {"HELP", "STOP"},
    "carer-welcome": {"STOP"},
    "prescriber-welcome": {"STOP"},
    "help": {"STOP"},
    "stopped": {"START"},
}


def test_no_word_that_carriers_take_is_taught_as_an_answer() -> None:
    for kind, _, text in said():
        assert set(CARRIER_WORDS.findall(text)) <= CARRIERS_WANT.get(kind, set()), f"{kind}: {text}"


LEAKS = re.compile(
    rf"\bmg\b|{sample.DRUG}|\btaper|withdraw|\bdos(e|es|age)\b|\btablets?\b|\bpills?\b|\bdrug", re.IGNORECASE
)
# An alert names the medicine whenever the slot is filled, which is the person's own choice at enrolment.
NAMES_THE_MEDICINE = {
    "hospital-handover",
    "carer-hospital",
    "red-flag-alert",
    "silence-alert",
    "carer-alert",
    "carer-wrong",
}


def test_discreet_texts_give_nothing_away() -> None:
    for kind, wording, text in said():
        if wording is Wording.DISCREET and kind not in NAMES_THE_MEDICINE:
            assert not LEAKS.search(text), f"{kind}: {text}"


def test_discreet_texts_give_nothing_away_with_two_strengths_either() -> None:
    for kind, described in KINDS.items():
        slots = sample.worst(kind, described.needs + described.may)
        for wide in (False, True):
            text = render(kind, slots, sample.setting(wide=wide))
            if kind not in NAMES_THE_MEDICINE:
                assert not LEAKS.search(text), f"{kind}: {text}"


def test_no_amount_is_said_that_was_not_given() -> None:
    for kind, described in KINDS.items():
        slots = sample.usual(kind, described.needs + described.may)
        given = set(re.findall(r"\d+(?:\.\d+)?", json.dumps(slots)))
        for wide in (False, True):
            text = render(kind, slots, sample.setting(Wording.FULL, wide=wide))
            assert set(re.findall(r"(\d+(?:\.\d+)?) m[gl]\b", text)) <= given, f"{kind}: {text}"


def test_milligrams_are_written_in_one_place_only() -> None:
    for name in FILES:
        assert not re.search(r"\d\s*m[gl]\b|(?<![$_\w])mg\b", (HOME / f"{name}.ftl").read_text(encoding="utf-8")), name


def test_suicide_is_answered_without_a_word_about_the_medicine() -> None:
    slots = sample.usual("suicide-advice", KINDS["suicide-advice"].may)
    for wording in Wording:
        text = render("suicide-advice", slots, sample.setting(wording, "US"))
        assert text.startswith("I'm glad you told me. Please ring or text 988 now.")
        assert text.endswith("Are you alone?")
        assert not re.search(r"medicine|plan|reduc|box|taken", text, re.IGNORECASE)


def as_read_aloud(text: str) -> str:
    """A list and a colon are pauses for the one who reads, not one endless sentence."""
    paused = re.sub(r"[:;\n]|, (?=\d )|, (?=[A-Z] )", ". ", text)
    return re.sub(r"[\"()]", "", paused)


# Under twelve years of age: the index counts school years, which begin at five or six.
GRADE_BELOW = 7


def test_the_whole_of_it_reads_easily() -> None:
    texts = {text for kind, _, text in said() if kind != "leaflet-rule"}
    everything = as_read_aloud(" ".join(sorted(texts)))
    assert textstat.automated_readability_index(everything) < GRADE_BELOW - 2
    assert textstat.coleman_liau_index(everything) < GRADE_BELOW - 2


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "leaflet-rule"])
def test_each_text_reads_easily(kind: str) -> None:
    described = KINDS[kind]
    for wording in Wording:
        slots = sample.usual(kind, described.needs + described.may)
        if "zones" in slots:
            slots["zones"] = "Rome, Oslo"
        text = as_read_aloud(render(kind, slots, sample.setting(wording)))
        if len(text.split()) < 12:
            continue
        indices = textstat.automated_readability_index(text), textstat.coleman_liau_index(text)
        assert sum(indices) / 2 < GRADE_BELOW, f"{indices}: {text}"
        assert max(len(sentence.split()) for sentence in re.split(r"[.!?] ", text)) <= 20, text
