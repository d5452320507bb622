"""A clinic's code: what lets a blocked plan go, once, for one patient, until it expires. The code itself is never kept."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

VALID_FOR = timedelta(days=7)
MOST_WRONG = 5
"""So many wrong codes in a row, and every open code of that patient is void."""

# No letter that is taken for a digit, or for another letter when it is read out.
_LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
_LENGTH = 10
_AS_GIVEN = re.compile(rf"(?P<word>CODE[\s:]+)?[{_LETTERS}]{{5}}-[{_LETTERS}]{{5}}[.!]?")


@dataclass(frozen=True, slots=True)
class ReleaseCode:
    """`by` is the prescriber who confirms with it; `version_id` the blocked version it is for. Instants are UTC."""

    patient_id: int
    version_id: int
    by: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    wrong: int = 0
    id: int = 0


def new_code() -> str:
    """46 random bits in two groups of five that can be read out: "K7QAF-M3XDE"."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def bare_code(said: str) -> str | None:
    """The code in a message that is nothing else ("code k7qaf m3xde"); None if there is none."""
    words = said.strip().upper().removeprefix("CODE").strip(" :.,")
    bare = "".join(letter for letter in words if letter not in " -.")
    return bare if len(bare) == _LENGTH and all(letter in _LETTERS for letter in bare) else None


def is_written_as_code(said: str) -> bool:
    """Whether a message is a code as it was given ("CODE K7QAF-M3XDE"), right or wrong: nobody's words, though "39C" be in it."""
    found = _AS_GIVEN.fullmatch(said.strip().upper())
    return found is not None and bool(found["word"] or any(letter.isdigit() for letter in said))


def is_open(code: ReleaseCode, now: datetime) -> bool:
    """Whether it can still be used at `now` (UTC)."""
    return code.used_at is None and code.wrong < MOST_WRONG and now < code.expires_at
