"""Is the machine fit to keep this: room on its disk, files that nobody else reads, zone data that is not too old?"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.finding import Finding
from bot.texts.words import say

# Below the first nothing can be written soon; below the second it is time to look.
_LEAST_MB, _LITTLE_MB = 50, 500
_MEGABYTE = 1_000_000
# Countries change their clocks at short notice; data two years old has missed some of it.
_ZONES_YEARS = 2


def look_at_disk(file: Path) -> Finding:
    """Room beside the database. SQLite that cannot write reminds nobody."""
    folder = file.parent if str(file.parent) else Path()
    free = shutil.disk_usage(folder).free // _MEGABYTE
    if free < _LEAST_MB or not os.access(folder, os.W_OK):
        return Finding("disk", say("check-disk-wrong", free=free), say("check-fix-disk"), is_wrong=True)
    if free < _LITTLE_MB:
        return Finding("disk", say("check-disk", free=free), say("check-fix-disk"))
    return Finding("disk", say("check-disk", free=free))


def look_at_files(file: Path | None) -> Iterator[Finding]:
    """Whether others on this machine can read settings or database."""
    there = [Path(".env"), *([file] if file is not None else [])]
    # A folder that nobody else enters keeps what is in it.
    open_ = [each for each in there if each.exists() and _is_readable(each) and _is_entered(each)]
    for each in open_:
        yield Finding("files", say("check-files-open", file=str(each)), say("check-fix-files", file=str(each)))
    if not open_:
        yield Finding("files", say("check-files"))


def _is_readable(file: Path) -> bool:
    return bool(file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _is_entered(file: Path) -> bool:
    return bool(file.resolve().parent.stat().st_mode & (stat.S_IXGRP | stat.S_IXOTH))


def zones_are_old(version: str, now: datetime) -> bool:
    """Whether zone data of that version ("2026.6") has missed some years at `now` (UTC)."""
    year = version.partition(".")[0]
    return year.isdecimal() and now.year - int(year) >= _ZONES_YEARS
