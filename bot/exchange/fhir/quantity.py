"""Amounts and lengths of time: a number with a unit, or a question about what keeps it from being one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from bot.exchange.fhir.remark import Node, Remarks, account
from bot.exchange.fhir.vocabulary import find_days, find_unit

_QUANTITY = ("value", "unit", "system", "code", "comparator")
_MOST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Amount:
    """So much, in mg, tablets or mL (`unit`: mg, tablet, ml)."""

    value: Decimal
    unit: str

    def times(self, factor: Decimal | int) -> Amount:
        return Amount(self.value * factor, self.unit)


def read_amount(node: object, place: str, remarks: Remarks) -> Amount | None:
    """An amount of medicine; None after a question about it."""
    if not isinstance(node, dict):
        remarks.ask("no-value", place, "dose")
        return None
    account(node, place, remarks, read=_QUANTITY)
    value = read_number(node.get("value"))
    if node.get("comparator") is not None:
        remarks.ask("comparator", place, "dose", sign=node["comparator"])
        return None
    if value is None:
        remarks.ask("no-value", f"{place}.value", "dose")
        return None
    unit = _read_unit(node)
    if unit is None:
        written = node.get("unit") or node.get("code")
        remarks.ask("unit" if written else "no-unit", place, "units", unit=written or "")
        return None
    return Amount(value * unit[1], unit[0])


def _read_unit(node: Node) -> tuple[str, Decimal] | None:
    """What both the code and the text of a unit say; None if one is not known, or if they differ."""
    said = {find_unit(str(node[name])) for name in ("code", "unit") if node.get(name)}
    if len(said) == 2 and None in said and "tab" in str(node.get("unit")).casefold():
        # "film-coated tablet" beside the code of a tablet says nothing else.
        said = {find_unit(str(node["code"]))}
    return said.pop() if len(said) == 1 else None


def read_number(value: object) -> Decimal | None:
    """An exact number within reason; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, float)):
        return None
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite() or number.adjusted() > 20 or not (0 <= number <= _MOST):
        return None
    return number


def read_days(node: object, place: str, remarks: Remarks) -> int | None:
    """A duration in whole days; None after a question about it."""
    if not isinstance(node, dict):
        remarks.ask("no-value", place, "duration")
        return None
    account(node, place, remarks, read=_QUANTITY)
    value = read_number(node.get("value"))
    written = str(node.get("code") or node.get("unit") or "")
    unit = find_days(written)
    if value is None or unit is None or node.get("comparator") is not None:
        remarks.ask("duration", place, "duration")
        return None
    days = value * unit[0]
    if abs(days - round(days)) > Decimal("0.000001") or days < 1:
        remarks.ask("duration", place, "duration")
        return None
    if unit[1]:
        remarks.note("month", place)
    return round(days)


def read_date(value: object, place: str, remarks: Remarks, *, is_end: bool) -> date | None:
    """A whole date. A time of day with it is accepted where it changes nothing: the first or the last minute of the day."""
    written = str(value)
    day, clock, rest = written[:10], written[10:11], written[11:]
    try:
        found = date.fromisoformat(day)
    except ValueError:
        remarks.ask("part-of-date", place, "date_order", written=written)
        return None
    if clock:
        try:
            at = time.fromisoformat(rest[:8])
        except ValueError:
            at = time(12)
        whole = at >= time(23, 59) if is_end else at == time(0)
        if not whole:
            remarks.ask("date-with-time", place, "duration", written=written)
            return None
    return found


def read_clock(value: object) -> time | None:
    """A wall time to the minute; None for anything else."""
    try:
        at = time.fromisoformat(str(value))
    except ValueError:
        return None
    return None if at.second or at.microsecond or at.tzinfo is not None else at


def read_ratio(node: Any, place: str, remarks: Remarks) -> tuple[Amount, Node] | None:
    """The amount above the line, and the quantity below it as it stands; None after a question."""
    if not isinstance(node, dict):
        remarks.ask("no-value", place, "dose")
        return None
    account(node, place, remarks, read=("numerator", "denominator"))
    above = read_amount(node.get("numerator"), f"{place}.numerator", remarks)
    below = node.get("denominator")
    return None if above is None or not isinstance(below, dict) else (above, below)
