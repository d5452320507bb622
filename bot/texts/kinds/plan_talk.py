"""A plan that is being handed over: what is asked about it, how it is shown back, who decided it, what lets it go."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind

PLAN_TALK = {
    "plan-how-to": Kind(may=("why",)),
    "plan-ask": Kind(("about",), ("quote", "said"), drops=("said", "quote")),
    "plan-need": Kind(("about",), ("said", "count", "step", "times"), drops=("said",)),
    "plan-rows": Kind(("rows",)),
    "plan-read": Kind(
        may=("from", "last_day", "ends", "findings", "why", "low", "high", "count"), drops=("from", "last_day")
    ),
    "plan-later": Kind(("why",)),
    "plan-no-back": Kind(segments=1),
    "plan-resume": Kind(segments=1),
    "plan-read-back": Kind(may=("from", "last_day", "ends", "prescriber"), drops=("prescriber",)),
    "plan-read-back-alone": Kind(),
    "plan-code-wrong": Kind(segments=1),
    "plan-copy": Kind(("patient", "who"), ("from_day",)),
    "mismatch-note": Kind(may=("clinic", "urgent")),
    "prn-rates": Kind(("rows",), ("refills", "days", "visit", "clinic"), drops=("clinic",)),
    "prn-unknown": Kind(may=("clinic",)),
    "how-slowly": Kind(("published",), ("step", "of", "last_day", "prescriber"), drops=("prescriber",)),
}
