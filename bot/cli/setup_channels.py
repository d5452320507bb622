"""`stepdown setup`, first part: the token of Telegram and the account of Twilio, each asked and tried for real."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import SecretStr

from bot.channel_set import has_sms
from bot.channels.phone_number import read_phone_number
from bot.cli.command_error import ANSWER_IS_NO, CommandError
from bot.cli.setup_asking import TRIES, Asking
from bot.finding import Finding
from bot.settings import Settings

_SECRET = frozenset({"telegram_bot_token", "twilio_auth_token"})
_SERVICE, _ACCOUNT = "MG", "AC"


@dataclass(frozen=True, slots=True)
class Given:
    """What was given as options."""

    telegram_token: str | None
    twilio_sid: str | None
    twilio_token: str | None
    twilio_sender: str | None


def set_up_channels(settings: Settings, given: Given, asking: Asking) -> tuple[Settings, dict[str, str]]:
    """The settings with the channels that work, and the variables that are new. Raises CommandError with the fix."""
    changed: dict[str, str] = {}
    settings = _telegram(settings, given.telegram_token, asking, changed)
    settings = _sms(settings, given, asking, changed)
    if settings.telegram_bot_token is None and not has_sms(settings):
        asking.tell("setup-no-channel")
    return settings, changed


def _telegram(settings: Settings, token: str | None, asking: Asking, changed: dict[str, str]) -> Settings:
    if token is None and settings.telegram_bot_token is None:
        token = asking.text("setup-ask-telegram", "--telegram-token", hidden=True, default="")
        if not token:
            return settings
    for _ in range(TRIES):
        tried = _with(settings, {"TELEGRAM_BOT_TOKEN": token} if token else {})
        finding = _first_of_telegram(tried)
        asking.found(finding)
        if not finding.is_wrong:
            changed.update({"TELEGRAM_BOT_TOKEN": token} if token else {})
            return tried
        if not asking.can_ask:
            raise CommandError(f"--telegram-token: {finding.says}; {finding.fix}", ANSWER_IS_NO)
        token = asking.text("setup-ask-telegram-again", "--telegram-token", hidden=True)
    raise CommandError(f"TELEGRAM_BOT_TOKEN: {finding.says}; {finding.fix}", ANSWER_IS_NO)


def _first_of_telegram(settings: Settings) -> Finding:
    from bot.checks_telegram import check_telegram

    # What else the check finds, `run` mends when it starts; here only the token is asked about.
    return asyncio.run(check_telegram(settings, is_running=True))[0]


def _sms(settings: Settings, given: Given, asking: Asking, changed: dict[str, str]) -> Settings:
    parts = (given.twilio_sid, given.twilio_token, given.twilio_sender)
    wants = any(parts)
    if not wants and not has_sms(settings):
        if not asking.can_ask or not asking.confirm("setup-ask-sms", default=settings.telegram_bot_token is None):
            return settings
        wants = True
    for _ in range(TRIES):
        new = _account(parts, asking) if wants else {}
        if settings.public_url is None and "twilio_inbound" not in settings.model_fields_set:
            # A machine at home has no address that Twilio could call.
            new["TWILIO_INBOUND"] = "poll"
        tried = _with(settings, new)
        wrong = _wrong_with_sms(tried, asking)
        if wrong is None:
            changed.update(new)
            return tried
        if not asking.can_ask:
            raise CommandError(f"Twilio: {wrong.says}; {wrong.fix}", ANSWER_IS_NO)
        asking.tell("setup-sms-again")
        parts, wants = (None, None, None), True
    raise CommandError(f"Twilio: {wrong.says if wrong else ''}; {wrong.fix if wrong else ''}", ANSWER_IS_NO)


def _account(parts: tuple[str | None, str | None, str | None], asking: Asking) -> dict[str, str]:
    sid = parts[0] or asking.text("setup-ask-sid", "--twilio-sid")
    if not sid.startswith(_ACCOUNT):
        raise CommandError("--twilio-sid: the account SID begins with AC; it stands on the first page of your account")
    token = parts[1] or asking.text("setup-ask-twilio-token", "--twilio-token", hidden=True)
    sender = parts[2] or asking.text("setup-ask-sender", "--twilio-sender")
    found = {"TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": token}
    if sender.startswith(_SERVICE):
        return {**found, "TWILIO_MESSAGING_SERVICE_SID": sender}
    number = read_phone_number(sender)
    if number is None:
        raise CommandError("--twilio-sender: a number in full, such as +15005550006, or a service that begins with MG")
    return {**found, "TWILIO_PHONE_NUMBER": number}


def _wrong_with_sms(settings: Settings, asking: Asking) -> Finding | None:
    from bot.checks_sms import check_sms

    findings = asyncio.run(check_sms(settings))
    for finding in findings:
        asking.found(finding)
    return next((finding for finding in findings if finding.is_wrong), None)


def _with(settings: Settings, new: Mapping[str, str]) -> Settings:
    fields = {name.lower(): value for name, value in new.items()}
    return settings.model_copy(
        update={name: SecretStr(value) if name in _SECRET else value for name, value in fields.items()}
    )
