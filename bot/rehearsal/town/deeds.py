"""What happens in a simulated town at its time: somebody writes, a provider reports, something befalls somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.channels.sms_error import read_receipt
from bot.channels.telegram_shape import press_data, read_data
from bot.rehearsal.mortal import KilledError
from bot.rehearsal.phone import Phone
from bot.rehearsal.town.people import Answer, Carer, Resident, presses
from bot.rehearsal.town.provider import Copy
from scheduler.domain.people import ChannelName
from scheduler.receipt import take_receipt

if TYPE_CHECKING:
    from bot.rehearsal.town.town import Town


@dataclass(frozen=True, slots=True)
class Bringing:
    town: Town
    phone: Phone
    provider_id: str
    text: str
    about: dict[str, str] | None

    def __call__(self) -> None:
        self.town.bring(self.phone, self.provider_id, self.text, self.about)


@dataclass(frozen=True, slots=True)
class Saying:
    """Somebody answers what they heard, if they are still there to do so."""

    town: Town
    copy: Copy
    answer: Answer

    def __call__(self) -> None:
        town, phone = self.town, self.copy.phone
        assert phone is not None
        owner = town.owners[phone]
        if isinstance(owner, Carer) and self.answer.text == "6" and owner.of.gone_at is not None:
            # Somebody has been there: they are found, and not well.
            town.onlooker.found(owner.of)
            owner.of.gone_at, owner.of.unwell_at = None, town.now
        if isinstance(owner, Resident):
            if owner.gone_at is not None or owner.stopped:
                return
            owner.last_said_at = town.now
        if self.answer.presses and presses(phone):
            data = press_data(self.answer.text, self.copy.message)
            if data is not None:
                code, about = read_data(data)
                town.say(phone, code, {**about, "pressed": self.copy.provider_id})
                return
        town.say(phone, self.answer.text)


@dataclass(frozen=True, slots=True)
class Report:
    """Twilio says what became of a text."""

    town: Town
    copy: Copy
    status: str
    code: str

    def __call__(self) -> None:
        receipt = read_receipt(self.status, self.copy.provider_id, self.code or None)
        if receipt is None:
            return
        try:
            with self.town.house.store.transaction() as records:
                take_receipt(records, self.copy.message.id, receipt, self.town.now)
        except KilledError:
            self.town.start_again()
            self()


_UNREACHABLE = "30003"


def will_report(town: Town, copy: Copy) -> None:
    """What becomes of a text message is said later: always if it never arrives, else sometimes, in any order and twice."""
    if copy.phone is None or copy.phone.channel is not ChannelName.SMS:
        return
    statuses: list[tuple[str, str]] = []
    if not copy.arrives:
        statuses = [("undelivered", _UNREACHABLE)]
    elif town.chance.random() < town.faults.receipts:
        statuses = [("sent", ""), ("delivered", ""), ("delivered", "")]
        town.chance.shuffle(statuses)
    for status, code in statuses:
        town.at(timedelta(minutes=town.chance.uniform(0.1, 5)), Report(town, copy, status, code))


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a resident does by themselves, or that befalls them."""

    town: Town
    resident: Resident
    what: str

    def __call__(self) -> None:
        town, one, now = self.town, self.resident, self.town.now
        if one.gone_at is not None or one.stopped:
            return
        if self.what == "gone":
            one.gone_at = now
            return
        if self.what == "red":
            one.red_at = now
            town.onlooker.told_red(one, now)
        elif self.what == "amber":
            one.unwell_at = now
        elif self.what == "extra":
            one.extra_at = now
        elif self.what == "stop":
            one.stopped = True
        words = {"stop": ("STOP",), "travel": town.habits.words["places"]}.get(self.what) or town.habits.words[
            self.what
        ]
        one.last_said_at = now
        town.say(one.phones[0], town.chance.choice(words))
