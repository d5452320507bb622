"""The words of an instruction beside its figures. Where they differ, or where words may say more, it is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from bot.exchange.fhir.remark import Remarks, shorten
from bot.exchange.fhir.vocabulary import load
from bot.reading.instructions import InstructionReading, read_instructions
from scheduler.domain.amount import write_amount

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[a-zA-Z]+")


@dataclass(frozen=True, slots=True)
class Figures:
    """What the structure of one instruction says. `numbers`: every number that its words may hold without saying more."""

    place: str
    needed: bool
    per_day_mg: Decimal | None
    days: int | None
    first: date | None
    times: frozenset[time]
    numbers: frozenset[Decimal]


def compare(
    text: str, figures: Figures, strength_mg: Decimal | None, whole: Iterable[Decimal], remarks: Remarks
) -> str | None:
    """Compare the words with the figures; how they say it ends ("stop"), if they do. `whole`: the daily mg of every step."""
    # Signs that no prescription needs are the reader's business no more than a stranger's markup.
    reading = read_instructions(text, strength_mg=strength_mg)
    if reading.kind == "ask":
        _weigh_numbers(text, figures, remarks)
        return None
    if (reading.kind == "prn") is not figures.needed:
        _differ("words-needed", text, figures, remarks)
        return None
    if figures.needed or figures.per_day_mg is None:
        return None
    return _compare_steps(text, reading, figures, list(whole), remarks)


def _compare_steps(
    text: str, reading: InstructionReading, figures: Figures, whole: list[Decimal], remarks: Remarks
) -> str | None:
    if reading.prn is not None:
        _differ("words-needed", text, figures, remarks)
    if len(reading.steps) > 1:
        if [step.mean for step in reading.steps] != whole:
            _differ("words-steps", text, figures, remarks)
        return reading.ends
    step = reading.steps[0]
    assert figures.per_day_mg is not None
    if step.mean != figures.per_day_mg:
        said, meant = write_amount(round(step.mean, 4)), write_amount(figures.per_day_mg)
        _differ("words-amount", text, figures, remarks, said=said, meant=meant)
    if step.days is not None and step.days != figures.days:
        _differ("words-days", text, figures, remarks, said=step.days, meant=figures.days or "none")
    if reading.start_date is not None and figures.first is not None and reading.start_date != figures.first:
        _differ("words-start", text, figures, remarks, said=reading.start_date, meant=figures.first)
    if reading.start_date is not None and figures.first is None:
        remarks.ask("words-more", figures.place, "start_dose", words=text)
    clocks = {dose.at for level in step.cycle for dose in level.doses if dose.at is not None}
    if clocks and figures.times and clocks != figures.times:
        _differ("words-times", text, figures, remarks)
    return reading.ends


def _differ(code: str, text: str, figures: Figures, remarks: Remarks, **slots: object) -> None:
    remarks.ask(code, figures.place, "contradiction", words=shorten(text, 100), **slots)


def _weigh_numbers(text: str, figures: Figures, remarks: Remarks) -> None:
    """Words that were not understood as a whole: no number and no word of change may be left that the figures do not hold."""
    vocabulary = load()
    words = [word.casefold() for word in _WORD.findall(text)]
    numbers = {Decimal(number.replace(",", ".")) for number in _NUMBER.findall(text)}
    numbers |= {Decimal(vocabulary["numbers"][word]) for word in words if word in vocabulary["numbers"]}
    change = [word for word in words if word in vocabulary["words"]["change"]]
    needed = any(word in vocabulary["words"]["needed"] for word in words)
    if needed is not figures.needed and needed:
        _differ("words-needed", text, figures, remarks)
    elif not figures.needed and (change or numbers - figures.numbers):
        remarks.ask("words-more", figures.place, "contradiction", words=shorten(text, 100))
    else:
        remarks.note("words-not-compared", figures.place, words=shorten(text, 100))


def _weighty(text: str) -> list[str]:
    """The sentences that are not printed on every box."""
    cautions = tuple(load()["words"]["cautions"])
    sentences = [sentence.strip() for sentence in re.split(r"[.;!]", text)]
    return [each for each in sentences if not each.casefold().startswith(cautions) or _NUMBER.search(each)]


def weigh_beside(text: str, place: str, remarks: Remarks) -> None:
    """Words that stand beside the figures, such as a note: said; asked about if they may change what is taken."""
    vocabulary = load()["words"]
    words = {word.casefold() for sentence in _weighty(text) for word in _WORD.findall(sentence)}
    change = words & {*vocabulary["change"], *vocabulary["needed"]}
    dosing = words & set(vocabulary["dosing"]) and _NUMBER.search(text)
    if change or dosing:
        remarks.ask("words-more", place, "condition", words=shorten(text, 100))
    else:
        remarks.note("words-beside", place, words=shorten(text, 100))
