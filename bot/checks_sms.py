"""Is SMS in order? The account, the sender, and how what people write comes in; one finding each, with what mends it."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from bot.channel_set import LOOPBACK, has_sms
from bot.channels.sms import SmsChannel
from bot.channels.twilio_http import RefusedError
from bot.channels.wire import UnansweredError
from bot.finding import Finding
from bot.settings import Settings
from bot.texts.words import say
from scheduler.clock import SystemClock

INBOUND_PATH = "/twilio/sms"
_UNANSWERED = (UnansweredError, TimeoutError, TwilioException, ValueError, KeyError, TypeError)


async def check_sms(settings: Settings) -> list[Finding]:
    """Ask Twilio about the account and the number, and look at our own address; nothing if SMS is off. Never raises."""
    if not has_sms(settings):
        return []
    try:
        channel = SmsChannel(settings, SystemClock())
    except ValueError as error:
        return [Finding("sms", str(error), say("check-fix-setting"), is_wrong=True)]
    try:
        async with asyncio.timeout(3 * settings.send_timeout_seconds):
            return [*await _ask(channel.client, settings), *_look_at_address(settings)]
    except RefusedError as error:
        return [_wrong("refused", code=error.code or error.status)]
    except _UNANSWERED:
        return [_wrong("no-answer")]
    finally:
        await channel.close()


async def _ask(client: Client, settings: Settings) -> list[Finding]:
    account = await client.api.v2010.accounts(settings.twilio_account_sid).fetch_async()
    if account.status not in (None, "active"):
        return [_wrong("not-active", status=str(account.status))]
    found = [_good("answers")]
    if settings.twilio_messaging_service_sid is not None or settings.twilio_phone_number is None:
        return found
    try:
        numbers = await client.incoming_phone_numbers.list_async(phone_number=settings.twilio_phone_number, limit=1)
    except RefusedError as error:
        # A key may be allowed to send and not to look.
        return found if error.status in (401, 403, 404) else [*found, _wrong("refused", code=error.code)]
    if not numbers:
        return [*found, _wrong("not-ours")]
    wanted = _wanted(settings)
    if wanted is not None and numbers[0].sms_url != wanted:
        return [*found, _wrong("webhook-other", url=wanted)]
    return found


def _wanted(settings: Settings) -> str | None:
    if settings.twilio_inbound != "webhook" or settings.public_url is None:
        return None
    return settings.public_url.rstrip("/") + INBOUND_PATH


def _look_at_address(settings: Settings) -> list[Finding]:
    if settings.twilio_inbound == "poll":
        # Receipts need an address; without one a lost text is only found out by the silence after it.
        return [
            _good("poll") if settings.public_url else Finding("sms", say("check-sms-poll"), say("check-sms-fix-poll"))
        ]
    if settings.public_url is None:
        return [_wrong("no-address")]
    ours, theirs = urlsplit(settings.public_url), urlsplit(settings.twilio_api_base_url)
    if ours.hostname in LOOPBACK and theirs.hostname not in LOOPBACK:
        return [_wrong("loopback")]
    if ours.scheme != "https" and theirs.hostname not in LOOPBACK:
        return [_wrong("not-https")]
    return [_good("webhook", url=settings.public_url.rstrip("/") + INBOUND_PATH)]


def _good(code: str, /, **slots: Any) -> Finding:
    return Finding("sms", say(f"check-sms-{code}", **slots))


def _wrong(code: str, /, **slots: Any) -> Finding:
    return Finding("sms", say(f"check-sms-{code}", **slots), say(f"check-sms-fix-{code}", **slots), is_wrong=True)
