"""The `.env` file: settings are put in, what is there stays as it is, and only its owner can read it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

_LINE = re.compile(r"\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=")
_BARE = re.compile(r"[A-Za-z0-9_.:/@+,=-]*", re.ASCII)
_OWNER_ONLY = 0o600


class EnvFileError(ValueError):
    """The file cannot be read or written; the text is one line that says why."""


def write_settings(file: Path, settings: Mapping[str, str]) -> None:
    """Set these variables in the file, each in its own place, new ones at the end. Raises EnvFileError.

    Written whole beside the old one and put in its place, so that a machine that stops half way keeps the old one.
    """
    try:
        before = file.read_text("utf-8").splitlines() if file.exists() else []
    except (OSError, UnicodeDecodeError) as error:
        raise EnvFileError(f"{file}: cannot be read ({type(error).__name__})") from None
    left = {name: f"{name}={_quoted(value)}" for name, value in settings.items()}
    lines = []
    for line in before:
        found = _LINE.match(line)
        name = found[1] if found is not None else ""
        if name not in settings:
            lines.append(line)
        elif name in left:
            # The last of two lines would win; there is one afterwards.
            lines.append(left.pop(name))
    lines += left.values()
    try:
        _put(file, "\n".join(lines) + "\n")
    except OSError as error:
        raise EnvFileError(f"{file}: cannot be written ({error.strerror})") from None


def _put(file: Path, text: str) -> None:
    handle, beside = tempfile.mkstemp(dir=file.resolve().parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as writing:
            writing.write(text)
            writing.flush()
            os.fsync(writing.fileno())
        Path(beside).chmod(_OWNER_ONLY)
        Path(beside).replace(file.resolve())
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _quoted(value: str) -> str:
    if not value.isprintable():
        raise EnvFileError("a setting has to be plain text on one line")
    if _BARE.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
