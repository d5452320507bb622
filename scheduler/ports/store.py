"""The store as a whole: transactions, and everything it remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from scheduler.ports.aside import Asides
from scheduler.ports.board_passes import BoardPasses
from scheduler.ports.fetching import CheckIns, Escalations, SignsTold
from scheduler.ports.gauges import Gauges
from scheduler.ports.keeping import Erasures, Retention
from scheduler.ports.mail import Inbox, Messages, Notes, Paces, Talk
from scheduler.ports.overview import Overview
from scheduler.ports.people import Cards, Invitations, People
from scheduler.ports.plan_talks import PlanTalks, Releases
from scheduler.ports.plans import Doses, Intakes, Plans, Questions, Stock, Watches
from scheduler.ports.pulse import Pulses


class TryAgainError(Exception):
    """The database did not take it, whatever it was: the same may succeed a moment later. The text holds no data."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken invariant: its rule (0-10, as in DESIGN) and what, by ids only. `aside`: a row of which the operator hears
    by itself."""

    rule: int
    what: str
    aside: bool = False


class Audit(Protocol):
    """The invariants as queries: how many things each rule looked at, and what is broken."""

    def run(self, now: datetime) -> tuple[dict[int, int], list[Broken]]: ...


# The note in which the scheduler says when (UTC) it last looked at the store.
LAST_TICK = "last_tick_at"


@dataclass(frozen=True, slots=True)
class Work:
    """What waits at an instant, so that a beat opens no transaction for what has nothing to do; and when the last tick was.

    `inbox`: something came in and is not handled. `escalations`, `doses`, `watches`, `versions`: one of them is to be woken.
    `outbox`: a message may go, a lease has run out, or nobody knows yet what became of one.
    """

    inbox: bool = False
    escalations: bool = False
    doses: bool = False
    watches: bool = False
    versions: bool = False
    outbox: bool = False
    last_tick_at: datetime | None = None

    @property
    def wakes(self) -> bool:
        return self.escalations or self.doses or self.watches or self.versions

    def __bool__(self) -> bool:
        return self.inbox or self.outbox or self.wakes


class Records(Protocol):
    """Everything the store remembers, within one transaction."""

    @property
    def people(self) -> People: ...
    @property
    def plans(self) -> Plans: ...
    @property
    def plan_talks(self) -> PlanTalks: ...
    @property
    def releases(self) -> Releases: ...
    @property
    def doses(self) -> Doses: ...
    @property
    def intakes(self) -> Intakes: ...
    @property
    def stock(self) -> Stock: ...
    @property
    def watches(self) -> Watches: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def paces(self) -> Paces: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def talk(self) -> Talk: ...
    @property
    def notes(self) -> Notes: ...
    @property
    def escalations(self) -> Escalations: ...
    @property
    def check_ins(self) -> CheckIns: ...
    @property
    def signs(self) -> SignsTold: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def cards(self) -> Cards: ...
    @property
    def questions(self) -> Questions: ...
    @property
    def pulse(self) -> Pulses: ...
    @property
    def overview(self) -> Overview: ...
    @property
    def gauges(self) -> Gauges: ...
    @property
    def board_passes(self) -> BoardPasses: ...
    @property
    def erasures(self) -> Erasures: ...
    @property
    def retention(self) -> Retention: ...
    @property
    def asides(self) -> Asides: ...
    @property
    def claimed(self) -> Sequence[int]:
        """Of whom this transaction has claimed something to wake; or the messages that it has leased. To be asked after it
        failed, too."""

    def claim_only(self, ids: Sequence[int], row_ids: Sequence[int] | None = None) -> None:
        """From here on this transaction claims only of these patients, and wakes only these rows of theirs; or leases only
        these messages."""

    def together(self, now: datetime, *, patient_ids: Iterable[int] = (), contact_ids: Iterable[int] = ()) -> None:
        """These are handled together at `now` (UTC): what is asked about one of them is read for all, and what follows is
        written in one go. Nobody else may change them until this transaction ends."""

    def next_wake_at(self) -> datetime | None:
        """The earliest wake_at of anything, or not_before of a waiting message: where a leaping clock goes."""

    def work_at(self, now: datetime) -> Work:
        """What waits to be handled, woken or sent at `now`: one statement, whatever the number of rows."""


class News(StrEnum):
    """What a process may want to know of at once: something may be sent, something came in."""

    OUTBOX = "outbox"
    INBOX = "inbox"


class Store(Protocol):
    """The one way to the database; synchronous, safe to use from several threads, one transaction each."""

    def transaction(self) -> AbstractContextManager[Records]:
        """Read and write; commits at the end, rolls back on an exception."""

    def reading(self) -> AbstractContextManager[Records]:
        """Read only, one consistent view."""

    def close(self) -> None:
        """Give every connection back; nothing can be asked afterwards."""


@runtime_checkable
class Telling(Protocol):
    """A store that tells one process at once what another has committed."""

    def hear(self, told: Callable[[News], None], ends: Callable[[], bool]) -> None:
        """Call `told` at once for what any process has committed, until `ends`. Blocks: for a thread of its own.

        Returns at once where only one process writes. Hearing is never certain: whoever listens still looks from time to time.
        """
