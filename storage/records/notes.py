"""Small named facts of the process itself."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from storage.batch import upsert
from storage.tables import note
from storage.work import Work

_VALUE = select(note.c.value).where(note.c.name == bindparam("name"))


class NoteRecords:
    """Implements `scheduler.ports.Notes`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def get(self, name: str) -> str | None:
        found: str | None = self._work.run(_VALUE, name=name).scalar_one_or_none()
        return found

    def set(self, name: str, value: str) -> None:
        self._work.run(upsert(self._work.dialect, note, ("name",), ("value",)), name=name, value=value)

    def names(self, prefix: str) -> list[str]:
        """Names that begin with `prefix`, in order."""
        found = self._work.run(select(note.c.name).where(note.c.name.startswith(prefix, autoescape=True)))
        return sorted(found.scalars())
