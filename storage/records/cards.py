"""Enrolment cards: one row for each patient who gave anything."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.domain.card import CARD_FIELDS, Card
from storage.tables import card
from storage.work import Work

_OF = select(card).where(card.c.patient_id == bindparam("patient_id"))


class CardRecords:
    """Implements `scheduler.ports.Cards`."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._insert = postgresql.insert if work.is_postgres else sqlite.insert

    def of(self, patient_id: int) -> Card:
        row = self._work.run(_OF, patient_id=patient_id).one_or_none()
        if row is None:
            return Card()
        unseal = self._work.seal.unseal_or_none
        return Card(**{name: unseal(f"card.{name}", getattr(row, f"{name}_sealed")) for name in CARD_FIELDS})

    def put(self, patient_id: int, new: Card) -> None:
        seal = self._work.seal.seal_or_none
        values = {f"{name}_sealed": seal(f"card.{name}", getattr(new, name)) for name in CARD_FIELDS}
        row = self._insert(card).values(patient_id=patient_id, **values)
        self._work.run(row.on_conflict_do_update(index_elements=["patient_id"], set_=values))
