"""Requests for tests: small, of our own making, with the structure of published examples."""

from __future__ import annotations

import json
from typing import Any

from bot.exchange.fhir.reading import FhirReading, read_fhir

Json = dict[str, Any]
MG = {"unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}
TABLET = {
    "unit": "TAB",
    "system": "http://terminology.hl7.org/CodeSystem/v3-orderableDrugForm",
    "code": "TAB",
}
ORAL = {"coding": [{"system": "http://snomed.info/sct", "code": "26643006", "display": "Oral Route"}]}
STOP = {"coding": [{"system": "http://snomed.info/sct", "code": "422327006", "display": "Then stop"}]}


def days(count: float, unit: str = "d") -> Json:
    """How long, without dates."""
    return {"boundsDuration": {"value": count, "system": "http://unitsofmeasure.org", "code": unit}}


def between(first: str, last: str | None) -> Json:
    """How long, between dates."""
    return {"boundsPeriod": {"start": first, **({"end": last} if last else {})}}


def daily(times: int = 1) -> Json:
    """So many times a day."""
    return {"frequency": times, "period": 1, "periodUnit": "d"}


def dosage(sequence: int | None, amount: float, repeat: Json, unit: Json = MG, **more: Any) -> Json:
    """One instruction, R4."""
    dose = {"doseAndRate": [{"doseQuantity": {"value": amount, **unit}}]}
    return {**({"sequence": sequence} if sequence else {}), "timing": {"repeat": repeat}, **dose, **more}


def request(*dosages: Json, **more: Any) -> Json:
    """A request for 10 mg tablets of baclofen, R4."""
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "Baclofen 10 mg tablets"},
        "subject": {"reference": "Patient/1"},
        "dosageInstruction": list(dosages),
        **more,
    }


def read(document: Json | str, **options: Any) -> FhirReading:
    """What is read of a document."""
    text = document if isinstance(document, str) else json.dumps(document)
    return read_fhir(text.encode(), "request", **options)


def asked(document: Json) -> list[tuple[str, str]]:
    """What is asked about a document: (code, place)."""
    reading = read(document)
    assert reading.kind == "ask", reading
    assert reading.plan is None
    for remark in (*reading.questions, *reading.notes):
        assert len(remark.say().splitlines()) == 1
    return [(remark.code, remark.place) for remark in reading.questions]


def steps(reading: FhirReading) -> list[tuple[int | None, list[tuple[str | None, float]]]]:
    """The steps of what was read: days, and the doses of a day as (time or name, mg)."""
    assert reading.plan is not None, [remark.say() for remark in reading.questions]
    return [
        (step.days, [(f"{line.at:%H:%M}" if line.at else line.when, float(line.mg)) for line in step.cycle[0]])
        for step in reading.plan.steps
    ]
