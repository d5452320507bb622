"""To a clinic: the digest of the morning."""

from __future__ import annotations

from bot.texts.kinds.kind import Kind

CLINIC = {
    "clinic-digest": Kind(("count",), ("tally", "names"), drops=("names",)),
    "operator-overview": Kind(("count", "code", "tally")),
}
