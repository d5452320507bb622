"""The types of columns: exact, cheap, and the same for both engines. Values that would lose something are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Dialect, Integer, LargeBinary, String
from sqlalchemy.types import TypeDecorator, TypeEngine

Processor = Callable[[Any], Any] | None

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def canonical(amount: Decimal) -> str:
    """Write an amount as plain decimal text without needless zeros. Raises ValueError for NaN and infinities."""
    if not amount.is_finite():
        raise ValueError("an amount has to be a finite number")
    text = format(amount, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


# An instant is rarely alone: whoever is due at 08:00 is due with many others.
@lru_cache(maxsize=8192)
def _to_micros(value: datetime | None) -> int | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    since = value - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


@lru_cache(maxsize=8192)
def _from_micros(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(microseconds=value)


def _aware(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value


def _in_utc(value: datetime | None) -> datetime | None:
    return value if value is None or value.tzinfo is UTC else value.astimezone(UTC)


# Typed: a float that equals a Decimal must not find the Decimal's text here.
@lru_cache(maxsize=8192, typed=True)
def _amount_text(value: Decimal | None) -> str | None:
    if value is None:
        return None
    if not isinstance(value, Decimal):
        raise TypeError(f"an amount is a Decimal, not {type(value).__name__}")
    return canonical(value)


@lru_cache(maxsize=8192)
def _amount(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


@lru_cache(maxsize=8192)
def _time_text(value: time | None) -> str | None:
    if value is None:
        return None
    return value.isoformat("auto" if value.second or value.microsecond else "minutes")


@lru_cache(maxsize=8192)
def _time(value: str | None) -> time | None:
    return None if value is None else time.fromisoformat(value)


@lru_cache(maxsize=8192)
def _date_text(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


@lru_cache(maxsize=8192)
def _date(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


@lru_cache(maxsize=8192)
def _pieces_text(value: tuple[tuple[str, Decimal], ...] | None) -> str | None:
    if value is None:
        return None
    return json.dumps([[key, canonical(count)] for key, count in value], separators=(",", ":"))


@lru_cache(maxsize=8192)
def _pieces(value: str | None) -> tuple[tuple[str, Decimal], ...] | None:
    return None if value is None else tuple((key, Decimal(count)) for key, count in json.loads(value))


def _code_text(value: str | None) -> str | None:
    return None if value is None else str(value)


class UtcInstant(TypeDecorator[datetime]):
    """An instant: microseconds since 1970 on SQLite, timestamptz on PostgreSQL; always aware UTC in Python.

    Raises ValueError for an instant without a time zone.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else DateTime(timezone=True))

    def bind_processor(self, dialect: Dialect) -> Processor:
        return _to_micros if dialect.name == "sqlite" else _aware

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        return _from_micros if dialect.name == "sqlite" else _in_utc


class LocalDate(TypeDecorator[date]):
    """A date on somebody's own calendar: ISO text on SQLite, date on PostgreSQL."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else Date())

    def bind_processor(self, dialect: Dialect) -> Processor:
        return _date_text if dialect.name == "sqlite" else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        return _date if dialect.name == "sqlite" else None


class _Text(TypeDecorator[Any]):
    """Kept as text on both engines, by a pair of functions."""

    impl = String
    cache_ok = True
    to_text: Processor = None
    from_text: Processor = None

    def bind_processor(self, dialect: Dialect) -> Processor:
        return type(self).to_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        return type(self).from_text


class Amount(_Text):
    """An exact Decimal as canonical text. Raises TypeError for floats, ValueError for NaN."""

    cache_ok = True
    to_text = staticmethod(_amount_text)
    from_text = staticmethod(_amount)


class WallTime(_Text):
    """A wall time without a zone: "08:00"."""

    cache_ok = True
    to_text = staticmethod(_time_text)
    from_text = staticmethod(_time)


class PiecesText(_Text):
    """What makes a dose: [["10","1.5"]]."""

    cache_ok = True
    to_text = staticmethod(_pieces_text)
    from_text = staticmethod(_pieces)


class Code(_Text):
    """A word of a fixed vocabulary; read back as plain text."""

    cache_ok = True
    to_text = staticmethod(_code_text)


class Sealed(TypeDecorator[bytes]):
    """Bytes as `storage.seal` made them."""

    impl = LargeBinary
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Processor:
        return None

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        return None


ID = BigInteger().with_variant(Integer(), "sqlite")
