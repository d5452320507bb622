"""SMS over real HTTP: what leaves, what each of Twilio's answers means, and that no text is sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.channel_set import open_equipped
from bot.channels.sms import SmsChannel
from bot.channels.sms_poll import SmsPoll
from bot.checks_sms import check_sms
from bot.finding import Finding
from bot.intake import Intake
from bot.settings import SettingsError
from bot.texts.segments import is_gsm7
from scheduler.clock import StandingClock
from scheduler.domain.message import MessageState, Priority
from scheduler.domain.people import Reach
from tests.adapters.sms_house import ANN, BEN, NOW, OPERATOR, SmsHouse, open_sms_house, sms_settings
from tests.adapters.twilio_peer import NUMBER, Lose, Refuse, TwilioPeer, real_now

PUBLIC = "https://bot.example.org"


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOW)


@pytest.fixture
def peer(clock: StandingClock) -> Iterator[TwilioPeer]:
    with TwilioPeer(clock.now, PUBLIC) as made:
        yield made


@pytest.fixture
def sms(sqlite_url: str, peer: TwilioPeer, clock: StandingClock) -> Iterator[SmsHouse]:
    with open_sms_house(sqlite_url, peer, clock, operator_contact=f"sms:{OPERATOR}") as made:
        yield made


def test_a_text_leaves_with_everything_twilio_needs(sms: SmsHouse) -> None:
    sms.person(ANN, "Ann", patient=True)
    own = sms.queue(ANN, expires_at=NOW + timedelta(minutes=30))
    sms.rounds()
    (asked,) = sms.peer.asked
    assert asked["To"] == ANN
    assert asked["From"] == NUMBER
    assert asked["StatusCallback"] == f"{PUBLIC}/twilio/status/{own}"
    assert asked["ValidityPeriod"] == "1800"
    assert is_gsm7(asked["Body"])
    sent = sms.message(own)
    assert (sent.state, sent.text, sent.provider_id) == (MessageState.SENT, asked["Body"], sms.peer.out[0].sid)


def test_a_service_sends_where_there_is_no_number(sqlite_url: str, peer: TwilioPeer, clock: StandingClock) -> None:
    more = {"twilio_phone_number": None, "twilio_messaging_service_sid": "MG" + "0" * 32}
    with open_sms_house(sqlite_url, peer, clock, **more) as sms:
        sms.person(ANN, "Ann")
        sms.queue(ANN)
        sms.rounds()
        assert sms.peer.asked[0]["MessagingServiceSid"] == "MG" + "0" * 32
        assert "From" not in sms.peer.asked[0]


def test_a_lost_answer_never_makes_a_second_text(sms: SmsHouse) -> None:
    sms.person(ANN, "Ann")
    sms.peer.faults.append(Lose(accepts=True))
    own = sms.queue(ANN)
    sms.rounds()
    assert sms.state(own) is MessageState.UNKNOWN
    sms.clock.leap(timedelta(seconds=20))
    sms.rounds(10, timedelta(seconds=20))
    assert len(sms.peer.asked) == len(sms.peer.out) == 1
    sent = sms.message(own)
    assert (sent.state, sent.provider_id) == (MessageState.SENT, sms.peer.out[0].sid)


def test_an_answer_slower_than_the_time_out_never_makes_a_second_text(
    sqlite_url: str, peer: TwilioPeer, clock: StandingClock
) -> None:
    with open_sms_house(sqlite_url, peer, clock, send_timeout_seconds=2) as sms:
        sms.person(ANN, "Ann")
        sms.peer.faults.append(Lose(accepts=True, after_s=4))
        own = sms.queue(ANN)
        sms.rounds()
        assert sms.state(own) is MessageState.UNKNOWN
        sms.clock.leap(timedelta(seconds=20))
        sms.rounds(5, timedelta(seconds=20))
        assert len(sms.peer.asked) == 1
        assert sms.state(own) is MessageState.SENT


def test_what_twilio_does_not_list_is_sent_once_more(sms: SmsHouse) -> None:
    sms.person(ANN, "Ann")
    sms.peer.faults.append(Lose(accepts=False))
    own = sms.queue(ANN)
    sms.rounds()
    sms.clock.leap(timedelta(seconds=20))
    sms.rounds()
    assert len(sms.peer.asked) == 1, "the list is believed only after a while"
    sms.clock.leap(timedelta(seconds=40))
    sms.rounds(2)
    assert (len(sms.peer.asked), len(sms.peer.out), sms.state(own)) == (2, 1, MessageState.SENT)


def test_the_same_text_sent_before_is_not_taken_for_the_lost_one(sms: SmsHouse) -> None:
    sms.person(ANN, "Ann")
    first = sms.queue(ANN)
    sms.rounds()
    sms.clock.leap(timedelta(seconds=5))
    sms.peer.faults.append(Lose(accepts=False))
    second = sms.queue(ANN)
    sms.rounds()
    sms.clock.leap(timedelta(seconds=60))
    sms.rounds(3)
    assert len(sms.peer.to(ANN)) == 2
    assert sms.message(first).provider_id != sms.message(second).provider_id
    assert sms.state(second) is MessageState.SENT


def test_a_process_that_died_while_sending_asks_before_it_sends(sms: SmsHouse) -> None:
    sms.person(ANN, "Ann")
    own = sms.queue(ANN)
    sms.rounds()
    with sms.house.store.transaction() as records:
        # As a process leaves it that is killed between sending and recording.
        records.work.conn.exec_driver_sql(  # type: ignore[attr-defined]
            "UPDATE message SET state='sending', provider_id=NULL, text_sealed=NULL, lease_until=0 WHERE id=?", (own,)
        )
    sms.clock.leap(timedelta(seconds=30))
    sms.rounds(3, timedelta(seconds=20))
    assert len(sms.peer.asked) == 1
    assert sms.state(own) is MessageState.SENT
    assert sms.message(own).text == sms.peer.out[0].body


def test_too_many_requests_then_unavailable_then_well(sms: SmsHouse) -> None:
    sms.person(ANN, "Ann")
    sms.peer.faults += [Refuse(20429, 429, retry_after="7"), Refuse(20503, 503)]
    own = sms.queue(ANN)
    sms.rounds()
    waits = sms.message(own)
    assert (waits.state, waits.attempts) == (MessageState.WAITING, 0)
    assert waits.not_before == NOW + timedelta(seconds=7)
    sms.clock.leap(timedelta(seconds=7))
    sms.rounds()
    assert sms.message(own).attempts == 1
    sms.clock.leap(timedelta(seconds=10))
    sms.rounds()
    assert sms.state(own) is MessageState.SENT
    assert len(sms.peer.out) == 1
    assert len(sms.peer.asked) == 3


def test_a_gateway_that_answers_for_twilio_may_have_passed_it_on(sms: SmsHouse) -> None:
    sms.person(ANN, "Ann")
    sms.peer.faults.append(Refuse(0, 502))
    own = sms.queue(ANN)
    sms.rounds()
    assert sms.state(own) is MessageState.UNKNOWN
    sms.clock.leap(timedelta(seconds=60))
    sms.rounds(2)
    assert sms.state(own) is MessageState.SENT
    assert len(sms.peer.out) == 1


def test_a_number_that_opted_out_is_never_texted_again_and_the_caregiver_hears_it(sms: SmsHouse) -> None:
    sms.cares(sms.person(BEN, "Ben"), sms.person(ANN, "Ann", patient=True))
    sms.peer.blocked.add(ANN)
    own = sms.queue(ANN)
    sms.rounds(3, timedelta(seconds=5))
    assert sms.state(own) is MessageState.FAILED
    assert sms.reach(ANN) is Reach.OFF
    (told,) = sms.peer.to(BEN)
    assert "Ann has ended my messages" in told
    assert len(sms.peer.to(OPERATOR)) == 1
    later = [sms.queue(ANN), sms.queue(ANN, priority=Priority.RED)]
    sms.rounds(20, timedelta(hours=3))
    assert [each["To"] for each in sms.peer.asked].count(ANN) == 1
    assert {sms.state(each) for each in later} == {MessageState.DROPPED}
    assert len(sms.peer.to(BEN)) == 1


@pytest.mark.parametrize("code", [21211, 21217, 21614])
def test_a_number_that_cannot_be_reached_is_off(sms: SmsHouse, code: int) -> None:
    sms.cares(sms.person(BEN, "Ben"), sms.person(ANN, "Ann", patient=True))
    sms.peer.faults.append(Refuse(code))
    sms.queue(ANN)
    sms.rounds(3, timedelta(seconds=5))
    assert sms.reach(ANN) is Reach.OFF
    (told,) = sms.peer.to(BEN)
    assert "My messages to Ann no longer arrive" in told


@pytest.mark.parametrize("code", [21408, 21606, 21612, 21617, 21999])
def test_a_text_that_cannot_be_sent_is_a_dead_letter(sms: SmsHouse, code: int) -> None:
    sms.person(ANN, "Ann")
    sms.peer.faults.append(Refuse(code))
    own = sms.queue(ANN)
    sms.rounds(3, timedelta(seconds=5))
    assert sms.state(own) is MessageState.FAILED
    assert sms.reach(ANN) is Reach.ON
    (told,) = sms.peer.to(OPERATOR)
    assert str(code) in told
    assert len(sms.peer.to(ANN)) == 0


@pytest.mark.parametrize("fault", [Refuse(20003, 401), Refuse(20404, 404), Refuse(30034, 400)])
def test_settings_that_are_refused_turn_the_channel_off_until_they_are_mended(sms: SmsHouse, fault: Refuse) -> None:
    sms.person(ANN, "Ann")
    sms.person(BEN, "Ben", console="ben")
    sms.peer.faults += [fault] * 20
    waits, moves = sms.queue(ANN), sms.queue(BEN)
    sms.rounds()
    assert sms.state(waits) is MessageState.WAITING
    assert sms.state(moves) is MessageState.FAILED, "who has another way is told there"
    assert len([each for each in sms.messages() if "|via:" in each.key and each.person_id != 1]) == 1
    asked = len(sms.peer.asked)
    sms.rounds(3, timedelta(seconds=5))
    assert len(sms.peer.asked) <= asked + 1, "a channel that is off is hardly tried"
    sms.peer.faults.clear()
    sms.rounds(4, timedelta(minutes=10))
    assert sms.state(waits) is MessageState.SENT
    assert any("takes no texts from me" in text for text in sms.peer.to(OPERATOR))


def test_a_wrong_variable_is_named(sqlite_url: str, peer: TwilioPeer, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(**more: Any) -> str:
        with pytest.raises(SettingsError) as error:
            open_equipped(sms_settings(sqlite_url, peer, **more), StandingClock(NOW), alone=True)
        return str(error.value)

    assert "TWILIO_PHONE_NUMBER" in said(twilio_phone_number=None)
    assert "TWILIO_AUTH_TOKEN" in said(twilio_auth_token=None)
    assert "PUBLIC_URL" in said(public_url=None)
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    assert "TWILIO_EDGE" in said()


def test_a_server_that_is_not_there_loses_nothing(sqlite_url: str, clock: StandingClock) -> None:
    with TwilioPeer(clock.now, PUBLIC) as gone:
        pass
    with open_sms_house(sqlite_url, gone, clock) as sms:
        sms.person(ANN, "Ann")
        own = sms.queue(ANN)
        sms.rounds(12, timedelta(minutes=11))
        waits = sms.message(own)
        # Jitter may carry a try past a round or two of eleven minutes; it never gives up in them.
        assert waits.state is MessageState.WAITING
        assert 9 <= waits.attempts <= 12
        assert sms.clock.now() < waits.not_before < sms.clock.now() + timedelta(minutes=16)


def findings(peer: TwilioPeer, **more: Any) -> list[Finding]:
    return asyncio.run(check_sms(sms_settings("sqlite:///unused.db", peer, **more)))


def test_check_finds_everything_in_order(peer: TwilioPeer) -> None:
    found = findings(peer)
    assert [each.is_wrong for each in found] == [False, False]
    assert f"{PUBLIC}/twilio/sms" in found[1].says
    assert findings(peer, twilio_account_sid=None, twilio_auth_token=None) == []


@pytest.mark.parametrize(
    ("more", "fix"),
    [
        ({"twilio_auth_token": "wrong"}, "TWILIO_AUTH_TOKEN"),
        ({"twilio_phone_number": "+15005550007"}, "take the number"),
        ({"twilio_phone_number": None}, ".env"),
        ({"twilio_api_base_url": "http://127.0.0.1:9"}, "TWILIO_API_BASE_URL"),
        ({"public_url": None}, "TWILIO_INBOUND=poll"),
        ({"public_url": "https://other.example"}, "https://other.example/twilio/sms"),
    ],
)
def test_check_says_what_is_wrong_and_how_to_mend_it(peer: TwilioPeer, more: dict[str, Any], fix: str) -> None:
    wrong = [each for each in findings(peer, **more) if each.is_wrong]
    assert wrong
    assert fix in (wrong[0].fix or "")
    assert peer.asked == [], "nothing is sent"


def test_check_by_polling_says_what_an_address_would_bring(peer: TwilioPeer) -> None:
    found = findings(peer, twilio_inbound="poll", public_url=None)
    assert [each.is_wrong for each in found] == [False, False]
    assert "PUBLIC_URL" in (found[1].fix or "")


@pytest.mark.parametrize("ahead", [timedelta(minutes=40), timedelta(days=-2)])
def test_a_machine_whose_clock_is_wrong_hears_what_is_written(sqlite_url: str, ahead: timedelta) -> None:
    with TwilioPeer(real_now, PUBLIC) as peer, open_sms_house(sqlite_url, peer) as sms:

        async def run() -> list[int]:
            channel = SmsChannel(sms.house.settings, sms.clock)
            intake = Intake(sms.house, lambda: None)
            poll = SmsPoll(sms.house.store, intake.take_sms, channel.client, NUMBER, 1.0, lambda: None)
            poll._real = StandingClock(real_now() + ahead)
            counts = [await poll.look()]
            for _ in range(2):
                await asyncio.to_thread(peer.holds, ANN, "START")
                counts.append(await poll.look())
            counts.append(await poll.look())
            await channel.close()
            intake.close()
            return counts

        assert asyncio.run(run()) == [0, 1, 1, 0]
