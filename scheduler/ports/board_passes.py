"""The clinic's members, and the passes by which they see the board."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from scheduler.domain.board_pass import BoardPass, Member


class BoardPasses(Protocol):
    """Members and passes; of a pass only the hash is kept."""

    def add_member(self, name: str, now: datetime) -> Member:
        """A new member: a person without contacts or role."""

    def members(self) -> list[Member]:
        """Everybody who ever was one, by age."""

    def add(self, new: BoardPass, secret: str) -> int: ...
    def find(self, secret: str) -> BoardPass | None:
        """The pass of a secret, ended and expired ones too."""

    def by_id(self, pass_id: int) -> BoardPass | None: ...
    def tokens(self) -> list[BoardPass]:
        """Every token, ended and expired ones too, oldest first."""

    def end(self, pass_id: int, now: datetime) -> None:
        """End it, and what began with it. Harmless if it has ended."""
