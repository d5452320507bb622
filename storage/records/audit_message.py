"""Invariants 2, 3, 4 and 9: messages that follow from states, the inbox, consent, and lateness."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, and_, cast, exists, func, or_, select, text
from sqlalchemy.dialects.postgresql import JSON

from scheduler.domain.message import MessageState, Priority
from scheduler.domain.people import Reach
from storage.records.notes import NoteRecords
from storage.records.retention import MESSAGES_SINCE
from storage.tables import consent, contact, dose, inbox, message
from storage.work import Work

HANDLED_WITHIN = timedelta(hours=1)
_GONE_OUT = (MessageState.SENT, MessageState.DELIVERED, MessageState.UNKNOWN, MessageState.SENDING)


def prompts_have_messages(work: Work, now: datetime) -> tuple[int, list[str]]:
    """Counts doses that were prompted since every message is kept. Broken: no message, in whatever state, asks about it."""
    prompted: ColumnElement[bool] = dose.c.prompted_at.is_not(None)
    since = NoteRecords(work).get(MESSAGES_SINCE)
    if since is not None:
        prompted &= dose.c.prompted_at >= datetime.fromisoformat(since)
    if work.is_postgres:
        each = func.json_array_elements_text(cast(message.c.dose_ids, JSON)).table_valued("value")
        asked = select(cast(each.c.value, BigInteger))
    else:
        each = func.json_each(message.c.dose_ids).table_valued("value")
        asked = select(each.c.value)
    asked = asked.select_from(message.join(each, text("true"))).where(message.c.dose_ids.is_not(None))
    checked = int(work.run(select(func.count()).select_from(dose).where(prompted)).scalar_one())
    silent = work.run(select(dose.c.id).where(prompted, dose.c.id.not_in(asked))).scalars()
    return checked, [f"dose {dose_id}: prompted, and no message asks about it" for dose_id in silent]


def inbox_handled_once(work: Work, now: datetime) -> tuple[int, list[str]]:
    """Counts inbound messages. Broken: the same provider's id twice; not handled for more than an hour; laid aside dead."""
    checked = int(work.run(select(func.count()).select_from(inbox)).scalar_one())
    twice = select(func.min(inbox.c.id)).group_by(inbox.c.provider, inbox.c.provider_id).having(func.count() > 1)
    broken = [f"inbound {first}: came in twice" for first in work.run(twice).scalars()]
    old = select(inbox.c.id).where(text("handled_at IS NULL"), inbox.c.received_at < now - HANDLED_WITHIN)
    broken += [f"inbound {own_id}: not handled for more than an hour" for own_id in work.run(old).scalars()]
    dead = select(inbox.c.id).where(inbox.c.dead == 1)
    broken += [f"inbound {own_id}: could not be handled; `stepdown unread`" for own_id in work.run(dead).scalars()]
    return checked, broken


def consented(work: Work, now: datetime) -> tuple[int, list[str]]:
    """Counts messages that went out and are none of the few allowed to anybody. Broken: the contact has never agreed; or
    sending began after the contact's last withdrawal, and the contact is off now.
    """
    sent = and_(message.c.state.in_(_GONE_OUT), message.c.even_unconsented == 0)
    withdrawn = (
        select(func.max(consent.c.at))
        .where(consent.c.contact_id == message.c.contact_id, consent.c.given == 0)
        .scalar_subquery()
    )
    # A number that is somebody else's by now begins anew; what went there before was agreed to.
    agreed = exists().where(consent.c.contact_id == message.c.contact_id, consent.c.given == 1)
    checked = int(work.run(select(func.count()).select_from(message).where(sent)).scalar_one())
    wrong = (
        select(message.c.id)
        .join(contact, contact.c.id == message.c.contact_id)
        .where(
            sent,
            or_(
                and_(contact.c.reach == Reach.NEW, ~agreed),
                and_(contact.c.reach == Reach.OFF, message.c.sending_at > withdrawn),
            ),
        )
    )
    return checked, [f"message {own_id}: sent without consent" for own_id in work.run(wrong).scalars()]


def lateness_can_be_said(work: Work, now: datetime) -> tuple[int, list[str]]:
    """Counts reminders of doses that went out. Broken: it names no instant, so that it could not say it was late; or it
    was sent after it had expired.
    """
    reminders = and_(
        message.c.state.in_(_GONE_OUT), message.c.priority == int(Priority.REMINDER), message.c.dose_ids.is_not(None)
    )
    checked = int(work.run(select(func.count()).select_from(message).where(reminders)).scalar_one())
    wrong = select(message.c.id).where(
        reminders, or_(message.c.due_at.is_(None), message.c.sending_at > message.c.expires_at)
    )
    return checked, [f"message {own_id}: late, and could not say so" for own_id in work.run(wrong).scalars()]
