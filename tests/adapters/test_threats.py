"""Attacks of docs/threats.md that have no other home: floods by somebody known, injected lines, files named in a text."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator

import pytest
import structlog

from bot.inbound import handle_inbox
from bot.logs import set_up_logs
from scheduler.clock import StandingClock
from scheduler.domain.message import Inbound, Priority
from scheduler.domain.people import ChannelName
from tests.adapters.ports import free_port
from tests.adapters.sms_house import ANN, BEN, NOW, SmsHouse, open_sms_house, served
from tests.adapters.twilio_peer import TwilioPeer


@pytest.fixture
def sms(sqlite_url: str) -> Iterator[SmsHouse]:
    clock = StandingClock(NOW)
    with (
        TwilioPeer(clock.now, f"http://127.0.0.1:{free_port()}") as peer,
        open_sms_house(sqlite_url, peer, clock) as made,
    ):
        yield made


def test_a_body_that_never_ends_is_not_waited_for(sms: SmsHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.BODY_WITHIN_S", 0.2)
    with served(sms) as server, socket.create_connection(("127.0.0.1", server.port), timeout=60) as slow:
        slow.sendall(b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nFrom=")
        assert slow.recv(100).startswith(b"HTTP/1.1 408")


def test_a_flood_by_somebody_known_holds_up_nobody_elses_alarm(sms: SmsHouse) -> None:
    """Their phone is not their own any more, or a child has it: five hundred texts, then another person's seizure."""
    ann, ben = sms.person(ANN, "Ann", patient=True), sms.person(BEN, "Ben", patient=True)
    assert ann != ben
    with sms.house.store.transaction() as records:
        flooding, other = (records.people.contact(ChannelName.SMS, each) for each in (ANN, BEN))
        assert flooding is not None
        assert other is not None
        for number in range(500):
            records.inbox.put(Inbound("sms", f"f{number}", flooding.id, "menu", NOW))
        records.inbox.put(Inbound("sms", "red", other.id, "he is having a seizure", NOW))
    handle_inbox(sms.house.store, sms.house.knowledge, sms.clock)
    with sms.house.store.reading() as records:
        alarms = records.escalations.open_of([ann, ben])
        told = [each for each in sms.messages() if each.priority is Priority.RED]
    assert [each.patient_id for each in alarms] == [ben]
    assert [each.person_id for each in told] == [ben]
    sms.rounds(1)
    assert len(sms.peer.to(BEN)) == 1, "it leaves in the first round"


def test_answers_to_a_flood_do_not_go_before_anybodys_reminder(sms: SmsHouse) -> None:
    sms.person(ANN, "Ann", patient=True)
    sms.person(BEN, "Ben", patient=True)
    flood = [sms.queue(ANN, "menu") for _ in range(30)]
    reminder = sms.queue(BEN, "test-message", Priority.REMINDER, slots={"name": "Ben"})
    with sms.house.store.transaction() as records:
        leased = records.messages.lease(sms.clock.now(), 2, sms.clock.now(), channel=ChannelName.SMS)
    assert leased[0].id == reminder
    assert len([each for each in leased if each.id in flood]) == 1, "one at a time to each"


@pytest.mark.parametrize("form", ["json", "console"])
def test_nothing_that_is_logged_can_begin_a_line_of_its_own(form: str, capfd: pytest.CaptureFixture[str]) -> None:
    kept = logging.root.handlers[:]
    set_up_logs(form, "DEBUG")
    forged = 'a\n2027-01-04 [error] forged.event\r\x1b[2Jx"}\n{"event": "forged.event"}'
    structlog.get_logger().warning("honest.event", why=forged, error=forged)
    logging.getLogger("library\nforged.event").warning("x\nforged.event")
    logging.root.handlers[:] = kept
    structlog.reset_defaults()
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == 2, lines
    for line in lines:
        assert "\x1b" not in line
        if form == "json":
            assert json.loads(line)["event"] in {"honest.event", "library.warned"}


@pytest.mark.parametrize("name", ["Jo\x1b[2J\x1b]0;owned\x07", "Jo\rAudit: all holds", "Jo\u202eevil", "Jo\x9b2J"])
def test_what_somebody_writes_does_nothing_to_the_operators_terminal(sms: SmsHouse, name: str) -> None:
    """Names from chat are printed by `patients` and by the board: what steers a terminal is taken out on the way in."""
    own = sms.person(ANN, "Ann", patient=True)
    sms.house.say(ChannelName.SMS, ANN, "1", f"call me {name}")
    sms.house.say(ChannelName.SMS, ANN, "2", f"question: is it {name}")
    while sms.house.hear():
        pass
    with sms.house.store.reading() as records:
        person = records.people.person(own)
        asked = [each.words for each in records.questions.of_patient(own)]
    assert person is not None
    for text in (person.call_me or "", *asked):
        assert all(letter.isprintable() or letter == "\n" for letter in text), repr(text)
    assert any("Jo" in text for text in (person.call_me or "", *asked))


@pytest.mark.parametrize("words", ["plan /etc/passwd", "load ../../.env", "plan ~/.ssh/id_rsa", "read /dev/zero"])
def test_no_text_makes_this_machine_read_its_files(sms: SmsHouse, words: str) -> None:
    sms.person(ANN, "Ann", patient=True)
    with sms.house.store.transaction() as records:
        contact = records.people.contact(ChannelName.SMS, ANN)
        assert contact is not None
        records.inbox.put(Inbound("sms", "1", contact.id, words, NOW))
    sms.house.hear()
    assert all(each.kind != "plan-file-error" for each in sms.messages())
    assert all("root:" not in str(dict(each.slots)) for each in sms.messages())
