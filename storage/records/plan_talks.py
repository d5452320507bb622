"""The plan each patient is handing over in chat, and the codes that release a blocked one."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.domain.plan_talk import Brought, PlanTalk
from scheduler.domain.release import ReleaseCode
from scheduler.domain.version import Change
from storage.batch import among
from storage.known import PATIENT
from storage.plan_json import read_plan, write_plan
from storage.tables import plan_talk, release_code
from storage.work import Work, to_json

_OF = select(plan_talk).where(among(plan_talk.c.patient_id))
_TALK, _BY, _CODE = "plan_talk.talk", "release_code.by", "release_code.code"


class PlanTalkRecords:
    """Implements `scheduler.ports.PlanTalks`."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._insert = postgresql.insert if work.is_postgres else sqlite.insert

    def get(self, patient_id: int) -> PlanTalk | None:
        return self._work.known.of("plan_talks", PATIENT, [patient_id], self._read).get(patient_id)

    def _read(self, patient_ids: list[int]) -> dict[int, PlanTalk]:
        return {row.patient_id: self._talk(row) for row in self._work.run_for(_OF, patient_ids)}

    def _talk(self, row: Row[Any]) -> PlanTalk:
        kept: dict[str, Any] = json.loads(self._work.seal.unseal(_TALK, row.talk_sealed))
        return PlanTalk(
            patient_id=row.patient_id,
            brought=Brought(kept["brought"]),
            change=Change(kept["change"]),
            changed_at=row.changed_at,
            words=kept["words"],
            plan=None if kept["plan"] is None else read_plan(kept["plan"]),
            answers=tuple((code, words) for code, words in kept["answers"]),
            reminded=kept["reminded"],
        )

    def set(self, talk: PlanTalk) -> None:
        kept = {
            "brought": talk.brought.value,
            "change": talk.change.value,
            "words": talk.words,
            "plan": None if talk.plan is None else write_plan(talk.plan),
            "answers": talk.answers,
            "reminded": talk.reminded,
        }
        values = {"talk_sealed": self._work.seal.seal(_TALK, to_json(kept)), "changed_at": talk.changed_at}
        row = self._insert(plan_talk).values(patient_id=talk.patient_id, **values)
        self._work.run(row.on_conflict_do_update(index_elements=["patient_id"], set_=values))

    def drop(self, patient_id: int) -> None:
        self._work.run(delete(plan_talk).where(plan_talk.c.patient_id == patient_id))


class ReleaseRecords:
    """Implements `scheduler.ports.Releases`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, new: ReleaseCode, code: str) -> int:
        row = insert(release_code).values(
            code_hash=self._work.seal.hash(_CODE, f"{new.patient_id}:{code}"),
            patient_id=new.patient_id,
            version_id=new.version_id,
            by_sealed=self._work.seal.seal(_BY, new.by),
            created_at=new.created_at,
            expires_at=new.expires_at,
            wrong=0,
        )
        return int(self._work.run(row.returning(release_code.c.id)).scalar_one())

    def find(self, patient_id: int, code: str) -> ReleaseCode | None:
        hashes = self._work.seal.hashes(_CODE, f"{patient_id}:{code}")
        row = self._work.run(select(release_code).where(release_code.c.code_hash.in_(hashes))).first()
        return None if row is None else self._read(row)

    def use(self, code_id: int, now: datetime) -> bool:
        free = (release_code.c.id == code_id) & release_code.c.used_at.is_(None)
        return self._work.change(update(release_code).where(free).values(used_at=now)) == 1

    def count_wrong(self, patient_id: int) -> None:
        open_ = (release_code.c.patient_id == patient_id) & release_code.c.used_at.is_(None)
        self._work.run(update(release_code).where(open_).values(wrong=release_code.c.wrong + 1))

    def _read(self, row: Row[Any]) -> ReleaseCode:
        return ReleaseCode(
            patient_id=row.patient_id,
            version_id=row.version_id,
            by=self._work.seal.unseal(_BY, row.by_sealed),
            created_at=row.created_at,
            expires_at=row.expires_at,
            used_at=row.used_at,
            wrong=row.wrong,
            id=row.id,
        )
