"""A prescriber's words → a plan, what may be taken when needed, or the questions to ask. Never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from bot.reading.instructions.answered import NOTHING, Answered, Answers, UnreadAnswerError, put_in_place, read_answers
from bot.reading.instructions.as_needed import (
    AsNeededDose,
    doses_in,
    move_limits,
    read_as_needed,
    split_as_needed,
)
from bot.reading.instructions.check import check_course, check_direction, check_supply
from bot.reading.instructions.course import Course
from bot.reading.instructions.dating import resolve_dates
from bot.reading.instructions.draft import Maker
from bot.reading.instructions.item import (
    Amount,
    Concentration,
    Doubt,
    Frequency,
    Item,
    Limit,
    Medicine,
    Pattern,
    Percent,
    Sign,
    Slots,
    Strength,
    Supplied,
    Unread,
)
from bot.reading.instructions.itemise import itemise
from bot.reading.instructions.level import Level, Stretch, UndecidedError
from bot.reading.instructions.machine import Machine
from bot.reading.instructions.prepare import prepare
from bot.reading.instructions.resolve import Resolver, learn
from bot.reading.instructions.scan import clean, scan
from bot.reading.instructions.table import rewrite_tables
from bot.reading.instructions.undecided_words import settle_hold
from bot.reading.instructions.vocabulary import announced, load_vocabulary, recognise

LONGEST_TEXT = 6000


@dataclass(frozen=True, slots=True)
class InstructionReading:
    """What was read. For `ask` only `ask_about` counts: codes of what the text leaves open, the most telling first.

    `start_date` is the first day where the text or the given start fixes it. `present` is the dosage the text says is taken
    now. `quantity` and `refills` are as stated. `strength_mg` is mg in a tablet, `mg_per_ml` in a millilitre, where known.
    """

    kind: Literal["plan", "prn", "ask"]
    steps: tuple[Stretch, ...] = ()
    ends: str | None = None
    prn: AsNeededDose | None = None
    ask_about: tuple[str, ...] = ()
    start_date: date | None = None
    quantity: int | None = None
    refills: int | None = None
    medication: str | None = None
    strength_mg: Decimal | None = None
    mg_per_ml: Decimal | None = None
    present: Level | None = None
    quote: str | None = None
    not_an_answer: str | None = None


def read_instructions(
    text: str,
    *,
    strength_mg: Decimal | None = None,
    start: date | None = None,
    current_mg: Decimal | None = None,
    answers: Answers = (),
) -> InstructionReading:
    """Reads a prescriber's words. Every word must be accounted for; what is open becomes a question, never a guess.

    `strength_mg`: mg in a tablet, if known beside the text. `start`: the day the text is read, or the plan starts.
    `current_mg`: what the person takes a day now. `answers`: (code, words) for what the text left open, in order; one that
    does not answer its question is named in `not_an_answer`. Raises nothing for any text; one longer than LONGEST_TEXT is
    asked about.
    """
    if len(text) > LONGEST_TEXT or not text.strip():
        return InstructionReading("ask", ask_about=("dose",))
    try:
        given = read_answers([each for each in answers if each[0] != "start_dose"])
        given = replace(given, present=_present(answers, strength_mg or given.strength_mg))
    except UnreadAnswerError as unread:
        return InstructionReading("ask", ask_about=(unread.code,), not_an_answer=unread.code)
    symbols = recognise(scan(rewrite_tables(clean(f"{text.rstrip()} {given.ending}".rstrip()))))
    items = itemise(symbols)
    try:
        return _read(items, strength_mg or given.strength_mg, start, current_mg, given, announced(symbols))
    except UndecidedError as undecided:
        open_, _ = put_in_place(items, given)
        codes = _codes(open_, undecided.codes)
        return InstructionReading("ask", ask_about=codes, medication=_medication(items), quote=_quote(open_, codes[0]))
    except (ArithmeticError, OverflowError, ValueError):
        return InstructionReading("ask", ask_about=("dose",), medication=_medication(items))


def _present(answers: Answers, strength_mg: Decimal | None) -> Level | None:
    """What is taken now, as answered: a day's total, or doses; as one dosage and nothing else."""
    said = [words for code, words in answers if code == "start_dose"]
    if not said:
        return None
    found = read_instructions(said[-1], strength_mg=strength_mg)
    if found.kind != "plan" or len(found.steps) != 1 or len(found.steps[0].cycle) != 1 or found.steps[0].days:
        raise UnreadAnswerError("start_dose")
    return found.steps[0].cycle[0]


def _quote(items: Sequence[Item], code: str) -> str | None:
    """The words of the text that a question is about, where it is about some of them."""
    for item in items:
        if isinstance(item, Doubt) and item.code == code and item.text:
            return item.text
    return next((item.text for item in items if isinstance(item, Unread)), None) if code == "dose" else None


def _codes(items: Sequence[Item], codes: tuple[str, ...]) -> tuple[str, ...]:
    """What to ask: the doubts that the words themselves raise, then where the reading came to a halt."""
    doubts = [item.code for item in items if isinstance(item, Doubt)]
    verbs = [n for n, item in enumerate(items) if isinstance(item, Sign) and item.kind == "down"]
    bare: tuple[str, ...] = ()
    if verbs and not any(
        isinstance(item, Amount | Pattern | Percent | Slots | Frequency) for item in items[verbs[-1] :]
    ):
        bare = ("dose", "duration")
    unread = ("dose",) if any(isinstance(item, Unread) for item in items) else ()
    return tuple(dict.fromkeys([*doubts, *codes, *bare, *unread]))


def _medication(items: Sequence[Item]) -> str | None:
    names = list(dict.fromkeys(item.name for item in items if isinstance(item, Medicine)))
    return names[0] if len(names) == 1 else None


def _read(
    items: list[Item],
    strength_mg: Decimal | None,
    start: date | None,
    current_mg: Decimal | None,
    given: Answered = NOTHING,
    headed: frozenset[str] = frozenset(),
) -> InstructionReading:
    if len({item.name for item in items if isinstance(item, Medicine)}) > 1:
        raise UndecidedError("medicine")
    items, each = put_in_place(settle_hold(items), given)
    if doubts := [item.code for item in items if isinstance(item, Doubt)]:
        raise UndecidedError(*doubts)
    unread = any(isinstance(item, Unread) for item in items)
    medication = _medication(items)
    supplied, items = _take_supply(items)
    items = prepare(items)
    resolver = learn(items, strength_mg)
    resolver.noted = given.unit or resolver.noted
    course = Course(resolve_dates(items, start, month_first=given.month_first), start)
    course.answered = each
    course.reported = given.present or (Level(total=current_mg) if current_mg is not None else None)
    found = InstructionReading("ask", medication=medication, quantity=supplied[0], refills=supplied[1])
    regular, needed = split_as_needed(items)
    prn = None
    if needed:
        if not doses_in(regular):
            regular, needed = move_limits(regular, needed)
        prn = read_as_needed(needed, resolver)
    plan = [item for item in regular if not isinstance(item, Strength | Concentration)]
    if prn is not None and not doses_in(plan):
        if unread or any(isinstance(item, Sign) and item.kind in {"stop", "down", "up", "hold"} for item in plan):
            raise UndecidedError("dose")
        return replace(
            found, kind="prn", ends="open", prn=prn, strength_mg=_strength(resolver), mg_per_ml=resolver.mg_per_ml
        )
    if any(isinstance(item, Limit) for item in plan):
        raise UndecidedError("times")
    steroid = medication in load_vocabulary().corticosteroids
    machine = Machine(plan, Maker(resolver, steroid, given.when), course)
    machine.run()
    stretches, ends = course.finish(review=machine.review)
    stretches = check_course(stretches, machine.course_days)
    check_direction(plan, stretches, course.present, headed)
    if stretches and ends == "open" and course.stopped:
        ends = "stop"
    if ends == "open" and machine.aim_off and not machine.review:
        # "She wants me off it": after the last step, or only in the long run?
        raise UndecidedError("end")
    check_supply(stretches, supplied, resolver, prn is not None)
    if unread:
        raise UndecidedError("dose")
    return replace(
        found,
        kind="plan",
        steps=tuple(stretches),
        ends=ends,
        prn=prn,
        start_date=course.first_on or start,
        present=course.present,
        strength_mg=_strength(resolver),
        mg_per_ml=resolver.mg_per_ml,
    )


def _strength(resolver: Resolver) -> Decimal | None:
    if len(resolver.strengths) > 1:
        return None
    return next(iter(resolver.strengths), resolver.strength_mg)


def _take_supply(items: list[Item]) -> tuple[tuple[int | None, int | None], list[Item]]:
    """Takes quantity and refills out of the items; two that differ contradict each other."""
    quantity: set[int] = set()
    refills: set[int] = set()
    rest: list[Item] = []
    for item in items:
        if isinstance(item, Supplied):
            if item.count != int(item.count):
                raise UndecidedError("dose")
            (refills if item.refills else quantity).add(int(item.count))
        else:
            rest.append(item)
    if len(quantity) > 1 or len(refills) > 1:
        raise UndecidedError("contradiction")
    return (next(iter(quantity), None), next(iter(refills), None)), rest
