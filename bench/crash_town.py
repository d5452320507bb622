"""Whom the killed processes serve: people with a dose every few minutes, who answer every prompt, and Twilio's stand-in."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

import httpx

from bot.bootstrap import open_house
from bot.settings import Settings
from scheduler.admission import Entry, admit
from scheduler.domain.document import parse_plan
from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.people import ChannelName, Consent, Reach
from scheduler.domain.version import VersionState
from scheduler.talk.plan_intake import confirm
from tests.adapters.twilio_peer import PeerMessage, TwilioPeer, real_now

# Always that of UTC.
_ZONE = "Atlantic/Reykjavik"
_EVERY_MIN = 3
_MOST_A_DAY = 24
_ANSWERS_AFTER_S = 1.0
_ASKS = ("1 done", "Done?", "What happened", "what happened", "1 ALL", "1A")


def people(settings: Settings, many: int, minutes: float) -> None:
    """Enter so many people, each with a dose every three minutes from the next minute on, and a little longer than asked.

    Less often where that would be more doses than a day may have.
    """
    house = open_house(settings, create=True)
    now = real_now()
    every_min = max(_EVERY_MIN, ceil(minutes / (_MOST_A_DAY - 1)))
    for number in range(many):
        first = now + timedelta(minutes=1 + number % _EVERY_MIN)
        times = {f"{first + timedelta(minutes=every_min * n):%H:%M}" for n in range(int(minutes / every_min) + 1)}
        plan = {
            "medication": "baclofen",
            "timezone": _ZONE,
            "start": now.date().isoformat(),
            "tablets": [{"strength_mg": 10, "pieces": 2}],
            "steps": [{"days": None, "doses": [{"at": at, "mg": 5} for at in sorted(times)]}],
            "ends": "hold",
            "supply": {"on_hand": {"10": 5000}},
            "prescriber": "Dr Crash",
        }
        address = f"+4479000{number:05}"
        with house.store.transaction() as records:
            contact = records.people.add_contact(ChannelName.SMS, address, Reach.ON, now)
            entry = Entry(f"P{number}", _ZONE, ((ChannelName.SMS, address),), "bench", plan=parse_plan(plan))
            entered = admit(records, house.knowledge, entry, now)
            records.people.agree_at(entered.patient_id, contact)
            records.people.add_consent(Consent(entered.patient_id, contact, "messages", True, "OK", now))
            if entered.version is not None and entered.version.state is VersionState.BLOCKED:
                patient = records.people.patients([entered.patient_id])[entered.patient_id]
                confirm(records, entered.version, patient, "Dr Crash", now, house.knowledge)
    house.store.close()


@dataclass(slots=True)
class People:
    """Answers each prompt that the peer took, a second later, by a webhook that is called until it is answered."""

    peer: TwilioPeer
    ports: list[int]
    answered: int = 0
    tries: int = 0
    _seen: int = 0
    _ends: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to read and to answer, in a thread."""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Answer nothing more."""
        self._ends.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        waiting: list[tuple[float, PeerMessage]] = []
        while not self._ends.is_set():
            out = self.peer.out
            asked = (message for message in out[self._seen :] if any(word in message.body for word in _ASKS))
            waiting.extend((time.monotonic() + _ANSWERS_AFTER_S, message) for message in asked)
            self._seen = len(out)
            due = [each for each in waiting if each[0] <= time.monotonic()]
            waiting = [each for each in waiting if each[0] > time.monotonic()]
            for _, message in due:
                if not self._answer(message):
                    waiting.append((time.monotonic() + 0.5, message))
            self._ends.wait(0.1)

    def _answer(self, message: PeerMessage) -> bool:
        """Whether somebody took it. A provider brings a message again, with the same id, until then."""
        self.tries += 1
        self.peer.public_url = f"http://127.0.0.1:{self.ports[self.tries % len(self.ports)]}"
        try:
            taken = self.peer.texts(message.to, "1 ALL", sid=f"SMin{message.sid[4:]}").status_code == 200
        except httpx.HTTPError:
            taken = False
        self.answered += taken
        return taken


def copies(peer: TwilioPeer) -> Counter[str]:
    """How often the peer took each message of ours, by the id in its callback."""
    return Counter(each.form["StatusCallback"].rpartition("/")[2] for each in peer.out)


def doses(settings: Settings, until: datetime) -> list[Dose]:
    """Every dose that was due by then (UTC)."""
    house = open_house(settings)
    try:
        with house.store.reading() as records:
            ids = records.people.patient_ids()
            found = [dose for each in ids for dose in records.doses.of_patient(each, until - timedelta(days=2), until)]
            return [dose for dose in found if dose.state is not DoseState.REPLACED]
    finally:
        house.store.close()


def in_flight(settings: Settings) -> int:
    """How many messages nobody knows to have arrived: sending, or unknown."""
    from sqlalchemy import text

    from storage.engine import database_url, make_engine

    with make_engine(database_url(settings.database_url)).connect() as conn:
        return int(
            conn.execute(text("SELECT count(*) FROM message WHERE state IN ('sending', 'unknown')")).scalar_one()
        )


def waiting(settings: Settings) -> int:
    """How many messages that came in are not handled yet."""
    house = open_house(settings)
    try:
        with house.store.reading() as records:
            return records.inbox.waiting()
    finally:
        house.store.close()
