"""Pills in the house, per medicine and strength key, with a history of every change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, func, select, update

from storage.batch import among, one_of
from storage.known import MEDICINE
from storage.tables import medicine, stock, stock_history
from storage.work import Work

_STOCK = "stock"
_ON_HAND = (
    select(stock.c.medicine_id, stock.c.strength, stock.c.quantity)
    .where(among(stock.c.medicine_id))
    .order_by(stock.c.medicine_id, stock.c.strength)
)
_HISTORY = ("medicine_id", "strength", "before", "after", "at", "why")
_WHOSE = select(medicine.c.patient_id).where(medicine.c.id == bindparam("medicine_id"))
_ORDERED = select(medicine.c.id, medicine.c.ordered_quantity, medicine.c.ordered_at).where(among(medicine.c.id))
COUNTED = ("counted", "fetched")
_COUNTED_AT = "counted at"
_NEWEST_COUNT = (
    select(stock_history.c.medicine_id, func.max(stock_history.c.at).label("counted_at"))
    .where(among(stock_history.c.medicine_id), one_of(stock_history.c.why, COUNTED))
    .group_by(stock_history.c.medicine_id)
)


class StockRecords:
    """Implements `scheduler.ports.Stock`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def on_hand(self, medicine_id: int) -> dict[str, Decimal]:
        if medicine_id not in self._work.known.beside(MEDICINE):
            self._hold(medicine_id)
        return dict(self._work.known.of(_STOCK, MEDICINE, [medicine_id], self._read).get(medicine_id, {}))

    def _read(self, medicine_ids: list[int]) -> dict[int, dict[str, Decimal]]:
        found: dict[int, dict[str, Decimal]] = {}
        for row in self._work.run_for(_ON_HAND, medicine_ids):
            found.setdefault(row.medicine_id, {})[row.strength] = row.quantity
        return found

    def set_on_hand(self, medicine_id: int, on_hand: Mapping[str, Decimal], now: datetime, why: str) -> None:
        if not on_hand:
            return
        before = self.on_hand(medicine_id)
        key = {"medicine_id": medicine_id}
        rows = [{**key, "strength": name, "quantity": count, "changed_at": now} for name, count in on_hand.items()]
        self._work.upsert(stock, ("medicine_id", "strength"), rows)
        told = [(medicine_id, name, before.get(name), count, now, why) for name, count in on_hand.items()]
        self._work.insert(stock_history, _HISTORY, told, every=True)
        if why in COUNTED:
            self._work.known.forget(_COUNTED_AT, medicine_id)
        self._work.known.keep(_STOCK, medicine_id, dict(sorted({**before, **on_hand}.items())))

    def ordered(self, medicine_id: int) -> tuple[Decimal, datetime] | None:
        return self._work.known.of("ordered", MEDICINE, [medicine_id], self._read_ordered).get(medicine_id)

    def _read_ordered(self, medicine_ids: list[int]) -> dict[int, tuple[Decimal, datetime]]:
        rows = self._work.run_for(_ORDERED, medicine_ids)
        return {row.id: (row.ordered_quantity, row.ordered_at) for row in rows if row.ordered_at is not None}

    def set_ordered(self, medicine_id: int, quantity: Decimal | None, now: datetime) -> None:
        since = None if quantity is None else now
        row = update(medicine).where(medicine.c.id == medicine_id)
        self._work.run(row.values(ordered_quantity=quantity, ordered_at=since))

    def counted_at(self, medicine_id: int) -> datetime | None:
        return self._work.known.of(_COUNTED_AT, MEDICINE, [medicine_id], self._read_counted).get(medicine_id)

    def _read_counted(self, medicine_ids: list[int]) -> dict[int, datetime]:
        return {row.medicine_id: row.counted_at for row in self._work.run_for(_NEWEST_COUNT, medicine_ids)}

    def _hold(self, medicine_id: int) -> None:
        if self._work.claims:
            self._work.hold(self._work.run(_WHOSE, medicine_id=medicine_id).scalars())
