"""Changes prescriptions token by token and looks whether the reading follows: a change that it does not see is a misreading.

    python -m tests.reading.mutations [KIND…] [--files NAME…] [--all]

prints, by kind of change, every text whose reading neither changed nor became a question, and every plan that rises where
the text says that it goes down. What changes nothing for a person is listed with its reason in
`tests/data/instructions/harmless_changes.toml` and only counted (`--all` prints it too).
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

from bot.reading.instructions import InstructionReading, read_instructions
from tests.reading.instruction_score import HOME, load, read_line

FILES = (
    *("sample", "own_dev", "own_fresh", "own_hands1", "own_hands2", "own_hands3", "own_hands4", "own_hands5"),
    *("own_hands6", "own_hands7", "own_hands8"),
    *("own_heldout", "own_last", "own_later", "own_blind", "own_adversarial", "other_hand"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a text: `old`, which stood at `start`, gave way to `new`."""

    kind: str
    start: int
    old: str
    new: str

    def apply(self, text: str) -> str:
        return f"{text[: self.start]}{self.new}{text[self.start + len(self.old) :]}"

    def show(self, text: str) -> str:
        end = self.start + len(self.old)
        return f"{text[: self.start]}⟦{self.old}|{self.new}⟧{text[end:]}".replace("\n", "\\n")


Changes = Iterator[Change]
NUMBER = re.compile(r"\d+(?:\.\d+)?")
AMOUNT = re.compile(r"(?<![\d/.-])(\d+(?:\.\d+)?)(?=\s?(?:mg|ml|tab))", re.IGNORECASE)
LENGTH = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|a|una|dos|tres)\s(?:days?|weeks?|fortnights?|months?|d[ií]as?|semanas?)\b"
    r"|\b\d{1,2}/(?:52|7|12)\b",
    re.IGNORECASE,
)
UNIT = re.compile(r"(?<=\d)(\s?)(mg)\b", re.IGNORECASE)
DELETED = re.compile(r"\b(?:day|stop|night|reduce|morning|each|every|until)\b", re.IGNORECASE)
VERB = re.compile(
    r"\b(?:take|give|reduce|drop|decrease|increase|stop|continue|stay|start|cut|keep|hold|tome|reducir|suspender)\b",
    re.IGNORECASE,
)
MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|ember|ober)?\b", re.IGNORECASE
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CLOCK = re.compile(r"(?<=\d)(\s?)([ap])m\b", re.IGNORECASE)
STOPPED = re.compile(r"\b(?:stop|cease|discontinue|finish|suspender)\b(?=\s*(?:$|[.;)\n]))", re.IGNORECASE)
WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?\b", re.IGNORECASE)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
THEN = re.compile(r"\b(?:then|luego|después)\b", re.IGNORECASE)
DRUG = re.compile(r"\b(?:baclofen[oe]?|prednisolone|lioresal)\b", re.IGNORECASE)
FREQUENCY = re.compile(
    r"\b(?:bd|bid|tds|tid|qds|qid|od|nocte|(?:once|twice|(?:three|four) times) (?:a day|daily)|every (?:6|8|12) hours)\b",
    re.IGNORECASE,
)
FREQUENCIES = ("once a day", "twice a day", "three times a day", "four times a day", "every other day", "as needed")
ALIKE = (
    {"once a day", "od", "once daily"},
    {"twice a day", "bd", "bid", "twice daily", "every 12 hours"},
    {"three times a day", "tds", "tid", "three times daily", "every 8 hours"},
    {"four times a day", "qds", "qid", "four times daily", "every 6 hours"},
)
_PAIRS = (
    *("two three", "three four", "four five", "five six", "six seven", "seven ten", "ten five", "half one", "one two"),
    *("week day", "weeks days", "month week", "months weeks", "fortnight week", "day week", "days weeks"),
    *("morning evening", "noon night", "midday night", "lunchtime bedtime", "night morning", "bedtime morning"),
    *("evening morning", "weekly daily", "fortnightly weekly", "monthly weekly", "nightly twice-daily", "first second"),
    *("last first", "second third", "third second", "stop stay", "stay stop", "hold stop", "increase reduce"),
    *(
        "reduce increase",
        "by to",
        "to by",
        "halve double",
        "double halve",
        "until after",
        "before after",
        "after before",
    ),
)
OTHER = {pair.split()[0]: pair.split()[1].replace("-", " ") for pair in _PAIRS}
WORD = re.compile(r"\b(?:" + "|".join(OTHER) + r")\b", re.IGNORECASE)


def numbers(text: str) -> Changes:
    for found in NUMBER.finditer(text):
        for kind, other in (("number + 1", Decimal(found[0]) + 1), ("number doubled", Decimal(found[0]) * 2)):
            yield Change(kind, found.start(), found[0], str(other))


def words(text: str) -> Changes:
    for found in WORD.finditer(text):
        yield Change("word", found.start(), found[0], OTHER[found[0].lower()])
    for found in DELETED.finditer(text):
        yield Change("word deleted", found.start(), found[0], "")
    for found in VERB.finditer(text):
        yield Change("not", found.start(), found[0], f"not {found[0]}")


def _neighbours(kind: str, pattern: re.Pattern[str], text: str) -> Changes:
    found = list(pattern.finditer(text))
    for one, two in pairwise(found):
        if one[0].lower() != two[0].lower():
            old = text[one.start() : two.end()]
            yield Change(kind, one.start(), old, f"{two[0]}{text[one.end() : two.start()]}{one[0]}")


def neighbours(text: str) -> Changes:
    yield from _neighbours("amounts swapped", AMOUNT, text)
    yield from _neighbours("lengths swapped", LENGTH, text)


def clauses(text: str) -> Changes:
    for found in re.finditer(r"[^.\n]+[.\n]+\s*", text):
        if re.search(r"\d", found[0]):
            yield Change("sentence doubled", found.start(), found[0], found[0] + found[0])
    thens = list(THEN.finditer(text))
    for one, two in pairwise(thens):
        yield Change("clause deleted", one.start(), text[one.start() : two.start()], "")


def units(text: str) -> Changes:
    for found in UNIT.finditer(text):
        for other in ("tablets", "mcg", "ml", "g"):
            yield Change(f"mg as {other}", found.start(), found[0], f" {other}")


def times(text: str) -> Changes:
    for found in MONTH.finditer(text):
        other = MONTHS[(MONTHS.index(found[0][:3].lower()) + 2) % 12]
        yield Change("month", found.start(), found[0], other)
    for found in CLOCK.finditer(text):
        yield Change("am and pm", found.start(), found[0], f"{found[1]}{'p' if found[2].lower() == 'a' else 'a'}m")
    for found in FREQUENCY.finditer(text):
        alike = next((group for group in ALIKE if found[0].lower() in group), {found[0].lower()})
        for other in FREQUENCIES:
            if other not in alike:
                yield Change("frequency", found.start(), found[0], other)


def medicines(text: str) -> Changes:
    names = list(DRUG.finditer(text))
    for found in names[1:]:
        yield Change("other medicine", found.start(), found[0], "diazepam")
    for found in THEN.finditer(text):
        if names:
            yield Change("other medicine", found.start(), found[0], f"{found[0]} diazepam")


def endings(text: str) -> Changes:
    for found in STOPPED.finditer(text):
        yield Change("stop gradually", found.start(), found[0], f"{found[0]} gradually")
    for last in ("stop it after the first week", "carry on with it", "leave out every second dose"):
        yield Change("said after the close", len(text), "", f"\nKind regards, Dr Lee. PS {last}")


def weekdays(text: str) -> Changes:
    for found in WEEKDAY.finditer(text):
        other = WEEKDAYS[(WEEKDAYS.index(found[0][:3].lower()) + 1) % 7]
        yield Change("weekday", found.start(), found[0], other)


MUTATORS: tuple[Callable[[str], Changes], ...] = (
    numbers,
    words,
    neighbours,
    clauses,
    units,
    times,
    medicines,
    endings,
    weekdays,
)


def changes(text: str) -> Iterator[Change]:
    """Every change of a text, in a fixed order."""
    for mutator in MUTATORS:
        yield from mutator(text)


def read_as(line: dict[str, Any], text: str) -> InstructionReading:
    strength, start = line.get("strength_mg"), line.get("start")
    return read_instructions(
        text,
        strength_mg=None if strength is None else Decimal(str(strength)),
        start=date.fromisoformat(start) if start else None,
    )


@cache
def harmless() -> tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...]:
    """(kinds, what the changed place looks like, why nothing changes for a person)."""
    listed = tomllib.loads((HOME / "harmless_changes.toml").read_text("utf-8"))["harmless"]
    return tuple((re.compile(one["kind"]), re.compile(one["place"], re.IGNORECASE), one["why"]) for one in listed)


def reason(change: Change, text: str) -> str | None:
    """Why this change is harmless; None if it is not listed."""
    shown = change.show(text)
    return next((why for kinds, place, why in harmless() if kinds.fullmatch(change.kind) and place.search(shown)), None)


def _rises(reading: InstructionReading) -> bool:
    means = [stretch.mean for stretch in reading.steps]
    return any(after > before for before, after in pairwise(means))


_DOWN = re.compile(r"\b(?:reduc\w*|taper\w*|wean\w*|decreas\w*|cut|come down|go down)\b", re.IGNORECASE)
_UP = re.compile(r"\b(?:increas\w*|up|raise|titrat\w*|double)\b", re.IGNORECASE)


def judge(line: dict[str, Any], base: InstructionReading, change: Change) -> str | None:
    """What is wrong with the reading of a changed text: "unchanged", "rises"; None if it followed or asked."""
    text = change.apply(line["text"])
    after = read_as(line, text)
    if after.kind == "ask":
        return None
    if after == base:
        return "unchanged"
    rises = _rises(after) and not _rises(base) and _DOWN.search(text) and not _UP.search(text)
    return "rises" if rises else None


def answered(names: tuple[str, ...] = FILES) -> list[dict[str, Any]]:
    """The lines that are read without a question."""
    return [line for name in names for line in load(name) if read_line(line)["kind"] != "ask"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Change prescriptions and see whether the reading follows.")
    parser.add_argument("kinds", nargs="*", metavar="KIND")
    parser.add_argument("--files", nargs="+", default=list(FILES), metavar="NAME")
    parser.add_argument("--all", action="store_true", help="print what is listed as harmless, too")
    given = parser.parse_args()
    lines = answered(tuple(given.files))
    tried: Counter[str] = Counter()
    excused: Counter[str] = Counter()
    found: dict[str, list[str]] = defaultdict(list)
    for n, line in enumerate(lines):
        sys.stderr.write(f"\r{'█' * (40 * n // len(lines)):·<40} {n}/{len(lines)}")
        sys.stderr.flush()
        base = read_as(line, line["text"])
        for change in changes(line["text"]):
            if given.kinds and change.kind not in given.kinds:
                continue
            tried[change.kind] += 1
            if verdict := judge(line, base, change):
                why = reason(change, line["text"]) if verdict == "unchanged" else None
                excused[change.kind] += why is not None
                if why is None or given.all:
                    found[f"{change.kind}: {verdict}"].append(f"{line['id']}  {change.show(line['text'])}")
    sys.stderr.write("\n")
    for name, shown in sorted(found.items(), key=lambda each: -len(each[1])):
        sys.stdout.write("\n    ".join([f"{name} ({len(shown)})", *shown]) + "\n")
    sys.stdout.write(
        f"{sum(tried.values())} changes of {len(lines)} texts: {sum(excused.values())} change nothing for a person, "
        f"{sum(map(len, found.values()))} were not seen by the reader\n"
    )


if __name__ == "__main__":
    main()
