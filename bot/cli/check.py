"""`stepdown check`: is everything in order? One line each, with the fix."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

import typer
from rich.console import Console
from rich.text import Text

from bot.bootstrap import House, HouseError, open_house
from bot.channel_set import has_sms
from bot.checks_machine import look_at_disk, look_at_files, zones_are_old
from bot.checks_people import look_at_people
from bot.cli.command_error import ANSWER_IS_NO
from bot.cli.opening import ALIVE_AT, ahead_of_this_machine, close, sqlite_file
from bot.finding import Finding
from bot.logs import set_up_logs
from bot.settings import Settings, SettingsError, load_settings
from bot.texts.words import say
from scheduler.clock import SystemClock

_FRESH = timedelta(seconds=30)
_IN_STEP = timedelta(minutes=1)
_LEAST_ZONES = 400
# Two instants whose wall times in New York are beyond doubt; wrong data would move every reminder.
_KNOWN_WALL = ((datetime(2026, 1, 15, 17, tzinfo=UTC), 12), (datetime(2026, 7, 15, 16, tzinfo=UTC), 12))


def check(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Are settings, database, key, clock and time zones in order? One line each, with the fix; exit status 1 if not."""
    set_up_logs("console", "ERROR")
    looked = list(_look())
    if as_json:
        rows = [{"about": x.about, "ok": not x.is_wrong, "says": x.says, "fix": x.fix} for x in looked]
        typer.echo(json.dumps({"ok": not any(x.is_wrong for x in looked), "checks": rows}))
    else:
        console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
        for each in looked:
            mark = (
                Text("x", "bold red") if each.is_wrong else Text("!", "bold yellow") if each.fix else Text("✓", "green")
            )
            line = Text.assemble(" ", mark, f" {each.about:<11}{each.says}")
            console.print(line.append(f"  → {each.fix}", "yellow") if each.fix else line)
    if any(each.is_wrong for each in looked):
        raise typer.Exit(ANSWER_IS_NO)


def _look() -> Iterator[Finding]:
    yield from _look_at_zones()
    yield _look_at_clock()
    try:
        settings = load_settings()
    except SettingsError as error:
        yield _wrong("settings", str(error), "check-fix-setting")
        return
    except UnicodeDecodeError:
        yield _wrong("settings", say("check-env-encoding"), "check-fix-setting")
        return
    yield Finding("settings", say("check-settings"))
    yield _look_at_key(settings)
    file = sqlite_file(settings)
    if file is not None and file.parent.is_dir():
        yield look_at_disk(file)
    yield from look_at_files(file)
    yield from _look_at_database(settings)
    yield from _look_at_channels(settings)


def _look_at_channels(settings: Settings) -> Iterator[Finding]:
    """What the providers say. Their libraries are loaded only where their channel is on."""
    if settings.telegram_bot_token is None and not has_sms(settings):
        yield Finding("channels", say("check-channels"))
    if settings.telegram_bot_token is not None:
        from bot.checks_telegram import check_telegram

        yield from asyncio.run(check_telegram(settings, is_running=_is_running(settings)))
    if has_sms(settings):
        from bot.checks_sms import check_sms

        yield from asyncio.run(check_sms(settings))


def _is_running(settings: Settings) -> bool:
    try:
        house = open_house(settings)
    except HouseError:
        return False
    try:
        with house.store.reading() as records:
            alive_at = records.notes.get(ALIVE_AT)
    finally:
        close(house)
    return alive_at is not None and SystemClock().now() - datetime.fromisoformat(alive_at) < _FRESH


def _wrong(about: str, says: str, fix: str) -> Finding:
    return Finding(about, says, say(fix), is_wrong=True)


def _look_at_zones() -> Iterator[Finding]:
    count = len(available_timezones())
    off = [at for at, hour in _KNOWN_WALL if at.astimezone(ZoneInfo("America/New_York")).hour != hour]
    if count < _LEAST_ZONES or off:
        yield _wrong("time zones", say("check-zones-wrong", count=count), "check-fix-zones")
    elif zones_are_old(version("tzdata"), SystemClock().now()):
        yield Finding("time zones", say("check-zones-old", version=version("tzdata")), say("check-fix-zones-old"))
    else:
        yield Finding("time zones", say("check-zones", count=count, version=version("tzdata")))


def _look_at_clock() -> Finding:
    """The machine's clock against the newest thing it has around: a file it writes now, and this program's own."""
    now = SystemClock().now()
    with tempfile.NamedTemporaryFile() as file:
        written = datetime.fromtimestamp(Path(file.name).stat().st_mtime, UTC)
    newest = max(datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC), datetime(2026, 1, 1, tzinfo=UTC))
    if abs(written - now) > _IN_STEP or now < newest - timedelta(days=1):
        return _wrong("clock", say("check-clock-wrong", now=f"{now:%Y-%m-%d %H:%M} UTC"), "check-fix-clock")
    return Finding("clock", say("check-clock", now=f"{now:%Y-%m-%d %H:%M} UTC"))


def _look_at_key(settings: Settings) -> Finding:
    if settings.stepdown_key is None:
        return Finding("key", say("check-key-none"), say("check-fix-key"))
    return Finding("key", say("check-key"))


def _look_at_database(settings: Settings) -> Iterator[Finding]:
    file = sqlite_file(settings)
    try:
        house = open_house(settings)
    except HouseError as error:
        # What is missing already says which command makes it.
        said = "stepdown migrate" in str(error)
        yield Finding("database", str(error), None if said else say("check-fix-database"), is_wrong=True)
        return
    try:
        yield Finding("database", say("check-database", kind="SQLite" if file is not None else "PostgreSQL"))
        yield from _look_inside(house)
    finally:
        close(house)


def _look_inside(house: House) -> Iterator[Finding]:
    now = SystemClock().now()
    with house.store.reading() as records:
        ahead = ahead_of_this_machine(records, now)
        alive_at = records.notes.get(ALIVE_AT)
        broken = records.audit.run(now + ahead)[1]
        waiting = records.inbox.waiting()
    if alive_at is not None and now - datetime.fromisoformat(alive_at) < _FRESH:
        yield Finding("running", say("check-running"))
    else:
        yield Finding("running", say("check-not-running", waiting=waiting), say("check-fix-running"))
    if ahead > _IN_STEP:
        yield Finding(
            "its clock", say("check-ahead", hours=round(ahead.total_seconds() / 3600)), say("check-fix-ahead")
        )
    yield from look_at_people(house, now + ahead)
    if broken:
        yield _wrong("audit", say("check-audit-broken", count=len(broken)), "check-fix-audit")
    else:
        yield Finding("audit", say("check-audit"))
