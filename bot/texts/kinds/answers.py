"""What is answered to what somebody says of a dose."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind, receipt

ANSWERS = {
    "recorded-taken": receipt("doses"),
    "recorded-late": receipt("doses"),
    "recorded-part": receipt("doses", may=("mg", "pieces")),
    "recorded-extra": Kind(("taken_at",), ("mg", "emergency")),
    "recorded-loose": receipt("taken_at", may=("mg", "tablets")),
    "recorded-skipped": receipt("doses"),
    "recorded-not-taken": receipt("doses"),
    "reason-saved": Kind(("reason",)),
    "reason-forgot": Kind(),
    "reason-out": Kind(),
    "reason-worse": Kind(),
    "reason-better": Kind(),
    "reason-told": Kind(),
    "reason-other": Kind(),
    "snoozed": receipt("until"),
    "snooze-too-late": receipt("doses"),
    "undone": receipt(may=("doses",)),
    "nothing-to-undo": receipt(),
    "already-recorded": receipt("doses"),
    "extra-ask": Kind(segments=1),
    "extra-none": receipt(),
    "extra-large": Kind(may=("emergency", "poison", "names")),
    "extra-more": Kind(may=("poison", "emergency")),
    "which-dose": Kind(("doses",), lettered=True),
    "nothing-open": Kind(may=("doses",), segments=1),
    "not-today": Kind(("doses",), segments=1),
    "doubt-two-meanings": Kind(segments=1),
    "doubt-future": Kind(segments=1),
    "doubt-no-such-time": Kind(("said",), segments=1),
    "doubt-amount": Kind(may=("doses",)),
    "no-such-dose": Kind(may=("time",), segments=1),
    "how-much": Kind(segments=1),
    "missed-a-day": Kind(may=("emergency", "urgent")),
    "leaflet-rule": Kind(("quote", "source")),
    "leaflet-none": Kind(),
}
