"""How a command says no: one line on stderr that names what is wrong and what is allowed."""

from __future__ import annotations

BAD_INPUT = 2
ANSWER_IS_NO = 1


class CommandError(Exception):
    """Ends the command with `line` on stderr. `status`: 2 for wrong use or bad input, 1 where the answer is no."""

    def __init__(self, line: str, status: int = BAD_INPUT) -> None:
        super().__init__(line)
        self.status = status


def one_line(text: str) -> str:
    """The text without line breaks and control characters, so that it stays one line whatever was typed."""
    return "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split()))
