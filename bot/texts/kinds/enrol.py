"""Getting to know each other."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind

ENROL = {
    "welcome": Kind(may=("emergency",)),
    "welcome-here-too": Kind(may=("patient",), segments=1),
    "circle": Kind(may=("name",)),
    "circle-alone": Kind(may=("emergency",)),
    "circle-invited": Kind(("name",), ("code",)),
    "circle-waits": Kind(("name",), segments=1),
    "practice": Kind(segments=1),
    "practice-again": Kind(segments=1),
    "practice-done": Kind(segments=1),
    "ask-name": Kind(segments=1),
    "ask-zone": Kind(may=("guess",), segments=1),
    "zone-unknown": Kind(("said",), segments=1),
    "zone-which": Kind(("zones",)),
    "ask-wording": Kind(),
    "ask-plan": Kind(),
    "enrolled": Kind(),
    "not-enrolled": Kind(may=("emergency",), segments=1),
    "say-ok": Kind(segments=1),
    "invitation-over": Kind(segments=1),
    "invitation-unknown": Kind(segments=1),
    "invitation-own": Kind(segments=1),
    "stranger-red": Kind(may=("emergency",), segments=1),
}
