"""A red alarm by text and by call together: twice, with a key on the line, and only for those who agreed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from xml.etree import ElementTree

import pytest

from bot.channel_set import open_equipped
from bot.channels.voice import VoiceChannel
from bot.channels.voice_receipts import CallReceipts
from bot.settings import SettingsError
from scheduler.clock import StandingClock
from scheduler.domain.people import ChannelName
from tests.adapters.ports import free_port
from tests.adapters.sms_house import ANN, BEN, NOW, SmsHouse, open_sms_house, served, sms_settings
from tests.adapters.twilio_peer import Refuse, TwilioPeer

_numbers = count(1)


@pytest.fixture
def voice(sqlite_url: str) -> Iterator[SmsHouse]:
    """Ann with Ben, who has agreed to texts and to calls."""
    clock = StandingClock(NOW)
    with (
        TwilioPeer(clock.now, f"http://127.0.0.1:{free_port()}") as peer,
        open_sms_house(sqlite_url, peer, clock, twilio_voice="on") as made,
        served(made),
    ):
        made.cares(made.person(BEN, "Ben"), made.person(ANN, "Ann", patient=True))
        _texts(made, BEN, "CALL")
        assert "ring you" in peer.to(BEN)[-1]
        yield made


def _texts(voice: SmsHouse, number: str, text: str) -> None:
    voice.house.say(ChannelName.SMS, number, f"SM{next(_numbers)}", text)
    _beat(voice)


def _beat(voice: SmsHouse, **later: float) -> None:
    voice.clock.leap(timedelta(**later))
    voice.runner.run(voice.house.beat())


def _press(voice: SmsHouse, key: str, signature: str | None = "right") -> tuple[int, str]:
    call = voice.peer.calls[-1]
    gather = ElementTree.fromstring(call["Twiml"]).find("Gather")
    assert gather is not None
    assert voice.peer.public_url is not None
    path = gather.attrib["action"].removeprefix(voice.peer.public_url)
    answer = voice.peer.call(path, {"Digits": key, "CallSid": call["Sid"], "To": call["To"]}, signature=signature)
    return answer.status_code, answer.text


def test_a_text_and_a_call_together_and_a_second_call_within_three_minutes(voice: SmsHouse) -> None:
    _texts(voice, ANN, "theres bugs crawling on the wall")
    assert "bugs crawling" in voice.peer.to(BEN)[-1]
    (first,) = voice.peer.calls
    assert first["To"] == BEN
    assert "Ann may be in danger" in first["Twiml"]
    assert "bugs" not in first["Twiml"], "an answering machine may be listening"
    _beat(voice, seconds=150)
    assert len(voice.peer.calls) == 2
    _beat(voice, minutes=8)
    assert len(voice.peer.calls) == 3, "the next round rings again"


def test_calls_that_nobody_takes_bring_the_next_round_sooner(voice: SmsHouse) -> None:
    _texts(voice, ANN, "SOS")
    assert voice.peer.ends(voice.peer.calls[0], "no-answer") == 200
    _beat(voice, seconds=150)
    assert len(voice.peer.calls) == 2
    assert len(voice.peer.to(ANN)) == 1
    assert voice.peer.ends(voice.peer.calls[1], "busy") == 200
    assert voice.peer.ends(voice.peer.calls[1], "busy") == 200, "a repeat has no effect"
    _beat(voice, seconds=60)
    assert len(voice.peer.calls) == 2, "four minutes from when the round began, and no sooner"
    _beat(voice, seconds=31)
    assert len(voice.peer.calls) == 3
    assert "reached nobody" in voice.peer.to(ANN)[-1]
    assert [m.kind for m in voice.messages()].count("operator-channel-lost") == 0


def test_a_call_that_is_taken_does_not(voice: SmsHouse) -> None:
    _texts(voice, ANN, "SOS")
    voice.peer.ends(voice.peer.calls[0], "completed")
    _beat(voice, seconds=150)
    voice.peer.ends(voice.peer.calls[1], "no-answer")
    _beat(voice, minutes=5)
    assert len(voice.peer.calls) == 2, "somebody, or their answering machine, has heard it"
    assert voice.peer.call("/twilio/status/4711", {"CallSid": "CA1", "CallStatus": "busy"}).status_code == 404


def test_another_number_is_theirs_once_they_say_the_code_it_spoke(voice: SmsHouse) -> None:
    other = "+442079460000"
    _texts(voice, BEN, "CALL 999999")
    _texts(voice, BEN, "CALL 0044 20 7946 0000")
    (call,) = voice.peer.calls
    assert call["To"] == other
    assert voice.peer.to(BEN)[-1].startswith("I ring that number now")
    code = "".join(re.findall(r"code is: (\d) (\d) (\d) (\d)", call["Twiml"])[0])
    wrong = f"{(int(code) + 1) % 10_000:04d}"
    _texts(voice, BEN, wrong)
    assert "not the code" in voice.peer.to(BEN)[-1]
    voice.peer.ends(call, "no-answer")
    _beat(voice)
    assert "nobody picked up" in voice.peer.to(BEN)[-1]
    _texts(voice, BEN, code)
    assert "ring you there" in voice.peer.to(BEN)[-1]
    _texts(voice, ANN, "SOS")
    assert [each["To"] for each in voice.peer.calls[1:]] == [BEN, other]
    _texts(voice, BEN, "6")
    _texts(voice, BEN, "6")
    # Whoever guesses is not let in, and no telephone is made to ring on and on.
    for _ in range(3):
        _texts(voice, BEN, "CALL +44 20 7946 0001")
        for _ in range(3):
            _texts(voice, BEN, "0000" if "0 0 0 0" not in voice.peer.calls[-1]["Twiml"] else "1111")
        assert "no longer good" in voice.peer.to(BEN)[-1]
    rung = len(voice.peer.calls)
    _texts(voice, BEN, "CALL +44 20 7946 0001")
    assert "three times today" in voice.peer.to(BEN)[-1]
    assert len(voice.peer.calls) == rung


def test_a_machine_that_cannot_be_called_asks_how_its_calls_ended(sqlite_url: str) -> None:
    clock = StandingClock(NOW)
    with (
        TwilioPeer(clock.now) as peer,
        open_sms_house(sqlite_url, peer, clock, twilio_voice="on", twilio_inbound="poll", public_url=None) as made,
    ):
        made.cares(made.person(BEN, "Ben"), made.person(ANN, "Ann", patient=True))
        channel = made.house.channels[ChannelName.VOICE]
        assert isinstance(channel, VoiceChannel)
        receipts = CallReceipts(made.house.store, clock, channel)
        _texts(made, BEN, "CALL")
        _texts(made, ANN, "SOS")
        _beat(made, seconds=150)
        assert made.runner.run(receipts.look()) == 0
        for each in peer.calls:
            each["Status"] = "no-answer"
        assert made.runner.run(receipts.look()) == 2
        _beat(made, seconds=91)
        assert len(peer.calls) == 3
        _beat(made, minutes=11)
        assert made.runner.run(receipts.look()) == 0
        assert peer.calls[2]["Sid"] not in channel.under_way, "what never ends is not asked about for ever"


def test_a_key_on_the_line_is_the_caregivers_answer(voice: SmsHouse) -> None:
    _texts(voice, ANN, "SOS")
    assert _press(voice, "4", signature="forged")[0] == 403
    assert _press(voice, "1")[0] == 200
    status, spoken = _press(voice, "4")
    assert (status, "Thank you" in spoken) == (200, True)
    _press(voice, "4")
    _beat(voice)
    assert [text for text in voice.peer.to(ANN) if "Ben has my message" in text] != []
    assert len([text for text in voice.peer.to(BEN) if "you are on it" in text]) == 1, "a repeat has no effect"
    _beat(voice, minutes=3)
    assert len(voice.peer.calls) == 1, "who is on it is not rung a second time"


def test_who_wants_no_calls_gets_none_and_a_call_that_fails_takes_no_text_with_it(voice: SmsHouse) -> None:
    voice.peer.call_faults.append(Refuse(21217))
    _texts(voice, ANN, "SOS")
    assert any("SOS" in text for text in voice.peer.to(BEN))
    _texts(voice, BEN, "no calls")
    assert "no calls" in voice.peer.to(BEN)[-1]
    before = len(voice.peer.calls)
    _beat(voice, minutes=10)
    assert len(voice.peer.calls) == before


def test_without_a_public_address_the_answer_is_a_text(sqlite_url: str) -> None:
    clock = StandingClock(NOW)
    with (
        TwilioPeer(clock.now) as peer,
        open_sms_house(sqlite_url, peer, clock, twilio_voice="on", twilio_inbound="poll", public_url=None) as made,
    ):
        made.cares(made.person(BEN, "Ben"), made.person(ANN, "Ann", patient=True))
        _texts(made, BEN, "CALL")
        _texts(made, ANN, "SOS")
        assert "Gather" not in peer.calls[0]["Twiml"]
        assert "answer that text" in peer.calls[0]["Twiml"]


def test_a_service_without_a_number_cannot_ring(sqlite_url: str) -> None:
    clock = StandingClock(NOW)
    with TwilioPeer(clock.now) as peer:
        more = {"twilio_voice": "on", "twilio_phone_number": None, "twilio_messaging_service_sid": "MG" + "1" * 32}
        settings = sms_settings(sqlite_url, peer, **more, twilio_inbound="poll")
        with pytest.raises(SettingsError, match="TWILIO_PHONE_NUMBER"):
            open_equipped(settings, clock, alone=True)


def test_calls_are_not_offered_where_there_are_none(sqlite_url: str) -> None:
    clock = StandingClock(NOW)
    with TwilioPeer(clock.now, "http://127.0.0.1:9") as peer, open_sms_house(sqlite_url, peer, clock) as made:
        made.cares(made.person(BEN, "Ben"), made.person(ANN, "Ann", patient=True))
        _texts(made, BEN, "CALL")
        assert "cannot ring" in peer.to(BEN)[-1]
        _texts(made, ANN, "SOS")
        assert peer.calls == []
