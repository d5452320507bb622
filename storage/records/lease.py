"""Which messages may go now: red first, one in flight per contact, and nobody else's."""

from __future__ import annotations

from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import bindparam, literal_column, or_, select, text, union_all, update

from scheduler.domain.message import Message, MessageState, Priority
from scheduler.domain.people import ChannelName
from storage.batch import among
from storage.records.message_row import COLUMNS, read_message
from storage.tables import contact, message
from storage.work import Work

_AT = message.c.not_before.type
_NOW = bindparam("now", type_=_AT)
_WIDEN = 8


def _free() -> Any:
    """Nothing is in flight to the message's contact; or the message is red and what is in flight is not."""
    flying = message.alias("flying")
    other = (
        select(1)
        .select_from(flying)
        .where(
            flying.c.contact_id == message.c.contact_id,
            text("flying.state IN ('leased', 'sending')"),
            or_(message.c.priority != int(Priority.RED), flying.c.priority == int(Priority.RED)),
        )
    )
    return ~other.exists()


def _candidates(channel: ChannelName | None, only_red: bool) -> Any:
    """The first of each channel and priority: one probe of the index each, however many wait, for later or another way."""
    rows = []
    priorities = (Priority.RED,) if only_red else tuple(Priority)
    for way, priority in product(ChannelName if channel is None else (channel,), priorities):
        first = (
            select(message.c.id, message.c.contact_id, message.c.priority, message.c.not_before)
            .where(
                text("message.state = 'waiting'"),
                message.c.channel == literal_column(f"'{way}'"),
                message.c.priority == literal_column(str(int(priority))),
                message.c.not_before <= _NOW,
                _free(),
            )
            .order_by(message.c.not_before, message.c.id)
            .limit(bindparam("most"))
            .subquery()
        )
        rows.append(select(first))
    return union_all(*rows).order_by("priority", "not_before", "id").limit(bindparam("most"))


_CANDIDATES = {(channel, red): _candidates(channel, red) for channel in (None, *ChannelName) for red in (False, True)}

_UNHELD = (
    select(contact.c.id)
    .where(among(contact.c.id))
    .order_by(contact.c.id)
    .with_for_update(key_share=True, skip_locked=True)
)
_LEASE = (
    update(message)
    .where(among(message.c.id), message.c.state == MessageState.WAITING, message.c.not_before <= _NOW, _free())
    .values(state=MessageState.LEASED, lease_until=bindparam("until", type_=_AT))
    .returning(*COLUMNS)
)


def lease_messages(
    work: Work,
    now: datetime,
    limit: int,
    lease_until: datetime,
    channel: ChannelName | None = None,
    only_red: bool = False,
) -> list[Message]:
    """Claim up to `limit` messages until `lease_until`, in the order in which they should leave."""
    if limit < 1:
        return []
    chosen = _choose(work, now, limit, _CANDIDATES[channel, only_red])
    if work.only is not None:
        chosen = {contact_id: own_id for contact_id, own_id in chosen.items() if own_id in work.only}
    if not chosen:
        return []
    if work.claims:
        # Another process may be choosing for the same contacts. The contact's row decides; the condition is then
        # read again, because that process may have committed in between.
        ours = set(work.run_for(_UNHELD, chosen).scalars())
        chosen = {contact_id: message_id for contact_id, message_id in chosen.items() if contact_id in ours}
    work.claimed += chosen.values()
    claimed = work.run_for(
        _LEASE,
        chosen.values(),
        now=now,
        until=lease_until,
    ).all()
    # All are fetched before one is read: on SQLite nothing could be committed while an UPDATE still has rows to give.
    leased = [read_message(work.seal, row) for row in claimed]
    return sorted(leased, key=lambda each: (each.priority, each.not_before, each.id))


def _choose(work: Work, now: datetime, limit: int, candidates: Any) -> dict[int, int]:
    """The first waiting message of each of up to `limit` contacts: contact id to message id."""
    most = limit * 2
    while True:
        rows = work.run(candidates, now=now, most=most).all()
        first: dict[int, int] = {}
        for row in rows:
            if len(first) == limit:
                return first
            first.setdefault(row.contact_id, row.id)
        if len(rows) < most:
            return first
        # One contact with a long queue must not hide the others.
        most *= _WIDEN
