"""What is given strange input, and what must be true of it whatever the input was."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
from hypothesis import strategies as st

from bot.exchange.card_file import CardError, read_card
from bot.exchange.fhir.reading import read_fhir
from bot.exchange.handover import HandoverError, read_handover, write_handover
from bot.exchange.person_file import PersonFileError, read_person
from bot.exchange.plan_file import PlanFileError, read_plan_bytes
from bot.exchange.plan_text import to_toml
from bot.reading.context import ReadingContext
from bot.reading.instructions import read_instructions, to_flat
from bot.reading.plan_reader import spell_out
from bot.reading.understand import understand
from bot.rehearsal.people import agree, begin, enrol
from bot.rehearsal.world import World, open_world
from scheduler.clock import StandingClock
from scheduler.domain.document import parse_plan
from storage import migrate
from tests.adapters.ports import free_port
from tests.adapters.sms_house import ANN, BEN, NOW, SmsHouse, open_sms_house, served
from tests.adapters.twilio_peer import NUMBER, TOKEN, TwilioPeer, form_body, sign
from tests.builders import plan
from tests.fuzz.drawn import JSON, STRANGE, bent, bent_document, instructions, plans, prescriptions, sentences

SECRET = "a-secret-of-telegrams"
CONTEXT = ReadingContext(
    datetime(2027, 1, 4, 14, 5, tzinfo=UTC),
    "Europe/London",
    (time(8), time(14), time(20)),
    (Decimal(10),),
    (Decimal(20),),
)
_PERSON = {
    "name": "Jo Smith",
    "timezone": "Europe/London",
    "contacts": [{"channel": "sms", "address": "+447700900001"}],
    "consent": "in clinic",
    "card": {"address": "1 High St", "key": "at the neighbour's"},
    "policy": {"nudge_min": "30"},
}


@dataclass(frozen=True, slots=True)
class Target:
    """`inputs` are drawn and given to `run`, which raises if what must be true is not."""

    name: str
    inputs: st.SearchStrategy[Any]
    run: Callable[[Any], None]


def one_line(said: str) -> None:
    """A refusal is one line that can be printed."""
    assert len(said.splitlines()) == 1, said
    assert len(said) < 500, said
    assert said.isprintable(), ascii(said)


def read_file(data: bytes) -> None:
    for name in ("plan.json", "plan.toml"):
        try:
            read_plan_bytes(data, name)
        except PlanFileError as error:
            one_line(str(error))


def read_prescription(data: bytes) -> None:
    try:
        found = read_fhir(data, "request")
    except PlanFileError as error:
        one_line(str(error))
        return
    assert (found.plan is None) == (found.kind == "ask")
    for remark in (*found.questions, *found.notes):
        one_line(remark.say())


def read_instruction(text: str) -> None:
    for start in (None, date(2027, 1, 4)):
        reading = read_instructions(text, strength_mg=Decimal(10), start=start)
        assert reading.kind in ("plan", "prn", "ask")
        assert (reading.kind == "ask") == bool(reading.ask_about)
        to_flat(reading, "1")


def read_message(text: str) -> None:
    for as_caregiver in (False, True):
        meant = understand(spell_out(text), CONTEXT, as_caregiver=as_caregiver, planned_day_mg=Decimal(50))
        assert str(meant.decision) in ("accept", "ask", "alarm")


def read_code(text: str) -> None:
    try:
        read_handover(text)
    except HandoverError as error:
        one_line(error.code)


def read_entry(text: str) -> None:
    document = json.loads(text)
    try:
        read_person(document)
    except PersonFileError as error:
        one_line(str(error))
    try:
        read_card(document)
    except CardError as error:
        one_line(str(error))


def codes() -> list[str]:
    """Hand-over codes of the example plans."""
    return ["\n".join(write_handover(parse_plan(json.loads(text)), None, 120)) for text in plans()[:4]]


# Over HTTP

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """A request of somebody, signed as the provider would, or not."""

    method: str
    path: str
    body: bytes
    signed: bool
    kind: str

    def __repr__(self) -> str:
        return (
            f"{self.method} {self.path} {self.kind} signed={self.signed} {self.body[:300]!r} of {len(self.body)} bytes"
        )


_FIELDS = st.dictionaries(
    st.sampled_from(
        [
            "MessageSid",
            "SmsSid",
            "From",
            "To",
            "Body",
            "NumMedia",
            "OptOutType",
            "MessageStatus",
            "ErrorCode",
            "Digits",
            "CallSid",
            "",
        ]
    )
    | st.text(max_size=4),
    st.sampled_from(
        [ANN, BEN, NUMBER, "SM" + "1" * 32, "delivered", "undelivered", "STOP", "SOS", "1", "30007", *STRANGE]
    )
    | st.text(max_size=20)
    | st.deferred(lambda: bent(sentences())),
    max_size=8,
)
_UPDATE = {
    "update_id": 1,
    "message": {
        "message_id": 5,
        "date": 1_800_000_000,
        "chat": {"id": 9, "type": "private"},
        "from": {"id": 9, "is_bot": False, "first_name": "A"},
        "text": "hello",
    },
}
_PRESS = {
    "update_id": 2,
    "callback_query": {
        "id": "1",
        "chat_instance": "1",
        "from": {"id": 9, "is_bot": False, "first_name": "A"},
        "message": {"message_id": 5, "date": 1, "chat": {"id": 9, "type": "private"}},
        "data": "1||12,13|",
    },
}
_FORMS = st.builds(
    Call,
    st.sampled_from(["POST", "POST", "POST", "GET", "PUT"]),
    st.sampled_from(
        ["/twilio/sms", "/twilio/status/1", "/twilio/status/x", "/twilio/voice/1", "/twilio/status/9" + "9" * 30]
    ),
    _FIELDS.map(lambda fields: form_body({name: _sendable(value) for name, value in fields.items()})),
    st.booleans(),
    st.just(_FORM),
)
_UPDATES = st.builds(
    Call,
    st.just("POST"),
    st.just("/telegram"),
    st.one_of(
        st.deferred(lambda: bent_document([json.dumps(_UPDATE), json.dumps(_PRESS)])).map(str.encode),
        JSON.map(lambda value: json.dumps(value).encode()),
        st.binary(max_size=60),
    ),
    st.booleans(),
    st.just("application/json"),
)
_ANYTHING = st.builds(
    Call,
    st.sampled_from(["GET", "POST", "HEAD", "DELETE", "OPTIONS"]),
    st.sampled_from(
        [
            "/",
            "/health",
            "/metrics",
            "/media/",
            "/media/x",
            "/board",
            "/board/1",
            "/telegram",
            "/../etc/passwd",
            "/%00",
            "//",
        ]
    )
    | st.text("abc/.%?#=&", max_size=20).map(lambda tail: "/" + tail),
    st.binary(max_size=80) | st.just(b"x" * 70_000),
    st.just(False),
    st.sampled_from(["application/json", "text/plain", "multipart/form-data; boundary=x", "", _FORM]),
)


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


class Web:
    """A house on a port of this machine; whatever comes in is handled too."""

    def __init__(self, sms: SmsHouse, file: Path, client: httpx.Client) -> None:
        self._sms, self._file, self._client = sms, file, client

    def ask(self, call: Call) -> None:
        base = self._sms.peer.public_url
        headers = {"Content-Type": call.kind} if call.kind else {}
        if call.signed and call.path == "/telegram":
            headers["X-Telegram-Bot-Api-Secret-Token"] = SECRET
        elif call.signed:
            fields = [(name, value) for name, value in httpx.QueryParams(call.body.decode()).multi_items()]
            headers["X-Twilio-Signature"] = sign(f"{base}{call.path}", fields, TOKEN)
        try:
            answer = self._client.request(call.method, f"{base}{call.path}", content=call.body, headers=headers)
        except httpx.InvalidURL:
            return
        # Nothing beats here: that the scheduler is not alive is the truth, and 503 is how it is said.
        assert answer.status_code < 500 or call.path.startswith("/health"), (call, answer.status_code)
        assert b"Traceback" not in answer.content
        self._sms.house.hear()
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as database:
            failed = database.execute("SELECT count(*) FROM inbox WHERE dead = 1 OR tries > 1").fetchone()[0]
        assert not failed, (call, "was stored and could not be handled")


@contextmanager
def _web(folder: Path) -> Iterator[Target]:
    file = folder / "web.db"
    url = f"sqlite:///{file}"
    migrate.upgrade(url)
    clock = StandingClock(NOW)
    settings = {"telegram_bot_token": "1234:" + "a" * 35, "telegram_webhook_secret": SECRET}
    with (
        TwilioPeer(clock.now, f"http://127.0.0.1:{free_port()}") as peer,
        open_sms_house(url, peer, clock, **settings) as sms,
        served(sms),
        httpx.Client(trust_env=False, verify=False) as client,
    ):
        sms.person(ANN, "Ann", patient=True)
        yield Target("http", _FORMS | _UPDATES | _ANYTHING, Web(sms, file, client).ask)


# In a conversation


class Talk:
    """Somebody on a plan and their caregiver write anything; time goes on; nothing is lost, and the audit holds.

    Who erased themself is followed by somebody new in a world of their own.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._lives = folder, 0
        self._world = self._somebody()

    def _somebody(self) -> World:
        self._lives += 1
        folder = self._folder / f"life-{self._lives}"
        folder.mkdir()
        world = open_world(folder)
        enrol(world.patient, circle=world.first_caregiver)
        agree(world.first_caregiver, world.patient)
        begin(world.patient, world.plan_file(plan()))
        return world

    def close(self) -> None:
        self._world.close(strict=False)

    def go_on(self, said: tuple[bool, str, int]) -> None:
        as_patient, text, minutes = said
        world = self._world
        phone = world.patient if as_patient else world.first_caregiver
        world.bring(phone, text)
        world.leap(minutes=minutes)
        with world.house.store.reading() as records:
            assert records.inbox.waiting() == 0, "a message was not handled"
            patients = records.people.patient_ids()
            for patient in patients:
                sent = records.messages.of_patient(patient, world.now - timedelta(hours=5))
                assert [m.kind for m in sent if "no words" in (m.note or "")] == []
        assert world.audit() == []
        if not patients:
            self.close()
            self._world = self._somebody()


@contextmanager
def _talk(folder: Path) -> Iterator[Target]:
    talk = Talk(folder)
    try:
        yield Target("talk", st.tuples(st.booleans(), st.deferred(lambda: _SAID), st.integers(0, 240)), talk.go_on)
    finally:
        talk.close()


_COMMANDS = [
    "1",
    "2",
    "3",
    "U",
    "0",
    "4",
    "5",
    "6",
    "7",
    "SOS",
    "STOP",
    "START",
    "OK",
    "PLAN",
    "NEXT",
    "TODAY",
    "LEFT",
    "STEPS",
    "AWAY",
    "LOST",
    "ERASE",
    "TOLD",
]
_SAID = st.one_of(st.sampled_from(_COMMANDS), bent(sentences()), bent(instructions(), 2), st.sampled_from(STRANGE))


@contextmanager
def open_targets(folder: Path) -> Iterator[list[Target]]:
    """Every target; their databases are in `folder`."""
    with ExitStack() as stack:
        plan_texts = [*plans(), *(_as_toml(text) for text in plans())]
        yield [
            Target("plan file", _bytes(bent(plan_texts) | bent_document(plans())), read_file),
            Target("FHIR", _bytes(bent(prescriptions()) | bent_document(prescriptions())), read_prescription),
            Target("instructions", bent(instructions()), read_instruction),
            Target("message", bent(sentences()) | st.text(max_size=60), read_message),
            Target("hand-over code", bent(codes()), read_code),
            Target("person file", bent_document([json.dumps({**_PERSON, "plan": json.loads(plans()[0])})]), read_entry),
            stack.enter_context(_web(folder)),
            stack.enter_context(_talk(folder)),
        ]


def _bytes(texts: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    return texts.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=100)


def _as_toml(text: str) -> str:
    return to_toml(parse_plan(json.loads(text)))
