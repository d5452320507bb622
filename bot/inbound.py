"""What follows from what came in is one transaction. A message that fails becomes a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.arrival import REQUEST
from bot.exchange.handover import looks_like_handover
from bot.exchange.plan_file import PlanFileError, read_plan, read_plan_bytes, read_plan_code
from bot.reading.closed import is_ordinary
from bot.reading.hearing import hear_writing
from scheduler.clock import Clock
from scheduler.domain.message import Inbound, Message, Priority
from scheduler.domain.people import ChannelName, Role
from scheduler.domain.reply import Heard, Intent
from scheduler.knowledge import Knowledge
from scheduler.ports import Records, Store, TryAgainError
from scheduler.receive import receive
from scheduler.talk.scene import Attachment
from scheduler.talk.writing import who_writes
from scheduler.trace import during

LEASE = timedelta(seconds=60)
MOST_TRIES = 3
AT_ONCE = 50
# So few that whoever writes of danger meanwhile waits for a tenth of a second at most.
TOGETHER, _LEAST_TOGETHER = 25, 2
_log = structlog.get_logger(__name__)


def handle_inbox(
    store: Store, knowledge: Knowledge, clock: Clock, limit: int = AT_ONCE, fetch: Callable[[str], bytes] | None = None
) -> int:
    """Handle what waits, in order of arrival per contact. How many.

    Ordinary answers of different people are handled together, in one transaction, after everything else that waits, which
    has a transaction of its own each. Together all of them count or none; then each is handled by itself, so that one that
    fails is tried alone. `fetch` gets a document by its provider's id; it raises OSError. Nothing is fetched inside a
    transaction.
    """
    now = clock.now()
    together: list[Inbound] = []
    try:
        with store.transaction() as records:
            waiting = records.inbox.lease(now, limit, now + LEASE)
            together = _ordinary(records, waiting, now)
    except TryAgainError:
        raise
    except Exception as error:
        # Somebody among those who wrote cannot be read: then each is handled by themselves.
        _log.warning("inbound.apart", error=error)
        with store.transaction() as records:
            waiting = records.inbox.lease(now, limit, now + LEASE)
    for inbound in waiting:
        if inbound not in together:
            with during(inbound.about.get(REQUEST)):
                _handle(store, knowledge, inbound, clock, fetch)
    for start in range(0, len(together), TOGETHER):
        _handle_together(store, knowledge, together[start : start + TOGETHER], clock, fetch)
    return len(waiting)


def _ordinary(records: Records, waiting: Sequence[Inbound], now: datetime) -> list[Inbound]:
    """Those that may be handled together: a known answer of one person who has written nothing else that waits.

    One that was tried before may be what ended a process: it is tried by itself.
    """
    found = [
        each
        for each in waiting
        if each.tries == 1 and each.unread is None and is_ordinary(each.text) and not each.about.keys() - {REQUEST}
    ]
    if len(found) < _LEAST_TOGETHER:
        return []
    records.together(now, contact_ids=[each.contact_id for each in waiting])
    persons = {each.id: [person.id for person in records.people.persons_at(each.contact_id)] for each in waiting}
    writers = Counter(own_id for ids in persons.values() for own_id in ids)
    return [each for each in found if len(persons[each.id]) == 1 and writers[persons[each.id][0]] == 1]


def _handle_together(
    store: Store,
    knowledge: Knowledge,
    together: Sequence[Inbound],
    clock: Clock,
    fetch: Callable[[str], bytes] | None,
) -> None:
    now = clock.now()
    try:
        with store.transaction() as records:
            records.together(now, contact_ids=[each.contact_id for each in together])
            for inbound in together:
                with during(inbound.about.get(REQUEST)):
                    _answer(records, knowledge, inbound, now, None)
            records.inbox.done([each.id for each in together], now)
    except Exception as error:
        _log.warning("inbound.apart", count=len(together), error=error)
        for inbound in together:
            with during(inbound.about.get(REQUEST)):
                _handle(store, knowledge, inbound, clock, fetch)
    else:
        for inbound in together:
            with during(inbound.about.get(REQUEST)):
                _log.info("inbound.handled", inbound=inbound.id)


def _answer(
    records: Records, knowledge: Knowledge, inbound: Inbound, now: datetime, brought: Attachment | None
) -> None:
    writing = who_writes(records, inbound, now)
    heard = hear_writing(records, inbound, writing, now)
    receive(records, knowledge, inbound, heard, now, brought or _attachment(inbound, heard), writing)


def _handle(
    store: Store, knowledge: Knowledge, inbound: Inbound, clock: Clock, fetch: Callable[[str], bytes] | None
) -> None:
    now = clock.now()
    try:
        if inbound.unread is not None:
            raise WordsError(inbound.unread)
        brought = _document(store, inbound, fetch)
        with store.transaction() as records:
            records.together(now, contact_ids=[inbound.contact_id])
            _answer(records, knowledge, inbound, now, brought)
            records.inbox.done([inbound.id], now)
        _log.info("inbound.handled", inbound=inbound.id)
    except Exception as error:
        # A database that hiccups says nothing about the message, which is tried again for as long as it does.
        dead = inbound.tries >= MOST_TRIES and not isinstance(error, TryAgainError)
        _log.error("inbound.failed", inbound=inbound.id, tries=inbound.tries, dead=dead, error=error)
        _fail(store, inbound, inbound.unread or type(error).__name__, clock, dead=dead)


class WordsError(Exception):
    """The words of a message cannot be read from the store; the text is the kind of the error."""


def _fail(store: Store, inbound: Inbound, why: str, clock: Clock, *, dead: bool) -> None:
    """It is free to be tried again, or laid aside, and then who wrote it hears so."""
    now = clock.now()
    try:
        with store.transaction() as records:
            records.inbox.fail(inbound.id, why, now, dead=dead)
            if dead:
                records.messages.add(_trouble(records, inbound, clock))
    except TryAgainError:
        raise
    except Exception as error:
        # Who wrote it cannot be read either. It is laid aside all the same: whatever else waits does not wait for it.
        _log.error("inbound.nobody-told", inbound=inbound.id, error=error)
        with store.transaction() as records:
            records.inbox.fail(inbound.id, why, now, dead=dead)


def _trouble(records: Records, inbound: Inbound, clock: Clock) -> list[Message]:
    """Never dropped in silence: the person hears that it did not get through, and what to do if it was urgent."""
    persons = records.people.persons_at(inbound.contact_id)
    if not persons:
        return []
    now = clock.now()
    return [
        Message(
            person_id=persons[0].id,
            contact_id=inbound.contact_id,
            kind="trouble",
            key=f"trouble:{inbound.id}",
            priority=Priority.ESCALATION,
            not_before=now,
            created_at=now,
            budgeted=False,
        )
    ]


def _attachment(inbound: Inbound, heard: Heard) -> Attachment | None:
    """A plan code in the text; or a plan file named on the console. Only there: no other channel may make this machine
    read its own files."""
    if looks_like_handover(inbound.text):
        try:
            return Attachment(plan=read_plan_code(inbound.text))
        except PlanFileError as error:
            return Attachment(error=str(error))
    if inbound.provider != ChannelName.CONSOLE or heard.reply.intent is not Intent.PLAN or not heard.reply.value:
        return None
    try:
        return Attachment(plan=read_plan(heard.reply.value))
    except PlanFileError as error:
        return Attachment(error=str(error))


def _document(store: Store, inbound: Inbound, fetch: Callable[[str], bytes] | None) -> Attachment | None:
    """A plan file that came as a document: read as it is, never written to a disk. Nothing is fetched for a stranger."""
    file = inbound.about.get("document")
    if file is None or fetch is None:
        return None
    with store.reading() as records:
        persons = records.people.persons_at(inbound.contact_id)
        if not any(Role.PATIENT in records.people.roles(person.id) for person in persons):
            return None
    name = inbound.about.get("name", "the file")
    try:
        plan, beside = read_plan_bytes(fetch(file), name)
    except PlanFileError as error:
        return Attachment(error=str(error))
    except OSError:
        return Attachment(error=f"{name}: could not be fetched; please send it again")
    return Attachment(plan=plan, beside=beside)
