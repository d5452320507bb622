"""Puts doses before their times and their days, however the text has them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.instructions.item import (
    Amount,
    Concentration,
    Dated,
    Frequency,
    Item,
    Pattern,
    PerDay,
    Place,
    Sign,
    Slots,
    Span,
    Strength,
    Weekdays,
    is_sign,
)

_BOUNDARY = {"sentence", "line", "semi", "then", "arrow"}


def put_weekdays_last(items: list[Item]) -> list[Item]:
    """ "Weekdays 10 mg BD, weekends 5 mg BD" → the days after their doses."""
    out = list(items)
    for index, item in enumerate(items):
        before = items[index - 1] if index else None
        if not isinstance(item, Weekdays) or len(item.days) < 2 or not (before is None or isinstance(before, Sign)):
            continue
        spot = index + 1
        while spot < len(items) and is_sign(items[spot], "colon", "dash", "take"):
            spot += 1
        if spot < len(items) and isinstance(items[spot], Amount | Pattern):
            if spot + 1 < len(items) and isinstance(items[spot + 1], Frequency | Slots | PerDay):
                spot += 1
            out[index:spot], out[spot] = out[index + 1 : spot + 1], item
    return out


def put_amounts_first(items: list[Item]) -> list[Item]:
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
            following = items[index + 2] if index + 2 < end else None
            if not is_sign(items[min(index + 1, end - 1)], "comma") or not isinstance(following, Slots | Frequency):
                break
        index += 1
    for when, amount in pairs:
        items[when], items[amount] = items[amount], items[when]


def places_lead(items: Sequence[Item]) -> bool:
    """Whether weeks, days and dates stand before their doses, as in a list, or after them."""
    dose_seen = False
    for item in items:
        if isinstance(item, Sign) and item.kind in {"sentence", "line", "semi"}:
            dose_seen = False
        elif isinstance(item, Amount | Pattern | Frequency) or is_sign(item, "drop"):
            dose_seen = True
        elif (
            isinstance(item, Place)
            or (isinstance(item, Span) and item.nth)
            or (isinstance(item, Dated) and item.kind in {"range", "on", "month", "since"})
        ):
            return not dose_seen
        elif isinstance(item, Dated) and item.kind == "until" and not dose_seen:
            return True
    return False
