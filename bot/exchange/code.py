"""A text as a printed code: on a terminal, or as a picture."""

from __future__ import annotations

import io
from pathlib import Path

import segno

# White and black, whatever the terminal's own colours are: not every phone reads a code in negative.
_BLACK_ON_WHITE = ("\x1b[38;5;231;48;5;16m", "\x1b[0m")
_BORDER = 2


def draw_code(text: str, *, colours: bool) -> str:
    """The code in half blocks, two rows of it in each line. `colours`: with the escape sequences of a terminal."""
    out = io.StringIO()
    _make(text).terminal(out, border=_BORDER, compact=True)
    before, after = _BLACK_ON_WHITE if colours else ("", "")
    return "\n".join(f"{before}{line}{after}" for line in out.getvalue().splitlines())


def save_code(text: str, path: Path) -> None:
    """The code as a PNG, eight pixels to a module. Raises OSError where nothing can be written."""
    with path.open("wb") as stream:
        _make(text).save(stream, kind="png", scale=8, border=4)


def _make(text: str) -> segno.QRCode:
    # M: a fold or a thumb may cover 15 percent of it.
    return segno.make(text, error="m", micro=False)
