"""How long reminders are to rest: "pause for 3 h", "pause until tomorrow"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.reading.context import ReadingContext
from bot.reading.moments import Calendar
from bot.reading.times import read_time
from bot.reading.words import Token
from scheduler.domain.reply import Doubt, Intent, Reply

_UNTIL_AWAY = ("until", "till", "til", "for", "hasta", "por", "durante", "away")


def read_pause(tokens: Sequence[Token], context: ReadingContext | None) -> Reply | None:
    """ "pause", "pause for 3 h", "pause until 18:00", "pause until tomorrow"."""
    if tokens[0].text not in ("pause", "pausa", "away"):
        return None
    if len(tokens) == 1:
        return Reply(Intent.PAUSE) if tokens[0].text != "away" else None
    return read_pause_end(tokens[1:], context)


def read_pause_end(tokens: Sequence[Token], context: ReadingContext | None) -> Reply | None:
    """How long reminders rest: `later_after_min`, and the end as `value` (UTC; a local date for "tomorrow")."""
    tokens = [token for token in tokens if token.text not in ("reminders", "please", "the", "my", "it")]
    while len(tokens) > 1 and tokens[0].text in _UNTIL_AWAY:
        tokens = tokens[1:]
    words = [token.text for token in tokens]
    calendar = Calendar(context) if context is not None else None
    if words in (["tomorrow"], ["manana"]):
        return Reply(Intent.PAUSE, value=(calendar.today + timedelta(days=1)).isoformat() if calendar else None)
    if not tokens:
        return Reply(Intent.PAUSE)
    found = read_time(tokens, 0)
    if found is None and len(tokens) == 1:
        found = read_time([Token("at", "word"), *tokens], 0)
        found = (found[0], found[1] - 1) if found is not None else None
    if found is None or found[1] < len(tokens):
        return None
    mention = found[0]
    if mention.shape == "span" and mention.minutes:
        return Reply(Intent.PAUSE, value=_end(context, mention.minutes), later_after_min=mention.minutes)
    minutes = calendar.minutes_until(mention) if calendar else None
    if isinstance(minutes, Doubt):
        return Reply(Intent.PAUSE, doubt=minutes)
    if mention.shape != "clock" or (calendar is not None and minutes is None):
        return None
    return Reply(Intent.PAUSE, value=_end(context, minutes), later_after_min=minutes)


def _end(context: ReadingContext | None, minutes: int | None) -> str | None:
    if context is None or minutes is None:
        return None
    end: datetime = (context.now.astimezone(UTC) + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    return end.strftime("%Y-%m-%dT%H:%M:%SZ")
