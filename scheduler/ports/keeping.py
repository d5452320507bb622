"""What is forgotten: somebody as a whole, and what has been kept long enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from scheduler.domain.erasure import ErasedAs, ErasedBy, Erasure


class Erasures(Protocol):
    """Erasing somebody: every table, every trace in what others have, an entry without a name."""

    def erase(self, person_id: int, by: ErasedBy, was: ErasedAs, now: datetime, *, last_words: bool) -> Erasure:
        """Delete everything about them at `now` (UTC). With `last_words` their first contact that works stays until what
        is queued under the key `erased:<id of the entry>:` and to them has left; `finish` then ends it.
        """

    def finish(self, now: datetime) -> int:
        """End those whose last words have left. How many."""

    def all(self) -> list[Erasure]:
        """Every entry, oldest first."""


class Retention(Protocol):
    """What has been kept long enough. Each call does at most `limit` rows and says how many it looked at."""

    def blank_inbox(self, before: datetime, limit: int) -> int:
        """Take the words from what came in before an instant (UTC) and was handled."""

    def blank_messages(self, before: datetime, limit: int) -> int:
        """Take the words from what was made before an instant (UTC) and will not be sent any more."""

    def drop_inbox(self, before: datetime, limit: int) -> int:
        """Let go of the rows of what came in before an instant (UTC) and was handled, but for the newest of each phone."""

    def drop_routine(self, before: datetime, limit: int) -> int:
        """Let go of the rows of prompts, nudges and answers made before an instant (UTC). Alarms and notices stay."""

    def quiet_patients(self, since: datetime, limit: int) -> Sequence[int]:
        """Patients with no plan that rules, of whom nothing came and to whom nothing went since an instant (UTC)."""

    def strangers(self, since: datetime, limit: int) -> Sequence[int]:
        """Persons with no role, link or invitation, who were there before an instant (UTC) and wrote nothing since."""

    def forget_unused_addresses(self, since: datetime) -> int:
        """Forget the addresses that are nobody's any more, and from which nothing came since (UTC). How many."""
