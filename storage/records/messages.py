"""The outbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    union_all,
    update,
)

from scheduler.domain.message import Message, MessageState, Priority
from scheduler.domain.people import ChannelName
from scheduler.ports import Alike, News, Sent
from storage.batch import among, insert_rows, update_rows
from storage.failure import LeaseLostError
from storage.known import PATIENT
from storage.news import tell
from storage.records.beside import BESIDE, save_slots, sent_on, waiting_beside
from storage.records.doubt import doubt_messages
from storage.records.lease import lease_messages
from storage.records.message_row import ALL, NEW, NOTE, TEXT, alike_rows, read_message, read_or_none, write_new
from storage.records.people import read_contacts
from storage.tables import contact, dose, message, person_contact, receipt
from storage.tables.message import IN_FLIGHT, SPEAKS_OF_DOSES, UNKNOWN, WAITING
from storage.work import Work

_AT = message.c.created_at.type
_NOW = bindparam("now", type_=message.c.not_before.type)
_SENT = (MessageState.SENT, MessageState.DELIVERED)
_RECEIPT = ("message_id", "status", "rank", "at")
_BY_ID = ALL.where(among(message.c.id)).order_by(message.c.id)
# One probe of the index for each channel and priority, however many wait.
_FIRSTS = union_all(
    *(
        select(func.min(message.c.not_before)).where(
            text(WAITING),
            message.c.channel == literal_column(f"'{channel}'"),
            message.c.priority == literal_column(str(int(priority))),
        )
        for channel in ChannelName
        for priority in Priority
    )
)


def _any_of(channel: ChannelName) -> ColumnElement[bool]:
    """Whether a channel has anything to carry or to find out, by the same probes."""
    own = message.c.channel == literal_column(f"'{channel}'")
    due = (
        text(WAITING)
        & own
        & (message.c.priority == literal_column(str(int(priority))))
        & (message.c.not_before <= _NOW)
        for priority in Priority
    )
    late = text(IN_FLIGHT) & own & (message.c.lease_until <= _NOW)
    kinds = (*due, late, text(UNKNOWN) & own)
    return or_(*(exists(select(literal_column("1")).select_from(message).where(each)) for each in kinds))


_WAYS = select(*(_any_of(channel).label(channel.value) for channel in ChannelName))
_CHANNELS = select(contact.c.id, contact.c.channel).where(among(contact.c.id))
_BEGIN = (
    update(message)
    .where(
        among(message.c.id),
        message.c.state == MessageState.LEASED,
        message.c.lease_until > bindparam("now", type_=_AT),
    )
    .values(state=MessageState.SENDING, attempts=message.c.attempts + 1, sending_at=bindparam("now", type_=_AT))
)
# What an outcome that is recorded already can still turn into.
_LATER = {
    MessageState.SENT: (MessageState.SENT, MessageState.DELIVERED, MessageState.FAILED),
    MessageState.FAILED: (MessageState.FAILED, MessageState.DELIVERED),
    MessageState.DELIVERED: (MessageState.DELIVERED,),
}
_LATE = (message.c.lease_until <= bindparam("now", type_=_AT)) & text(IN_FLIGHT)
_RAN_OUT = select(select(literal_column("1")).select_from(message).where(_LATE).exists())


# Made once, because every answer needs them: making a statement costs more than running it does.
_DROP = (
    update(message)
    .where(among(message.c.id), message.c.state.in_((MessageState.WAITING, MessageState.LEASED)))
    .values(
        state=MessageState.DROPPED,
        lease_until=None,
        settled_at=bindparam("now", type_=_AT),
        note_sealed=bindparam("note", type_=message.c.note_sealed.type),
    )
)
_SPEAKING = select(message.c.id, message.c.dose_ids).where(
    text(SPEAKS_OF_DOSES), message.c.patient_id.in_(select(dose.c.patient_id).where(among(dose.c.id)))
)
_SPEAKING_BY = select(message.c.id, message.c.patient_id, message.c.dose_ids).where(
    text(SPEAKS_OF_DOSES), among(message.c.patient_id)
)
_SPEAKING_OF = "messages that speak of doses"
_ANY_UNKNOWN = ALL.where(text(UNKNOWN)).order_by(message.c.id).limit(bindparam("limit"))
_UNKNOWN = _ANY_UNKNOWN.where(message.c.channel == bindparam("channel"))
_UNSETTLED = select(message.c.id).where(among(message.c.id), text(UNKNOWN)).order_by(message.c.id)


class MessageRecords:
    """Implements `scheduler.ports.Messages`."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._seal = work.seal

    def add(self, messages: Sequence[Message], alike: Sequence[Alike] = ()) -> int:
        if not messages:
            return 0
        known = self._work.known
        there = {each.contact_id for each in messages}
        if known.at is None:
            channels: dict[int, str] = dict(map(tuple, self._work.run_for(_CHANNELS, there)))
        else:
            channels = {own_id: contact.channel for own_id, contact in read_contacts(self._work, there).items()}
        rows = [(*write_new(self._seal, each), channels.get(each.contact_id)) for each in messages]
        for each in alike:
            model = (*write_new(self._seal, each.model), channels.get(each.model.contact_id))
            rows += alike_rows(model, each.whose, each.keys)
        added = self._work.insert(message, (*NEW, "channel"), rows, every=False)
        for written in messages:
            known.forget(BESIDE, written.person_id)
            known.forget(_SPEAKING_OF, written.patient_id or 0)
        if alike:
            known.forget_all()
        if added and any(each.not_before <= each.created_at for each in messages):
            tell(self._work, News.OUTBOX)
        return added

    def lease(
        self,
        now: datetime,
        limit: int,
        lease_until: datetime,
        *,
        channel: ChannelName | None = None,
        only_red: bool = False,
    ) -> list[Message]:
        return lease_messages(self._work, now, limit, lease_until, channel, only_red)

    def begin(self, message_ids: Sequence[int], now: datetime) -> None:
        """Raises LeaseLostError if any of them is not leased any more: then none may be sent."""
        begun = self._work.change_for(_BEGIN, message_ids, now=now)
        if begun != len(set(message_ids)):
            raise LeaseLostError(
                f"{len(set(message_ids)) - begun} of {len(set(message_ids))} messages are not leased any more"
            )

    def record(self, sent: Sequence[Sent]) -> None:
        """A message that a receipt has already called delivered stays so. Text, provider's id and note are kept if none comes."""
        known = {each.id: each for each in self.by_id(each.message_id for each in sent)}
        rows = []
        for outcome in sent:
            before = known.get(outcome.message_id)
            if before is None:
                continue
            if before.state in _LATER and outcome.state not in _LATER[before.state]:
                # A receipt was faster than the answer to the send, and knows better.
                outcome = replace(outcome, state=before.state, at=before.sent_at or outcome.at)
            waits = outcome.state is MessageState.WAITING
            sent_at = before.sent_at or outcome.at if outcome.state in _SENT else before.sent_at
            text_ = before.text if outcome.text is None else outcome.text
            note = before.note if outcome.note is None else outcome.note
            rows.append(
                (
                    outcome.state,
                    outcome.not_before if waits and outcome.not_before is not None else before.not_before,
                    None,
                    None if waits else before.sending_at,
                    sent_at,
                    outcome.at,
                    self._seal.seal_or_none(TEXT, text_),
                    outcome.provider_id or before.provider_id,
                    self._seal.seal_or_none(NOTE, note),
                    max(0, before.attempts - 1) if outcome.uncounted else before.attempts,
                    outcome.message_id,
                )
            )
        columns = (
            "state", "not_before", "lease_until", "sending_at", "sent_at", "settled_at",
            "text_sealed", "provider_id", "note_sealed", "attempts",
        )  # fmt: skip
        update_rows(self._work.conn, message, columns, rows)

    def drop(self, message_ids: Sequence[int], note: str, now: datetime) -> None:
        """Only what has not begun to be sent can be dropped."""
        self._drop(message_ids, note, now)

    def _drop(self, message_ids: Iterable[int], note: str, now: datetime) -> int:
        return self._work.change_for(_DROP, message_ids, now=now, note=self._seal.seal(NOTE, note))

    def take_back(self, now: datetime) -> tuple[int, int]:
        if not self._work.run(_RAN_OUT, now=now).scalar():
            return 0, 0
        return self._take_back(_LATE, now)

    def free(self, now: datetime) -> tuple[int, int]:
        return self._take_back(message.c.state.in_((MessageState.LEASED, MessageState.SENDING)), now)

    def doubt(self, now: datetime, stale: datetime) -> tuple[int, int]:
        return doubt_messages(self._work, now, stale)

    def _take_back(self, ran_out: ColumnElement[bool], now: datetime) -> tuple[int, int]:
        back = self._work.change(
            update(message)
            .where(ran_out, message.c.state == MessageState.LEASED)
            .values(state=MessageState.WAITING, lease_until=None),
            now=now,
        )
        unknown = self._work.change(
            update(message)
            .where(ran_out, message.c.state == MessageState.SENDING)
            .values(state=MessageState.UNKNOWN, lease_until=None, settled_at=bindparam("now", type_=_AT)),
            now=now,
        )
        return back, unknown

    def drop_for_doses(self, dose_ids: Sequence[int], note: str, now: datetime, patient_id: int | None = None) -> int:
        wanted = set(dose_ids)
        if not wanted:
            return 0
        if patient_id is None or self._work.known.at is None:
            waiting: Iterable[Any] = self._work.run_for(_SPEAKING, wanted)
        else:
            waiting = self._work.known.of(_SPEAKING_OF, PATIENT, [patient_id], self._speaking).get(patient_id, ())
        only = [row.id for row in waiting if wanted.issuperset(map(int, row.dose_ids[1:-1].split(",")))]
        if not only:
            return 0
        if patient_id is None:
            return self._drop(only, note, now)
        speaking: list[Any] | None = self._work.known.peek(_SPEAKING_OF, patient_id)
        if speaking is not None:
            speaking[:] = [row for row in speaking if row.id not in only]
        beside: list[Message] | None = self._work.known.peek(BESIDE, patient_id)
        if beside is not None:
            beside[:] = [each for each in beside if each.id not in only]
        return self._work.change_later_for(_DROP, note, only, now=now, note=self._seal.seal(NOTE, note))

    def _speaking(self, patient_ids: list[int]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        for row in self._work.run_for(_SPEAKING_BY, patient_ids):
            found.setdefault(row.patient_id, []).append(row)
        return found

    def sent_on(self, person_ids: Iterable[int], since: datetime) -> dict[int, list[datetime]]:
        return sent_on(self._work, person_ids, since)

    def beside(self, person_ids: Iterable[int], since: datetime, until: datetime) -> list[Message]:
        return waiting_beside(self._work, person_ids, since, until)

    def join(self, into: Message, message_ids: Sequence[int], now: datetime) -> None:
        save_slots(self._work, [into])
        self._drop(message_ids, f"in one text with {into.id}", now)

    def unknown(self, limit: int, channel: ChannelName | None = None) -> list[Message]:
        if channel is None:
            found = self._work.run(_ANY_UNKNOWN, limit=limit)
        else:
            found = self._work.run(_UNKNOWN, channel=channel, limit=limit)
        return [each for each in (read_or_none(self._seal, row) for row in found) if each is not None]

    def still_unknown(self, message_ids: Iterable[int]) -> frozenset[int]:
        held = _UNSETTLED.with_for_update(skip_locked=True) if self._work.claims else _UNSETTLED
        return frozenset(self._work.run_for(held, message_ids).scalars())

    def add_receipt(self, message_id: int, status: str, rank: int, at: datetime) -> bool:
        return insert_rows(self._work.conn, receipt, _RECEIPT, [(message_id, status, rank, at)]) == 1

    def rank(self, message_id: int) -> int | None:
        highest = select(func.max(receipt.c.rank)).where(receipt.c.message_id == message_id)
        found: int | None = self._work.run(highest).scalar_one()
        return found

    def knows(self, contact_id: int, provider_ids: Iterable[str]) -> frozenset[str]:
        rows = select(message.c.provider_id).where(
            *_sent_there(contact_id), message.c.provider_id.in_(list(provider_ids))
        )
        return frozenset(self._work.run(rows).scalars())

    def sent_to(self, contact_id: int, since: datetime) -> list[Message]:
        return self._read(
            ALL.where(
                *_sent_there(contact_id),
                message.c.sent_at >= since,
                message.c.state.in_(_SENT),
            ).order_by(message.c.sent_at, message.c.id)
        )

    def of_patient(self, patient_id: int, since: datetime) -> list[Message]:
        """Everything queued about or for this patient since then, in whatever state, in the order of creation."""
        return self._read(
            ALL.where(message.c.patient_id == patient_id, message.c.created_at >= since).order_by(
                message.c.created_at, message.c.id
            )
        )

    def by_id(self, message_ids: Iterable[int]) -> list[Message]:
        found = self._work.run_for(_BY_ID, message_ids)
        return [read_message(self._seal, row) for row in found]

    def sent_as(self, contact_id: int, provider_id: str) -> Message | None:
        """By the index of persons and days: ids of providers have none of their own, and are rarely asked for."""
        there = select(person_contact.c.person_id).where(person_contact.c.contact_id == contact_id)
        mine = message.c.person_id.in_(there) & (message.c.contact_id == contact_id)
        newest = ALL.where(mine, message.c.provider_id == provider_id).order_by(message.c.id.desc()).limit(1)
        row = self._work.run(newest).first()
        return None if row is None else read_message(self._seal, row)

    def next_at(self) -> datetime | None:
        return min((at for at in self._work.run(_FIRSTS).scalars() if at is not None), default=None)

    def ways(self, now: datetime) -> frozenset[ChannelName]:
        row = self._work.run(_WAYS, now=now).one()
        return frozenset(ChannelName(name) for name, has_any in row._mapping.items() if has_any)

    def _read(self, query: Select[tuple[object, ...]]) -> list[Message]:
        return [read_message(self._seal, row) for row in self._work.run(query)]


def _sent_there(contact_id: int) -> tuple[ColumnElement[bool], ...]:
    """By way of the persons there: they have an index, and a contact without persons was never written to."""
    persons = select(person_contact.c.person_id).where(person_contact.c.contact_id == contact_id)
    return message.c.person_id.in_(persons), message.c.contact_id == contact_id
