"""Telegram over real HTTP: enrolling, being reminded, pressing, typing, undoing; and what must not do anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.telegram_inbound import UpdateError, take_update
from scheduler.domain.dose import DoseState
from scheduler.domain.people import Reach
from scheduler.domain.reply import SkipReason
from tests.adapters.telegram_house import ANN, BEN, STRANGER, TelegramHouse, telegram_house
from tests.adapters.telegram_proxy import TelegramPeer
from tests.builders import plan


@pytest.fixture
def house(sqlite_url: str, peer: TelegramPeer) -> Iterator[TelegramHouse]:
    with telegram_house(sqlite_url, peer) as made:
        yield made


def test_enrolling_by_buttons_place_and_document(house: TelegramHouse) -> None:
    house.enrol(plan())
    home = house
    patient = home.patient()
    assert (patient.call_me, patient.zone, patient.country) == ("Ann", "Europe/London", "GB")
    assert set(home.doses()) == {"08:00", "14:00", "20:00"}
    assert all(bubble.protected for bubble in home.peer.chats[str(ANN)])
    assert all(request.status == 200 for request in home.peer.requests)


def test_a_press_records_and_the_reminder_turns_into_the_receipt(home: TelegramHouse) -> None:
    home.leap_to(8, 1)
    reminder = home.peer.last(ANN)
    assert list(reminder.buttons) == ["Taken", "Not taken", "Later"]
    assert not reminder.silent
    count = len(home.peer.chats[str(ANN)])
    receipt = home.presses("Taken")
    assert receipt.id == reminder.id
    assert receipt.text != reminder.text
    assert list(receipt.buttons) == ["Undo"]
    assert len(home.peer.chats[str(ANN)]) == count
    assert home.doses()["08:00"].state is DoseState.TAKEN
    undone = home.presses("Undo", under=receipt)
    assert undone.id == reminder.id
    assert home.doses()["08:00"].state is DoseState.DUE
    assert "Taken" in undone.buttons


def test_pressing_twice_changes_nothing(home: TelegramHouse) -> None:
    home.leap_to(8, 1)
    reminder = home.peer.last(ANN)
    for _ in range(2):
        home.peer.presses(ANN, reminder.id, reminder.buttons["Taken"])
    home.settle()
    first = home.doses()["08:00"]
    receipt = home.shown(reminder.id)
    for _ in range(2):
        home.peer.presses(ANN, reminder.id, receipt.buttons["Undo"])
    home.settle()
    assert first.state is DoseState.TAKEN
    assert home.doses()["08:00"].state is DoseState.DUE
    assert home.kinds()[-4:] == ["recorded-taken", "recorded-taken", "undone", "nothing-to-undo"]
    assert len(home.peer.sent("answerCallbackQuery")) >= 4


def test_a_press_reaches_its_own_dose_though_another_is_open(home: TelegramHouse) -> None:
    home.leap_to(8, 1)
    morning = home.peer.last(ANN)
    home.leap_to(14, 2)
    assert home.doses()["14:00"].state is DoseState.DUE
    home.presses("Taken", under=morning)
    doses = home.doses()
    assert doses["08:00"].state is DoseState.TAKEN
    assert doses["14:00"].state is DoseState.DUE


def test_not_taken_asks_why_and_the_reason_is_a_button(home: TelegramHouse) -> None:
    home.leap_to(8, 1)
    receipt = home.presses("Not taken")
    reason = next(label for label, data in receipt.buttons.items() if data.startswith("O|"))
    home.presses(reason, under=receipt)
    dose = home.doses()["08:00"]
    assert (dose.state, dose.reason) == (DoseState.SKIPPED, SkipReason.OUT_OF_PILLS)


def test_later_keeps_the_buttons_that_answer_it(home: TelegramHouse) -> None:
    home.leap_to(8, 1)
    put_off = home.presses("Later")
    assert list(put_off.buttons) == ["Taken", "Not taken"]
    home.presses("Taken", under=put_off)
    assert home.doses()["08:00"].state is DoseState.TAKEN


def test_a_late_time_is_typed_and_a_quoted_reminder_says_which(home: TelegramHouse) -> None:
    home.leap_to(8, 1)
    morning = home.peer.last(ANN)
    home.leap_to(14, 2)
    quoted = {"message_id": morning.id, "date": 1, "chat": {"id": ANN, "type": "private"}}
    home.says("took it at 8:20", reply_to_message=quoted)
    doses = home.doses()
    assert doses["08:00"].taken_at == datetime(2027, 1, 4, 8, 20, tzinfo=UTC)
    assert doses["14:00"].state is DoseState.DUE


def test_old_buttons_of_enrolment_record_and_agree_to_nothing(home: TelegramHouse) -> None:
    chat = home.peer.chats[str(ANN)]
    practice = next(bubble for bubble in chat if "Taken" in bubble.buttons)
    welcome = chat[0]
    home.leap_to(8, 1)
    before = len(home.messages())
    home.peer.presses(ANN, practice.id, practice.buttons["Taken"])
    home.peer.presses(ANN, welcome.id, welcome.buttons["OK"])
    home.settle()
    assert home.doses()["08:00"].state is DoseState.DUE
    assert len(home.messages()) == before


def test_forged_buttons_reach_nobody_elses_dose(home: TelegramHouse) -> None:
    home.leap_to(8, 1)
    dose, reminder = home.doses()["08:00"], home.peer.last(ANN)
    home.enrol(plan(), BEN)
    home.peer.presses(BEN, 1, f"1||{dose.id}|")
    home.peer.presses(BEN, reminder.id, reminder.buttons["Taken"])
    # Somebody else's client, with Ann's chat in what it sends.
    home.peer.presses(ANN, reminder.id, reminder.buttons["Taken"], sender=BEN)
    for junk in ("", "|||", "1||9223372036854775808|", "1||x,y|z", "U|||1,2,3", "x" * 64, "1|||||||"):
        home.peer.presses(BEN, 1, junk)
    home.settle()
    assert home.doses()["08:00"].state is DoseState.DUE


def test_red_words_are_acted_on_under_any_button(home: TelegramHouse) -> None:
    home.says("theres bugs crawling on the wall")
    assert "red-flag-advice" in home.kinds()[-3:]
    assert not home.peer.last(ANN).silent


def test_what_cannot_be_read_is_a_question(home: TelegramHouse) -> None:
    home.peer.sends(ANN, voice={"file_id": "v", "file_unique_id": "v", "duration": 3})
    home.settle()
    assert home.kinds()[-1] == "not-understood-plain"
    home.peer.sends(ANN, photo=[], caption="I can hear voices that are not there")
    home.settle()
    assert "red-flag-advice" in home.kinds()[-3:]


def test_a_plan_that_does_not_read_is_said_so(home: TelegramHouse) -> None:
    home.plan({"medication": "baclofen"}, name="../../etc/plan.json")
    assert home.kinds()[-1] == "plan-file-error"


def test_a_repeat_and_an_edited_message(home: TelegramHouse) -> None:
    home.leap_to(8, 1)
    update = _update(77, "message", "2")
    for _ in range(2):
        take_update(home.house, update)
    home.settle()
    assert home.kinds().count("recorded-skipped") == 1
    take_update(home.house, _update(78, "edited_message", "1"))
    home.settle()
    assert home.doses()["08:00"].state is DoseState.TAKEN


def _update(number: int, kind: str, text: str, chat: int = ANN, **more: Any) -> bytes:
    who = {"id": chat, "is_bot": False, "first_name": "A"}
    message = {"message_id": 9, "date": 1, "chat": {"id": chat, "type": "private"}, "from": who, "text": text, **more}
    return json.dumps({"update_id": number, kind: message}).encode()


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"null", b"\xff", b'{"update_id":"1"}', b'{"update_id":true}', b'{"update_id":1e400}'),
        *(
            b'{"update_id":1,"message":7}',
            b'{"update_id":1,"message":{}}',
            b'{"update_id":1,"callback_query":{"id":1}}',
        ),
        b'{"update_id":1,"message":{"chat":{"id":"x"}}}',
        b'{"update_id":1,"message":{"chat":{"id":1e99},"text":"x"}}',
        b'{"update_id":1,"my_chat_member":{"chat":{"id":1}}}',
        b'{"update_id":1' + b"0" * 30 + b"}",
        b"[" * 100_000,
    ],
)
def test_garbage_is_refused_and_nothing_is_stored(house: TelegramHouse, body: bytes) -> None:
    with pytest.raises(UpdateError):
        take_update(house.house, body)
    with house.house.store.reading() as records:
        assert records.inbox.waiting() == 0


def test_a_flood_by_a_stranger_keeps_nobody_out(home: TelegramHouse) -> None:
    for number in range(100, 130):
        take_update(home.house, _update(number, "message", "hello", chat=5900))
    with home.house.store.reading() as records:
        stored = records.inbox.waiting()
    assert 0 < stored < 30
    take_update(home.house, _update(200, "message", "left"))
    with home.house.store.reading() as records:
        assert records.inbox.waiting() == stored + 1


def test_groups_channels_and_bots_are_not_listened_to(house: TelegramHouse) -> None:
    group = {"chat": {"id": -100, "type": "supergroup"}, "from": {"id": ANN, "is_bot": False}, "text": "START"}
    take_update(house.house, json.dumps({"update_id": 1, "message": group}).encode())
    take_update(house.house, _update(2, "channel_post", "START"))
    robot: dict[str, Any] = {"from": {"id": ANN, "is_bot": True}}
    take_update(house.house, _update(3, "message", "START", **robot))
    take_update(house.house, b'{"update_id":4,"poll":{}}')
    with house.house.store.reading() as records:
        assert records.inbox.waiting() == 0


def test_a_blocked_bot_is_a_safety_event_and_unblocking_lets_it_in_again(home: TelegramHouse) -> None:
    def member(number: int, status: str) -> bytes:
        change = {"chat": {"id": ANN, "type": "private"}, "new_chat_member": {"status": status}}
        return json.dumps({"update_id": number, "my_chat_member": change}).encode()

    take_update(home.house, member(900, "kicked"))
    home.settle()
    contact = home.contact(ANN)
    assert contact is not None
    assert contact.reach is Reach.OFF
    assert "operator-channel-lost" in home.kinds() or home.house.settings.operator_contact is None
    take_update(home.house, member(901, "member"))
    home.settle()
    contact = home.contact(ANN)
    assert contact is not None
    assert contact.reach is Reach.ON


def test_a_stop_is_not_undone_by_unblocking(home: TelegramHouse) -> None:
    home.says("STOP")
    change = {"chat": {"id": ANN, "type": "private"}, "new_chat_member": {"status": "member"}}
    take_update(home.house, json.dumps({"update_id": 901, "my_chat_member": change}).encode())
    home.settle()
    contact = home.contact(ANN)
    assert contact is not None
    assert contact.reach is Reach.OFF


def test_strangers_hear_nothing_but_the_welcome(house: TelegramHouse) -> None:
    house.says("hello", STRANGER)
    assert str(STRANGER) not in house.peer.chats
    house.says("/start", STRANGER)
    assert list(house.peer.last(STRANGER).buttons) == ["OK"]
    house.peer.sends(STRANGER, document={"file_id": "x", "file_unique_id": "x", "file_name": "plan.json"})
    house.settle()
    assert not house.peer.sent("getFile")
