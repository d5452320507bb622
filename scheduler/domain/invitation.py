"""An invitation: who may join by it, as what, and until when. The token itself is never kept."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.domain.people import Role

VALID_FOR = timedelta(days=14)
_AS_GIVEN = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True)
class Invitation:
    """`role` is patient or caregiver. `patient_id`: whom it is about; `person_id`: whom it is for, if they are known.

    Instants are UTC. `used_by` is the contact that used it; it can be used once.
    """

    role: Role
    patient_id: int | None
    person_id: int | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_by: int | None = None
    id: int = 0


def new_token() -> str:
    """128 random bits in 22 letters that a link may hold."""
    return secrets.token_urlsafe(16)


def is_written_as_token(said: str) -> bool:
    """Whether a message is a token and nothing else: nobody's words. One without both cases and a digit is read as words."""
    token = said.strip()
    mixed = all(any(map(kind, token)) for kind in (str.isdigit, str.isupper, str.islower))
    return mixed and _AS_GIVEN.fullmatch(token) is not None


def is_open(invitation: Invitation, now: datetime) -> bool:
    """Whether it can still be used at `now` (UTC)."""
    return invitation.used_at is None and now < invitation.expires_at
