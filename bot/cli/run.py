"""`stepdown run`: everything in one process, until it is told to end. `listen` and `schedule` are its two halves."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated

import structlog
import typer

from bot.bootstrap import House, HouseError, appoint, note_keys_at_hand, owning_the_scheduler
from bot.channel_set import is_absent, open_equipped, outside_loopback
from bot.cli.command_error import ANSWER_IS_NO, CommandError
from bot.cli.heart import Heart
from bot.cli.opening import ahead_of_this_machine, close, open_for, settings_of_this_run, sqlite_file
from bot.heap import settle_in
from bot.http_server import PortTakenError
from bot.serve import Service, free_leases
from bot.settings import Settings, SettingsError
from bot.texts.words import say
from scheduler.clock import ChatClock, SystemClock
from scheduler.clockwork import Clockwork

_IN_STEP = timedelta(minutes=1)
_END_WITHIN_S = 9.0
_FASTEST = 100_000.0
_log = structlog.get_logger(__name__)


SPEED = Annotated[
    float, typer.Option("--speed", metavar="N", help="For rehearsals: let the clock run N times as fast.")
]


def run(speed: SPEED = 1.0) -> None:
    """Keep the bot running: it plans, reminds, asks again and hears answers as long as this runs.

    Makes the database if there is none, and brings an older one to this version. Ctrl-C or SIGTERM ends it in order.

    [bold]Channels[/bold]: Telegram and SMS as the settings say (see .env.example);
    and people write and read in [cyan]stepdown chat --as NAME[/cyan].
    A machine that sleeps reminds nobody: let this run on one that is always on.
    """
    settings = _settings(speed)
    file = sqlite_file(settings)
    if file is not None and not file.parent.is_dir():
        raise CommandError(f"DATABASE_URL: there is no folder {file.parent}")
    with owning_the_scheduler(settings) as owner:
        if not owner:
            raise CommandError(
                f"{file}: another process (run or chat) owns the scheduler of this database; one is enough",
                ANSWER_IS_NO,
            )
        asyncio.run(keep_running(settings, speed, clock_of(settings, speed, create=True), listens=True, schedules=True))


def listen(speed: SPEED = 1.0) -> None:
    """The half that hears: takes in what people write and answers providers. Any number of these, on one PostgreSQL."""
    _run_half("listen", speed)


def schedule(speed: SPEED = 1.0) -> None:
    """The half that speaks: wakes what is due and sends. Any number of these, on one PostgreSQL."""
    _run_half("schedule", speed)


def _run_half(half: str, speed: float) -> None:
    settings = _settings(speed)
    if sqlite_file(settings) is not None:
        raise CommandError(f"DATABASE_URL: {half} needs postgresql://…; on SQLite one process does everything: run")
    clock = clock_of(settings, speed, create=False)
    asyncio.run(keep_running(settings, speed, clock, listens=half == "listen", schedules=half == "schedule"))


def _settings(speed: float) -> Settings:
    if not (0 < speed <= _FASTEST):
        raise CommandError(f"--speed: a number above 0, at most {_FASTEST:.0f}, not {speed:g}")
    settings = settings_of_this_run()
    outside = outside_loopback(settings)
    if speed != 1 and outside:
        raise CommandError(f"--speed: only where every provider is on this machine; {outside[0]} is not")
    return settings


async def keep_running(
    settings: Settings,
    speed: float,
    clock: ChatClock,
    *,
    listens: bool,
    schedules: bool,
    beside: Callable[[House], Awaitable[None]] | None = None,
) -> None:
    """Everything this process does until a signal ends it, or until `beside` has come to its own end."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    is_alone = sqlite_file(settings) is not None
    try:
        house = open_equipped(settings, clock, alone=listens and schedules)
    except (HouseError, SettingsError) as error:
        raise CommandError(str(error)) from None
    if is_alone:
        free_leases(house)
        note_keys_at_hand(house)
    appoint(house)
    service = Service(house, listens=listens, schedules=schedules, speed=speed)
    heart = Heart(house, clock, beat=service.beat)
    clockwork = Clockwork(heart.beat, settings.beat_seconds)
    names = ", ".join(sorted(name.value for name in house.channels if not is_absent(house, name)))
    try:
        await service.start()
    except PortTakenError as error:
        close(house)
        raise CommandError(str(error), ANSWER_IS_NO) from None
    _log.info("run.started", channels=names, sealed=settings.stepdown_key is not None, speed=speed)
    if beside is None:
        typer.echo(f"Running: {names}. People write in `stepdown chat --as NAME`, too.", err=True)
        if settings.stepdown_key is None:
            typer.echo(say("chat-unsealed"), err=True)
    settle_in()
    clockwork.start()
    company = asyncio.create_task(_end_with(beside, house, ended)) if beside is not None else None
    try:
        await heart.beat()
        await ended.wait()
    finally:
        clockwork.stop()
        if company is not None:
            company.cancel()
        try:
            async with asyncio.timeout(_END_WITHIN_S):
                await asyncio.gather(heart.rest(), service.stop())
        except TimeoutError:
            _log.warning("run.ended-within-a-beat")
        close(house)
        _log.info("run.ended")


async def _end_with(beside: Callable[[House], Awaitable[None]], house: House, ended: asyncio.Event) -> None:
    try:
        await beside(house)
    finally:
        ended.set()


def clock_of(settings: Settings, speed: float, *, create: bool) -> ChatClock:
    house = open_for(settings, create=create)
    try:
        with house.store.reading() as records:
            ahead = ahead_of_this_machine(records, SystemClock().now())
    finally:
        close(house)
    if ahead > _IN_STEP and speed == 1:
        # Otherwise everything since the leap would be silent until the real time has caught up.
        raise CommandError(
            f"this database's clock is {ahead.total_seconds() / 3600:.1f} h ahead, because a chat has leapt; "
            "run needs one that keeps the real time: set DATABASE_URL to another",
            ANSWER_IS_NO,
        )
    return ChatClock(speed, ahead)
