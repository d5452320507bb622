"""Small named facts of the process itself."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from storage.tables import note
from storage.work import Work

_NOTES = "notes"
_VALUE = select(note.c.value).where(note.c.name == bindparam("name"))


class NoteRecords:
    """Implements `scheduler.ports.Notes`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def get(self, name: str) -> str | None:
        return self._work.known.of(_NOTES, "", [name], self._read).get(name)

    def _read(self, names: list[str]) -> dict[str, str]:
        found = {name: self._work.run(_VALUE, name=name).scalar_one_or_none() for name in names}
        return {name: value for name, value in found.items() if value is not None}

    def set(self, name: str, value: str) -> None:
        self._work.upsert(note, ("name",), [{"name": name, "value": value}])
        self._work.known.keep(_NOTES, name, value)

    def names(self, prefix: str) -> list[str]:
        """Names that begin with `prefix`, in order."""
        found = self._work.run(select(note.c.name).where(note.c.name.startswith(prefix, autoescape=True)))
        return sorted(found.scalars())
