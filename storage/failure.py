"""What can go wrong between the house and its database, in one line that holds no data."""

from __future__ import annotations

from scheduler.ports import TryAgainError


class StoreError(TryAgainError):
    """The database is missing, too old, too new, locked or gone; the text says which and what to do."""


class RowsThereError(Exception):
    """A row that had to go in broke a unique key: what it follows from was decided on what is no longer so."""


class LeaseLostError(StoreError):
    """Somebody else holds what was leased here: nothing of this transaction may go on."""
