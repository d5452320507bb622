"""What Twilio says later about a text: in any order, more than once, and sometimes that it never arrived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations

import pytest

from bot.channels.sms import SmsChannel
from bot.channels.sms_error import read_receipt
from bot.channels.sms_inbound import read_sms
from bot.channels.sms_receipts import SmsReceipts
from scheduler.clock import StandingClock
from scheduler.detour import other_way
from scheduler.domain.message import MessageState, Priority
from scheduler.domain.people import ChannelName, Reach
from scheduler.ports import Sent
from scheduler.receipt import take_receipt
from tests.adapters.ports import free_port
from tests.adapters.sms_house import ANN, BEN, NOW, OPERATOR, SmsHouse, open_sms_house, served
from tests.adapters.twilio_peer import Lose, TwilioPeer


@pytest.fixture
def sms(sqlite_url: str) -> Iterator[SmsHouse]:
    clock = StandingClock(NOW)
    with (
        TwilioPeer(clock.now, f"http://127.0.0.1:{free_port()}") as peer,
        open_sms_house(sqlite_url, peer, clock, operator_contact=f"sms:{OPERATOR}") as made,
        served(made),
    ):
        yield made


def states(sms: SmsHouse) -> list[tuple[str, MessageState]]:
    return [(each.kind, each.state) for each in sms.messages()]


def test_receipts_in_any_order_end_on_delivered(sms: SmsHouse) -> None:
    sms.person(ANN, "Ann")
    for order in permutations(["queued", "sending", "sent", "delivered"]):
        own = sms.queue(ANN)
        sms.rounds()
        assert sms.peer.says(sms.peer.out[-1], *order, order[0], "sent") == [200] * 6
        assert sms.state(own) is MessageState.DELIVERED, order
        sms.clock.leap(timedelta(minutes=5))


@pytest.mark.parametrize("later", ["sent", "delivered", "queued", "failed"])
def test_a_final_state_is_never_left(sms: SmsHouse, later: str) -> None:
    sms.person(ANN, "Ann")
    own = sms.queue(ANN)
    sms.rounds()
    sms.peer.says(sms.peer.out[0], "undelivered", later, error=30005)
    assert sms.state(own) is MessageState.FAILED


def test_a_receipt_settles_a_send_whose_answer_was_lost(sms: SmsHouse) -> None:
    sms.person(ANN, "Ann")
    sms.peer.faults.append(Lose(accepts=True))
    own = sms.queue(ANN)
    sms.rounds()
    assert sms.state(own) is MessageState.UNKNOWN
    sms.peer.says(sms.peer.out[0], "queued")
    sent = sms.message(own)
    assert (sent.state, sent.provider_id) == (MessageState.SENT, sms.peer.out[0].sid)
    sms.clock.leap(timedelta(minutes=5))
    sms.rounds(3)
    assert len(sms.peer.asked) == 1


def test_a_receipt_that_is_faster_than_the_answer_stays(sms: SmsHouse) -> None:
    sms.person(ANN, "Ann")
    own = sms.queue(ANN)
    with sms.house.store.transaction() as records:
        records.messages.lease(NOW, 1, NOW + timedelta(minutes=1))
        records.messages.begin([own], NOW)
        receipt = read_receipt("delivered", "SM1", None)
        assert receipt is not None
        take_receipt(records, own, receipt, NOW)
    assert sms.state(own) is MessageState.DELIVERED
    with sms.house.store.transaction() as records:
        records.messages.record([Sent(own, MessageState.SENT, NOW, "the text", "SM1")])
    kept = sms.message(own)
    assert (kept.state, kept.text, kept.provider_id) == (MessageState.DELIVERED, "the text", "SM1")


def test_what_was_not_delivered_takes_the_other_channel(sms: SmsHouse) -> None:
    sms.cares(sms.person(BEN, "Ben"), sms.person(ANN, "Ann", patient=True, console="ann"))
    own = sms.queue(ANN, dose_ids=())
    sms.rounds()
    sms.peer.says(sms.peer.out[0], "sent", "undelivered", "undelivered", error=30003)
    assert sms.state(own) is MessageState.FAILED
    (copy,) = [each for each in sms.messages() if "|via:" in each.key]
    assert (copy.kind, copy.person_id, copy.state) == ("thanks", sms.message(own).person_id, MessageState.WAITING)
    assert copy.contact_id != sms.message(own).contact_id
    assert copy.text is None
    sms.rounds(3)
    assert sms.peer.to(BEN) == [], "who is reached by another way needs nobody to be told"
    assert sms.reach(ANN) is Reach.ON


def test_a_phone_that_is_off_is_tried_once_more_and_then_the_caregiver_hears_it(sms: SmsHouse) -> None:
    sms.cares(sms.person(BEN, "Ben"), sms.person(ANN, "Ann", patient=True))
    sms.queue(ANN, priority=Priority.REMINDER)
    sms.rounds()
    sms.peer.says(sms.peer.out[0], "undelivered", error=30003)
    sms.rounds(2)
    assert sms.peer.to(BEN) == []
    sms.clock.leap(timedelta(minutes=10))
    sms.rounds()
    assert len(sms.peer.to(ANN)) == 2
    sms.peer.says(sms.peer.out[1], "undelivered", error=30003)
    sms.rounds(2)
    (told,) = sms.peer.to(BEN)
    assert "My messages to Ann no longer arrive" in told
    assert len(sms.peer.to(OPERATOR)) == 1
    assert len(sms.peer.to(ANN)) == 2


@pytest.mark.parametrize("code", [30004, 30005, 30006])
def test_a_number_that_is_dead_is_off(sms: SmsHouse, code: int) -> None:
    sms.cares(sms.person(BEN, "Ben"), sms.person(ANN, "Ann", patient=True))
    sms.queue(ANN)
    sms.rounds()
    sms.peer.says(sms.peer.out[0], "failed", error=code)
    sms.rounds(2)
    assert sms.reach(ANN) is Reach.OFF
    assert len(sms.peer.to(BEN)) == 1


def test_a_filtered_text_is_not_sent_again(sms: SmsHouse) -> None:
    sms.person(ANN, "Ann", patient=True)
    sms.queue(ANN)
    sms.rounds()
    sms.peer.says(sms.peer.out[0], "undelivered", error=30007)
    sms.rounds(3, timedelta(minutes=20))
    assert len(sms.peer.to(ANN)) == 1
    assert "30007" in sms.peer.to(OPERATOR)[0]


def test_a_filtered_text_goes_by_another_channel_but_not_to_a_second_number(sms: SmsHouse) -> None:
    own = sms.person(ANN, "Ann", patient=True, console="ann")
    with sms.house.store.transaction() as records:
        second = records.people.add_contact(ChannelName.SMS, BEN, Reach.ON, NOW)
        records.people.use_contact(own, second, 3)
    sms.queue(ANN)
    sms.rounds()
    sms.peer.says(sms.peer.out[0], "undelivered", error=30007)
    (copy,) = [each for each in sms.messages() if "|via:" in each.key]
    with sms.house.store.transaction() as records:
        console = records.people.contact_by_id(copy.contact_id)
        assert console is not None
        assert console.channel is ChannelName.CONSOLE
        # Should that one fail as well, the second number is still no other way.
        assert other_way(records, copy, NOW) is None
    sms.rounds(3, timedelta(minutes=2))
    assert sms.peer.to(BEN) == []
    assert "held back" in sms.peer.to(OPERATOR)[0]


def test_a_sender_that_is_not_registered_turns_the_channel_off_until_something_arrives(sms: SmsHouse) -> None:
    sms.cares(sms.person(BEN, "Ben"), sms.person(ANN, "Ann", patient=True))
    sms.queue(ANN)
    sms.rounds()
    sms.peer.says(sms.peer.out[0], "sent", "undelivered", error=30034)
    operator = [each for each in sms.messages() if each.kind == "operator-channel-off"]
    assert [each.slots["says"] for each in operator] == ["twilio 30034"]
    own = sms.queue(BEN)
    sms.rounds(2)
    assert (sms.state(own), len(sms.peer.out)) == (MessageState.WAITING, 1)
    sms.clock.leap(timedelta(minutes=16))
    sms.rounds(3)
    assert len(sms.peer.out) == 2, "one finds out, and the others wait for its receipt"
    sms.peer.says(sms.peer.out[1], "delivered")
    sms.rounds(6, timedelta(minutes=1))
    assert [len(sms.peer.to(number)) for number in (ANN, BEN, OPERATOR)] == [2, 1, 1]


def test_a_caregiver_who_is_not_reached_is_told_to_the_person(sms: SmsHouse) -> None:
    sms.cares(sms.person(BEN, "Ben"), sms.person(ANN, "Ann", patient=True))
    sms.queue(BEN, priority=Priority.RED)
    sms.rounds()
    sms.peer.says(sms.peer.out[0], "failed", error=30005)
    sms.rounds(2)
    assert any("My messages to Ben no longer arrive" in text for text in sms.peer.to(ANN))


def test_what_has_no_words_fails_at_once_and_holds_up_nothing(sms: SmsHouse) -> None:
    own = sms.person(ANN, "Ann", patient=True)
    wordless = sms.queue(ANN, "dose-due", Priority.REMINDER, patient_id=own)
    sms.queue(ANN, "thanks")
    sms.rounds(4, timedelta(seconds=10))
    assert sms.state(wordless) is MessageState.FAILED
    assert sms.peer.to(ANN) == ["You're welcome."]
    assert f"dose-due {wordless}" in sms.peer.to(OPERATOR)[0]


def test_a_receipt_about_nothing_of_ours(sms: SmsHouse) -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    assert sms.peer.call("/twilio/status/4711", form).status_code == 404
    assert sms.peer.call("/twilio/status/x", form).status_code == 400
    for absurd in ("99999999999999999999", "1" * 5000):
        assert sms.peer.call(f"/twilio/status/{absurd}", form).status_code == 400
    assert sms.peer.call("/twilio/status/1", {"MessageSid": "SM1"}).status_code == 400
    assert sms.peer.call("/twilio/status/1", form, signature=None).status_code == 403
    sms.person(ANN, "Ann")
    own = sms.queue(ANN)
    sms.rounds()
    assert sms.peer.says(sms.peer.out[0], "a-word-of-tomorrow") == [200]
    assert sms.state(own) is MessageState.SENT


def test_a_machine_that_cannot_be_called_asks_what_became_of_its_texts(sqlite_url: str) -> None:
    clock = StandingClock(NOW)
    with (
        TwilioPeer(clock.now) as peer,
        open_sms_house(
            sqlite_url, peer, clock, public_url=None, twilio_inbound="poll", operator_contact=f"sms:{OPERATOR}"
        ) as sms,
    ):
        sms.person(ANN, "Ann")
        channel = sms.house.channels[ChannelName.SMS]
        assert isinstance(channel, SmsChannel)
        receipts = SmsReceipts(sms.house.store, clock, channel.client)
        first, second, third = (sms.queue(ANN) for _ in range(3))
        sms.rounds(4, timedelta(seconds=5))
        for each, status in zip(sms.peer.out, ("delivered", "sent", "undelivered"), strict=True):
            each.status = status
        sms.peer.out[2].error_code = 30005
        assert sms.runner.run(receipts.look()) == 2
        assert [sms.state(each) for each in (first, second, third)] == [
            MessageState.DELIVERED,
            MessageState.SENT,
            MessageState.FAILED,
        ]
        assert sms.reach(ANN) is Reach.OFF
        assert [kind for kind, _ in states(sms)].count("operator-channel-lost") == 1
        assert sms.runner.run(receipts.look()) == 0


@pytest.mark.parametrize(
    ("body", "kind", "read"),
    [
        ("INICIAR", "START", "START"),
        ("yes", "START", "yes"),
        ("ARRET", "STOP", "STOP"),
        ("INFO", "HELP", "INFO"),
        ("7", None, "7"),
    ],
)
def test_what_twilio_made_of_a_word_counts(body: str, kind: str | None, read: str) -> None:
    sms = read_sms("SM1", ANN, body, "0", kind)
    assert sms is not None
    assert sms.text == read
