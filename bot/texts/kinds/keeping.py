"""What is kept and how it goes: erased, taken back, sent along; and a caregiver who is told nothing any more."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind

KEEPING = {
    "erase-sure": Kind(),
    "erase-carer-sure": Kind(),
    "erase-asked-there": Kind(("way",)),
    "erase-confirm": Kind(("way",)),
    "erase-planned": Kind(("until",)),
    "erase-kept": Kind(segments=1),
    "erase-alarm": Kind(segments=1),
    "erase-operator": Kind(segments=1),
    "erased": Kind(),
    "erased-carer": Kind(segments=1),
    "erased-carer-too": Kind(("patient",)),
    "erased-told": Kind(("patient",)),
    "carer-erased-you": Kind(segments=1),
    "removed": Kind(("name",), ("names",)),
    "remove-which": Kind(("names",)),
    "remove-nobody": Kind(segments=1),
    "remove-alarm": Kind(("names",)),
    "carer-status-enough": Kind(("patient",)),
    "export": Kind(),
    "export-how": Kind(),
}
