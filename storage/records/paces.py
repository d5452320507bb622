"""How fast each sender goes, where several processes share it. One row a sender, held while a batch is being claimed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql

from scheduler.domain.pace import Bucket
from storage.batch import among
from storage.tables import contact, note
from storage.work import Work

_PREFIX = "pace "
_HELD = select(note.c.value).where(note.c.name == bindparam("name")).with_for_update()
_MADE = postgresql.insert(note).values(name=bindparam("name"), value="").on_conflict_do_nothing()
_KEPT = update(note).where(note.c.name == bindparam("sender")).values(value=bindparam("bucket"))
_AT = contact.c.written_at.type
_WRITTEN = select(contact.c.id, contact.c.written_at).where(
    among(contact.c.id), contact.c.written_at > bindparam("since", type_=_AT)
)
_WROTE = update(contact).where(among(contact.c.id)).values(written_at=bindparam("now", type_=_AT))


class PaceRecords:
    """Implements `scheduler.ports.Paces`. On SQLite one process sends, and what it remembers is right: no statement is made."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def hold(self, sender: str) -> Bucket | None:
        if not self._work.claims:
            return None
        found = self._work.run(_HELD, name=_PREFIX + sender).scalar_one_or_none()
        if found is None:
            self._work.run(_MADE, name=_PREFIX + sender)
            found = self._work.run(_HELD, name=_PREFIX + sender).scalar_one()
        tokens, _, at = found.partition(" ")
        return Bucket(float(tokens), datetime.fromisoformat(at)) if at else None

    def keep(self, sender: str, bucket: Bucket) -> None:
        if self._work.claims:
            value = f"{bucket.tokens:.6f} {bucket.filled_at.isoformat()}"
            self._work.change(_KEPT, sender=_PREFIX + sender, bucket=value)

    def written(self, contact_ids: Iterable[int], since: datetime) -> dict[int, datetime]:
        if not self._work.claims:
            return {}
        return {row.id: row.written_at for row in self._work.run_for(_WRITTEN, contact_ids, since=since)}

    def wrote(self, contact_ids: Iterable[int], now: datetime) -> None:
        if self._work.claims:
            self._work.change_for(_WROTE, contact_ids, now=now)
