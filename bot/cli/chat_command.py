"""What can be typed behind a slash in the chat window."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.texts.words import say

COMMANDS = ("/leap", "/clock", "/help", "/quit")
MOST_LEAP = timedelta(days=366)
_UNIT = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PART = re.compile(r"(\d{1,6})\s*(minutes?|mins?|m|hours?|h|days?|d|weeks?|w)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command; `far` is how far to leap, None to the next wake-up. `wrong`: what follows could not be read."""

    name: str
    far: timedelta | None = None
    wrong: bool = False


def read_command(line: str) -> Command | None:
    """The command of a line that begins with a slash; None for a line of the conversation."""
    if not line.startswith("/"):
        return None
    name, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    if name.casefold() in {"/exit", "/q", "/bye"}:
        name = "/quit"
    if name.casefold() != "/leap" or not rest:
        return Command(name.casefold())
    far = read_length(rest)
    return Command("/leap", far, wrong=far is None)


def read_length(written: str) -> timedelta | None:
    """ "3h", "2d", "1h 30m"; None if it is none, nothing, or longer than a chat may leap."""
    rest, far = written.casefold(), timedelta()
    while rest:
        part = _PART.match(rest)
        if part is None:
            return None
        far += timedelta(**{_UNIT[part[2][0]]: int(part[1])})
        if far > MOST_LEAP:
            return None
        rest = rest[part.end() :]
    return far or None


def word_length(far: timedelta, language: str) -> str:
    """ "5 h 55 min": the two largest units that are not nothing."""
    seconds = round(far.total_seconds())
    if seconds >= 60:
        # Whole minutes, rounded, so that 59 s more or less do not clutter a day.
        seconds = round(seconds / 60) * 60
    sizes = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))
    parts = []
    for unit, size in sizes:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(say(f"chat-part-{unit}", language, count=count))
    return " ".join(parts[:2]) or say("chat-part-seconds", language, count=0)
