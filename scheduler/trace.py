"""Which request something began with: an id that the logs carry from what came in to what is sent in answer. It is nobody's."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from string import ascii_lowercase

_LETTERS = 10
_REQUEST: ContextVar[str | None] = ContextVar("request", default=None)


def new_request() -> str:
    """47 random bits in letters alone: what looks like a number is struck out of the logs."""
    number = secrets.randbelow(len(ascii_lowercase) ** _LETTERS)
    letters = []
    for _ in range(_LETTERS):
        number, letter = divmod(number, len(ascii_lowercase))
        letters.append(ascii_lowercase[letter])
    return "".join(letters)


def request_now() -> str | None:
    """The request that is being acted on; None where nobody asked for anything."""
    return _REQUEST.get()


@contextmanager
def during(request: str | None) -> Iterator[None]:
    """Whatever is logged or queued inside belongs to this request."""
    token = _REQUEST.set(request)
    try:
        yield
    finally:
        _REQUEST.reset(token)
