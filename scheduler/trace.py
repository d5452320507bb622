"""Which request something began with: an id that the logs carry from what came in to what is sent in answer. It is nobody's."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from string import ascii_lowercase

_REQUEST: ContextVar[str | None] = ContextVar("request", default=None)


def new_request() -> str:
    """47 random bits in letters alone: what looks like a number is struck out of the logs."""
    return "".join(secrets.choice(ascii_lowercase) for _ in range(10))


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
