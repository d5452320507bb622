"""The service itself, and its operator."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind

SERVICE = {
    "operator-dead-letter": Kind(("code", "says")),
    "operator-channel-lost": Kind(("code", "says")),
    "operator-unproven": Kind(("code", "says"), segments=1),
    "operator-channel-off": Kind(("code", "says")),
    "operator-filtered": Kind(("code", "says")),
    "operator-was-down": Kind(("from", "until"), segments=1),
    "operator-trouble": Kind(("about", "since"), may=("says",)),
    "operator-in-order": Kind(("about", "since"), segments=1),
    "operator-restored": Kind(("from", "until")),
    "test-message": Kind(("name",), segments=1),
    "kept-red": Kind(may=("emergency",)),
    "kept-suicide": Kind(may=("crisis", "emergency")),
    "trouble": Kind(may=("emergency",)),
    "late-notice": Kind(may=("at",), segments=1, says_late=True),
}
