"""Which channels a process has: the console always, the others as the settings say. Providers' libraries load only here."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.bootstrap import House, console_of, default_policy, open_house
from bot.channels.absent import AbsentChannel
from bot.pages.drawing import drawn_from
from bot.settings import Settings, SettingsError
from scheduler.clock import Clock
from scheduler.domain.people import ChannelName
from scheduler.ports import Channel

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def open_equipped(settings: Settings, clock: Clock, *, alone: bool, create: bool = False) -> House:
    """The house with the channels of this process. `alone`: no other process has any, so what is not set up is nowhere.

    Raises HouseError, and SettingsError naming the variable that is missing or wrong.
    """
    channels: dict[ChannelName, Channel] = {}
    house = open_house(settings, clock=clock, channels=channels, create=create)
    channels[ChannelName.CONSOLE] = console_of(house.store, settings)
    try:
        if has_sms(settings):
            channels[ChannelName.SMS] = _sms(house)
            if settings.twilio_voice == "on":
                channels[ChannelName.VOICE] = _voice(settings, clock)
        if settings.telegram_bot_token is not None:
            channels[ChannelName.TELEGRAM] = _telegram(house)
    except ValueError as error:
        house.store.close()
        raise SettingsError(str(error)) from None
    if alone:
        for name in ChannelName:
            channels.setdefault(name, AbsentChannel(name))
    return house


def _sms(house: House) -> Channel:
    from bot.channels.sms import SmsChannel

    settings = house.settings
    if settings.public_url is None and settings.twilio_inbound == "webhook":
        raise ValueError("PUBLIC_URL: needed for TWILIO_INBOUND=webhook; or set TWILIO_INBOUND=poll")
    return SmsChannel(settings, house.clock, drawn_from(house.store))


def _voice(settings: Settings, clock: Clock) -> Channel:
    from bot.channels.voice import VoiceChannel

    return VoiceChannel(settings, clock)


def _telegram(house: House) -> Channel:
    from bot.channels.telegram import telegram_channel
    from bot.channels.telegram_inbound import move_chat

    def moved(old: str, new: str) -> None:
        move_chat(house, old, new)

    policy = default_policy()
    return telegram_channel(
        house.settings, house.clock, moved, (policy.quiet_from, policy.quiet_until), drawn_from(house.store)
    )


def is_absent(house: House, name: ChannelName) -> bool:
    """Whether a channel only stands there to say that it is not set up."""
    return isinstance(house.channels.get(name), AbsentChannel)


def has_sms(settings: Settings) -> bool:
    """Whether SMS is meant to be on."""
    return settings.twilio_account_sid is not None or settings.twilio_auth_token is not None


def outside_loopback(settings: Settings) -> list[str]:
    """The variables by which this process would reach a real provider."""
    found = []
    if settings.telegram_bot_token is not None and not _is_loopback(settings.telegram_api_base_url):
        found.append("TELEGRAM_API_BASE_URL")
    if has_sms(settings) and not _is_loopback(settings.twilio_api_base_url):
        found.append("TWILIO_API_BASE_URL")
    return found


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in LOOPBACK
