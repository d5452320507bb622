"""How they are: check-ins, weekly scales, and the person's own numbers."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind

CHECK_INS = {
    "check-in": Kind(),
    "check-in-evening": Kind(),
    "check-in-again": Kind(),
    "check-rest": Kind(segments=1),
    "check-rest-short": Kind(segments=1),
    "check-stiffness": Kind(segments=1),
    "check-sleep": Kind(segments=1),
    "check-autonomic": Kind(segments=1),
    "check-scale-again": Kind(segments=1),
    "check-in-done": Kind(segments=1),
    "check-in-amber": Kind(may=("clinic_opens", "out_of_hours", "clinic_phone")),
    "check-penn": Kind(),
    "check-spasms": Kind(),
    "check-spasm-severity": Kind(segments=1),
    "check-phq2": Kind(),
    "check-interest": Kind(),
    "check-low": Kind(),
    "check-phq2-amber": Kind(segments=1),
    "carer-unwell": Kind(("until", "name"), segments=1),
}
