"""Fetching help: escalations."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind

HELP = {
    "silence-alert": Kind(
        ("patient", "since"), ("medicine", "last_taken", "phone", "emergency"), drops=("last_taken", "phone")
    ),
    "carer-alert": Kind(
        ("patient", "name", "at"),
        ("said", "medicine", "last_taken", "phone", "emergency"),
        drops=("last_taken", "said"),
        keeps_letters=True,
    ),
    "urgent-alert": Kind(("patient",), ("urgent", "last_taken"), drops=("last_taken",)),
    "carer-on-it": Kind(("patient",)),
    "carer-cannot": Kind(("patient",), segments=1),
    "carer-all-clear": Kind(("patient",)),
    "carer-have-you-spoken": Kind(("patient",)),
    "carer-over": Kind(("patient",), segments=1),
    "carer-themselves": Kind(("patient",), segments=1),
    "carer-nothing-open": Kind(("patient",)),
    "carer-wrong": Kind(("patient",), ("names", "medicine", "last_taken", "emergency"), drops=("last_taken",)),
    "carer-which": Kind(("names",), segments=1),
    "carer-which-wrong": Kind(("names",), ("emergency",)),
    "carer-how": Kind(("patient",), ("emergency",)),
    "carer-told-on-it": Kind(("patient", "name"), segments=1),
    "carer-told-spoke": Kind(("patient", "name")),
    "carer-told-words": Kind(("patient", "said"), keeps_letters=True),
    "carer-stand-down": Kind(("patient",), ("name",), segments=1),
    "carer-given-up": Kind(("patient",), ("emergency",)),
    "carer-status": Kind(("patient",), ("at", "last_taken", "since", "name")),
    "carer-left": Kind(("patient",), segments=1),
    "carer-leave-held": Kind(("patient",)),
    "help-on-it": Kind(("name",), segments=1),
    "help-cannot": Kind(("name",), segments=1),
    "help-nobody-yet": Kind(may=("names",), drops=("names",)),
    "help-nobody": Kind(may=("emergency", "names"), drops=("names",)),
    "help-alone": Kind(may=("emergency",)),
    "help-lapsed": Kind(may=("name", "emergency")),
    "help-given-up": Kind(may=("emergency",)),
    "help-over": Kind(may=("name",), segments=1),
    "help-goes-on": Kind(segments=1),
    "help-carer-says": Kind(("name",), ("emergency",), segments=1),
    "carer-left-you": Kind(("name",), segments=1),
    "silence-note": Kind(("since",), ("names", "emergency")),
    "carer-will": Kind(may=("name", "until"), drops=()),
    "urgent-advice": Kind(may=("name", "until", "urgent")),
    "prescriber-note": Kind(("patient", "since")),
    "operator-unanswered": Kind(("code", "since"), segments=1),
}
