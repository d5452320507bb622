"""What an act is done to: a dose, or something else ("took it", "took a shower")."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.items import Item

REACH = 8
"""How many items ahead an act looks for its object."""
AMOUNT_MARKS = frozenset({"extra", "heap", "mistake", "only", "part", "both"})
_DAY_WORDS = frozenset(
    {
        "morning",
        "evening",
        "afternoon",
        "lunchtime",
        "bedtime",
        "night",
        "breakfast",
        "dinner",
        "lunch",
        "teatime",
        "tea",
        "good",
    }
)


def is_turned_after(items: Sequence[Item], index: int) -> bool:
    """ "took none", "took no tablet", "taken not": the negation comes right after the act."""
    after = [item.kind for item in items[index + 1 : index + 3]]
    return (
        after[:1] in (["not"], ["out"])
        or after == ["no"]
        or after in (["no", "pill"], ["no", "thing"], ["no", "amount"])
    )


def is_dose(items: Sequence[Item], index: int, *, alone: bool, kinds: tuple[str, ...]) -> bool:
    """Whether the object after an act can be a dose; `alone` is the answer where there is no object."""
    determined = False
    for item in items[index + 1 : index + REACH]:
        match item.kind:
            case "determiner":
                determined = True
            case "now" | "yes" | "yet":
                continue
            case "pill" | "thing" | "amount" | "time":
                return True
            case kind if kind in AMOUNT_MARKS or kind in kinds:
                return True
            case "harmless" | "about_life" | "filler":
                if determined and item.words[0] not in _DAY_WORDS | {"de", "del"}:
                    return False
                if not determined and alone:
                    return True
                if not determined and item.kind != "filler":
                    return False
            case "unread" if not item.words[0].isalnum():
                return alone and not determined
            case "unread" | "idiom" | "subject" | "person":
                return False
            case _:
                return alone and not determined
    return alone and not determined


def is_out(items: Sequence[Item], index: int) -> bool:
    words = " ".join(items[index].words)
    following = items[index + 1 : index + REACH]
    near = next((item for item in following if item.kind not in ("determiner", "filler")), None)
    if words in ("out of", "have no", "got no", "havent got", "ive no", "no more", "all gone", "no tengo"):
        return near is not None and near.kind == "pill"
    return near is None or near.kind in ("pill", "thing", "harmless", "about_life", "time", "yes", "now")


def skip_bare_act(items: Sequence[Item], index: int) -> int:
    """Past "to take" after "forgot": what was forgotten, no act of its own."""
    after = index
    while after < len(items) and items[after].kind == "filler" and items[after].words in (("to",), ("about",)):
        after += 1
    if after < len(items) and items[after].kind == "take":
        return after + 1
    return index


def ends_plainly(items: Sequence[Item], index: int) -> bool:
    return (
        all(item.kind in ("filler", "harmless") for item in items[index + 1 : index + REACH])
        and len(items) <= index + REACH
    )
