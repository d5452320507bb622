"""The store as a whole: transactions, and everything it remembers."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from scheduler.ports.fetching import CheckIns, Escalations
from scheduler.ports.mail import Inbox, Messages, Notes, Talk
from scheduler.ports.people import Cards, Invitations, People
from scheduler.ports.plan_talks import PlanTalks, Releases
from scheduler.ports.plans import Doses, Intakes, Plans, Questions, Stock, Watches


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken invariant: its rule (0-10, as in DESIGN) and what, by ids only."""

    rule: int
    what: str


class Audit(Protocol):
    """The invariants as queries: how many things each rule looked at, and what is broken."""

    def run(self, now: datetime) -> tuple[dict[int, int], list[Broken]]: ...


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
    def audit(self) -> Audit: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def cards(self) -> Cards: ...
    @property
    def questions(self) -> Questions: ...
    def next_wake_at(self) -> datetime | None:
        """The earliest wake_at of anything, or not_before of a waiting message: where a leaping clock goes."""

    def has_work(self, now: datetime) -> bool:
        """Whether anything waits to be handled, woken or sent at `now`."""


class Store(Protocol):
    """The one way to the database; synchronous, safe to use from several threads, one transaction each."""

    def transaction(self) -> AbstractContextManager[Records]:
        """Read and write; commits at the end, rolls back on an exception."""

    def reading(self) -> AbstractContextManager[Records]:
        """Read only, one consistent view."""

    def close(self) -> None:
        """Give every connection back; nothing can be asked afterwards."""
