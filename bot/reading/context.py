"""What must be known about the person, beside the words, to read a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """The moment and the plan that a message is read against.

    `now` is aware (UTC). `zone` is the person's IANA zone. `dose_times` are today's planned wall times, `strengths_mg` the
    strengths of the tablets in the house, `planned_mg` the amounts of the doses that could be meant. `question` is the
    code of the open question, if there is one; `several_open` says that more than one dose waits for an answer.
    """

    now: datetime
    zone: str
    dose_times: tuple[time, ...]
    strengths_mg: tuple[Decimal, ...]
    planned_mg: tuple[Decimal, ...] = ()
    question: str | None = None
    several_open: bool = False
