"""How the house stands, in numbers: for whoever watches the service. Counts and ages, nothing about a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages of one priority that may go now: how many, and how long the first has waited."""

    count: int
    oldest: timedelta


class Gauges(Protocol):
    """Every answer is as of now; `now` is UTC."""

    def lag(self, now: datetime) -> Mapping[str, timedelta]:
        """How long the first thing that is due has waited to be woken: escalation, dose, watch, version; 0 if nothing is."""

    def queue(self, now: datetime) -> Mapping[int, Waiting]:
        """What may go now, by priority (0 red to 4); every priority is there."""

    def unsettled(self) -> int:
        """Messages of which nobody knows whether they arrived."""

    def alarms(self) -> Mapping[tuple[str, str], int]:
        """Alarms that have not ended, by tier and state."""

    def check_ins(self, since: datetime) -> Mapping[str, int]:
        """Check-ins asked since then by grade; "open" for those that wait for an answer, "none" for those that ended without."""

    def plans(self) -> Mapping[str, int]:
        """Plan versions that count, by state."""

    def inbox(self, now: datetime) -> tuple[int, timedelta, int]:
        """What came in and is not handled: how many, since when; and how many were laid aside for good."""
