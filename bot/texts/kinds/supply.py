"""How long it lasts."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind

SUPPLY = {
    "supply-order": Kind(("order_by", "run_out_day")),
    "supply-low": Kind(("run_out_day",), ("days",)),
    "supply-urgent": Kind(("run_out_day",), ("run_out_time", "urgent"), drops=("run_out_time",)),
    "supply-visit": Kind(("days_short", "visit", "run_out_day")),
    "supply-prn": Kind(("rows",)),
}
