"""Tells the strength of a tablet ("Baclofen 10 mg tablets") from a dose."""

from __future__ import annotations

from decimal import Decimal

from bot.reading.instructions.item import (
    Amount,
    Dated,
    Frequency,
    Item,
    Medicine,
    Pattern,
    PerDay,
    Place,
    Sign,
    Slots,
    Strength,
    UnitNote,
    is_sign,
)

_MOST_COUNTED = Decimal(8)
_BETWEEN = {"sentence", "colon", "line", "take", "semi", "begin", "dash", "open", "close"}


def mark_strengths(items: list[Item]) -> list[Item]:
    """Finds amounts that say what a tablet holds: "Baclofen 10 mg. One three times a day", "… (tizanidine 2 mg)"."""
    counted = [item for item in items if _is_count(item)]
    items = _out_of_brackets(items) if counted else items
    known = {item.mg for item in items if isinstance(item, Strength)}
    known |= {
        part.strength_mg
        for item in items
        if isinstance(item, Amount)
        for part in (item, item.beside)
        if part and part.strength_mg
    }
    out: list[Item] = []
    for index, item in enumerate(items):
        following = items[index + 1] if index + 1 < len(items) else None
        if isinstance(item, UnitNote) and item.unit == "tab" and _is_tablet_named(items, index - 2):
            continue
        if _is_tablet_named(items, index) or (counted and _is_each(items, index)):
            assert isinstance(item, Amount)
            out.append(Strength(item.low))
        elif isinstance(item, Amount) and item not in counted and _names_tablet(items, index, known, bool(counted)):
            out.append(Strength(item.low))
        elif (
            isinstance(item, Strength)
            and item.one
            and (
                isinstance(following, Frequency | PerDay | Slots)
                or (is_sign(following, "prn") and index > 0 and is_sign(items[index - 1], "extra"))
            )
        ):
            out.append(Amount(Decimal(1), Decimal(1), "tab", strength_mg=item.mg))
        elif isinstance(item, Strength) and isinstance(following, Frequency) and _is_dose(items, index):
            out += [item, Amount(item.mg, item.mg, "mg")]
        elif isinstance(item, Amount) and item.unit == "mg" and index and _is_strength_list(items, index):
            out.append(Strength(item.low))
        else:
            out.append(item)
    return out


def _out_of_brackets(items: list[Item]) -> list[Item]:
    """ "Baclofen (10 mg) 1-0-1": the brackets of a strength say no more than the strength."""
    out: list[Item] = []
    index = 0
    while index < len(items):
        out.append(items[index])
        inside = items[index + 1 : index + 4]
        index += 1
        bracketed = len(inside) == 3 and is_sign(inside[0], "open") and is_sign(inside[2], "close")
        if isinstance(out[-1], Medicine) and bracketed and isinstance(inside[1], Amount):
            out.append(inside[1])
            index += 3
    return out


def _is_tablet_named(items: list[Item], index: int) -> bool:
    """ "10 mg baclofen tablets"."""
    named = items[index : index + 3] if index >= 0 else []
    if len(named) < 3 or not isinstance(amount := named[0], Amount) or not isinstance(note := named[2], UnitNote):
        return False
    plain = amount.unit == "mg" and amount.low == amount.high and amount.beside is None
    return plain and isinstance(named[1], Medicine) and note.unit == "tab"


def _is_dose(items: list[Item], index: int) -> bool:
    """ "Capsule 300 mg po tid": one of them each time, which is as much in mg; not where tablets are counted beside it."""
    before = items[index - 1] if index else None
    counted = any(_is_count(item) for item in items)
    return not counted and (before is None or isinstance(before, Medicine | Sign))


def _is_every(items: list[Item], index: int) -> bool:
    return index < len(items) and is_sign(items[index], "every")


def _is_each(items: list[Item], index: int) -> bool:
    """ "…, stop. 10 mg each": what one of the counted tablets holds, in a sentence of its own."""
    item, end = items[index], items[index + 2] if index + 2 < len(items) else None
    if not isinstance(item, Amount) or item.unit != "mg" or index == 0 or not _is_every(items, index + 1):
        return False
    alone = is_sign(items[index - 1], "sentence", "line") and (end is None or is_sign(end, "sentence", "line"))
    return alone and not any(isinstance(one, Amount) and one.unit == "mg" for one in items[:index])


def _is_count(item: Item) -> bool:
    """Tablets, or a number that can only count them."""
    if isinstance(item, Amount):
        return item.unit == "tab" or (
            item.unit is None and item.high <= _MOST_COUNTED and item.high * 4 == int(item.high * 4)
        )
    if isinstance(item, Pattern):
        return item.unit == "tab" or (item.unit is None and max(item.numbers) <= _MOST_COUNTED)
    return False


def _names_tablet(items: list[Item], index: int, known: set[Decimal], counted: bool) -> bool:
    """Whether an amount beside the medicine's name, with nothing said of when or how long, is a tablet's strength."""
    item = items[index]
    assert isinstance(item, Amount)
    if item.low != item.high or item.beside is not None or (known and item.low not in known):
        return False
    before = items[index - 1] if index else None
    following = items[index + 1] if index + 1 < len(items) else None
    if not (isinstance(before, Medicine) or isinstance(following, Medicine)):
        return False
    if index > 1 and item.unit == "mg" and isinstance(before, Medicine) and _is_count(items[index - 2]):
        # "one tablet of baclofen 10 mg"; of two tablets, 10 mg might be the sum
        count = items[index - 2]
        return isinstance(count, Amount) and count.low == count.high == 1
    if not counted:
        return item.unit == "mg" and isinstance(before, Medicine) and _heads(items, index + 1)
    after = following if isinstance(before, Medicine) else (items[index + 2] if index + 2 < len(items) else None)
    if item.unit is None:
        return isinstance(before, Medicine) and isinstance(after, Sign) and after.kind in {"colon", "sentence", "line"}
    if item.unit != "mg":
        return False
    if after is None or isinstance(after, Amount | Pattern | Strength):
        return after is None or _is_count(after) or isinstance(after, Strength)
    if isinstance(after, Place | Dated):
        # "Lioresal 25 mg. Week 1: 1-1-1": everything else counts tablets.
        others = [one for one in items if isinstance(one, Amount | Pattern) and one is not item]
        return isinstance(before, Medicine) and all(_is_count(one) for one in others)
    return isinstance(after, Sign) and after.kind in (_BETWEEN - {"open"}) | {"comma", "down", "current"}


def _heads(items: list[Item], index: int) -> bool:
    """A colon, and then doses with amounts of their own: what stands before is the tablet."""
    if not (index < len(items) and is_sign(items[index], "colon")):
        return False
    named = items[index - 1]
    halves = named.low / 2 if isinstance(named, Amount) else Decimal(0)
    if not halves or any(
        isinstance(item, Amount) and item.unit == "mg" and item.low % halves for item in items[index:]
    ):
        return False
    for item in items[index + 1 :]:
        if isinstance(item, Amount | Pattern):
            return True
        if not isinstance(item, Sign) or item.kind in {"sentence", "semi", "then"}:
            return isinstance(item, Place | Dated)
        if item.kind in {"down", "current"}:
            return True
    return False


def _is_strength_list(items: list[Item], index: int) -> bool:
    """ "10 mg and 25 mg tablets"."""
    joint, following = (*items[index + 1 : index + 3], None, None)[:2]
    return (
        isinstance(joint, Sign)
        and joint.kind in {"and", "comma"}
        and isinstance(following, Strength)
        and not (following.one)
    )
