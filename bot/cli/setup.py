"""`stepdown setup`: the first time, for somebody who is no programmer. Token checked, database made, codes to scan, a test."""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from bot.bootstrap import HouseError, bring_up
from bot.cli.command_error import CommandError
from bot.cli.opening import close, open_for, settings_of_this_run, sqlite_file
from bot.cli.setup_asking import Asking
from bot.cli.setup_channels import Given, set_up_channels
from bot.cli.setup_joining import show_ways_in, wait_until_joined
from bot.cli.setup_person import Wanted, enter_person
from bot.exchange.env_file import EnvFileError, write_settings
from bot.settings import Settings
from scheduler.clock import SystemClock

_ENV = Path(".env")
_KEY_BYTES = 24
_WAIT_S = 900.0


def setup(
    telegram_token: Annotated[
        str | None, typer.Option("--telegram-token", metavar="TOKEN", help="From BotFather. Better typed when asked.")
    ] = None,
    twilio_sid: Annotated[str | None, typer.Option("--twilio-sid", metavar="AC…", help="Twilio account SID.")] = None,
    twilio_token: Annotated[
        str | None, typer.Option("--twilio-token", metavar="TOKEN", help="Twilio auth token.")
    ] = None,
    twilio_sender: Annotated[
        str | None, typer.Option("--twilio-sender", metavar="+1…|MG…", help="Your Twilio number or messaging service.")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="Who tapers: the name the bot calls them by.")] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", metavar="CITY", help="A big city near them.")] = None,
    consent: Annotated[str | None, typer.Option("--consent", help="How and when they agreed to be entered.")] = None,
    plan: Annotated[Path | None, typer.Option("--plan", metavar="FILE", help="Their plan, if there is a file.")] = None,
    caregiver: Annotated[
        str | None, typer.Option("--caregiver", metavar="NAME", help="Somebody to be told if they are unwell.")
    ] = None,
    key: Annotated[bool, typer.Option("--key/--no-key", help="Make a STEPDOWN_KEY if there is none.")] = True,
    wait: Annotated[
        float | None,
        typer.Option("--wait", metavar="SECONDS", help="Wait so long until they have joined, then send the test."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Ask nothing; print one JSON document and nothing else.")
    ] = False,
) -> None:
    """Set everything up: the channel, the database, the person who tapers, a code for their phone, a test message.

    Asks for what it needs; with all of it as options it asks nothing. Can be run again: what is there is kept.
    The token goes into .env, which only you can read, and is never shown.

    [bold]Before you begin[/bold]: in Telegram open a chat with @BotFather, send /newbot, and copy the token it gives you.
    """
    asking = Asking(can_ask=not as_json and sys.stdin.isatty() and sys.stdout.isatty(), quiet=as_json)
    settings = settings_of_this_run()
    file = sqlite_file(settings)
    if file is not None and not file.parent.is_dir():
        raise CommandError(f"DATABASE_URL: there is no folder {file.parent}")
    asking.tell("setup-hello")
    given = Given(telegram_token, twilio_sid, twilio_token, twilio_sender)
    settings, changed = set_up_channels(settings, given, asking)
    settings = _propose_key(settings, changed, asking, wanted=key)
    _write(changed, asking)
    try:
        version = bring_up(settings)
    except HouseError as error:
        raise CommandError(str(error)) from None
    asking.tell("setup-database", where=str(file) if file is not None else "PostgreSQL", version=version)
    house = open_for(settings)
    try:
        wanted = Wanted(name, timezone, consent, plan, caregiver)
        patient_id = enter_person(house, wanted, asking)
        ways_in = show_ways_in(house, patient_id, SystemClock().now(), asking)
    finally:
        close(house)
    wait_s = wait if wait is not None else (_WAIT_S if asking.can_ask else 0)
    joined = wait_until_joined(settings, patient_id, wait_s, asking)
    asking.tell("setup-done")
    if as_json:
        made = {"database": version, "env": str(_ENV) if changed else None, "set": sorted(changed)}
        typer.echo(json.dumps({**made, "patient": patient_id, "invitations": ways_in, "joined": joined}))


def _propose_key(settings: Settings, changed: dict[str, str], asking: Asking, *, wanted: bool) -> Settings:
    if settings.stepdown_key is not None or not wanted:
        return settings
    if asking.can_ask and not asking.confirm("setup-ask-key", default=True):
        asking.tell("setup-no-key")
        return settings
    changed["STEPDOWN_KEY"] = secrets.token_urlsafe(_KEY_BYTES)
    asking.tell("setup-key")
    return settings.model_copy(update={"stepdown_key": SecretStr(changed["STEPDOWN_KEY"])})


def _write(changed: dict[str, str], asking: Asking) -> None:
    if not changed:
        asking.tell("setup-env-same")
        return
    try:
        write_settings(_ENV, changed)
    except EnvFileError as error:
        raise CommandError(str(error)) from None
    asking.tell("setup-env", names=", ".join(sorted(changed)), where=str(_ENV.resolve()))
