"""Notes that are said once for the whole text: names of places, "total daily dose", a plan retold as "I take"."""

from __future__ import annotations

from bot.reading.instructions.item import (
    Amount,
    Dated,
    Frequency,
    Interval,
    Item,
    Medicine,
    Pattern,
    PerDay,
    Place,
    Sign,
    Slots,
    Span,
    UnitNote,
    is_sign,
)
from bot.reading.instructions.level import UndecidedError

# A time, perhaps "and", an amount, and its time.
_APART = 3
_IN_ORDER = ("morning", "noon", "afternoon", "evening", "bedtime")


def drop_legend(items: list[Item]) -> list[Item]:
    """ "(mg, morning-noon-night)" names the places of the patterns around it, and is no dose."""
    sizes = {len(item.numbers) for item in items if isinstance(item, Pattern)}
    if len(sizes) != 1 or any(isinstance(item, Amount | Frequency) for item in items):
        return items
    out: list[Item] = []
    index = 0
    while index < len(items):
        end = index
        while end < len(items) and _in_legend(items[end]):
            end += 1
        names = [slot.name for item in items[index:end] if isinstance(item, Slots) for slot in item.slots]
        apart = (end == len(items) or isinstance(items[end], Sign)) and (not out or isinstance(out[-1], Sign))
        if len(names) in sizes and len(names) > 1 and apart:
            if len(set(names)) < len(names):
                raise UndecidedError("contradiction")
            if sorted(names, key=_IN_ORDER.index) != names:
                raise UndecidedError("times")
            out += [item for item in items[index:end] if not isinstance(item, Slots) and not is_sign(item, "dash")]
            index = end
        else:
            out += items[index : max(end, index + 1)]
            index = max(end, index + 1)
    return out


def _in_legend(item: Item) -> bool:
    return isinstance(item, Slots | UnitNote | Medicine) or is_sign(item, "dash", "slash", "comma", "open", "close")


def say_once(items: list[Item]) -> list[Item]:
    """ "Day 1-4 50 mg, day 5-8 40 mg. Once daily": one note for amounts of which nothing else is said."""
    said = [n for n, item in enumerate(items) if isinstance(item, PerDay | Frequency)]
    several = sum(isinstance(item, Amount) for item in items) > 1
    steered = any(
        isinstance(item, Slots | Pattern) or is_sign(item, "down", "up", "by", "prn", "extra") for item in items
    )
    if len(said) > 1 or steered or not several:
        return items
    for index in said or [n for n, item in enumerate(items) if is_sign(item, "total", "daily_dose")]:
        around = [n for n in (index - 1, index + 1) if 0 <= n < len(items)]
        apart = all(isinstance(items[n], Sign | Medicine | UnitNote) for n in around)
        if apart and not any(is_sign(items[n], "by", "from", "take_off", "and", "or", "to") for n in around):
            item = items[index]
            note = item if isinstance(item, Frequency) and not item.limit else PerDay()
            rest = [*items[:index], *items[index + 1 :]]
            return [new for one in rest for new in ((one, note) if isinstance(one, Amount) else (one,))]
    return items


def say_when_once(items: list[Item]) -> list[Item]:
    """ "Day 1-3: 4 tablets, … Take the whole day's dose in the morning": one time of day for all, said at the end."""
    end = len(items)
    while end and is_sign(items[end - 1], "sentence", "line"):
        end -= 1
    start = end
    while start and not is_sign(items[start - 1], "sentence", "line", "comma", "open"):
        start -= 1
    note = items[start:end]
    whens = [item for item in note if isinstance(item, Slots)]
    told = any(is_sign(item, "daily_dose") for item in note)
    if not told or len(whens) != 1 or len(whens[0].slots) != 1:
        return items
    if any(
        not isinstance(item, Slots | Medicine) and not is_sign(item, "take", "daily_dose", "subject") for item in note
    ):
        return items
    before = items[:start]
    if any(
        isinstance(item, Slots | Pattern | Frequency) or is_sign(item, "down", "up", "by", "prn") for item in before
    ):
        return items
    return [new for item in before for new in ((item, whens[0]) if isinstance(item, Amount) else (item,))]


def repeat_pair(items: list[Item]) -> list[Item]:
    """ "10 in the morning and 20 at night for a week, then 10 and 10 for a week": the same two times of day again."""
    out: list[Item] = []
    for item in items:
        out.append(item)
        pair = out[-4:-1] if isinstance(item, Span) else []
        if len(pair) < 3 or not (
            isinstance(pair[0], Amount) and is_sign(pair[1], "and") and isinstance(pair[2], Amount)
        ):
            continue
        before = out[:-4]
        if not before or not is_sign(before[-1], "then", "sentence", "line", "semi", "comma", "take"):
            continue
        timed = [n for n, one in enumerate(before) if isinstance(one, Slots | Frequency | PerDay | Pattern)]
        times = [before[n] for n in timed[-2:]]
        both = len(times) == 2 and timed[-1] - timed[-2] <= _APART and isinstance(before[timed[-2] - 1], Amount)
        if both and all(isinstance(one, Slots) and len(one.slots) == 1 for one in times):
            out[-4:] = [pair[0], times[0], pair[1], pair[2], times[1], item]
    return out


def say_takes(items: list[Item]) -> list[Item]:
    """ "I take 10 mg tds for a week, then …" is the plan retold; "I take 60 mg a day" is what is taken now."""
    out = list(items)
    cut = any(is_sign(item, "by") or isinstance(item, Interval) for item in items)
    for index, item in enumerate(items):
        if not is_sign(item, "takes"):
            continue
        end = next((n for n in range(index, len(items)) if is_sign(items[n], "sentence")), len(items))
        sentence = items[index + 1 : end]
        timed = any(isinstance(one, Span | Place | Dated) for one in (*sentence, *items[max(index - 2, 0) : index]))
        now = any(is_sign(one, "current") for one in sentence)
        out[index] = Sign("take" if timed and not now and not cut else "current")
    return out
