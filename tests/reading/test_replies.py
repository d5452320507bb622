"""What people's words mean, sentence by sentence; and what no sentence may ever do."""

from __future__ import annotations

import time as stopwatch
import tomllib
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading import vocabulary
from bot.reading.context import ReadingContext
from bot.reading.replies import read_reply
from scheduler.domain.reply import Intent, Reply
from tests.examples import examples

DATA = Path(__file__).parent.parent / "data" / "replies"
LONDON = ZoneInfo("Europe/London")
TAKEN = {Intent.TAKEN, Intent.TAKEN_LATE, Intent.TAKEN_PARTIAL, Intent.TAKEN_EXTRA}
PLAIN = ReadingContext(
    now=datetime(2026, 12, 2, 15, 0, tzinfo=UTC),
    zone="Europe/London",
    dose_times=(time(8), time(14), time(20)),
    strengths_mg=(Decimal(10),),
    planned_mg=(Decimal(10),),
)


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def accepts_as_taken(reply: Reply) -> bool:
    return reply.intent in TAKEN and reply.doubt is None


@pytest.mark.parametrize("text", load("taken")["silent"])
def test_taken_in_words_is_recorded_without_a_question(text: str) -> None:
    reply = read_reply(text, PLAIN)
    assert (reply.intent, reply.unread, reply.doubt) == (Intent.TAKEN, (), None)


@pytest.mark.parametrize(("text", "unread"), load("taken")["asked"])
def test_words_that_no_vocabulary_accounts_for_are_listed(text: str, unread: list[str]) -> None:
    reply = read_reply(text, PLAIN)
    assert reply.intent is Intent.TAKEN
    assert set(unread) - {"a"} <= set(reply.unread)


@pytest.mark.parametrize("text", load("not_taken")["skipped"])
def test_not_taken(text: str) -> None:
    reply = read_reply(text, PLAIN)
    assert (reply.intent, reply.unread, reply.doubt) == (Intent.SKIPPED, (), None)


@pytest.mark.parametrize("text", load("not_taken")["snooze"])
def test_later(text: str) -> None:
    reply = read_reply(text, PLAIN)
    assert (reply.intent, reply.unread, reply.doubt) == (Intent.SNOOZE, (), None)


@pytest.mark.parametrize("context", [PLAIN, None, replace(PLAIN, several_open=True), replace(PLAIN, planned_mg=())])
@pytest.mark.parametrize("group", ["skipped", "snooze", "never_taken"])
def test_never_taken(group: str, context: ReadingContext | None) -> None:
    wrong = [text for text in load("not_taken")[group] if accepts_as_taken(read_reply(text, context))]
    assert wrong == []


@pytest.mark.parametrize("case", load("cases")["case"], ids=lambda case: str(case["text"]))
def test_case(case: dict[str, Any]) -> None:
    wanted = dict(case)
    hour, minute = map(int, wanted.pop("now", "15:00").split(":"))
    now = datetime(2026, 12, 2, hour, minute, tzinfo=LONDON)
    context = replace(PLAIN, now=now.astimezone(UTC), question=wanted.pop("question", None))
    reply = read_reply(wanted.pop("text"), context)
    assert reply.intent == wanted.pop("intent")
    assert reply.doubt == wanted.pop("doubt", None)
    at = wanted.pop("at", None)
    days_ago = wanted.pop("days_ago", 0)
    if reply.doubt is None:
        assert reply.taken_at == (_london(at, now.date() - timedelta(days=days_ago)) if at else None)
    dose_on = wanted.pop("dose_days_ago", None)
    if reply.doubt is None:
        assert reply.dose_on == (now.date() - timedelta(days=dose_on) if dose_on is not None else None)
    dose_time = wanted.pop("dose_time", None)
    assert reply.dose_time == (time.fromisoformat(dose_time) if dose_time else None)
    for name, field in (("mg", "amount_mg"), ("tablets", "tablets"), ("fraction", "fraction")):
        said = wanted.pop(name, None)
        if reply.doubt is None:
            assert getattr(reply, field) == (Decimal(said) if said else None), field
    assert list(reply.letters) == wanted.pop("letters", [])
    assert list(reply.safety) == wanted.pop("safety", [])
    assert reply.later_after_min == wanted.pop("later", None)
    assert reply.reason == wanted.pop("reason", None)
    assert reply.value == wanted.pop("value", None)
    assert reply.note == wanted.pop("note", None)
    unread = wanted.pop("unread", None)
    assert unread is None or list(reply.unread) == unread
    if (
        reply.intent not in (Intent.UNKNOWN, Intent.ANSWER, Intent.APPOINTMENT)
        and unread is None
        and "seeing" not in case["text"]
    ):
        assert reply.unread == ()
    assert not wanted, f"unknown keys in the case: {wanted}"


def _london(at: str, on: date) -> datetime:
    return datetime.combine(on, time.fromisoformat(at), LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    "word",
    [
        "stop",
        "stopall",
        "unsubscribe",
        "cancel",
        "end",
        "quit",
        "revoke",
        "optout",
        "start",
        "unstop",
        "yes",
        "help",
        "info",
    ],
)
def test_no_command_collides_with_a_carrier_word(word: str) -> None:
    data = vocabulary.load("commands")
    commands = {phrase for group in ("exact", "command") for phrases in data[group].values() for phrase in phrases}
    assert word not in commands


@pytest.mark.parametrize("word", ["stop", "cancel", "quit", "unsubscribe"])
def test_a_mistyped_carrier_word_is_none(word: str) -> None:
    for typo in (word + "s", word[1:], word + " it", "i " + word):
        assert read_reply(typo, PLAIN).intent is not Intent.STOP


@pytest.mark.parametrize("word", load("alarms")["words"])
def test_words_of_alarms_are_never_passed_over(word: str) -> None:
    for text in (f"took it {word}", f"taken, {word}", f"{word}, took it"):
        reply = read_reply(text, PLAIN)
        assert not accepts_as_taken(reply) or word in reply.unread, text


@pytest.mark.parametrize(
    "text", ["took it but theres 2 men in the garden", "took it and 3 spiders", "done 3 nights no sleep"]
)
def test_numbers_beside_unknown_words_are_listed_too(text: str) -> None:
    reply = read_reply(text, PLAIN)
    assert reply.unread
    assert reply.amount_mg is None


NEGATIONS = [
    "havent",
    "haven't",
    "have not",
    "didn't",
    "did not",
    "not",
    "never",
    "no i havent",
    "still not",
    "i dont think i've",
    "not yet",
    "nearly",
    "almost",
    "couldnt have",
    "i wish i had",
    "did i have",
    "if i had",
    "cant say i've",
    "no la he",
    "nunca la he",
]
ACTS = [
    "taken",
    "taken it",
    "had it",
    "swallowed it",
    "done it",
    "taken my pill",
    "taken my tablets with food",
    "had my dose",
    "tomado",
    "taken at 9:40",
    "taken half",
    "taken two",
]
LEADS = ["", "hi ", "yes ", "sorry ", "ok ", "morning! ", "well i ", "👍 "]
TAILS = ["", " x", " thanks", " sorry", ".", " today", " 🙂", " at 8"]


@given(
    st.sampled_from(LEADS),
    st.sampled_from(NEGATIONS),
    st.sampled_from(["", " even", " actually", " bloody"]),
    st.sampled_from(ACTS),
    st.sampled_from(TAILS),
    st.booleans(),
)
@examples(150)
def test_a_negation_before_the_act_is_never_taken(
    lead: str, negation: str, between: str, act: str, tail: str, shout: bool
) -> None:
    text = lead + negation + between + " " + act + tail
    for context in (PLAIN, None):
        assert not accepts_as_taken(read_reply(text.upper() if shout else text, context)), text


_FRAGMENTS = [
    *load("taken")["silent"],
    *load("not_taken")["never_taken"],
    *(case["text"] for case in load("cases")["case"]),
]
# "¼0" is written "1⁄40" in compatibility form: a fraction beside other digits cannot be told apart any more.
_FRACTIONS = [
    letter for letter in map(chr, range(0x10000)) if unicodedata.decomposition(letter).startswith("<fraction>")
]


@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(_FRAGMENTS), max_size=6).map(" ".join)))
@examples(150)
def test_any_text_is_read_without_an_error(text: str) -> None:
    for context in (
        PLAIN,
        None,
        replace(PLAIN, question="reason"),
        replace(PLAIN, zone="Pacific/Apia", dose_times=(), planned_mg=(), strengths_mg=()),
    ):
        reply = read_reply(text, context)
        assert reply.taken_at is None or (context is not None and reply.taken_at <= context.now)
        assert context is not None or (reply.taken_at, reply.dose_time, reply.dose_on) == (None, None, None)


@given(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters=_FRACTIONS), max_size=60),
        st.sampled_from(_FRAGMENTS),
    )
)
@examples(150)
def test_case_and_compatibility_forms_change_nothing(text: str) -> None:
    plain = replace(read_reply(text, PLAIN), value=None)
    for same in (unicodedata.normalize("NFKC", text), text.casefold(), unicodedata.normalize("NFD", text)):
        assert replace(read_reply(same, PLAIN), value=None) == plain


@pytest.mark.parametrize(
    "unit",
    [
        "took it ",
        "no ",
        "1 ",
        "half ",
        "the my ",
        "not ",
        "in a ",
        "(",
        "a",
        "9:40 ",
        "😀",
        "not taken, ",
        "call me ",
        'Liked "',
        "1/2",
        "½",
        "ill take ",
    ],
)
def test_long_texts_take_linear_time(unit: str) -> None:
    text = (unit * 5_000)[:5_000]
    read_reply(unit, PLAIN)
    began = stopwatch.process_time()
    read_reply(text, PLAIN)
    # Fifteen times what the dearest takes: the machine that runs this may be slow and busy.
    assert stopwatch.process_time() - began < 10


def test_a_reply_takes_under_two_milliseconds() -> None:
    read_reply("took it", PLAIN)
    began = stopwatch.process_time()
    for text in _FRAGMENTS:
        read_reply(text, PLAIN)
    # Ten times the promise: the machine that runs this may be slow and busy.
    assert (stopwatch.process_time() - began) / len(_FRAGMENTS) < 0.02
