"""The three people whom this is for, played as the demo plays them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.rehearsal.event import Event
from bot.rehearsal.stories import STORIES
from bot.rehearsal.world import open_world


@pytest.mark.parametrize("name", list(STORIES))
def test_story(name: str, sqlite_template: bytes, folder: Path) -> None:
    (folder / "world.db").write_bytes(sqlite_template)
    events: list[Event] = []
    story = STORIES[name]
    world = open_world(folder, begins_at=story.begins_at, onlooker=events.append)
    try:
        story.play(world)
    except BaseException:
        world.close(strict=False)
        raise
    world.close()
    assert {event.what for event in events} == {"said", "heard", "leapt", "explained"}
    assert [event.at for event in events] == sorted(event.at for event in events)
