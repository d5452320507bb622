"""Puts items into the order and form that the reading expects: strengths apart from doses, doses before their times."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.reading.instructions.item import (
    Amount,
    Dated,
    Frequency,
    Interval,
    Item,
    Medicine,
    Pattern,
    Percent,
    PerDay,
    Place,
    Sign,
    Slots,
    Span,
)
from bot.reading.instructions.note import drop_legend, repeat_pair, say_once, say_takes, say_when_once
from bot.reading.instructions.one_dose import part_unchanged
from bot.reading.instructions.order import put_amounts_first, put_weekdays_last
from bot.reading.instructions.strength import mark_strengths

# A cut in one sentence has no more items than this.
_ONE_CLAUSE = 12
_BETWEEN = {"sentence", "colon", "line", "take", "semi", "begin", "dash", "open", "close"}
_BOUNDARY = {"sentence", "line", "semi", "then", "arrow"}


def prepare(items: Sequence[Item]) -> list[Item]:
    """The items with strengths marked, patterns joined and times after their doses."""
    found = [item for item in items if not (isinstance(item, Sign) and item.kind == "nothing")]
    found = _say_what_halving_is(found)
    found = mark_strengths(_present_said_last(_present_first(part_unchanged(say_takes(drop_legend(found))))))
    found = say_once(say_when_once(_join_patterns(repeat_pair(found))))
    found = [item for item in found if not isinstance(item, Medicine)]
    found = _join_off(found)
    found = put_weekdays_last(found)
    found = _verb_first(_mark_take_off(found))
    return put_amounts_first(found)


def _join_off(items: list[Item]) -> list[Item]:
    """ "By 10 mg every week. Stop at zero.": the end of the cut, said in a sentence of its own."""
    out: list[Item] = []
    for item in items:
        if _is(item, "off"):
            last = next((n for n in range(len(out), 0, -1) if not _is(out[n - 1], "sentence")), 0)
            if last and isinstance(out[last - 1], Interval):
                del out[last:]
        out.append(item)
    return out


def _present_first(items: list[Item]) -> list[Item]:
    """ "… (present: 15 mg TDS)", "Your dose at present is 15 mg TDS." said at the end is read first."""
    opening = next((n for n, item in enumerate(items) if _is(item, "open") and _is_any(items, n + 1, "current")), None)
    if opening is not None:
        return _present_in_brackets(items, opening)
    marks = [n for n, item in enumerate(items) if _is(item, "current")]
    if len(marks) != 1:
        return items
    start = next((n for n in range(marks[0], -1, -1) if _is(items[n], "open", "sentence", "line")), None)
    if start is None or any(isinstance(item, Pattern) for item in items[:start]) or _holds_doses(items[:start]):
        return items
    closing = "close" if _is(items[start], "open") else "sentence"
    end = next((n for n in range(marks[0], len(items)) if _is(items[n], closing, "line")), len(items))
    group = [item for item in items[start + 1 : end] if not _is(item, "current", "subject")]
    plain = all(
        isinstance(item, Amount | Slots | Frequency | PerDay | Medicine) or _is(item, "and", "comma") for item in group
    )
    if not plain or not any(isinstance(item, Amount) for item in group):
        return items
    return [Sign("current"), *group, Sign("sentence"), *items[:start], *items[end + 1 :]]


def _holds_doses(items: list[Item]) -> bool:
    """Whether amounts stand here that are doses, and not cuts: nothing but times of day is dropped or left out."""
    return any(isinstance(item, Amount) for item in items) or not any(_is(item, "drop") for item in items)


def _present_in_brackets(items: list[Item], opening: int) -> list[Item]:
    if any(isinstance(item, Amount | Pattern) for item in items[:opening]):
        return items
    closing = next((n for n in range(opening, len(items)) if _is(items[n], "close")), None)
    if closing is None:
        return items
    group = items[opening + 1 : closing]
    return [*group, Sign("sentence"), *items[:opening], *items[closing + 1 :]]


def _present_said_last(items: list[Item]) -> list[Item]:
    """ "Reduce by 10 mg every week until off; now on 50 mg a day": what is taken now is read first."""
    said = [n for n, item in enumerate(items) if _is(item, "current")]
    if not said or said[0] == 0 or not isinstance(items[said[0] - 1], Sign):
        return items
    if any(_is(item, *_BOUNDARY) for item in items[said[0] : said[-1]]):
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
    limit = next(
        (
            n
            for n in range(start, end)
            if _is(items[n], "off") or (_is(items[n], "comma") and n + 1 < end and _is(items[n + 1], "off"))
        ),
        end,
    )
    items, end = [*items[:limit], *items[limit + _is(items[limit], "comma") :]] if limit < end else items, limit
    group = items[start:end]
    if any(isinstance(item, Span | Dated | Place) for item in group) or len(before) - turn > _ONE_CLAUSE:
        return items
    return [*group, Sign("sentence"), *before, *items[end:]]


def _is(item: Item, *kinds: str) -> bool:
    return isinstance(item, Sign) and item.kind in kinds


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


def _say_what_halving_is(items: list[Item]) -> list[Item]:
    """ "Halve the dose every week": a cut by half."""
    out: list[Item] = []
    for item in items:
        if isinstance(item, Percent) and item.halved and not (out and _is(out[-1], "by")):
            out += [] if out and _is(out[-1], "down") else [Sign("down")]
            out.append(Sign("by"))
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
        if len(run) < 3 and (day := _spoken_day(items, index)):
            out.append(day)
            index += len(day.numbers)
            continue
        units = {amount.unit for amount in run}
        if len(run) >= 3 and len(units - {None}) <= 1 and all(amount.beside is None for amount in run):
            unit = next(iter(units - {None}), None)
            out.append(Pattern(tuple(amount.low for amount in run), unit, "/" if sign == "slash" else "-"))
            index = spot
        else:
            out.append(items[index])
            index += 1
    return out


def _spoken_day(items: list[Item], index: int) -> Pattern | None:
    """ "Two one two": three or four counts in a row, with nothing between and no time of day after them, are one day's doses."""
    run: list[Amount] = []
    for item in items[index : index + 5]:
        if not isinstance(item, Amount):
            break
        run.append(item)
    after = items[index + len(run)] if index + len(run) < len(items) else None
    plain = all(one.unit is None and one.low == one.high and one.beside is None for one in run)
    falls = all(low.low > high.low for low, high in pairwise(run))
    if len(run) not in {3, 4} or not plain or falls or isinstance(after, Slots | Frequency | PerDay | Interval):
        return None
    return Pattern(tuple(one.low for one in run), None, "-")
