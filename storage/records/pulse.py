"""How the service itself does: what waits, since when, and whether providers still answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, text

from scheduler.domain.message import MessageState
from scheduler.domain.people import ChannelName
from scheduler.ports.pulse import Pulse
from storage.tables import inbox, message, receipt
from storage.tables.message import UNHANDLED, WAITING
from storage.work import Work

_AT = message.c.sent_at.type
_INBOX = select(func.min(inbox.c.received_at)).where(text(UNHANDLED))
_OUTBOX: Any = select(message.c.channel, func.min(message.c.not_before)).where(text(WAITING), message.c.attempts == 0)
_TRIED: Any = select(message.c.channel, func.max(message.c.attempts)).where(text(WAITING), message.c.attempts > 0)
# The newest by id: a year of messages is not looked through for the last hours.
_NEWEST = (
    select(message.c.id, message.c.channel, message.c.state, message.c.sent_at)
    .order_by(message.c.id.desc())
    .limit(2000)
    .subquery()
)
_HAS_RECEIPT = select(receipt.c.id).where(receipt.c.message_id == _NEWEST.c.id).limit(1).scalar_subquery()
_TEXTS: Any = select(func.count().label("texts"), func.count(_HAS_RECEIPT).label("receipts")).where(
    _NEWEST.c.channel == ChannelName.SMS,
    _NEWEST.c.state.in_((MessageState.SENT, MessageState.DELIVERED)),
    _NEWEST.c.sent_at >= bindparam("begins", type_=_AT),
    _NEWEST.c.sent_at < bindparam("ends", type_=_AT),
)


class PulseRecords:
    """Implements `scheduler.ports.pulse.Pulses`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def look(self, texts_from: datetime, texts_until: datetime) -> Pulse:
        counted = self._work.run(_TEXTS, begins=texts_from, ends=texts_until).one()
        return Pulse(
            inbox_since=self._work.run(_INBOX).scalar_one(),
            outbox_since=self._by_channel(_OUTBOX),
            tried=self._by_channel(_TRIED),
            texts=int(counted.texts),
            receipts=int(counted.receipts),
        )

    def _by_channel(self, query: Any) -> dict[str, Any]:
        rows: Any = self._work.run(query.group_by(message.c.channel)).all()
        return {channel: value for channel, value in rows if channel}
