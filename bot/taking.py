"""What providers brought, into the store: several things in one transaction, and each by itself where that fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial
from typing import TypeVar

import structlog

from bot.arrival import Arrival, are_heard, take_in_together
from bot.bootstrap import House, is_away
from bot.channels.sms_error import read_call_receipt, read_receipt
from bot.channels.sms_inbound import InboundSms, sms_arrival
from bot.channels.voice_inbound import take_key
from bot.stranger import StrangerLimit
from scheduler.clock import StandingClock
from scheduler.receipt import Receipt, take_receipt
from scheduler.trace import during

SMS, TELEGRAM, RECEIPT, KEY = "sms", "telegram", "receipt", "key"
_T = TypeVar("_T")
_U = TypeVar("_U")
_log = structlog.get_logger(__name__)


class Brought(Enum):
    """What became of it: stored and new; stored, or known already; kept in the spool; of nobody's concern."""

    NEW = "new"
    KNOWN = "known"
    KEPT = "kept"
    NOBODYS = "nobodys"


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that a provider brought at `at` (UTC), in answer to which request of it."""

    kind: str
    given: Mapping[str, str]
    at: datetime
    request: str


class Taking:
    """Of one house; strangers are counted for this process."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._strangers = StrangerLimit()

    def messages(self, brought: Sequence[Given]) -> list[Brought | Exception]:
        """Store them in the order in which they came; what became of each."""
        outcomes: dict[int, Brought | Exception] = {}
        arrivals: dict[int, Arrival] = {}

        def store() -> None:
            outcomes.update(zip(arrivals, self._store([*arrivals.values()]), strict=True))
            arrivals.clear()

        for number, each in enumerate(brought):
            try:
                with during(each.request):
                    found = self._read(each)
                    if isinstance(found, Arrival):
                        arrivals[number] = found
                        continue
                    if found is not None:
                        # What came before it is stored first, under the address that it had then.
                        store()
                        found()
                outcomes[number] = Brought.KNOWN
            except Exception as error:
                outcomes[number] = error
        store()
        return [outcomes[number] for number in range(len(brought))]

    def _store(self, arrivals: Sequence[Arrival]) -> list[Brought | Exception]:
        store = self._house.store
        heard = _together(partial(are_heard, store), arrivals)
        some = [each for each, is_heard in zip(arrivals, heard, strict=True) if is_heard is True]
        new = iter(_together(partial(take_in_together, store), some))
        told = [next(new) if is_heard is True else is_heard for is_heard in heard]
        return [each if isinstance(each, Exception) else Brought.NEW if each else Brought.KNOWN for each in told]

    def _read(self, brought: Given) -> Arrival | Callable[[], None] | None:
        """A message to be stored, or something else to be done at its place; None if there is nothing in it for us."""
        given = brought.given
        if brought.kind == TELEGRAM:
            from bot.channels.telegram_inbound import Moved, move_chat, read_update

            found = read_update(self._house, given["body"].encode(), brought.at)
            return partial(move_chat, self._house, found.old, found.new) if isinstance(found, Moved) else found
        about = {name[6:]: value for name, value in given.items() if name.startswith("about.")}
        return sms_arrival(InboundSms(given["sid"], given["from"], given["text"], about), brought.at, self._strangers)

    def receipts(self, brought: Sequence[Given]) -> list[Brought | Exception]:
        """Act on them; what became of each."""
        return _together(partial(_take_receipts, self._house), brought)

    def key(self, brought: Given) -> None:
        """Count a key that was pressed during a call that is over."""
        at_the_time = StandingClock(brought.at)
        take_key(self._house.store, at_the_time, int(brought.given["message"]), dict(brought.given))


def _together(take: Callable[[Sequence[_T]], Sequence[_U]], things: Sequence[_T]) -> list[_U | Exception]:
    """What became of each: all at once, or, if that fails, each by itself, so that one that fails is alone with it."""
    try:
        return list(take(things)) if things else []
    except Exception as error:
        if len(things) == 1:
            return [error]
        _log.warning("intake.apart", count=len(things), error=error)
    outcomes: list[_U | Exception] = []
    away: Exception | None = None
    for each in things:
        try:
            # A database that is away for one is so for all.
            outcomes += [away] if away is not None else take([each])
        except Exception as error:
            outcomes.append(error)
            away = error if is_away(error) else None
    return outcomes


def receipt_in(given: Mapping[str, str]) -> Receipt | None:
    """What a receipt says that is brought: of a call or of a text. None if it says nothing to us."""
    if "call" in given:
        return read_call_receipt(given["call"], given.get("sid"))
    return read_receipt(given["status"], given.get("sid"), given.get("error"))


def _take_receipts(house: House, brought: Sequence[Given]) -> list[Brought]:
    outcomes = [Brought.KNOWN] * len(brought)
    read = [(number, each, receipt_in(each.given)) for number, each in enumerate(brought)]
    with house.store.transaction() as records:
        # By message, so that two processes that take receipts of the same ones do not wait for each other.
        for number, each, receipt in sorted(read, key=lambda one: int(one[1].given["message"])):
            if receipt is not None:
                found = take_receipt(records, int(each.given["message"]), receipt, each.at)
                outcomes[number] = Brought.NEW if found else Brought.NOBODYS
    return outcomes
