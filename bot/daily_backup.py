"""A copy of a SQLite database every day, the oldest taken away: against a spoilt file and a slip of the hand."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot.bootstrap import HouseError, back_up
from bot.settings import Settings
from scheduler.clock import Clock, SystemClock

_NAME = re.compile(r"stepdown-(\d{8}T\d{6})Z\.db")
_STAMP = "%Y%m%dT%H%M%S"
_EVERY, _LOOK_EVERY_S = timedelta(hours=24), 600.0
_log = structlog.get_logger(__name__)


class DailyBackup:
    """Makes one as soon as the newest is a day old, and keeps so many. `trouble`: why the last try failed; None if it did not.

    By the machine's own clock, whatever a rehearsal's says.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.trouble: str | None = None
        self.folder = backup_folder(settings)
        self._settings = settings
        self._clock = clock or SystemClock()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(_LOOK_EVERY_S)

    def look(self) -> Path | None:
        """Make one if it is time; the file. What fails is logged, told by `trouble`, and tried at the next look."""
        if self.folder is None:
            return None
        now = self._clock.now()
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            there = _copies(self.folder)
            # One from the future was made by a clock that was wrong, and counts for nothing.
            if any(timedelta() <= now - made_at < _EVERY for made_at in there):
                self.trouble = None
                return None
            file = self.folder / f"stepdown-{now.strftime(_STAMP)}Z.db"
            back_up(self._settings, file)
            self._rotate(file)
        except (HouseError, OSError) as error:
            self.trouble = str(error) if isinstance(error, HouseError) else type(error).__name__
            _log.error("backup.failed", error=error)
            return None
        self.trouble = None
        _log.info("backup.made", size=file.stat().st_size)
        return file

    def _rotate(self, newest: Path) -> None:
        assert self.folder is not None
        there = _copies(self.folder)
        for made_at in sorted(there)[: -self._settings.backup_keep]:
            if there[made_at] != newest:
                there[made_at].unlink()


def backup_folder(settings: Settings) -> Path | None:
    """Where the daily copies of a SQLite database go; None for PostgreSQL, and where none are wanted."""
    file = settings.database_url.partition("sqlite:///")[2]
    if not file or settings.backup_keep == 0:
        return None
    return Path(settings.backup_dir) if settings.backup_dir else Path(file).parent / "backups"


def _copies(folder: Path) -> dict[datetime, Path]:
    """Only what this made: anything else in the folder is somebody's own."""
    return {
        datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC): file
        for file in folder.iterdir()
        if (named := _NAME.fullmatch(file.name)) is not None
    }
