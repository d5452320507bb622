"""Stories that demo and tests play: who they are about, what they show, and the function that plays them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.rehearsal.stories import as_needed, mismatch, slow_taper
from bot.rehearsal.world import World


@dataclass(frozen=True, slots=True)
class Story:
    """`begins_at` is UTC. `play` raises AssertionError if anything is said that the story does not expect."""

    name: str
    about: str
    begins_at: datetime
    play: Callable[[World], None]


STORIES: dict[str, Story] = {
    story.name: story
    for story in (
        Story("mismatch", mismatch.ABOUT, datetime(2027, 1, 4, 8, 30, tzinfo=UTC), mismatch.play),
        Story("as-needed", as_needed.ABOUT, datetime(2027, 1, 4, 14, 0, tzinfo=UTC), as_needed.play),
        Story("slow-taper", slow_taper.ABOUT, datetime(2027, 3, 1, 10, 30, tzinfo=UTC), slow_taper.play),
    )
}
