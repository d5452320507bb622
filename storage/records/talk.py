"""The open question of each contact."""

from __future__ import annotations

import json

from sqlalchemy import select

from scheduler.domain.people import Conversation
from storage.batch import among, upsert
from storage.tables import conversation
from storage.work import Work, to_json

_SLOTS = "conversation.slots"
_OF = select(conversation).where(among(conversation.c.contact_id))


class TalkRecords:
    """Implements `scheduler.ports.Talk`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def get(self, contact_id: int) -> Conversation | None:
        row = self._work.run_for(_OF, [contact_id]).one_or_none()
        if row is None:
            return None
        slots = self._work.seal.unseal_or_none(_SLOTS, row.slots_sealed)
        return Conversation(row.contact_id, row.about, row.question, json.loads(slots) if slots else {}, row.asked_at)

    def set(self, open_: Conversation) -> None:
        values = {
            "about": open_.about,
            "question": open_.question,
            "slots_sealed": self._work.seal.seal(_SLOTS, to_json(dict(open_.slots))) if open_.slots else None,
            "asked_at": open_.asked_at,
        }
        row = upsert(self._work.dialect, conversation, ("contact_id",), tuple(values))
        self._work.run(row, contact_id=open_.contact_id, **values)
