"""Structured logs. They carry codes, ids and counts; what people wrote, their names and addresses never reach them."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import structlog

# Whatever is logged under one of these names is somebody's own; it is left out, whoever logged it.
_PERSONAL = frozenset(
    {"text", "name", "call_me", "address", "phone", "chat_id", "body", "slots", "said", "value", "words"}
)


def set_up_logs(log_format: str, log_level: str) -> None:
    """Write logs to stderr, for people ("console") or machines ("json")."""
    renderer: Any = (
        structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _leave_out_personal,
            _name_the_error,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, log_level)),
        logger_factory=structlog.PrintLoggerFactory(file=cast("TextIO", _StderrNow())),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    logging.getLogger("alembic").setLevel(logging.WARNING)


class _StderrNow:
    """Standard error as it is when something is written, which may be another file than at set-up."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def _leave_out_personal(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in _PERSONAL & event.keys():
        event[name] = "(left out)"
    return event


def _name_the_error(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    # An exception's text may quote what somebody wrote, so only its kind and place are kept.
    error = event.pop("error", None)
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
