"""Structured logs. They carry codes, ids and counts; what people wrote, their names and addresses never reach them.

Three walls: names of fields that are somebody's own are left out; of an error only its kind and place are kept; long numbers,
which could be a telephone or a chat, are struck out of every text. What libraries and Python itself say of trouble goes the
same way: who said it and which kind, not the words, for they quote what they were given.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import structlog

from scheduler.trace import request_now

# Whatever is logged under one of these names is somebody's own; it is left out, whoever logged it.
_PERSONAL = frozenset(
    {"text", "name", "call_me", "address", "phone", "chat", "chat_id", "to", "body", "slots", "said", "value", "words"}
)
# Our own fields, which no person can fill.
_OURS = frozenset({"event", "level", "timestamp", "where"})
# So many digits in a row can be a telephone's or a chat's number; ids of ours are integers, not texts.
_LONG_NUMBER = re.compile(r"\+?\d(?:[\s().-]?\d){6,}")


def set_up_logs(log_format: str, log_level: str) -> None:
    """Write logs to stderr, for people ("console") or machines ("json")."""
    renderer: Any = (
        structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _name_the_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _leave_out_personal,
            _name_the_error,
            _strike_out_numbers,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, log_level)),
        logger_factory=structlog.PrintLoggerFactory(file=cast("TextIO", _StderrNow())),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    logging.root.handlers[:] = [_OfLibraries(logging.WARNING)]
    threading.excepthook = _of_threads


def _name_the_request(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    request = request_now()
    if request is not None:
        event.setdefault("request", request)
    return event


class _StderrNow:
    """Standard error as it is when something is written, which may be another file than at set-up."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


class _OfLibraries(logging.Handler):
    """Says that a library warned of something, and of which kind: its words may quote an address with its token."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        log = structlog.get_logger(__name__)
        say = log.error if record.levelno >= logging.ERROR else log.warning
        say("library.warned", library=record.name, place=f"{record.module}:{record.lineno}", error=error)


def _of_threads(failed: threading.ExceptHookArgs) -> None:
    structlog.get_logger(__name__).error("thread.failed", error=failed.exc_value)


def _leave_out_personal(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in _PERSONAL & event.keys():
        event[name] = "(left out)"
    return event


def _name_the_error(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    # An exception's text may quote what somebody wrote, so only its kind and place are kept.
    error, caught = event.pop("error", None), event.pop("exc_info", None)
    if error is None and caught:
        error = caught if isinstance(caught, BaseException) else sys.exc_info()[1]
    event.pop("stack_info", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        if trace is not None:
            event["where"] = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
    elif error is not None:
        event["error"] = str(error)[:80]
    return event


def _strike_out_numbers(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if name not in _OURS and isinstance(value, str):
            event[name] = _LONG_NUMBER.sub("(number)", value)
    return event
