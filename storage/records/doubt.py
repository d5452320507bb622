"""What waits in a copy of the store may have been sent since the copy was made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select, text, update

from scheduler.domain.message import MessageState, Priority
from scheduler.domain.people import Reach
from storage.records.message_row import NOTE
from storage.tables import contact, message
from storage.tables.message import WAITING
from storage.work import Work

_AT = message.c.not_before.type
_NOW, _STALE = bindparam("now", type_=_AT), bindparam("stale", type_=_AT)
_REACHED = select(contact.c.id).where(contact.c.reach == Reach.ON)
# What cannot be sent, or is too late by now, is nothing to be looked for: it ends as it always does.
_PERHAPS_SENT = (
    text(WAITING),
    message.c.not_before <= _NOW,
    message.c.expires_at.is_(None) | (message.c.expires_at > _NOW),
    message.c.contact_id.in_(_REACHED),
)
_DROP = (
    update(message)
    .where(text(WAITING), message.c.priority > int(Priority.REMINDER), message.c.created_at < _STALE)
    .values(
        state=MessageState.DROPPED,
        settled_at=_NOW,
        note_sealed=bindparam("note", type_=message.c.note_sealed.type),
    )
)
_DOUBT = (
    update(message)
    .where(*_PERHAPS_SENT, message.c.priority > int(Priority.ESCALATION))
    .values(
        state=MessageState.UNKNOWN,
        sending_at=message.c.not_before,
        settled_at=_NOW,
        attempts=func.coalesce(message.c.attempts, 0) + 1,
    )
)


def doubt_messages(work: Work, now: datetime, stale: datetime) -> tuple[int, int]:
    """Implements `scheduler.ports.Messages.doubt`. An alarm stays: a copy of it too many is better than none."""
    dropped = work.change(_DROP, now=now, stale=stale, note=work.seal.seal(NOTE, "restored"))
    return work.change(_DOUBT, now=now), dropped
