"""What waits beside a message for the same person, what has become part of another text, and what was sent on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from scheduler.domain.message import Message, MessageState, Priority
from storage.batch import among
from storage.known import A_DAY_BACK, PERSON
from storage.records.message_row import ALL, SLOTS, read_or_none
from storage.tables import message
from storage.work import Work, to_json

_AT = message.c.created_at.type
_SENT = (MessageState.SENDING, MessageState.SENT, MessageState.DELIVERED, MessageState.UNKNOWN)
# A message is queued at most so long before it leaves: the index is by the instant of queueing.
_QUEUED_BEFORE = timedelta(days=2)
_FAR = timedelta(days=3650)
BESIDE = "messages beside"

_BESIDE = ALL.where(
    among(message.c.person_id),
    message.c.created_at >= bindparam("since", type_=_AT),
    message.c.state == MessageState.WAITING,
    message.c.priority > int(Priority.RED),
    message.c.not_before <= bindparam("until", type_=_AT),
).order_by(message.c.not_before, message.c.id)
_SENT_ON = (
    select(message.c.person_id, message.c.sending_at)
    .where(
        among(message.c.person_id),
        message.c.created_at >= bindparam("queued", type_=_AT),
        message.c.sending_at >= bindparam("since", type_=_AT),
        message.c.budgeted == 1,
        message.c.state.in_(_SENT),
    )
    .order_by(message.c.person_id, message.c.sending_at)
)


def waiting_beside(work: Work, person_ids: Iterable[int], since: datetime, until: datetime) -> list[Message]:
    """Waiting messages to these persons that may go by `until`, queued after `since`; none that is red.

    One that cannot be read is left out: it is set aside when its own turn comes, and the others do not wait for it.
    """

    def read(ids: list[int]) -> dict[int, list[Message]]:
        at = work.known.at
        assert at is not None
        found: dict[int, list[Message]] = {}
        for row in work.run_for(_BESIDE, ids, since=at - A_DAY_BACK, until=at + _FAR):
            if (each := read_or_none(work.seal, row)) is not None:
                found.setdefault(row.person_id, []).append(each)
        return found

    if work.known.covers(since, A_DAY_BACK):
        kept = work.known.of(BESIDE, PERSON, person_ids, read)
        return [m for each in kept.values() for m in each if m.created_at >= since and m.not_before <= until]
    rows = work.run_for(_BESIDE, person_ids, since=since, until=until)
    return [each for each in (read_or_none(work.seal, row) for row in rows) if each is not None]


def sent_on(work: Work, person_ids: Iterable[int], since: datetime) -> dict[int, list[datetime]]:
    """When each counted message was sent since then, per person; what was accepted perhaps counts as well."""

    def read(ids: list[int], since: datetime) -> dict[int, list[datetime]]:
        found: dict[int, list[datetime]] = {}
        for row in work.run_for(_SENT_ON, ids, since=since, queued=since - _QUEUED_BEFORE):
            found.setdefault(row.person_id, []).append(row.sending_at)
        return found

    at = work.known.at
    if at is None or not work.known.covers(since, A_DAY_BACK):
        return read(list(person_ids), since)
    begins = at - A_DAY_BACK
    kept = work.known.of("texts sent", PERSON, person_ids, lambda ids: read(ids, begins))
    late = {own_id: [sent for sent in each if sent >= since] for own_id, each in kept.items()}
    return {own_id: each for own_id, each in late.items() if each}


def save_slots(work: Work, changed: Sequence[Message]) -> None:
    """Keep what a message says now, so that a second try says the same."""
    for each in changed:
        sealed = work.seal.seal(SLOTS, to_json(dict(each.slots)))
        work.run(update(message).where(message.c.id == each.id).values(slots_sealed=sealed))
