"""How much was taken, against what was planned: the whole dose, part of it, too much, or something that must be asked."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from bot.reading.amounts import Amount
from bot.reading.context import ReadingContext
from scheduler.domain.reply import Doubt, Intent

_MOST_TABLETS = Decimal(5)
"""From here on a number without a unit could be milligrams as well as tablets."""
_SURELY_MG = Decimal(20)
_SMALLEST_MG = Decimal("2.5")
"""A multiple of this may be milligrams, however small: half of the smallest tablet."""
_NEAR_MIN = 90


@dataclass(frozen=True, slots=True)
class Intake:
    """An intake as reported: TAKEN, TAKEN_PARTIAL or TAKEN_EXTRA with what was said of the amount, or a doubt.

    `note` is "on_top" where the amount came on top of the dose.
    """

    intent: Intent = Intent.TAKEN
    amount_mg: Decimal | None = None
    tablets: Decimal | None = None
    fraction: Decimal | None = None
    doubt: Doubt | None = None
    note: str | None = None


def weigh(
    amounts: list[Amount], marks: AbstractSet[str], words: AbstractSet[str], context: ReadingContext | None
) -> Intake:
    """The intake that amounts and marks ("only", "extra", "by mistake") tell of; `words` are all words of the message."""
    if "heap" in marks:
        return Intake(Intent.TAKEN_EXTRA)
    if len(set(amounts)) > 1 or any(amount.unclear for amount in amounts):
        return Intake(_leaning(marks), doubt=Doubt.AMOUNT)
    amount = amounts[0] if amounts else None
    if "extra" in marks:
        return _weigh_extra(amount, words, context)
    if amount is None:
        return _weigh_marks(marks, context)
    return _weigh_amount(amount, marks, context)


def _leaning(marks: AbstractSet[str]) -> Intent:
    if marks & {"extra", "heap", "mistake"}:
        return Intent.TAKEN_EXTRA
    return Intent.TAKEN_PARTIAL if marks & {"only", "part"} else Intent.TAKEN


def _weigh_marks(marks: AbstractSet[str], context: ReadingContext | None) -> Intake:
    if "part" in marks:
        return Intake(Intent.TAKEN_PARTIAL, doubt=Doubt.AMOUNT)
    if "mistake" in marks:
        return Intake(Intent.TAKEN_EXTRA, doubt=Doubt.AMOUNT)
    return Intake()


def _weigh_extra(amount: Amount | None, words: AbstractSet[str], context: ReadingContext | None) -> Intake:
    if amount is not None and amount.planned is None:
        tablets = amount.tablets if amount.tablets is not None else amount.bare
        mg = amount.mg if amount.mg is not None else _in_mg(tablets, context)
        return Intake(Intent.TAKEN_EXTRA, mg, tablets, amount.fraction, note="on_top")
    if amount is not None:
        return Intake(Intent.TAKEN_EXTRA, _in_mg(amount.tablets, context), amount.tablets)
    if words & {"twice", "double", "doubled", "doubling", "doble", "veces"}:
        planned = _only_planned(context)
        return Intake(Intent.TAKEN_EXTRA, planned * 2 if planned is not None else None, fraction=Decimal(2))
    if words & {"one", "una", "otra", "another"} and not (
        words & {"many", "more", "much", "demasiadas"} and not {"one", "too", "many"} <= words
    ):
        return Intake(Intent.TAKEN_EXTRA, _in_mg(Decimal(1), context), Decimal(1), note="on_top")
    return Intake(Intent.TAKEN_EXTRA)


def _weigh_amount(amount: Amount, marks: AbstractSet[str], context: ReadingContext | None) -> Intake:
    if amount.planned is not None and amount.tablets is not None:
        return _weigh_count(amount.tablets, amount.planned, context)
    if amount.fraction is not None:
        return _weigh_fraction(amount.fraction, marks, context)
    if amount.bare is not None:
        return _weigh_bare(amount.bare, marks, context)
    if amount.mg is not None:
        return _compare(amount.mg, amount.tablets, marks | ({"part"} if amount.part else set()), context)
    assert amount.tablets is not None
    return _weigh_tablets(amount.tablets, marks, context)


def _weigh_count(taken: Decimal, planned: Decimal, context: ReadingContext | None) -> Intake:
    mg = _in_mg(taken, context)
    if taken == planned or planned == 0:
        return Intake(Intent.TAKEN, mg, taken)
    if taken > planned:
        return Intake(Intent.TAKEN_EXTRA, mg, taken)
    # A count out of the dose's own tablets says the share even where strengths are mixed.
    return Intake(Intent.TAKEN_PARTIAL, mg, taken, taken / planned if taken * 4 % planned == 0 else None)


def _weigh_fraction(fraction: Decimal, marks: AbstractSet[str], context: ReadingContext | None) -> Intake:
    planned = _only_planned(context)
    mg = planned * fraction if planned is not None else None
    if fraction == 1:
        return Intake(Intent.TAKEN, mg, doubt=Doubt.AMOUNT if marks & {"part", "mistake"} else None)
    return Intake(Intent.TAKEN_EXTRA if fraction > 1 else Intent.TAKEN_PARTIAL, mg, fraction=fraction)


def _weigh_tablets(tablets: Decimal, marks: AbstractSet[str], context: ReadingContext | None) -> Intake:
    mg = _in_mg(tablets, context)
    if mg is not None:
        return _compare(mg, tablets, marks, context)
    if context is not None and len(context.strengths_mg) > 1 and context.planned_mg:
        if tablets * min(context.strengths_mg) > max(context.planned_mg):
            return Intake(Intent.TAKEN_EXTRA, tablets=tablets)
        if tablets * max(context.strengths_mg) < min(context.planned_mg):
            return Intake(Intent.TAKEN_PARTIAL, tablets=tablets)
        return Intake(_leaning(marks), tablets=tablets, doubt=Doubt.AMOUNT)
    if tablets < 1:
        return Intake(Intent.TAKEN_PARTIAL, tablets=tablets)
    return Intake(_leaning(marks), tablets=tablets)


def _compare(mg: Decimal, tablets: Decimal | None, marks: AbstractSet[str], context: ReadingContext | None) -> Intake:
    planned = context.planned_mg if context is not None else ()
    leaning = _leaning(marks)
    if not planned:
        return Intake(leaning, mg, tablets)
    if mg > max(planned):
        both_doses = context is not None and context.several_open and mg == sum(planned)
        return Intake(
            Intent.TAKEN_EXTRA, mg, tablets, doubt=Doubt.AMOUNT if both_doses or marks & {"only", "part"} else None
        )
    if mg < min(planned):
        return Intake(Intent.TAKEN_PARTIAL, mg, tablets, doubt=Doubt.AMOUNT if "mistake" in marks else None)
    agrees = mg in planned and leaning is Intent.TAKEN
    return Intake(leaning, mg, tablets, doubt=None if agrees else Doubt.AMOUNT)


def _weigh_bare(number: Decimal, marks: AbstractSet[str], context: ReadingContext | None) -> Intake:
    """A number without a unit: tablets, milligrams or an hour. Settled only where one of them fits."""
    leaning = _leaning(marks)
    if (
        number < _MOST_TABLETS
        and context is not None
        and _in_mg(number, context) in context.planned_mg
        and leaning is Intent.TAKEN
    ):
        return Intake(Intent.TAKEN, _in_mg(number, context), number)
    if context is not None and _near_a_dose(number, context.dose_times) and not marks & {"mistake", "only", "part"}:
        return Intake(leaning, doubt=Doubt.AMOUNT)
    planned = context.planned_mg if context is not None else ()
    if number in planned:
        return _compare(number, None, marks, context)
    if number % _SMALLEST_MG == 0 and number < _MOST_TABLETS:
        return Intake(leaning, doubt=Doubt.AMOUNT)
    if number < _MOST_TABLETS:
        if number > 1 and not planned and leaning is not Intent.TAKEN_EXTRA:
            return Intake(leaning, tablets=number, doubt=Doubt.AMOUNT)
        return _weigh_tablets(number, marks, context)
    if number >= _SURELY_MG and _fits(number, context):
        return _compare(number, None, marks, context)
    return Intake(leaning, doubt=Doubt.AMOUNT)


def _near_a_dose(number: Decimal, dose_times: tuple[time, ...]) -> bool:
    if number != int(number) or not 1 <= number <= 24:
        return False
    hours = {int(number) % 24, (int(number) + 12) % 24} if number <= 12 else {int(number) % 24}
    planned = [at.hour * 60 + at.minute for at in dose_times]
    return any(min(abs(hour * 60 - at), 1440 - abs(hour * 60 - at)) <= _NEAR_MIN for hour in hours for at in planned)


def _fits(mg: Decimal, context: ReadingContext | None) -> bool:
    strengths = context.strengths_mg if context is not None else ()
    return not strengths or any(mg % (strength / 2) == 0 for strength in strengths if strength > 0)


def _in_mg(tablets: Decimal | None, context: ReadingContext | None) -> Decimal | None:
    if tablets is None or context is None or len(set(context.strengths_mg)) != 1:
        return None
    return tablets * context.strengths_mg[0]


def _only_planned(context: ReadingContext | None) -> Decimal | None:
    return context.planned_mg[0] if context is not None and len(set(context.planned_mg)) == 1 else None
