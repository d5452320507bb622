"""How the service itself does, asked of the store in a few cheap statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pulse:
    """Instants are UTC. `inbox_since`: when the oldest message came in that is not handled. `outbox_since`: by channel, since
    when a message could leave that nobody has tried to send. `tried`: by channel, how often the most often tried of those that
    wait was tried. `texts` and `receipts`: of the newest texts in a span, how many left, and how many have any receipt.
    """

    inbox_since: datetime | None = None
    outbox_since: Mapping[str, datetime] = field(default_factory=dict)
    tried: Mapping[str, int] = field(default_factory=dict)
    texts: int = 0
    receipts: int = 0


class Pulses(Protocol):
    """Looks without changing anything."""

    def look(self, texts_from: datetime, texts_until: datetime) -> Pulse:
        """Feel it now; the span is of the texts whose receipts are counted."""
