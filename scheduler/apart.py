"""One row that cannot be read stops nobody else: a batch that fails is done in halves, down to the row, which is set aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from scheduler.ports import Records, Store, TryAgainError, Waits

# For so long a row is set aside the first time, and twice as long each time after; never longer than a mended one may wait.
FIRST, LONGEST = timedelta(seconds=30), timedelta(minutes=10)
_log = structlog.get_logger(__name__)
_Item = TypeVar("_Item")
_Done = TypeVar("_Done")


def by_parts(
    items: Sequence[_Item], do: Callable[[Sequence[_Item]], _Done], failed: Callable[[_Item, Exception], None]
) -> list[_Done]:
    """Do it with all of them at once; where that fails with each half, down to single ones, of which `failed` is told.

    Raises TryAgainError: that the database is away is nobody's fault among them.
    """
    if not items:
        return []
    try:
        return [do(items)]
    except TryAgainError:
        raise
    except Exception as error:
        if len(items) == 1:
            failed(items[0], error)
            return []
        return in_halves(items, do, failed)


def in_halves(
    items: Sequence[_Item], do: Callable[[Sequence[_Item]], _Done], failed: Callable[[_Item, Exception], None]
) -> list[_Done]:
    """The same where it is known already that all at once fails. A single one is tried again."""
    middle = len(items) // 2
    halves = (items[:middle], items[middle:])
    return [done for half in halves for done in by_parts(half, do, failed)]


def wake_apart(
    store: Store, what: Waits, patient_ids: Sequence[int], wake: Callable[[Records], int], now: datetime
) -> int:
    """Wake what is due of these patients after a batch of all of them failed. How many were woken or set aside.

    Of a patient whose rows fail together each row is tried by itself, and what fails even so is set aside: a broken row of
    somebody's morning does not stop the clock of their silence.
    """

    def some(ids: Sequence[int]) -> int:
        with store.transaction() as records:
            records.claim_only(ids)
            return wake(records)

    def one(patient_id: int, error: Exception) -> None:
        with store.reading() as records:
            rows = records.asides.due_rows(what, patient_id, now)

        def some_rows(row_ids: Sequence[int]) -> int:
            with store.transaction() as records:
                records.claim_only([patient_id], row_ids)
                return wake(records)

        def row(row_id: int, error: Exception) -> None:
            woken.append(int(set_aside(store, what, row_id, error, now)))

        woken.extend(in_halves(rows, some_rows, row))

    woken: list[int] = []
    _log.warning("batch.apart", what=what.value, count=len(patient_ids))
    woken.extend(in_halves(patient_ids, some, one))
    return sum(woken)


def set_aside(store: Store, what: Waits, row_id: int, error: Exception, now: datetime) -> bool:
    """Let a row wait, so that it neither stops others nor is tried without end. The operator hears of it (`watching`).

    False if somebody else has dealt with it meanwhile.
    """
    with store.transaction() as records:
        aside = records.asides.set(what, row_id, type(error).__name__, now, FIRST, LONGEST)
    if aside is not None:
        _log.error("row.set-aside", what=what.value, row=row_id, tries=aside.tries, error=error)
    return aside is not None
