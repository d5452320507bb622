"""Doses: prompts, nudges, and what happened."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind, prompt

DOSES = {
    "dose-due": prompt("doses", may=("prescriber", "entered_day", "receipts"), drops=("entered_day", "prescriber")),
    "dose-due-beside": prompt("doses", "earlier", may=("receipts",), segments=2, lettered=True),
    "dose-due-many": prompt("doses", may=("earlier", "receipts"), segments=2, lettered=True),
    "dose-nudge": prompt("doses"),
    "dose-nudge-beside": prompt("doses", "earlier", segments=2, lettered=True),
    "dose-nudge-many": prompt("doses", may=("earlier",), segments=2, lettered=True),
    "what-happened": Kind(("doses",), segments=1),
    "what-happened-many": Kind(("doses",), lettered=True),
    "catch-up": Kind(may=("doses", "due", "from", "until", "why"), says_late=True, lettered=True),
    "dose-after-extra": prompt("doses", may=("extra_at", "poison_or_clinic"), segments=2),
}
