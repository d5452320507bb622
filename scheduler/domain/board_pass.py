"""Who may look at the board: members of a clinic, and the passes by which they come in. No secret is ever kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# A token is handed over once and kept by its owner; a session is what a browser holds for a working day.
TOKEN_DAYS = 90
SESSION_FOR = timedelta(hours=12)


class PassKind(StrEnum):
    """A token opens sessions; a session opens pages."""

    TOKEN = "token"  # noqa: S105  # a kind, not a secret
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the clinic: a person, by the name they acknowledge under."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class BoardPass:
    """One pass of a member. Instants are UTC; `from_id` is the token that a session began with, which ends with it."""

    member_id: int
    kind: PassKind
    created_at: datetime
    expires_at: datetime
    from_id: int | None = None
    ended_at: datetime | None = None
    id: int = 0


def new_secret() -> str:
    """256 random bits in 43 letters."""
    return secrets.token_urlsafe(32)


def is_valid(board_pass: BoardPass, kind: PassKind, now: datetime) -> bool:
    """Whether it is a pass of that kind that opens anything at `now` (UTC)."""
    return (
        board_pass.kind is kind and board_pass.ended_at is None and board_pass.created_at <= now < board_pass.expires_at
    )
