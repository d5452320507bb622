"""What goes wrong between us and Telegram: slow down, forbidden, moved, broken, an answer lost after it was accepted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.domain.message import MessageState
from scheduler.domain.people import Reach
from tests.adapters.conftest import Enrolled
from tests.adapters.telegram_house import ANN, BEN, TelegramHouse, telegram_house
from tests.adapters.telegram_proxy import Fault, telegram_peer


def _copies(home: TelegramHouse, text: str, chat: int = ANN) -> int:
    return sum(
        request.accepted and request.fields["text"] == text and request.fields["chat_id"] == str(chat)
        for request in home.peer.sent("sendMessage")
    )


def _goes_on(home: TelegramHouse, minutes: int = 5) -> None:
    """Through every instant at which something is due or tried again."""
    ends_at = home.clock.now() + timedelta(minutes=minutes)
    while home.clock.now() < ends_at:
        with home.house.store.reading() as records:
            coming = [at for at in (records.next_wake_at(), records.messages.next_at()) if at is not None]
        home.clock.set(min(ends_at, max(home.clock.now() + timedelta(seconds=15), min(coming, default=ends_at))))
        home.settle()


def test_slow_down_is_waited_out_and_nobody_else_waits(home: TelegramHouse) -> None:
    home.peer.fails("sendMessage", Fault(429, "Too Many Requests: retry after 90", {"retry_after": 90}))
    began = len(home.peer.sent("sendMessage"))
    home.says("TODAY")
    home.says("/start", BEN)
    assert str(BEN) in home.peer.chats
    mine = [r for r in home.peer.sent("sendMessage")[began:] if r.fields["chat_id"] == str(ANN)]
    assert [request.status for request in mine] == [429]
    home.clock.leap(timedelta(seconds=95))
    home.settle()
    assert home.messages()[-2].state is MessageState.SENT
    assert _copies(home, home.peer.last(ANN).text) == 1


@pytest.mark.parametrize("fault", [Fault(502, "Bad Gateway"), Fault(500, "Internal Server Error")])
def test_a_broken_server_is_tried_again_and_gets_one_copy(home: TelegramHouse, fault: Fault) -> None:
    home.peer.fails("sendMessage", fault, fault, fault)
    home.says("TODAY")
    _goes_on(home)
    assert home.messages()[-1].state is MessageState.SENT
    assert _copies(home, home.peer.last(ANN).text) == 1


def test_a_reset_is_tried_again(home: TelegramHouse) -> None:
    home.peer.fails("sendMessage", Fault(reset=True))
    home.says("TODAY")
    _goes_on(home)
    assert home.messages()[-1].state is MessageState.SENT
    assert _copies(home, home.peer.last(ANN).text) == 1


@pytest.fixture
def hasty(tmp_path: Path, enrolled: Enrolled) -> Iterator[TelegramHouse]:
    """As `home`, but whoever does not answer a message within a second is given up; fetching has its time.

    A machine so slow that it does so without a fault makes a doubt more, and the same must hold.
    """
    file = tmp_path / "stepdown.db"
    file.write_bytes(enrolled.database)
    with (
        telegram_peer(tmp_path, enrolled.past) as made,
        telegram_house(f"sqlite:///{file}", made, begins_at=enrolled.now, send_timeout_seconds=1) as house,
    ):
        yield house


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_lost_answer_makes_two_copies_at_most(hasty: TelegramHouse, times: int) -> None:
    home = hasty
    home.peer.fails("sendMessage", *[Fault(silent=True)] * times)
    home.says("TODAY")
    _goes_on(home)
    assert 1 <= _copies(home, home.peer.last(ANN).text) <= 2


def test_a_lost_answer_to_an_edit_does_no_harm(hasty: TelegramHouse) -> None:
    home = hasty
    home.leap_to(8, 1)
    reminder = home.peer.last(ANN)
    home.peer.fails("editMessageText", Fault(silent=True))
    count = len(home.peer.chats[str(ANN)])
    home.presses("Taken", under=reminder)
    _goes_on(home, 1)
    assert len(home.peer.chats[str(ANN)]) == count
    assert list(home.shown(reminder.id).buttons) == ["Undo"]


@pytest.mark.parametrize("said", ["Bad Request: message to edit not found", "Bad Request: message can't be edited"])
def test_a_reminder_that_is_gone_is_answered_anew(home: TelegramHouse, said: str) -> None:
    home.leap_to(8, 1)
    reminder = home.peer.last(ANN)
    home.peer.fails("editMessageText", Fault(400, said))
    home.presses("Taken", under=reminder)
    assert home.peer.last(ANN).id != reminder.id
    assert list(home.peer.last(ANN).buttons) == ["Undo"]
    assert home.peer.last(ANN).silent


def test_not_modified_counts_as_done(home: TelegramHouse) -> None:
    home.leap_to(8, 1)
    reminder = home.peer.last(ANN)
    said = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    home.peer.fails("editMessageText", Fault(400, said))
    home.presses("Taken", under=reminder)
    assert home.messages()[-1].state is MessageState.SENT
    assert home.peer.last(ANN).id == reminder.id


@pytest.mark.parametrize(
    "fault",
    [
        Fault(403, "Forbidden: bot was blocked by the user"),
        Fault(403, "Forbidden: user is deactivated"),
        Fault(400, "Bad Request: chat not found"),
    ],
)
def test_a_chat_that_is_gone_is_off_until_the_next_start(home: TelegramHouse, fault: Fault) -> None:
    home.peer.fails("sendMessage", fault)
    home.says("TODAY")
    contact = home.contact(ANN)
    assert contact is not None
    assert contact.reach is Reach.OFF
    sent = len(home.peer.sent("sendMessage"))
    home.leap_to(8, 30)
    assert len(home.peer.sent("sendMessage")) == sent
    home.says("/start")
    contact = home.contact(ANN)
    assert contact is not None
    assert contact.reach is Reach.ON
    assert home.kinds()[-1] == "started"


def test_a_chat_that_moved_is_reached_under_its_new_id(home: TelegramHouse) -> None:
    new = -1001234567890
    said = "Bad Request: group chat was upgraded to a supergroup chat"
    home.peer.fails("sendMessage", Fault(400, said, {"migrate_to_chat_id": new}))
    home.says("TODAY")
    assert home.contact(ANN) is None
    contact = home.contact(new)
    assert contact is not None
    assert contact.reach is Reach.ON
    assert home.messages()[-1].state is MessageState.SENT
    home.leap_to(8, 1)
    reminder = home.peer.last(new)
    assert "Taken" in reminder.buttons


def test_a_refused_message_is_not_sent_again_for_ever(home: TelegramHouse) -> None:
    home.peer.fails("sendMessage", Fault(400, "Bad Request: can't parse entities"))
    home.says("TODAY")
    tried = len(home.peer.sent("sendMessage"))
    _goes_on(home)
    assert len(home.peer.sent("sendMessage")) == tried
    contact = home.contact(ANN)
    assert contact is not None
    assert contact.reach is Reach.ON


def test_a_query_that_is_too_old_is_recorded_all_the_same(home: TelegramHouse) -> None:
    home.leap_to(8, 1)
    home.peer.fails("answerCallbackQuery", Fault(400, "Bad Request: query is too old and response timeout expired"))
    home.presses("Taken")
    assert home.doses()["08:00"].taken_mg is not None


def test_a_refused_token_turns_no_contact_off(home: TelegramHouse) -> None:
    home.peer.fails("sendMessage", *[Fault(401, "Unauthorized")] * 2)
    home.says("TODAY")
    contact = home.contact(ANN)
    assert contact is not None
    assert contact.reach is Reach.ON
    _goes_on(home, 30)
    assert home.messages()[-1].state is MessageState.SENT


def test_polling_goes_on_after_trouble_and_loses_nothing(home: TelegramHouse) -> None:
    home.peer.fails("getUpdates", Fault(409, "Conflict: terminated by other getUpdates request"), Fault(502))
    home.peer.says(ANN, "TODAY")
    waits = []
    for _ in range(2):
        try:
            home.runner.run(home.poller.once())
        except Exception as error:
            waits.append(home.poller.wait_after(error))
    assert len(waits) == 2
    assert all(0.5 <= wait <= 30 for wait in waits)
    home.settle()
    assert home.kinds()[-1] == "today"


def test_nothing_that_the_emulator_would_refuse_was_sent(home: TelegramHouse, tmp_path: Path) -> None:
    home.leap_to(8, 1)
    home.presses("Taken")
    lines = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_text().splitlines()]
    statuses = {line["status"] for line in lines if line.get("method")}
    assert statuses == {200}
