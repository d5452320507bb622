"""What people ask for, and what they set."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind, receipt

OWN = (
    *("stiff_first", "stiff_now", "step_day", "stiff_before", "stiff_since"),
    *("slept_first", "slept_now", "slept_before", "slept_since"),
)

COMMANDS = {
    "today": Kind(("doses",)),
    "today-none": Kind(segments=1),
    "plan-now": Kind(
        may=(
            "step",
            "of",
            "daily_mg",
            "day",
            "days",
            "next_step_day",
            "next_daily_mg",
            "last_day",
            "ends",
            "prescriber",
        ),
        drops=("prescriber",),
    ),
    "plan-table": Kind(
        may=("rows", "step", "of", "daily_mg", "next_step_day", "next_daily_mg", "last_day", "ends", "prescriber"),
        drops=("prescriber",),
    ),
    "no-plan": Kind(),
    "next": receipt("doses"),
    "next-none": receipt(),
    "left": Kind(
        ("rows",),
        ("run_out_day", "run_out_time", "order_by", "visit", "days_short", "ordered"),
        drops=("run_out_time", "ordered"),
    ),
    "left-unknown": Kind(),
    "progress": Kind(
        ("taken", "planned"),
        ("days", "step", "of", "first_daily_mg", "now_daily_mg", "last_day", *OWN),
        drops=("slept_before", "stiff_before", "last_day"),
    ),
    "own-numbers": Kind(OWN[:2], OWN[2:]),
    "menu": Kind(),
    "help": Kind(may=("emergency",)),
    "thanks": receipt(),
    "paused": Kind(("until",)),
    "pause-long": Kind(("most_h",), ("until",), segments=1),
    "still-paused": Kind(("since",), ("doses",)),
    "resumed": Kind(may=("doses",)),
    "zone-changed": Kind(("zone",), ("doses", "too_close", "too_far", "home", "days"), drops=("doses",)),
    "zone-kept": Kind(("home", "zone", "days"), ("both", "too_close", "too_far"), drops=("both",)),
    "zone-again": Kind(("home", "zone")),
    "home-time-how": Kind(("zone",), segments=1),
    "wording-changed-discreet": Kind(segments=1),
    "wording-changed-full": Kind(),
    "name-changed": receipt("name"),
    "stopped": Kind(may=("emergency",)),
    "started": Kind(segments=1),
    "count-ask": Kind(may=("strengths",), segments=1),
    "count-saved": receipt("rows"),
    "count-differs": Kind(("rows",), ("before",)),
    "ordered": Kind(may=("quantity",), segments=1),
    "fetched": receipt("rows"),
    "not-yet-saved": Kind(("day",), ("names", "prescriber", "clinic_phone"), drops=("clinic_phone",)),
    "not-yet-before": Kind(segments=1),
}
