"""Pictures and files that messages carry. A message names what is drawn; the bytes are made when it is sent or fetched.

What is drawn is written "code" or "code?name=value&…": `progress`, `progress?days=28`. A new one is a line in `MAKERS` and a
function there; its module is imported only when it is wanted, because what draws is slow to load.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import cast
from urllib.parse import parse_qsl

from scheduler.ports import Store

MOST_BYTES = 10_000_000
_MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Picture:
    """`data` as `media_type` ("image/png", "application/pdf"); `file_name` as somebody would keep it, with its ending."""

    data: bytes
    media_type: str
    file_name: str

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


class DrawingError(Exception):
    """There is nothing to show, or nobody who draws it. The text is for the log: codes only."""


# Reads what it needs about the patient, as it is at `now` (UTC), with the parameters given. Raises DrawingError.
Maker = Callable[[Store, int, datetime, Mapping[str, str]], Picture]
# The same bound to a store: what, patient's id, now.
Draw = Callable[[str, int, datetime], Picture]

# Code: "module:function", a Maker.
MAKERS: dict[str, str] = {
    "plan": "bot.pages.makers:plan",
    "progress": "bot.pages.makers:progress",
    "letter": "bot.pages.makers:letter",
    "sheet": "bot.pages.makers:sheet",
    "calendar": "bot.pages.makers:calendar",
    "export": "bot.pages.makers:export",
}


def draw(what: str, store: Store, patient_id: int, now: datetime, makers: Mapping[str, str] | None = None) -> Picture:
    """Draw it for this patient as of `now` (UTC). Slow: to be called in a worker thread.

    Raises DrawingError; what a maker raises beside that is turned into one, so that a fault in a picture costs no words.
    """
    if len(what) > _MOST_LETTERS:
        raise DrawingError("what to draw is too long")
    code, _, given = what.partition("?")
    place = (MAKERS if makers is None else makers).get(code)
    if place is None:
        raise DrawingError(f"nobody draws {code!r}")
    module, _, name = place.partition(":")
    try:
        maker = cast("Maker", getattr(import_module(module), name))
        picture = maker(store, patient_id, now, dict(parse_qsl(given)))
    except DrawingError:
        raise
    except Exception as error:
        raise DrawingError(f"{code}: {type(error).__name__}") from error
    if not picture.data or len(picture.data) > MOST_BYTES:
        raise DrawingError(f"{code}: {len(picture.data)} bytes")
    return picture


def drawn_from(store: Store) -> Draw:
    """What draws from this store."""

    def drawing(what: str, patient_id: int, now: datetime) -> Picture:
        return draw(what, store, patient_id, now)

    return drawing
