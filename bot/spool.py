"""Where what people write waits while the database is away: on the disk before its provider hears that we have it.

One file for all processes of a folder: a sealed line for each message, only ever added to, emptied when the store has them all.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from filelock import FileLock, Timeout

_COLUMN = "spool.line"
# Given back to a disk that is full, so that there is room for what people write then.
_RESERVE_BYTES = 2 * 1024 * 1024
_log = structlog.get_logger(__name__)


class SpoolError(Exception):
    """Nothing was kept: the spool is full, or its disk cannot be written. The text says which and holds no data."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that a provider brought: which kind it is, when it came (UTC), and what it was."""

    kind: str
    at: datetime
    given: Mapping[str, str]


class Spool:
    """`seal` and `unseal` are the store's own, with the name of a column. `most_bytes`: so large the file may grow.

    Safe to use from several threads and several processes.
    """

    def __init__(
        self,
        folder: Path,
        seal: Callable[[str, str], bytes],
        unseal: Callable[[str, bytes], str],
        most_bytes: int,
    ) -> None:
        self.folder = folder
        self._file, self._reserve = folder / "inbox.spool", folder / "reserve"
        self._seal, self._unseal, self._most_bytes = seal, unseal, most_bytes
        self._here = threading.Lock()

    @property
    def is_empty(self) -> bool:
        try:
            return self._file.stat().st_size == 0
        except OSError:
            return True

    def prepare(self) -> None:
        """Make the folder, and set room aside for a full disk. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._reserve.exists():
            with self._opened(self._reserve) as reserve:
                os.write(reserve, bytes(_RESERVE_BYTES))
                os.fsync(reserve)

    def keep(self, kept: Kept) -> None:
        """Write it down for good. Raises SpoolError if it is not, for certain, on the disk."""
        document = {"kind": kept.kind, "at": kept.at.isoformat(), "given": dict(kept.given)}
        line = base64.b64encode(self._seal(_COLUMN, json.dumps(document))) + b"\n"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._held(), self._opened(self._file) as file:
                end = self._whole(file)
                if end + len(line) > self._most_bytes:
                    raise SpoolError(f"the spool is full: {end} bytes")
                try:
                    _append(file, line, end)
                except OSError:
                    # Room was set aside for this.
                    self._reserve.unlink(missing_ok=True)
                    _append(file, line, end)
        except (OSError, Timeout) as error:
            raise SpoolError(f"the spool cannot be written: {type(error).__name__}") from error

    def waiting(self) -> int:
        """How many lines are written down, those that are just being replayed among them."""
        try:
            return self._file.read_bytes().count(b"\n")
        except OSError:
            return 0

    def replay(self, take: Callable[[Kept], None]) -> int:
        """Give everything to `take`, in the order in which it came; how many. What `take` raises ends it, to be tried again.

        Then, or after a crash, some is given again: `take` has to know what it has. One process replays at a time.
        """
        if self.is_empty:
            return 0
        lock = FileLock(str(self.folder / "replay.lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return 0
        try:
            return self._replay(take)
        finally:
            lock.release()

    def _replay(self, take: Callable[[Kept], None]) -> int:
        replayed = done = 0
        while True:
            with self._file.open("rb") as file:
                file.seek(done)
                for line in file:
                    if not line.endswith(b"\n"):
                        break
                    kept = self._read(line)
                    if kept is None:
                        self._lay_aside(line)
                    else:
                        take(kept)
                        replayed += 1
                    done += len(line)
            with self._held(), self._opened(self._file) as file_:
                if self._whole(file_) <= done:
                    os.ftruncate(file_, 0)
                    os.fsync(file_)
                    return replayed

    def _read(self, line: bytes) -> Kept | None:
        try:
            read = json.loads(self._unseal(_COLUMN, base64.b64decode(line, validate=False)))
            given = {str(name): str(value) for name, value in read["given"].items()}
            return Kept(str(read["kind"]), datetime.fromisoformat(read["at"]), given)
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
            return None
        except Exception as error:
            # The storage's own: a key that is not at hand.
            _log.error("spool.unreadable", error=type(error).__name__)
            return None

    def _lay_aside(self, line: bytes) -> None:
        """Kept as it is, for whoever has the key; it holds up nobody else."""
        with self._opened(self.folder / "unreadable.spool") as file:
            _append(file, line, os.lseek(file, 0, os.SEEK_END))
        _log.error("spool.laid-aside", size=len(line))

    def lay_aside(self, kept: Kept) -> None:
        """What cannot be stored, today or tomorrow."""
        document = {"kind": kept.kind, "at": kept.at.isoformat(), "given": dict(kept.given)}
        self._lay_aside(base64.b64encode(self._seal(_COLUMN, json.dumps(document))) + b"\n")

    @contextmanager
    def _held(self) -> Iterator[None]:
        with self._here, FileLock(str(self.folder / "spool.lock"), timeout=5):
            yield

    @contextmanager
    def _opened(self, file: Path) -> Iterator[int]:
        is_new = not file.exists()
        opened = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield opened
        finally:
            os.close(opened)
        if is_new:
            folder = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def _whole(self, file: int) -> int:
        """Where the last whole line ends. What follows was cut off by a crash, and nobody was told that we have it."""
        end = os.lseek(file, 0, os.SEEK_END)
        back = 0
        while end - back > 0:
            os.lseek(file, end - back - 1, os.SEEK_SET)
            if os.read(file, 1) == b"\n":
                break
            back += 1
        if back:
            os.ftruncate(file, end - back)
        return end - back


def _append(file: int, line: bytes, end: int) -> None:
    try:
        os.lseek(file, end, os.SEEK_SET)
        written = 0
        while written < len(line):
            written += os.write(file, line[written:])
        os.fsync(file)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(file, end)
        raise
