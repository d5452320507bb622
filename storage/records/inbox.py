"""What came in, before it is understood."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select, text, update

from scheduler.domain.message import Inbound
from scheduler.ports import News
from storage.batch import among, insert_new
from storage.known import CONTACT
from storage.news import tell
from storage.tables import inbox
from storage.tables.message import UNHANDLED
from storage.work import Work, to_json

_TEXT, _NOTE, _ABOUT = "inbox.text", "inbox.note", "inbox.about"
_IS_DEAD = inbox.c.dead == 1
_EARLIER = inbox.alias("earlier")
_FIRST = (
    select(inbox.c.id)
    .where(
        text(f"inbox.{UNHANDLED}"),
        or_(inbox.c.lease_until.is_(None), inbox.c.lease_until <= bindparam("now", type_=inbox.c.lease_until.type)),
        ~select(1)
        .select_from(_EARLIER)
        .where(
            _EARLIER.c.contact_id == inbox.c.contact_id,
            _EARLIER.c.id < inbox.c.id,
            text(f"earlier.{UNHANDLED}"),
        )
        .exists(),
    )
    .order_by(inbox.c.id)
    .limit(bindparam("limit"))
)
_FIRST_UNHELD = _FIRST.with_for_update(skip_locked=True, of=inbox)
_LEASE = (
    update(inbox)
    .where(among(inbox.c.id))
    .values(lease_until=bindparam("until", type_=inbox.c.lease_until.type), tries=inbox.c.tries + 1)
    .returning(inbox)
)
_DONE = (
    update(inbox)
    .where(among(inbox.c.id), inbox.c.handled_at.is_(None))
    .values(handled_at=bindparam("now", type_=inbox.c.handled_at.type), lease_until=None)
)
_NEWEST = (
    select(inbox.c.contact_id, inbox.c.written_by, func.max(inbox.c.received_at).label("received_at"))
    .where(among(inbox.c.contact_id))
    .group_by(inbox.c.contact_id, inbox.c.written_by)
)
_NEXT_IDS = text("SELECT nextval(pg_get_serial_sequence('inbox', 'id')) FROM generate_series(1, :count)")


class InboxRecords:
    """Implements `scheduler.ports.Inbox`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def put(self, inbound: Inbound) -> bool:
        return self.put_all([inbound])[0]

    def put_all(self, inbounds: Sequence[Inbound]) -> list[bool]:
        if not inbounds:
            return []
        rows = [self._row(each) for each in inbounds]
        if self._work.is_postgres and len(rows) > 1:
            # Ids in the order in which they came, rows in one that is the same for every process: whoever is brought the same
            # waits for the other's row, and two that wait for each other would both be late.
            ids = sorted(self._work.run(_NEXT_IDS, count=len(rows)).scalars())
            for row, own_id in zip(rows, ids, strict=True):
                row["id"] = own_id
            rows.sort(key=lambda row: (row["provider"], row["provider_id"]))
        into = insert_new(self._work.dialect, inbox, inbox.c.provider, inbox.c.provider_id)
        added = {tuple(row) for row in self._work.conn.execute(into, rows)}
        if added:
            tell(self._work, News.INBOX)
        new = []
        for each in inbounds:
            # Brought twice at once, it is new once.
            new.append((each.provider, each.provider_id) in added)
            added.discard((each.provider, each.provider_id))
        return new

    def _row(self, inbound: Inbound) -> dict[str, Any]:
        seal = self._work.seal.seal
        return {
            "provider": inbound.provider,
            "provider_id": inbound.provider_id,
            "contact_id": inbound.contact_id,
            "text_sealed": seal(_TEXT, inbound.text),
            "received_at": inbound.received_at,
            "tries": 0,
            "dead": 0,
            "about_sealed": seal(_ABOUT, to_json(dict(inbound.about))) if inbound.about else None,
        }

    def lease(self, now: datetime, limit: int, lease_until: datetime) -> list[Inbound]:
        """`tries` of what is given counts this try, so that what kills its handler is found out."""
        first = _FIRST_UNHELD if self._work.claims else _FIRST
        claimed = list(self._work.run(first, now=now, limit=limit).scalars())
        if not claimed:
            return []
        changed = self._work.run_for(_LEASE, claimed, until=lease_until)
        return [self._read(row) for row in sorted(changed, key=lambda row: row.id)]

    def _read(self, row: Row[Any]) -> Inbound:
        """One whose words cannot be read comes without them: others that came with it do not wait for it."""
        text, about, unread = "", dict[str, str](), None
        try:
            text = self._work.seal.unseal(_TEXT, row.text_sealed)
            about = json.loads(self._work.seal.unseal(_ABOUT, row.about_sealed)) if row.about_sealed else {}
        except Exception as error:
            unread = type(error).__name__
        return Inbound(
            row.provider, row.provider_id, row.contact_id, text, row.received_at, row.id, row.tries, about, unread
        )

    def done(self, inbound_ids: Iterable[int], now: datetime) -> None:
        self._work.run_for(_DONE, inbound_ids, now=now)

    def fail(self, inbound_id: int, note: str, now: datetime, *, dead: bool) -> None:
        """Free it to be tried again at once, or lay it aside for good."""
        mine = (inbox.c.id == inbound_id) & inbox.c.handled_at.is_(None)
        self._work.run(
            update(inbox)
            .where(mine)
            .values(
                lease_until=None,
                note_sealed=self._work.seal.seal(_NOTE, note),
                dead=int(dead),
                handled_at=now if dead else None,
            )
        )

    def dead(self) -> list[Inbound]:
        return [self._read(row) for row in self._work.run(select(inbox).where(_IS_DEAD).order_by(inbox.c.id))]

    def settle(self, inbound_id: int, note: str, now: datetime) -> bool:
        seen_to = {"dead": 0, "handled_at": now, "note_sealed": self._work.seal.seal(_NOTE, note)}
        return self._work.change(update(inbox).where(inbox.c.id == inbound_id, _IS_DEAD).values(seen_to)) == 1

    def note_of(self, inbound_id: int) -> str | None:
        """What is noted beside it: why it failed, or who saw to it."""
        sealed = self._work.run(select(inbox.c.note_sealed).where(inbox.c.id == inbound_id)).scalar_one_or_none()
        return None if sealed is None else self._work.seal.unseal(_NOTE, sealed)

    def written_by(self, inbound_id: int, person_id: int) -> None:
        """Note who wrote it, where several use the phone."""
        self._work.run(update(inbox).where(inbox.c.id == inbound_id).values(written_by=person_id))

    def last_from(self, contact_ids: Iterable[int], person_id: int) -> datetime | None:
        """When anything last came from there (UTC) that this person wrote, as far as that is known."""
        found = self._work.known.of("last from", CONTACT, contact_ids, self._read_newest)
        return max((at for each in found.values() for by, at in each if by in {None, person_id}), default=None)

    def _read_newest(self, contact_ids: list[int]) -> dict[int, list[tuple[int | None, datetime]]]:
        found: dict[int, list[tuple[int | None, datetime]]] = {}
        for row in self._work.run_for(_NEWEST, contact_ids):
            found.setdefault(row.contact_id, []).append((row.written_by, row.received_at))
        return found

    def waiting(self) -> int:
        return int(self._work.run(select(func.count()).select_from(inbox).where(text(UNHANDLED))).scalar_one())

    def free(self) -> int:
        leased = text(UNHANDLED) & inbox.c.lease_until.is_not(None)
        return self._work.change(update(inbox).where(leased).values(lease_until=None))
