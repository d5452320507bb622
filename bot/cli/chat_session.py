"""A conversation from its opening to its end: which window, which clock, beating or following."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

from prompt_toolkit.patch_stdout import patch_stdout

from bot.bootstrap import House, console_of, open_house, owning_the_scheduler
from bot.cli.chat_paper import ColourPaper, Paper, PlainPaper
from bot.cli.chat_pipe import Pipe, write_line
from bot.cli.chat_place import Place, choose_place
from bot.cli.chat_screen import Screen, terminal_width, write_to_screen
from bot.cli.chat_seat import Seat
from bot.cli.chat_window import FollowedClock, Window
from bot.cli.command_error import CommandError
from bot.cli.heart import CountedChannel, Heart
from bot.cli.opening import ahead_of_this_machine, close, open_for, settings_of_this_run, sqlite_file
from bot.logs import set_up_logs
from bot.texts.words import say
from scheduler.clock import ChatClock, SystemClock
from scheduler.clockwork import Clockwork
from scheduler.domain.people import ChannelName
from scheduler.ports import Channel

ME = "me"


def hold_conversation(name: str, speed: float, *, fresh: bool) -> None:
    """Open a window for `name` and talk until it is closed. Raises CommandError if it cannot be opened."""
    place = choose_place(settings_of_this_run(), fresh=fresh, is_told=bool(os.environ.get("DATABASE_URL")))
    file = sqlite_file(place.settings)
    if file is not None and not file.parent.is_dir():
        raise CommandError(f"DATABASE_URL: there is no folder {file.parent}")
    try:
        with owning_the_scheduler(place.settings) as owner:
            asyncio.run(_talk(place, name, speed, owner=owner))
    except PermissionError as error:
        raise CommandError(f"{error.filename or place.shown()}: cannot be written") from None


async def _talk(place: Place, name: str, speed: float, *, owner: bool) -> None:
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    with patch_stdout(raw=True) if is_terminal else contextlib.nullcontext():
        # Between the lines of a conversation there are logs only where they are asked for.
        asked = "log_level" in place.settings.model_fields_set
        set_up_logs(place.settings.log_format, place.settings.log_level if asked else "CRITICAL")
        if is_terminal:
            paper: Paper = ColourPaper(write_to_screen, terminal_width)
        else:
            paper = PlainPaper(write_line, name, echoes=not sys.stdin.isatty())
        async with _window(place, name, speed, paper, owner=owner) as (window, clock):
            reader = Screen(window, clock) if is_terminal else Pipe(window)
            with _ended_by_signal():
                await reader.read()
            if is_terminal:
                window.close()


@contextlib.asynccontextmanager
async def _window(
    place: Place, name: str, speed: float, paper: Paper, *, owner: bool
) -> AsyncIterator[tuple[Window, ChatClock | None]]:
    """The window at work: beating if it owns the scheduler, else following the one that does."""
    again = _again(place, name)
    if not owner:
        house = open_for(place.settings, clock=FollowedClock())
        paper.title(say("chat-header"), _heading(place, name, owner=owner))
        window = Window(house, Seat(house, name), paper, again=again)
        await window.open()
        looking = asyncio.create_task(window.look())
        try:
            yield window, None
        finally:
            looking.cancel()
            close(house)
        return
    house, clock, channel = _owned_house(place, speed)
    paper.title(say("chat-header"), _heading(place, name, owner=owner))
    heart = Heart(house, clock, sent=lambda: channel.sent)
    window = Window(house, Seat(house, name), paper, again=again, speed=speed, heart=heart)
    heart.after_beat, heart.on_failure = window.show, window.show_trouble
    await window.open()
    clockwork = Clockwork(heart.beat, place.settings.beat_seconds)
    clockwork.start()
    try:
        yield window, clock
    finally:
        await heart.beat()
        await heart.rest()
        clockwork.stop()
        close(house)


def _owned_house(place: Place, speed: float) -> tuple[House, ChatClock, CountedChannel]:
    channels: dict[ChannelName, Channel] = {}
    probe = open_for(place.settings, create=True)
    with probe.store.reading() as records:
        ahead: timedelta = ahead_of_this_machine(records, SystemClock().now())
    close(probe)
    clock = ChatClock(speed, ahead)
    house = open_house(place.settings, clock=clock, channels=channels)
    channels[ChannelName.CONSOLE] = channel = CountedChannel(console_of(house.store, place.settings))
    return house, clock, channel


def _heading(place: Place, name: str, *, owner: bool) -> list[str]:
    lines = [say("chat-place", place=place.shown())]
    if place.set_aside:
        lines.append(say("chat-not-fresh"))
    if place.moved is not None:
        lines.append(say("chat-old-kept", place=str(place.moved)))
    if owner:
        lines.append(say("chat-second", command=_again(place, "Ann")))
    else:
        lines.append(say("chat-guest", name=name))
    return [*lines, say("chat-hint" if owner else "chat-hint-guest")]


def _again(place: Place, name: str) -> str:
    program = "stepdown" if Path(sys.argv[0]).name == "stepdown" else f"{_python()} -m bot"
    if place.set_aside:
        # The environment of another terminal would lead elsewhere.
        program = f"DATABASE_URL={place.settings.database_url} {program}"
    return f"{program} chat" if name == ME else f"{program} chat --as {shlex.quote(name)}"


def _python() -> str:
    try:
        return str(Path(sys.executable).relative_to(Path.cwd()))
    except ValueError:
        return sys.executable


@contextlib.contextmanager
def _ended_by_signal() -> Iterator[None]:
    """SIGTERM and SIGHUP end the conversation in order, so that the terminal is left as it was."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    try:
        yield
    except asyncio.CancelledError:
        task.uncancel()
    finally:
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.remove_signal_handler(number)
