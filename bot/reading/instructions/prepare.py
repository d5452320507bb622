"""Puts items into the order and form that the reading expects: strengths apart from doses, doses before their times."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.reading.instructions.item import (
    Amount,
    Concentration,
    Dated,
    Frequency,
    Interval,
    Item,
    Medicine,
    Pattern,
    Percent,
    Place,
    Sign,
    Slots,
    Span,
    Strength,
)
from bot.reading.instructions.strength import mark_strengths

# A cut in one sentence has no more items than this.
_ONE_CLAUSE = 12
_MOST_COUNTED = Decimal(8)
_BETWEEN = {"sentence", "colon", "line", "take", "semi", "begin", "dash", "open", "close"}
_BOUNDARY = {"sentence", "line", "semi", "then", "arrow"}


def prepare(items: Sequence[Item]) -> list[Item]:
    """The items with strengths marked, patterns joined and times after their doses."""
    found = [item for item in items if not (isinstance(item, Sign) and item.kind == "nothing")]
    found = mark_strengths(_present_said_last(_present_first(found)))
    found = _join_patterns(found)
    found = [item for item in found if not isinstance(item, Medicine)]
    found = _verb_first(_mark_take_off(found))
    return _amounts_first(found)


def _present_first(items: list[Item]) -> list[Item]:
    """ "… (present: 15 mg TDS)" said at the end is read first."""
    opening = next((n for n, item in enumerate(items) if _is(item, "open") and _is_any(items, n + 1, "current")), None)
    if opening is None or any(isinstance(item, Amount | Pattern) for item in items[:opening]):
        return items
    closing = next((n for n in range(opening, len(items)) if _is(items[n], "close")), None)
    if closing is None:
        return items
    group = items[opening + 1 : closing]
    return [*group, Sign("sentence"), *items[:opening], *items[closing + 1 :]]


def _present_said_last(items: list[Item]) -> list[Item]:
    """ "Reduce by 10 mg every week until off; now on 50 mg a day": what is taken now is read first."""
    said = [n for n, item in enumerate(items) if _is(item, "current")]
    if len(said) != 1 or said[0] == 0 or not isinstance(items[said[0] - 1], Sign):
        return items
    start, before = said[0], items[: said[0]]
    turn = next((n for n, item in enumerate(before) if _is(item, "down")), None)
    first = next((n for n, item in enumerate(before) if isinstance(item, Amount | Percent | Pattern | Frequency)), None)
    closing = isinstance(sign := items[start - 1], Sign) and sign.kind in _BOUNDARY | {"comma"}
    if turn is None or first is None or first < turn or not closing:
        return items
    end = next(
        (n for n in range(start, len(items)) if isinstance(s := items[n], Sign) and s.kind in _BOUNDARY), len(items)
    )
    group = items[start:end]
    if any(isinstance(item, Span | Dated | Place) for item in group) or len(before) - turn > _ONE_CLAUSE:
        return items
    return [*group, Sign("sentence"), *before, *items[end:]]


def _is(item: Item, kind: str) -> bool:
    return isinstance(item, Sign) and item.kind == kind


def _is_any(items: list[Item], index: int, kind: str) -> bool:
    return index < len(items) and _is(items[index], kind)


def _mark_take_off(items: list[Item]) -> list[Item]:
    """ "Take 5 mg off every week" is a cut, not a dose."""
    out = list(items)
    for index, item in enumerate(items):
        if _is(item, "take_off"):
            for spot in range(index - 1, max(index - 4, -1), -1):
                if _is(items[spot], "take"):
                    out[spot] = Sign("down")
                    break
        following = items[index + 1 : index + 4]
        if (
            _is(item, "take")
            and len(following) == 3
            and isinstance(following[0], Amount)
            and isinstance(following[1], Sign)
            and following[1].kind in {"each_dose", "daily_dose"}
            and isinstance(following[2], Interval)
        ):
            out[index] = Sign("down")
    return _by_what_is_off(out)


def _by_what_is_off(items: list[Item]) -> list[Item]:
    """ "5 mg off the morning dose" is what is cut, whatever stands before it, and never a dose of 5 mg."""
    out: list[Item] = []
    for index, item in enumerate(items):
        following = items[index + 1] if index + 1 < len(items) else None
        if isinstance(item, Amount | Percent) and following is not None and _is(following, "take_off"):
            if not out or not _is(out[-1], "by"):
                out.append(Sign("by"))
            out.append(item)
        elif not _is(item, "take_off"):
            out.append(item)
    return out


def _verb_first(items: list[Item]) -> list[Item]:
    """ "50% cut every fortnight" → the verb first."""
    out = list(items)
    for index in range(len(out) - 2):
        first, verb, following = out[index : index + 3]
        if isinstance(first, Percent) or (isinstance(first, Amount) and isinstance(following, Interval)):
            before = out[index - 1] if index else None
            if _is(verb, "down") and (before is None or (isinstance(before, Sign) and before.kind != "by")):
                out[index : index + 2] = [Sign("down"), first]
    return out


def _join_patterns(items: list[Item]) -> list[Item]:
    """10 mg/10 mg/20 mg → one pattern."""
    out: list[Item] = []
    index = 0
    while index < len(items):
        run: list[Amount] = []
        spot = index
        sign = ""
        while spot < len(items) and isinstance(item := items[spot], Amount) and item.low == item.high:
            run.append(item)
            joint = items[spot + 1] if spot + 1 < len(items) else None
            if isinstance(joint, Sign) and joint.kind in {"slash", "dash"} and (not sign or sign == joint.kind):
                sign = joint.kind
                spot += 2
            else:
                spot += 1
                break
        units = {amount.unit for amount in run}
        if len(run) >= 3 and len(units - {None}) <= 1 and all(amount.beside is None for amount in run):
            unit = next(iter(units - {None}), None)
            out.append(Pattern(tuple(amount.low for amount in run), unit, "/" if sign == "slash" else "-"))
            index = spot
        else:
            out.append(items[index])
            index += 1
    return out


def _amounts_first(items: list[Item]) -> list[Item]:
    """ "Morning 10 mg, noon 5 mg" → the dose before its time, where a clause begins with a time and every dose has one."""
    out = list(items)
    index = 0
    while index < len(out):
        start = index
        while start < len(out) and _leads(out[start]):
            start += 1
        end = start
        while end < len(out) and not (isinstance(sign := out[end], Sign) and sign.kind in _BOUNDARY):
            end += 1
        if start < len(out) and isinstance(out[start], Slots | Frequency):
            _swap(out, start, end)
        index = max(end, start) + 1
    return out


def _leads(item: Item) -> bool:
    return isinstance(item, Place | Dated | Span | Strength | Concentration) or (
        isinstance(item, Sign)
        and item.kind in {"take", "comma", "colon", "begin", "open", "close", "dash", "line", "sentence"}
    )


def _swap(items: list[Item], start: int, end: int) -> None:
    index = start
    pairs: list[tuple[int, int]] = []
    while index < end:
        item = items[index]
        if isinstance(item, Slots | Frequency):
            spot = index + 1
            while (
                spot < end
                and isinstance(sign := items[spot], Sign)
                and sign.kind in {"colon", "dash", "take", "equals"}
            ):
                spot += 1
            if spot < end and isinstance(items[spot], Amount):
                pairs.append((index, spot))
                index = spot + 1
                continue
            return
        if isinstance(item, Amount | Pattern):
            return
        if isinstance(item, Span | Place | Dated):
            break
        index += 1
    for when, amount in pairs:
        items[when], items[amount] = items[amount], items[when]
