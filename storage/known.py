"""What one unit of work has read about those whom it handles together: asked for one of them, it is read for all of them.

Fifty answers ask the same twenty questions, each about another person. Nothing here outlives its transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

Key = TypeVar("Key", bound="int | str")
Value = TypeVar("Value")

PATIENT, PERSON, CONTACT, MEDICINE = "patient", "person", "contact", "medicine"
# What is asked about somebody's last days is read for so long at once, and each question answered out of that.
DOSES_BACK, DOSES_AHEAD = timedelta(days=5), timedelta(days=2)
A_DAY_BACK, DAYS_BACK = timedelta(hours=26), timedelta(days=4)


class Known:
    """Empty, and then it remembers nothing, until `together` says who is handled together and at which instant (UTC)."""

    def __init__(self) -> None:
        self.at: datetime | None = None
        self._beside: dict[str, set[int]] = {}
        self._kept: dict[str, dict[Any, Any]] = {}

    def together(self, group: str, ids: Iterable[int], at: datetime) -> None:
        """These are handled together at `at`; what is asked about one of them is read for all."""
        self.at = at
        self._beside.setdefault(group, set()).update(ids)

    def beside(self, group: str) -> Collection[int]:
        return self._beside.get(group, ())

    def covers(self, since: datetime, back: timedelta, until: datetime | None = None) -> bool:
        """Whether what is kept goes back as far as `since`, and as far ahead as doses are kept if `until` is given."""
        return self.at is not None and since >= self.at - back and (until is None or until <= self.at + DOSES_AHEAD)

    def of(
        self, what: str, group: str, wanted: Iterable[Key], read: Callable[[list[Key]], Mapping[Key, Value]]
    ) -> dict[Key, Value]:
        """What is known of each; `read` gives those that are not, by id, without those of whom there is nothing."""
        ids = list(wanted)
        if self.at is None:
            return dict(read(ids))
        kept = self._kept.setdefault(what, {})
        if not all(map(kept.__contains__, ids)):
            missing: set[Any] = {each for each in ids if each not in kept}
            beside = self._beside.get(group, set())
            if not missing.isdisjoint(beside):
                missing |= beside - kept.keys()
            found = read(sorted(missing))
            # While reading, something else may have been written and all of it forgotten.
            kept = self._kept.setdefault(what, {})
            kept.update((each, found.get(each)) for each in missing)
        return {each: kept[each] for each in ids if kept.get(each) is not None}

    def peek(self, what: str, own_id: Key) -> Any:
        """What is kept of one, or None."""
        return self._kept.get(what, {}).get(own_id)

    def keep(self, what: str, own_id: Key, value: object) -> None:
        """It has just been written; only where it is remembered at all."""
        if self.at is not None and own_id in self._kept.get(what, {}):
            self._kept[what][own_id] = value

    def forget(self, what: str, own_id: Key) -> None:
        """It has changed, and is read again when it is asked for."""
        self._kept.get(what, {}).pop(own_id, None)

    def forget_all(self) -> None:
        """Something was written that is not told here; who is handled together stays."""
        self._kept.clear()
