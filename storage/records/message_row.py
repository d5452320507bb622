"""A message as a row, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, select

from scheduler.domain.message import Message, MessageState, Priority
from scheduler.ports import Whose
from scheduler.trace import request_now
from storage.seal import Seal
from storage.tables import message
from storage.work import to_json

SLOTS, TEXT, NOTE = "message.slots", "message.text", "message.note"
NEW = (
    "person_id", "contact_id", "kind", "key", "priority", "not_before", "created_at", "slots_sealed", "patient_id",
    "dose_ids", "version_id", "due_at", "expires_at", "budgeted", "even_unconsented", "buttons", "state", "attempts",
    "edits", "request",
)  # fmt: skip
LATER = ("lease_until", "sending_at", "sent_at", "text_sealed", "provider_id", "note_sealed")
COLUMNS = [message.c.id, *(message.c[name] for name in (*NEW, *LATER))]
ALL = select(*COLUMNS)
_STATES = {str(state): state for state in MessageState}


def write_new(seal: Seal, new: Message) -> tuple[Any, ...]:
    """The values of `NEW`."""
    return (
        new.person_id,
        new.contact_id,
        new.kind,
        new.key,
        int(new.priority),
        new.not_before,
        new.created_at,
        seal.seal(SLOTS, to_json(dict(new.slots))) if new.slots else None,
        new.patient_id,
        str(list(new.dose_ids)) if new.dose_ids else None,
        new.version_id,
        new.due_at,
        new.expires_at,
        int(new.budgeted),
        int(new.even_unconsented),
        to_json(new.buttons) if new.buttons else None,
        new.state,
        new.attempts,
        new.edits,
        new.request or request_now(),
    )


def read_or_none(seal: Seal, row: Row[Any]) -> Message | None:
    """The message of such a row; None if nothing can be made of it, where the others are of use without it."""
    try:
        return read_message(seal, row)
    except Exception:
        return None


def alike_rows(model: tuple[Any, ...], whose: Iterable[Whose], keys: Iterable[str]) -> list[tuple[Any, ...]]:
    """The rows of messages that differ from `model`, whose values begin with those of `NEW`, in whose dose they are about."""
    kind, before, after = model[2], model[4:8], model[10:]
    return [
        (patient_id, contact_id, kind, key, *before, patient_id, f"[{dose_id}]", *after)
        for (dose_id, patient_id, contact_id), key in zip(whose, keys, strict=True)
    ]


def read_message(seal: Seal, row: Row[Any]) -> Message:
    """The message of a row with `COLUMNS`."""
    (
        own_id, person_id, contact_id, kind, key, priority, not_before, created_at, slots, patient_id,
        dose_ids, version_id, due_at, expires_at, budgeted, even_unconsented, buttons, state, attempts,
        edits, request, lease_until, sending_at, sent_at, text, provider_id, note,
    ) = tuple(row)  # fmt: skip
    return Message(
        person_id=person_id,
        contact_id=contact_id,
        kind=kind,
        key=key,
        priority=Priority(priority),
        not_before=not_before,
        created_at=created_at,
        slots=json.loads(seal.unseal(SLOTS, slots)) if slots else {},
        patient_id=patient_id,
        dose_ids=tuple(json.loads(dose_ids)) if dose_ids else (),
        version_id=version_id,
        due_at=due_at,
        expires_at=expires_at,
        budgeted=budgeted == 1,
        even_unconsented=even_unconsented == 1,
        buttons=tuple(json.loads(buttons)) if buttons else (),
        id=own_id,
        state=_STATES[state],
        attempts=attempts,
        lease_until=lease_until,
        sending_at=sending_at,
        sent_at=sent_at,
        text=seal.unseal_or_none(TEXT, text),
        provider_id=provider_id,
        note=seal.unseal_or_none(NOTE, note),
        edits=edits,
        request=request,
    )
