"""What the operator is told: that the service itself is in trouble. Ids and codes only, never a name or an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from scheduler.domain.message import Message, Priority
from scheduler.domain.people import ChannelName, Consent, Reach
from scheduler.ports import Records

_OPERATOR = "operator"
_PREFIX = "operator-"
_ONE_EACH = timedelta(minutes=15)


def appoint_operator(records: Records, channel: ChannelName, address: str, now: datetime) -> None:
    """Keep who hears of trouble. The setting is their consent; an opt-out of theirs stays one."""
    contact = records.people.contact(channel, address)
    contact_id = contact.id if contact else records.people.add_contact(channel, address, Reach.ON, now)
    noted = _noted(records)
    if noted is not None and noted[1] == contact_id:
        return
    known = records.people.persons_at(contact_id)
    # Somebody who watches over a patient may run the house as well: one person, one phone.
    person_id = known[0].id if known else records.people.add_person("", now)
    if not known:
        records.people.use_contact(person_id, contact_id, rank=1)
    if contact is None or contact.reach is Reach.NEW:
        records.people.set_reach(contact_id, Reach.ON)
        records.people.add_consent(Consent(person_id, contact_id, "operator", True, "OPERATOR_CONTACT", now))
    records.notes.set(_OPERATOR, f"{person_id}:{contact_id}")


def dismiss_operator(records: Records) -> None:
    """Nobody hears of trouble any more."""
    if records.notes.get(_OPERATOR):
        records.notes.set(_OPERATOR, "")


def is_operator(records: Records, person_id: int) -> bool:
    """Whether this person hears of trouble."""
    noted = _noted(records)
    return noted is not None and noted[0] == person_id


def has_operator(records: Records) -> bool:
    """Whether anybody hears of trouble."""
    return bool(records.notes.get(_OPERATOR))


def is_concern(message: Message) -> bool:
    """Whether a message is one to the operator: trouble with it concerns nobody else."""
    return message.kind.startswith(_PREFIX)


def tell_operator(records: Records, kind: str, about: str, now: datetime, slots: Mapping[str, str]) -> list[Message]:
    """A message to the operator, or nothing if there is none. At most one of its kind `about` the same in 15 minutes."""
    noted = _noted(records)
    if noted is None:
        return []
    person_id, contact_id = noted
    bucket = int(now.timestamp() // _ONE_EACH.total_seconds())
    return [
        Message(
            person_id=person_id,
            contact_id=contact_id,
            kind=kind,
            key=f"{kind}:{about}:{bucket}",
            priority=Priority.ESCALATION,
            not_before=now,
            created_at=now,
            slots=slots,
            budgeted=False,
            even_unconsented=True,
        )
    ]


def _noted(records: Records) -> tuple[int, int] | None:
    noted = records.notes.get(_OPERATOR)
    if not noted:
        return None
    person_id, contact_id = noted.split(":")
    return int(person_id), int(contact_id)
