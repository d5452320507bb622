"""What a person wants to ask their prescriber, kept in their own words until they show it or take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PrescriberQuestion:
    """`words` as they were written, sealed at rest. Instants UTC; `taken_back_at`: no longer to be shown."""

    patient_id: int
    words: str
    said_at: datetime
    taken_back_at: datetime | None = None
    id: int = 0
