"""Can everybody be reached, and somebody for them? Shown before it is needed; one finding for each thing that is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.bootstrap import House
from bot.finding import Finding
from bot.texts.words import say
from scheduler.reachability import Gap, gaps_of

# Enough for a clinic; a country's own numbers are on its board.
_MOST = 500
_NAMED = 8


def look_at_people(house: House, now: datetime) -> Iterator[Finding]:
    """Findings about patients at `now` (UTC), by their numbers alone."""
    gaps: dict[Gap, list[int]] = {}
    with house.store.reading() as records:
        patients = records.people.patients(records.people.patient_ids()[:_MOST])
        for patient in patients.values():
            for gap in gaps_of(records, patient, now):
                gaps.setdefault(gap, []).append(patient.id)
    if not gaps:
        yield Finding("people", say("check-people", count=len(patients)))
    for gap in (each for each in Gap if each in gaps):
        ids = gaps[gap]
        named = ", ".join(map(str, ids[:_NAMED])) + (" …" if len(ids) > _NAMED else "")
        says = say("check-people-gap", gap=gap.value, ids=named)
        yield Finding("people", says, say("check-fix-people", first=ids[0]))
