"""Caregivers: invited, told, gone."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind

PEOPLE = {
    "carer-welcome": Kind(("patient",)),
    "carer-noted": Kind(may=("emergency",), segments=1),
    "carer-soon": Kind(("name", "until"), ("doses",), segments=1),
    "carer-agreed": Kind(("patient",), ("calls",)),
    "calls-on": Kind(segments=1),
    "calls-off": Kind(segments=1),
    "calls-which": Kind(segments=1),
    "calls-not-here": Kind(segments=1),
    "voice-alert": Kind(("patient",), ("keys",)),
    "carer-joined": Kind(("name",), segments=1),
    "carer-stopped": Kind(("name",)),
    "red-flag-alert": Kind(
        ("patient", "at"),
        ("said", "signs", "medicine", "last_taken", "phone", "address", "key", "emergency"),
        drops=("last_taken", "key", "address"),
        keeps_letters=True,
    ),
    "opted-out-alert": Kind(("patient",)),
    "channel-lost-alert": Kind(("patient",)),
    "carer-lost": Kind(("name",)),
    "please-ring": Kind(("patient", "about")),
    "supply-alert": Kind(("patient", "run_out_day")),
    "carer-drill": Kind(("patient",), segments=1),
    "carer-drill-done": Kind(("patient",), segments=1),
    "carer-unproven": Kind(("names",)),
    "carer-new-phone": Kind(("patient", "code")),
    "carer-new-phone-on": Kind(("patient",), ("phone",), segments=1),
    "new-phone-asked": Kind(("name",)),
    "new-phone-how": Kind(may=("names",)),
    "new-phone-confirm": Kind(("way",)),
    "new-phone-waits": Kind(may=("names",)),
    "new-phone-on": Kind(segments=1),
    "who-is-this": Kind(segments=1),
    "wrong-number": Kind(segments=1),
    "who-writes": Kind(("names",), ("emergency",), segments=1),
    "other-way": Kind(("way",), ("same",), segments=1),
    "outage-told": Kind(("patient", "from", "until"), may=("why",)),
}
