"""What a message's slots mean, by name: instants, days, amounts and lists become the words that its text is filled with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from decimal import Decimal, InvalidOperation

from bot.texts.amounts import spell, word_count, word_mg
from bot.texts.kinds import Kind
from bot.texts.lines import word_line
from bot.texts.moments import local_now, word_moment, word_time
from bot.texts.setting import Setting, Squeeze
from bot.texts.structured import STRUCTURED, Words, unbreak
from bot.texts.words import say

MOMENTS = frozenset(
    (
        *(
            "at",
            "clinic_opens",
            "day",
            "extra_at",
            "from",
            "from_day",
            "last_day",
            "last_taken",
            "next_step_day",
            "order_by",
        ),
        *("run_out_day", "run_out_time", "since", "step_day", "supply", "taken_at", "time", "until", "visit"),
    )
)
MILLIGRAMS = frozenset(("after_mg", "before_mg", "daily_mg", "first_daily_mg", "mg", "next_daily_mg", "now_daily_mg"))
COUNTS = frozenset(("count", "refills", "days", "days_short", "most_h", "of", "planned", "step", "steps", "taken"))
TABLETS = frozenset(("high", "low", "ordered", "quantity", "tablets"))
NAMES = frozenset(("clinic", "medicine", "name", "patient", "prescriber", "source", "when", "who"))
# Names, one or several, with commas between them: "Ben, Cleo and Dan", or to choose from.
LISTS = frozenset(("names", "away", "either"))
QUOTATIONS = frozenset(("address", "key", "quote", "said", "says"))
NUMBERS = frozenset(f"{what}_{when}" for what in ("stiff", "slept") for when in ("first", "now", "before", "since"))
EXACT = frozenset(("clinic_phone", "code", "local_emergency", "out_of_hours", "phone", "zones")) | NUMBERS
CODES = frozenset(("about", "alarm", "how", "calls", "change", "ends", "keys", "reason", "same", "way", "why"))
APART = frozenset(("too_close", "too_far"))
LINES = frozenset(("crisis", "emergency", "poison", "poison_or_clinic", "urgent"))

DERIVED: dict[str, tuple[str, ...]] = {
    "doses": (
        *("dose_time", "dose_amount", "dose_mg", "dose_state", "dose_has_taken", "dose_taken", "dose_example"),
        *("dose_ahead", "doses_count", "doses_list", "doses_states", "doses_state_lines", "doses_times"),
        *("doses_letter", "doses_ones", "doses_taken", "doses_total"),
    ),
    "due": ("due_list", "due_letter", "doses_total"),
    "earlier": ("earlier_times", "earlier_letter"),
    "rows": ("rows", "rows_lines", "rows_expected"),
    "findings": ("findings", "findings_lines"),
    "told": ("told_list", "told_lines"),
    "strengths": ("strengths", "strengths_count"),
    "guess": ("guess", "guess_time"),
    "poison": ("poison", "poison_number"),
    "zone": ("zone", "zone_time"),
    "before": ("rows_expected",),
    "day": ("day", "day_number", "has_count"),
    "too_close": ("too_close", "has_gap"),
    "too_far": ("too_far", "has_gap"),
}

# Rules of the plan review that mean the same to the person as a plainer code.
SAME_CODES = {"baseline_mismatch": "mismatch", "prn_range": "as_needed"}


class SlotError(ValueError):
    """A slot that a message needs and did not get, or that does not read as what it should be. Names kind and slot."""


def fill(kind: str, described: Kind, slots: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    """Every variable that the words of `kind` may use.

    Slots that the kind does not know are left aside, and so are optional ones that do not read: a text must go out.
    Raises SlotError for a needed one, unless it is the name of somebody who has none.
    """
    given = {name: value for name, value in slots.items() if value.strip() not in ("", "[]", "null", "{}")}
    if described.lettered:
        given["lettered"] = "yes"
    if "patient" in described.needs:
        # Nobody has to give a name, and an alarm about somebody without one leaves all the same.
        to_carer = kind.startswith("carer-") or kind.endswith("-alert")
        given.setdefault("patient", say("part-unnamed-patient" if to_carer else "part-this-person", setting.language))
    words: Words = {"date_example": local_now(setting).date().isoformat(), "day_number": "", "days": ""}
    for name in (*described.needs, *described.may):
        if name in given or name in LINES:
            try:
                words |= _word(name, given, setting, squeeze)
            except (LookupError, TypeError, ValueError, InvalidOperation) as error:
                if name in described.needs:
                    raise SlotError(f"{kind}: slot {name} does not read as one: {error}") from error
                del given[name]
        if name not in given and name in described.needs:
            if name != "name" or name not in slots:
                raise SlotError(f"{kind}: slot {name} is missing")
            # Whoever came by a link may not have told theirs.
            words[name] = say("part-unnamed", setting.language)
    for name in described.may:
        for variable in DERIVED.get(name, (name,)):
            words.setdefault(variable, "")
    return words | _flags(described, slots, given, words)


def _flags(described: Kind, slots: Mapping[str, str], given: Mapping[str, str], words: Words) -> Words:
    flags: Words = {f"has_{name}": "yes" if name in given else "no" for name in described.may}
    if "names" not in slots:
        # Nobody to tell, and nothing known about whom to tell, are not the same; only the first may be said.
        flags["has_names"] = "unsaid"
    flags["has_gap"] = "yes" if given.keys() & APART else "no"
    flags["has_count"] = "yes" if words.get("day_number") and words.get("days") else "no"
    flags["has_poison"] = "yes" if words.get("poison_number") else "no"
    flags["has_strengths"] = "yes" if words.get("strengths") else "no"
    return flags


def _word(name: str, given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    if name in LINES:
        return word_line(name, given, setting)
    value = given[name]
    if name == "day" and value.isdecimal():
        return {"day": value, "day_number": value}
    if name in MOMENTS:
        return {name: word_moment(unbreak(value), setting)}
    for names, worded in _PLAIN:
        if name in names:
            return {name: worded(value, setting, squeeze)}
    return STRUCTURED[name](given, setting, squeeze)


def _milligrams(value: str, setting: Setting, squeeze: Squeeze) -> str:
    return word_mg(Decimal(value), setting)


def _count(value: str, setting: Setting, squeeze: Squeeze) -> str | int:
    return int(value) if value.isdecimal() else spell(Decimal(value))


def _tablets(value: str, setting: Setting, squeeze: Squeeze) -> str:
    count = Decimal(value)
    return word_count(count, setting) if count else say("part-some", setting.language)


def _name(value: str, setting: Setting, squeeze: Squeeze) -> str:
    return shorten(unbreak(value), squeeze.name, mark="")


def _names(value: str, setting: Setting, squeeze: Squeeze) -> str:
    return _name(_join(value, say("part-and", setting.language)), setting, squeeze)


def _either(value: str, setting: Setting, squeeze: Squeeze) -> str:
    return _name(_join(value, say("part-or", setting.language)), setting, squeeze)


def _join(names: str, last: str) -> str:
    return f" {last} ".join(names.rsplit(", ", 1))


def _quotation(value: str, setting: Setting, squeeze: Squeeze) -> str:
    return shorten(unbreak(value), squeeze.quotation, mark="...")


def _exact(value: str, setting: Setting, squeeze: Squeeze) -> str:
    return unbreak(value)


def _code(value: str, setting: Setting, squeeze: Squeeze) -> str:
    first = value.split(",")[0].strip().lower().replace("-", "_")
    return SAME_CODES.get(first, first)


def _apart(value: str, setting: Setting, squeeze: Squeeze) -> str:
    hours, minutes = divmod(round(Decimal(value) * 60), 60)
    return say("part-apart", setting.language, hours=hours, minutes=minutes)


def _times(value: str, setting: Setting, squeeze: Squeeze) -> str:
    return " ".join(word_time(time.fromisoformat(each), setting) for each in value.split())


_PLAIN: Sequence[tuple[frozenset[str], Callable[[str, Setting, Squeeze], str | int]]] = (
    (MILLIGRAMS, _milligrams),
    (COUNTS, _count),
    (TABLETS, _tablets),
    (NAMES, _name),
    (LISTS - {"either"}, _names),
    (frozenset({"either"}), _either),
    (QUOTATIONS, _quotation),
    (CODES, _code),
    (EXACT, _exact),
    (APART, _apart),
    (frozenset({"times"}), _times),
)


def shorten(text: str, most: int, mark: str) -> str:
    """At most `most` characters, cut between words where there is a gap to cut at, with `mark` behind what was cut."""
    if len(text) <= most:
        return text
    room = text[: max(most - len(mark), 1)]
    cut = room.rfind(" ")
    return (room[:cut] if cut >= len(room) // 2 else room).rstrip(" ,.;:") + mark
