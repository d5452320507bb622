"""A plan on its way in, and around its steps."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind

PLAN = {
    "plan-loaded": Kind(
        ("steps",),
        ("from", "prescriber", "last_day", "ends", "daily_mg", "findings", "supply", "rows"),
        drops=("prescriber", "supply"),
    ),
    "plan-started": Kind(may=("from", "daily_mg", "prescriber"), drops=("prescriber",)),
    "plan-ok-needed": Kind(segments=1),
    "plan-zone": Kind(("plan_zone", "zone"), segments=1),
    "plan-time": Kind(may=("when",), segments=1),
    "plan-start-unclear": Kind(("said",), segments=1),
    "plan-blocked": Kind(may=("findings", "prescriber")),
    "plan-change-waits": Kind(may=("findings", "prescriber")),
    "plan-watch": Kind(may=("why", "clinic", "prescriber", "urgent")),
    "plan-file-error": Kind(("says",)),
    "plan-file-beside": Kind(("says",)),
    "plan-confirm-who": Kind(),
    "plan-change-who": Kind(may=("change",)),
    "plan-changed": Kind(may=("change", "who", "from_day", "before_mg", "after_mg")),
    "plan-refused": Kind(("why",)),
    "plan-same": Kind(),
    "watch-only-note": Kind(may=("clinic", "prescriber", "urgent")),
    "step-notice": Kind(("day",), ("daily_mg",), segments=1),
    "step-notice-ask": Kind(("day",), ("daily_mg", "prescriber", "clinic_phone"), drops=("clinic_phone",)),
    "plan-last-day": Kind(("day",), ("prescriber",), drops=("prescriber",)),
    "plan-ended": Kind(may=("day",)),
    "plan-open-end": Kind(("day",), ("prescriber",)),
    "end-reached-open": Kind(may=("prescriber",)),
}
