"""The plan document of a request: its course, what is taken when needed, and the tablets or the liquid they are made of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.exchange.fhir.as_needed import as_needed_part
from bot.exchange.fhir.course import Course
from bot.exchange.fhir.dosage import Line
from bot.exchange.fhir.medicine import Medicine
from bot.exchange.fhir.remark import Remarks
from bot.reading.instructions import read_instructions, to_plan_document
from scheduler.domain.amount import canonical
from scheduler.domain.document import MOST_STRENGTH_MG


def write_document(lines: list[Line], course: Course, medicine: Medicine, remarks: Remarks) -> dict[str, Any] | None:
    """The document without medicine, prescriber and supply; None where nothing is taken at all."""
    needed = as_needed_part([line for line in lines if line.needed], medicine, remarks)
    if not course.groups and needed is None:
        return None
    amounts = [Decimal(dose["mg"]) for group in course.groups for dose in group.doses]
    liquid = medicine.mg_per_ml
    return {
        "timezone": None,
        "start": None if course.start is None else course.start.isoformat(),
        "tablets": [] if liquid is not None else [_tablet(medicine, amounts)],
        "liquid": None
        if liquid is None
        else {"mg_per_ml": canonical(liquid), "smallest_ml": _smallest(liquid, amounts)},
        "steps": course.steps(),
        "ends": course.ends,
        "as_needed": needed,
        "supply": None,
    }


def _tablet(medicine: Medicine, amounts: list[Decimal]) -> dict[str, Any]:
    """The tablet, cut into as many pieces as the doses need; whether it may be is for the review to say."""
    strength = medicine.strength_mg
    if strength is None or not 0 < strength <= MOST_STRENGTH_MG or strength != round(strength, 2):
        # No tablet of that strength is in a plan document; what is left open there is asked about.
        return {"strength_mg": None, "pieces": 1}
    pieces = next((each for each in (1, 2, 4) if all(mg * each % strength == 0 for mg in amounts)), 1)
    return {"strength_mg": canonical(strength), "pieces": pieces}


def _smallest(mg_per_ml: Decimal, amounts: list[Decimal]) -> Decimal:
    # Marks on an oral syringe (general knowledge): the finer one only if the doses need it.
    coarse = all(mg / mg_per_ml % Decimal("0.5") == 0 for mg in amounts)
    return Decimal("0.5") if coarse else Decimal("0.1")


def document_from_words(line: Line, medicine: Medicine, remarks: Remarks) -> dict[str, Any] | None:
    """An instruction that is only words: read as a prescriber's words are."""
    reading = read_instructions(line.words[0], strength_mg=medicine.strength_mg)
    if reading.kind == "ask" or len(set(line.words)) > 1 or line.beside or line.then is not None:
        remarks.ask("no-figures", line.place, reading.ask_about[0] if reading.ask_about else "dose")
        return None
    remarks.note("from-words", line.place)
    document = to_plan_document(reading)
    return {**document, "supply": document["supply"] if reading.quantity is not None else None}
