"""A FHIR MedicationRequest → a plan, what may be taken when needed, or what to ask first. Never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from bot.exchange.drug_file import load_drug
from bot.exchange.fhir.comparison import Figures, compare, weigh_beside
from bot.exchange.fhir.course import Course, Group, build_course
from bot.exchange.fhir.document import document_from_words, write_document
from bot.exchange.fhir.dosage import Line, read_line
from bot.exchange.fhir.medicine import Medicine, medicine_words, read_medicine
from bot.exchange.fhir.remark import Remark, Remarks, nodes, shorten
from bot.exchange.fhir.request import check_request, prescriber_of
from bot.exchange.fhir.source import Release, Request, Source, read_source
from bot.exchange.fhir.supply import compare_supply, supply_part
from bot.exchange.text_document import PlanFileError, one_line
from bot.texts.words import say
from scheduler.domain.document import parse_plan
from scheduler.domain.field import PlanDocumentError
from scheduler.domain.finding import Finding, Level, find
from scheduler.domain.regimen import Plan
from scheduler.domain.review import review

# What is handed out is asked about anyway, when the tablets are counted.
_NOT_FOR_CHAT = frozenset({"handed-out", "quantity", "no-status"})
_LONGEST_BESIDE = 600
_DATES = frozenset({"GAP", "OVERLAP"})


@dataclass(frozen=True, slots=True)
class FhirReading:
    """What a file says. With `ask` there is no plan; `findings` are what its dates and words have wrong all the same.

    `questions` keep it from being a plan; `notes` are what was seen and is not in the plan.
    """

    kind: Literal["plan", "prn", "ask"]
    release: Release | None = None
    plan: Plan | None = None
    questions: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    findings: tuple[Finding, ...] = ()
    others: Mapping[str, int] = field(default_factory=dict)

    @property
    def ask_about(self) -> tuple[str, ...]:
        """Codes of what to ask, each once, the first first."""
        return tuple(dict.fromkeys(remark.about for remark in self.questions if remark.about is not None))

    @property
    def blocks(self) -> bool:
        """Whether it cannot be taken over as it is."""
        return self.kind == "ask" or any(finding.level is Level.BLOCK for finding in self.findings)


def read_fhir(data: bytes, name: str, *, strength_mg: Decimal | None = None) -> FhirReading:
    """Read a FHIR file, JSON or XML, one request or a Bundle. `strength_mg`: of one tablet, if the file does not say it.

    Raises PlanFileError in one line for what is no FHIR at all.
    """
    source = read_source(data, name)
    wanted, left = _choose(source)
    if len(wanted) != 1:
        asked = Remark("several", "Bundle.entry", "medicine", {"count": str(len(wanted) or len(left))})
        return FhirReading("ask", questions=(asked,), notes=tuple(map(_left, left)), others=source.others)
    found = _read_request(wanted[0], strength_mg, one_line(name))
    return FhirReading(
        found.kind, found.release, found.plan, found.questions, (*found.notes, *map(_left, left)), found.findings,
        source.others,
    )  # fmt: skip


def plan_of(data: bytes, name: str) -> tuple[Plan, str]:
    """The plan in a FHIR file that came by chat, and what was seen and is not in it, in words.

    Raises PlanFileError with the first thing that keeps it from being a plan.
    """
    found = read_fhir(data, name)
    if found.plan is None:
        more = len(found.questions) - 1
        line = say("fhir-file-asks", first=found.questions[0].say(), more=more)
        raise PlanFileError(f"{one_line(name)}: {line}")
    beside = [note.say() for note in found.notes if note.code not in _NOT_FOR_CHAT]
    return found.plan, shorten("; ".join(beside), _LONGEST_BESIDE)


def _choose(source: Source) -> tuple[list[Request], list[Request]]:
    """The request to read, and those that are left: with several, the one for the medicine that this house knows."""
    if len(source.requests) == 1:
        return list(source.requests), []
    drug = load_drug()
    mine = [each for each in source.requests if any(map(drug.is_for, medicine_words(each)))]
    # Of what was once ordered and what is in force, the second is meant.
    mine = [each for each in mine if each.node.get("status") == "active"] or mine
    return mine, [each for each in source.requests if each not in mine]


def _left(request: Request) -> Remark:
    words = medicine_words(request)
    return Remark("left", "Bundle.entry", None, {"medicine": words[0][:80] if words else "?"})


def _read_request(request: Request, strength_mg: Decimal | None, name: str) -> FhirReading:
    remarks = Remarks()
    node = request.node
    check_request(node, request.release, remarks)
    medicine = read_medicine(request, strength_mg, remarks)
    lines = [
        read_line(each, number, remarks) for number, each in enumerate(nodes(node.get("dosageInstruction")), start=1)
    ]
    if not lines:
        remarks.ask("no-dosage", "dosageInstruction", "dose")
    if len(lines) == 1 and not lines[0].figures and lines[0].words:
        document = document_from_words(lines[0], medicine, remarks)
        course = Course()
    else:
        for line in lines:
            if not line.figures and not line.needed:
                remarks.ask("no-figures", line.place, "dose")
        scheduled = [line for line in lines if line.figures and not line.needed]
        _check_between([line for line in lines if line.needed], scheduled, remarks)
        course = build_course(scheduled, medicine, remarks)
        _compare_words(lines, course, medicine, remarks)
        document = write_document(lines, course, medicine, remarks)
    for text in (str(each["text"]) for each in nodes(node.get("note")) if each.get("text")):
        weigh_beside(text, "note", remarks)
    if document is not None:
        document |= {"medication": medicine.name, "prescriber": prescriber_of(node)}
        if document["supply"] is None:
            document["supply"] = supply_part(node, medicine, remarks)
        compare_supply(node, course, medicine, remarks)
    return _conclude(document, remarks, request.release, name)


def _conclude(document: dict[str, Any] | None, remarks: Remarks, release: Release, name: str) -> FhirReading:
    plan, findings = None, []
    drug = load_drug()
    if document is not None and (document["steps"] or document["as_needed"]):
        try:
            plan = parse_plan(document)
        except PlanDocumentError as error:
            if not remarks.asked:
                raise PlanFileError(f"{name}: {error}") from None
        else:
            prn = {"PRN_RANGE"} if not plan.steps else set()
            findings = [each for each in review(plan, drug) if each.rule in _DATES | prn]
    if any(remark.code.startswith("words-") for remark in remarks.asked):
        findings.append(find(Level.BLOCK, "TEXT_MISMATCH", None, drug.basis["TEXT_MISMATCH"]))
    questions, notes = tuple(remarks.asked), tuple(remarks.noted)
    if plan is None and not questions:
        questions = (Remark("no-dosage", "dosageInstruction", "dose"),)
    if questions:
        return FhirReading("ask", release, None, questions, notes, tuple(findings))
    assert plan is not None
    return FhirReading("plan" if plan.steps else "prn", release, plan, (), notes, tuple(findings))


def _compare_words(lines: list[Line], course: Course, medicine: Medicine, remarks: Remarks) -> None:
    whole = [group.day_mg / group.every for group in course.groups]
    for line in lines:
        group = next((each for each in course.groups if line in each.lines), None)
        figures = _figures(line, group, medicine)
        said = {compare(text, figures, medicine.strength_mg, whole, remarks) for text in dict.fromkeys(line.words)}
        if "stop" in said and line.then is None and group is not None:
            _stop_by_words(line, group, course, remarks)
        for place, text in line.beside:
            weigh_beside(text, place, remarks)


def _check_between(needed: list[Line], scheduled: list[Line], remarks: Remarks) -> None:
    """A step that leaves the amount open, or comes before another, cannot simply be left out: the others would close up."""
    numbers = [line.sequence for line in scheduled if line.sequence is not None]
    for line in needed:
        before_another = line.sequence is not None and any(line.sequence < number for number in numbers)
        together = line.sequence in numbers and not line.ranged
        if scheduled and (line.ranged or (before_another and not together)):
            remarks.ask("open-step", line.place, "dose")


def _stop_by_words(line: Line, group: Group, course: Course, remarks: Remarks) -> None:
    """The words end the course and the figures say nothing against it."""
    if group is course.groups[-1] and group.bounds.days is not None:
        course.ends = "stop"
        remarks.note("stop-by-words", line.place)
    else:
        remarks.ask("words-more", line.place, "end", words="; ".join(line.words))


def _figures(line: Line, group: Group | None, medicine: Medicine) -> Figures:
    """What one instruction says by itself, and every number that its words may name."""
    timing = line.timing
    mg = None if line.high is None else medicine.mg(line.high)
    count = len(timing.doses) if timing is not None else 0
    per_day = None if mg is None or timing is None else mg * count / timing.every
    numbers = {Decimal(count), Decimal(1), mg, per_day, medicine.strength_mg, medicine.mg_per_ml}
    numbers |= {line.high.value, line.high.value * count} if line.high is not None else set()
    clocks = frozenset(at for at, _ in timing.doses if at is not None) if timing is not None else frozenset()
    bounds = timing.bounds if timing is not None else None
    for at in clocks:
        numbers |= {Decimal(at.hour), Decimal(at.minute), Decimal(at.hour % 12)}
    if bounds is not None:
        numbers |= {Decimal(part) for on in (bounds.first, bounds.last) if on for part in (on.day, on.month, on.year)}
        numbers |= {Decimal(bounds.days), Decimal(bounds.days) / 7} if bounds.days is not None else set()
    if count:
        numbers.add(Decimal(24) / count)
    return Figures(
        line.place, line.needed, per_day, bounds.days if bounds is not None else None,
        bounds.first if bounds is not None else None, clocks, frozenset(each for each in numbers if each is not None),
    )  # fmt: skip
