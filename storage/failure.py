"""What can go wrong between the house and its database, in one line that holds no data."""

from __future__ import annotations


class StoreError(Exception):
    """The database is missing, too old, too new, locked or gone; the text says which and what to do."""


class LeaseLostError(StoreError):
    """Somebody else holds what was leased here: nothing of this transaction may go on."""
