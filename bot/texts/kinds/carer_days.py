"""A caregiver's own days, and what the person sees of it."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind

CARER_DAYS = {
    "carer-check": Kind(("patient",)),
    "carer-digest": Kind(("patient",), ("at", "taken", "planned", "how", "alarm")),
    "carer-daily-on": Kind(("patient",)),
    "carer-daily-off": Kind(("patient",), segments=1),
    "carer-digest-on": Kind(("patient",)),
    "carer-digest-off": Kind(("patient",), segments=1),
    "carer-who": Kind(("patient", "names"), ("away",)),
    "who-is-told": Kind(may=("names", "away")),
    "carer-away": Kind(("patient", "day"), ("names", "from_day")),
    "carer-away-begins": Kind(("patient", "day"), segments=1),
    "carer-first": Kind(("patient", "name", "day")),
    "carer-away-how": Kind(("patient",)),
    "carer-away-held": Kind(("patient", "day")),
    "carer-away-you": Kind(("name", "day"), ("names", "from_day"), segments=1),
    "carer-back": Kind(("patient",), segments=1),
    "carer-back-you": Kind(("name",), segments=1),
    "carer-lost-sure": Kind(("patient",)),
    "carer-lost-which": Kind(("names",)),
    "carer-lost-muted": Kind(("patient",)),
    "carer-told-lost": Kind(("patient", "name")),
    "told": Kind(("told",)),
    "told-nothing": Kind(segments=1),
    "shown-nothing": Kind(segments=1),
    "shown-doses": Kind(segments=1),
    "shown-all": Kind(segments=1),
}
