"""What an onlooker of a story sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a story for an onlooker. `what`: said, heard, leapt or explained; `at` is UTC."""

    what: str
    at: datetime
    who: str = ""
    text: str = ""
    kind: str = ""
