"""A message that carries a picture or a file: how each channel sends it, and what is said where it cannot."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

import pytest

from bot.channels.console import ConsoleChannel
from bot.channels.sms import SmsChannel
from bot.channels.telegram import telegram_channel
from bot.media import open_pictures
from bot.pages.drawing import DrawingError, Picture
from bot.texts.segments import count_segments
from scheduler.clock import StandingClock
from scheduler.domain.message import DRAWS, Message, Priority
from scheduler.domain.people import ChannelName, Wording
from scheduler.ports import Accepted, Delivery
from tests.adapters.sms_house import NOW, sms_settings
from tests.adapters.telegram_house import telegram_settings
from tests.adapters.telegram_proxy import Fault, telegram_peer
from tests.adapters.twilio_peer import Refuse, TwilioPeer

# One white dot.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
AMERICAN, OUR_AMERICAN, BRITISH = "+12025550123", "+15005550006", "+447700900001"
SENTENCE = "The picture cannot come by text."


def draw(what: str, patient_id: int, now: datetime) -> Picture:
    if what == "nothing":
        raise DrawingError("nothing to show")
    if what == "letter":
        return Picture(b"%PDF-1.7 letter", "application/pdf", "letter.pdf")
    return Picture(PNG, "image/png", f"{what}-{patient_id}.png")


def message(what: str, channel: ChannelName, address: str) -> Delivery:
    made = Message(1, 1, "thanks", "k", Priority.REST, NOW, NOW, slots={DRAWS: what}, patient_id=7, id=42)
    return Delivery(made, channel, address, "en", Wording.DISCREET, "UTC", NOW)


def test_the_console_says_where_it_lies(tmp_path: Path) -> None:
    folder = tmp_path / "stepdown-pictures"
    console = ConsoleChannel(draw, folder)
    said = asyncio.run(console.send(message("chart", ChannelName.CONSOLE, "ann"))).text
    file = folder / "42-chart-7.png"
    assert said.endswith(f"It is in {file}")
    assert file.read_bytes() == PNG
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    plain = asyncio.run(console.send(message("nothing", ChannelName.CONSOLE, "ann"))).text
    assert plain == said.partition("\n")[0], "where there is nothing to show, the words go alone"
    blocked = ConsoleChannel(draw, file / "no-folder")
    assert "could not be written" in asyncio.run(blocked.send(message("chart", ChannelName.CONSOLE, "ann"))).text


@pytest.fixture
def twilio() -> Iterator[TwilioPeer]:
    with TwilioPeer(StandingClock(NOW).now, "https://bot.example.org") as peer:
        yield peer


def texted(peer: TwilioPeer, what: str, to: str, **more: object) -> tuple[Accepted, str | None]:
    """What was sent as, and the address of the picture in the last request."""
    settings = sms_settings("sqlite:///unused.db", peer, **{"twilio_phone_number": OUR_AMERICAN, **more})

    async def run() -> Accepted:
        channel = SmsChannel(settings, StandingClock(NOW), draw)
        try:
            return await channel.send(message(what, ChannelName.SMS, to))
        finally:
            await channel.close()

    return asyncio.run(run()), peer.asked[-1].get("MediaUrl")


def test_a_picture_goes_by_text_where_numbers_take_pictures(twilio: TwilioPeer) -> None:
    sent, url = texted(twilio, "progress?days=28", AMERICAN)
    assert SENTENCE not in sent.text
    assert url is not None
    settings = sms_settings("sqlite:///unused.db", twilio)
    assert url.startswith("https://bot.example.org/media/")
    assert open_pictures(settings, draw).open(url.rpartition("/")[2]).file_name == "progress?days=28-7.png"
    by_service = texted(
        twilio, "chart", AMERICAN, twilio_phone_number=None, twilio_messaging_service_sid="MG" + "0" * 32
    )
    assert by_service[1] is not None


def test_elsewhere_the_words_go_alone_and_say_so(twilio: TwilioPeer) -> None:
    for what, to, more in (
        ("chart", BRITISH, {}),
        ("chart", AMERICAN, {"public_url": None, "twilio_inbound": "poll"}),
    ):
        sent, url = texted(twilio, what, to, **more)
        assert url is None
        assert SENTENCE in sent.text
        assert count_segments(sent.text) <= 2
    sent, url = texted(twilio, "nothing", AMERICAN)
    assert (SENTENCE in sent.text, url) == (False, None)


def test_a_page_goes_as_a_link_that_ends(twilio: TwilioPeer) -> None:
    sent, url = texted(twilio, "letter", BRITISH)
    link = next(word for word in sent.text.split() if word.startswith("https://bot.example.org/media/"))
    assert (url, "for 15 minutes" in sent.text, count_segments(sent.text) <= 2) == (None, True, True)
    opened = open_pictures(sms_settings("sqlite:///unused.db", twilio), draw).open(link.rpartition("/")[2])
    assert opened.media_type == "application/pdf"
    alone, _ = texted(twilio, "letter", BRITISH, public_url=None, twilio_inbound="poll")
    assert (SENTENCE in alone.text, "http" in alone.text) == (False, False)


def test_a_picture_that_is_refused_costs_no_words(twilio: TwilioPeer) -> None:
    twilio.faults = [Refuse(21620, 400)]
    sent, url = texted(twilio, "chart", AMERICAN)
    assert (SENTENCE in sent.text, url, len(twilio.out)) == (True, None, 1)


def test_telegram_shows_pictures_and_brings_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with telegram_peer(tmp_path) as peer:
        settings = telegram_settings("sqlite:///unused.db", peer)

        async def run() -> set[str]:
            channel = telegram_channel(settings, StandingClock(NOW), lambda old, new: None, (time(22), time(7)), draw)
            peer.says(5001, "hello")
            said = set()
            try:
                for what in ("chart", "letter", "nothing"):
                    said.add((await channel.send(message(what, ChannelName.TELEGRAM, "5001"))).text)
                peer.fails("sendPhoto", Fault(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
                said.add((await channel.send(message("chart", ChannelName.TELEGRAM, "5001"))).text)
                monkeypatch.setattr("bot.channels.telegram.MOST_CAPTION", 5)
                said.add((await channel.send(message("chart", ChannelName.TELEGRAM, "5001"))).text)
            finally:
                await channel.close()
            return said

        (said,) = asyncio.run(run())
        caption, alone = ("caption", said), ("text", said)
        assert [(each.method, each.status, *_words(each.fields)) for each in peer.requests] == [
            ("sendPhoto", 200, caption),
            ("sendDocument", 200, caption),
            ("sendMessage", 200, alone),
            # Refused by Telegram: the words go without it.
            ("sendPhoto", 400, caption),
            ("sendMessage", 200, alone),
            # Too many words to stand below a picture: it goes before them.
            ("sendPhoto", 200),
            ("sendMessage", 200, alone),
        ]
        assert all(each.fields["protect_content"] == "true" for each in peer.requests)


def _words(fields: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, fields[name]) for name in ("caption", "text") if name in fields]
