"""The open question of each contact."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row, select

from scheduler.domain.people import Conversation
from storage.batch import among
from storage.known import CONTACT
from storage.tables import conversation
from storage.work import Work, to_json

_SLOTS = "conversation.slots"
_TALK = "talk"
_OF = select(conversation).where(among(conversation.c.contact_id))


class TalkRecords:
    """Implements `scheduler.ports.Talk`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def get(self, contact_id: int) -> Conversation | None:
        return self._work.known.of(_TALK, CONTACT, [contact_id], self._read).get(contact_id)

    def _read(self, contact_ids: list[int]) -> dict[int, Conversation]:
        return {row.contact_id: self._conversation(row) for row in self._work.run_for(_OF, contact_ids)}

    def _conversation(self, row: Row[Any]) -> Conversation:
        slots = self._work.seal.unseal_or_none(_SLOTS, row.slots_sealed)
        return Conversation(row.contact_id, row.about, row.question, json.loads(slots) if slots else {}, row.asked_at)

    def set(self, open_: Conversation) -> None:
        values = {
            "contact_id": open_.contact_id,
            "about": open_.about,
            "question": open_.question,
            "slots_sealed": self._work.seal.seal(_SLOTS, to_json(dict(open_.slots))) if open_.slots else None,
            "asked_at": open_.asked_at,
        }
        self._work.upsert(conversation, ("contact_id",), [values])
        self._work.known.keep(_TALK, open_.contact_id, open_)
