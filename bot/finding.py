"""One line of `stepdown check`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, in words. `fix` is None where there is nothing to do; `is_wrong`: it does not work."""

    about: str
    says: str
    fix: str | None = None
    is_wrong: bool = False
