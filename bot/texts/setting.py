"""For whom, where and when a text is said: what the same code is worded differently by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.people import Wording


@dataclass(frozen=True, slots=True)
class Setting:
    """`zone` is IANA, `country` ISO 3166 alpha-2, `now` UTC.

    `wide`: the channel carries long answers (console, Telegram). False is SMS: GSM-7 and at most two segments.
    """

    language: str
    wording: Wording
    zone: str
    country: str | None
    now: datetime
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Squeeze:
    """How tightly a text is packed so that it fits: characters of a name and of a quotation, entries of a list, and
    whether full wording may name strengths the short way."""

    name: int
    quotation: int
    entries: int
    short_amounts: bool
