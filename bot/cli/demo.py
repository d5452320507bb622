"""`stepdown demo`: a story on the real scheduler, with a clock that leaps, and both sides of the conversation."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich import box
from rich.align import Align
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from bot.cli.command_error import ANSWER_IS_NO, BAD_INPUT, CommandError
from bot.logs import set_up_logs
from bot.rehearsal.event import Event
from bot.rehearsal.stories import STORIES, Story
from bot.rehearsal.world import open_world

_PACE_FOR_PEOPLE = 0.5
_MOST_PACE = 60.0


def demo(
    story: Annotated[
        str | None, typer.Argument(metavar="STORY", help="Which one; all of them if none is named.")
    ] = None,
    list_them: Annotated[bool, typer.Option("--list", help="Name the stories and play none.")] = False,
    pace: Annotated[
        float | None,
        typer.Option(help="Seconds to read a short message; 0 plays at once, as it does when nobody watches."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines and nothing else.")] = False,
) -> None:
    """Play a story on the real scheduler with a clock that leaps.

    Both sides of the conversation, and what the scheduler does in between. Nothing of it is kept.

      [cyan]stepdown demo --list[/cyan]
      [cyan]stepdown demo slow-taper --pace 1[/cyan]
    """
    if pace is not None and not 0 <= pace <= _MOST_PACE:
        raise CommandError(f"--pace: seconds from 0 to {_MOST_PACE:.0f}, not {pace:g}", BAD_INPUT)
    if story is not None and story not in STORIES:
        raise CommandError(f"STORY: one of {', '.join(STORIES)}, not {story!r}", BAD_INPUT)
    if list_them:
        _list(as_json)
        return
    # What goes wrong inside is the story's end, not lines between its messages.
    set_up_logs("console", "ERROR")
    wait = pace if pace is not None else (_PACE_FOR_PEOPLE if sys.stdout.isatty() and not as_json else 0.0)
    for name in [story] if story is not None else list(STORIES):
        _play(STORIES[name], wait, as_json)


def _list(as_json: bool) -> None:
    if as_json:
        for story in STORIES.values():
            typer.echo(json.dumps({"name": story.name, "about": story.about}))
        return
    console = Console(highlight=False)
    for story in STORIES.values():
        console.print(Text.assemble((f"{story.name:<14}", "bold cyan"), story.about), soft_wrap=True)


def _play(story: Story, pace: float, as_json: bool) -> None:
    show: Callable[[Event, ZoneInfo], None]
    show = _print_json(story) if as_json else _print_bubbles(pace)
    if not as_json:
        console = Console(highlight=False)
        console.print(Rule(Text(story.name, "bold")))
        console.print(Padding(Text(story.about, "bold"), (0, 1, 1, 1)))
    with tempfile.TemporaryDirectory(prefix="stepdown-") as folder:
        world = open_world(
            Path(folder), begins_at=story.begins_at, onlooker=lambda event: show(event, ZoneInfo(world.zone))
        )
        try:
            story.play(world)
        except AssertionError as error:
            world.close(strict=False)
            raise CommandError(f"{story.name} went another way than it should: {error}", ANSWER_IS_NO) from error
        except BaseException:
            world.close(strict=False)
            raise
        world.close()


def _print_json(story: Story) -> Callable[[Event, ZoneInfo], None]:
    def show(event: Event, zone: ZoneInfo) -> None:
        line = {
            "story": story.name,
            "at": event.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "what": event.what,
        }
        line |= {name: value for name in ("who", "kind", "text") if (value := getattr(event, name))}
        typer.echo(json.dumps(line, ensure_ascii=False))

    return show


def _print_bubbles(pace: float) -> Callable[[Event, ZoneInfo], None]:
    console = Console(highlight=False)
    wide = max(30, min(64, console.width - 16))
    shown = ""

    def show(event: Event, zone: ZoneInfo) -> None:
        nonlocal shown
        if event.what == "explained":
            console.print(Padding(Text(f"» {event.text}", "italic dim"), (1, 2, 1, 2)))
        elif event.what in ("said", "heard"):
            stamp = f"{event.at.astimezone(zone):%a %-d %b %H:%M}"
            if stamp != shown:
                shown = stamp
                console.print(Rule(Text(stamp, "dim"), style="dim", characters="·"))
            console.print(_bubble(event, wide))
        if event.what != "leapt" and pace:
            time.sleep(pace * (0.5 + len(event.text) / 80))

    return show


def _bubble(event: Event, wide: int) -> Align:
    mine = event.what == "said"
    text = event.text if not mine or "/" not in event.text else _without_folder(event.text)
    panel = Panel(
        Text(text),
        title=Text(event.who if mine else f"Stepdown to {event.who}", "bold cyan" if mine else "bold green"),
        title_align="right" if mine else "left",
        border_style="cyan" if mine else "green",
        box=box.ROUNDED,
        width=min(wide, max(len(event.who) + 18, max(map(len, text.splitlines() or [""])) + 4)),
    )
    return Align(panel, "right" if mine else "left")


def _without_folder(text: str) -> str:
    """ "plan /tmp/xyz/plan.json" as "plan plan.json": where the file lies is nobody's story."""
    return " ".join(Path(word).name if word.startswith("/") else word for word in text.split(" "))
