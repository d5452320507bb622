"""Danger, and words that were not understood."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind, receipt

SAFETY = {
    "safety-list": Kind(segments=1),
    "safety-clear": receipt(),
    "red-flag-advice": Kind(may=("said", "emergency", "medicine", "names"), drops=("said",)),
    "suicide-advice": Kind(may=("crisis", "emergency", "names")),
    "noted-symptom": Kind(may=("clinic_opens", "out_of_hours", "clinic_phone")),
    "suicide-stay": Kind(may=("crisis", "emergency", "names"), drops=("names",)),
    "noted-green": receipt(),
    "noted-known": receipt(),
    "clinic-knows-saved": receipt("until"),
    "signs-urgent": Kind(may=("name", "until", "urgent")),
    "safety-again": Kind(may=("names",), drops=("names",)),
    "soft-again": Kind(segments=1),
    "not-read": Kind(segments=1),
    "not-understood": Kind(may=("doses",), segments=1),
    "not-understood-plain": Kind(segments=1),
}
