"""One `dosageInstruction`: how much, when, whether only when needed, and which of its words still have to be weighed."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bot.exchange.fhir.quantity import Amount, read_amount, read_number, read_ratio
from bot.exchange.fhir.remark import Node, Remarks, account, codes_of, nodes, words_of
from bot.exchange.fhir.timing import Timing, read_timing
from bot.exchange.fhir.vocabulary import code, find_days, load
from bot.texts.words import say

_READ = (
    "sequence", "text", "additionalInstruction", "patientInstruction", "timing", "asNeededBoolean", "asNeededCodeableConcept",
    "asNeeded", "asNeededFor", "route", "method", "doseAndRate", "doseQuantity", "doseRange", "maxDosePerPeriod",
    "maxDosePerAdministration", "site",
)  # fmt: skip


@dataclass(slots=True)
class Line:
    """One instruction. `low` and `high` differ in a range; both None: it gives no amount. `then`: stop, hold or open.

    `ranged`: it is taken when needed only because it leaves the amount open. `most_a_day` is a limit in mg or tablets.
    `words` are to be compared with the figures, `beside` only weighed.
    """

    number: int
    place: str
    sequence: int | None = None
    timing: Timing | None = None
    low: Amount | None = None
    high: Amount | None = None
    needed: bool = False
    ranged: bool = False
    then: str | None = None
    most_a_day: Amount | None = None
    words: list[str] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    figures: bool = True


def read_line(node: Node, number: int, remarks: Remarks) -> Line:
    """One instruction; what keeps it from being scheduled is in the remarks."""
    place = f"dosageInstruction[{number}]"
    account(node, place, remarks, read=_READ, without_weight=("id",))
    sequence = read_number(node.get("sequence"))
    line = Line(number, place, None if sequence is None else int(sequence))
    line.needed = _is_needed(node)
    line.words = [str(node[name]) for name in ("text", "patientInstruction") if node.get(name)]
    line.figures = any(node.get(name) is not None for name in ("timing", "doseAndRate", "doseQuantity", "doseRange"))
    _read_instructions(node, line, remarks)
    _read_way(node, place, remarks)
    if line.figures:
        if node.get("timing") is not None:
            line.timing = read_timing(node["timing"], f"{place}.timing", remarks, needed=line.needed)
            line.words += line.timing.words if line.timing is not None else ()
        elif not line.needed:
            remarks.ask("no-times", f"{place}.timing", "times")
        _read_doses(node, line, remarks)
    _read_limits(node, line, remarks)
    return line


def _is_needed(node: Node) -> bool:
    said = node.get("asNeededBoolean", node.get("asNeeded"))
    reasons = node.get("asNeededCodeableConcept") is not None or bool(node.get("asNeededFor"))
    return said is True or reasons


def _read_instructions(node: Node, line: Line, remarks: Remarks) -> None:
    """Additional instructions: "then stop" and our own words for how it goes on have a meaning, the others are weighed."""
    ours = {say(f"fhir-then-{then}").casefold(): then for then in ("stop", "hold", "open")}
    for number, each in enumerate(nodes(node.get("additionalInstruction")), start=1):
        texts = words_of(each)
        said = {ours[text.strip().casefold()] for text in texts if text.strip().casefold() in ours}
        if code("then_stop") in codes_of(each):
            said.add("stop")
        place = f"{line.place}.additionalInstruction[{number}]"
        if len(said) == 1:
            then = said.pop()
            if line.then not in (None, then):
                remarks.ask("two-ends", place, "end")
            line.then = then
        elif texts:
            line.beside += [(place, text) for text in texts]
        elif codes_of(each):
            remarks.ask("instruction-code", place, "condition", code=", ".join(codes_of(each)))


def _read_way(node: Node, place: str, remarks: Remarks) -> None:
    """By mouth and swallowed is what is meant here; anything else is another medicine's business."""
    if node.get("site") is not None:
        remarks.ask("site", f"{place}.site", "medicine", written="; ".join(words_of(node["site"])))
    for name in ("route", "method"):
        concept = node.get(name)
        if concept is None:
            continue
        known = load()[f"{name}s"]
        words = [text.split("(")[0].strip().casefold() for text in words_of(concept)]
        codes = codes_of(concept)
        by_code = bool(codes) and all(each in known["codes"] for each in codes)
        by_words = not codes and bool(words) and all(text in known["words"] for text in words)
        if not by_code and not by_words:
            remarks.ask(name, f"{place}.{name}", "medicine", written="; ".join(words_of(concept)) or ", ".join(codes))


def _read_doses(node: Node, line: Line, remarks: Remarks) -> None:
    place, holder = line.place, node
    rates = nodes(node.get("doseAndRate"))
    if rates:
        place, holder = f"{line.place}.doseAndRate[1]", rates[0]
        account(holder, place, remarks, read=("doseQuantity", "doseRange"), without_weight=("type", "id"))
        if any(_bare(each) != _bare(holder) for each in rates[1:]):
            remarks.ask("two-doses", f"{line.place}.doseAndRate", "dose")
            return
    if holder.get("doseQuantity") is not None:
        line.low = line.high = read_amount(holder["doseQuantity"], f"{place}.doseQuantity", remarks)
    elif isinstance(holder.get("doseRange"), dict):
        _read_range(holder["doseRange"], f"{place}.doseRange", line, remarks)
    elif not line.needed:
        remarks.ask("no-value", f"{place}.doseQuantity", "dose")


def _bare(node: Node) -> dict[str, Any]:
    return {name: value for name, value in node.items() if name not in {"type", "id"}}


def _read_range(node: Node, place: str, line: Line, remarks: Remarks) -> None:
    account(node, place, remarks, read=("low", "high"))
    low = read_amount(node["low"], f"{place}.low", remarks) if node.get("low") is not None else None
    high = read_amount(node["high"], f"{place}.high", remarks) if node.get("high") is not None else None
    if high is None or (low is not None and (low.unit != high.unit or low.value > high.value)):
        remarks.ask("range", place, "dose")
        return
    line.low, line.high = low, high
    if low != high:
        # A choice of amounts is the person's to make each time: nothing that a reminder could name.
        line.ranged = not line.needed
        line.needed = True


def _read_limits(node: Node, line: Line, remarks: Remarks) -> None:
    for number, each in enumerate(nodes(node.get("maxDosePerPeriod")), start=1):
        place = f"{line.place}.maxDosePerPeriod[{number}]"
        ratio = read_ratio(each, place, remarks)
        if ratio is None:
            continue
        above, below = ratio
        length, unit = read_number(below.get("value")), find_days(str(below.get("code") or below.get("unit") or ""))
        if (
            length is None
            or unit is None
            or abs(length * unit[0] - 1) > Decimal("0.000001")
            or line.most_a_day not in (None, above)
        ):
            remarks.ask("limit", place, "dose")
        else:
            line.most_a_day = above
    for number, each in enumerate(nodes(node.get("maxDosePerAdministration")), start=1):
        place = f"{line.place}.maxDosePerAdministration[{number}]"
        most = read_amount(each, place, remarks)
        if most is not None and (line.high is None or line.high.unit != most.unit or line.high.value > most.value):
            remarks.ask("limit", place, "contradiction")
