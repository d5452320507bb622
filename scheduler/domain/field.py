"""One field of a document: its place, its value, and readers that say in one line what is allowed there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from scheduler.domain.amount import write_amount

_FIRST_YEAR, _LAST_YEAR = 1970, 2199
_TEXT_LENGTH = 200
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class PlanDocumentError(ValueError):
    """A plan document that cannot be read: `field` is the place (steps count from 1), `says` what is allowed there."""

    def __init__(self, field: str, says: str) -> None:
        super().__init__(f"{field}: {says}")
        self.field = field
        self.says = says


@dataclass(frozen=True, slots=True)
class Field:
    """A value and its place in the document. None and absent are the same."""

    name: str
    value: object

    @property
    def absent(self) -> bool:
        return self.value is None


def show(value: object) -> str:
    """The value as a reader would recognise it, cut short, on one line."""
    if value is None:
        return "null"
    if isinstance(value, Decimal):
        digits = str(value)
        return digits if len(digits) <= 40 else "a number of more than 40 digits"
    if isinstance(value, str):
        text = value if value.isprintable() else ascii(value)[1:-1]
        return f'"{text[:40]}…"' if len(text) > 40 else f'"{text}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**40 else "a number of more than 40 digits"
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, (list, tuple)):
        return "a list"
    return str(value)[:40]


def read_mapping(field: Field, names: Sequence[str], top: bool = False) -> dict[str, Field]:
    """The named members of an object, absent ones as None. An unknown name is refused: it may be a slip in a dose."""
    if field.absent and not top:
        return {name: Field(f"{field.name}.{name}", None) for name in names}
    if not isinstance(field.value, Mapping):
        raise PlanDocumentError(field.name, f"an object with names and values, not {show(field.value)}")
    for name in field.value:
        if name not in names:
            raise PlanDocumentError(field.name, f"known names are {', '.join(names)}; not {show(name)}")
    return {name: Field(name if top else f"{field.name}.{name}", field.value.get(name)) for name in names}


def read_list(field: Field, what: str, most: int) -> list[Field]:
    """The members of a list; absent is empty."""
    if field.absent:
        return []
    if not isinstance(field.value, (list, tuple)):
        raise PlanDocumentError(field.name, f"a list of {what}, not {show(field.value)}")
    if len(field.value) > most:
        raise PlanDocumentError(field.name, f"at most {most} {what}, not {len(field.value)}")
    return [Field(f"{field.name}[{number}]", value) for number, value in enumerate(field.value, start=1)]


def read_text(field: Field) -> str | None:
    """Words on one line."""
    if field.absent:
        return None
    text = field.value
    if not isinstance(text, str) or not text.strip() or not text.isprintable() or len(text) > _TEXT_LENGTH:
        raise PlanDocumentError(field.name, f"words on one line, up to {_TEXT_LENGTH} characters, not {show(text)}")
    return text.strip()


def read_choice(field: Field, choices: Sequence[str]) -> str | None:
    """One of a few words."""
    if field.absent:
        return None
    if not isinstance(field.value, str) or field.value not in choices:
        quoted = " or ".join(f'"{choice}"' for choice in choices)
        raise PlanDocumentError(field.name, f"{quoted}, not {show(field.value)}")
    return field.value


def read_amount(field: Field, most: Decimal, above_zero: bool = False, decimals: int = 4) -> Decimal | None:
    """An exact amount from 0 (or above 0) to `most`, with at most so many decimals."""
    if field.absent:
        return None
    amount = _read_number(field.value)
    if (
        amount is None
        or not amount.is_finite()
        or amount.adjusted() > 20
        or not (0 <= amount <= most)
        or (above_zero and amount == 0)
        or _decimals(amount) > decimals
    ):
        low = "above 0 and" if above_zero else "from 0"
        allowed = (
            f"a number {low} up to {write_amount(most)}" if above_zero else f"a number {low} to {write_amount(most)}"
        )
        raise PlanDocumentError(field.name, f"{allowed} with at most {decimals} decimals, not {show(field.value)}")
    return amount


def _read_number(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    # The shortest digits of a float are the ones that somebody wrote.
    return Decimal(repr(value)) if isinstance(value, float) else None


def _decimals(amount: Decimal) -> int:
    """How many decimals it takes to write a finite amount; trailing zeros do not count."""
    parts = amount.as_tuple()
    if amount == 0 or not isinstance(parts.exponent, int) or parts.exponent >= 0:
        return 0
    digits = "".join(map(str, parts.digits))
    return max(0, -parts.exponent - (len(digits) - len(digits.rstrip("0"))))


def read_whole(field: Field, least: int, most: int) -> int | None:
    """A whole number from `least` to `most`, both included."""
    if field.absent:
        return None
    number = _read_number(field.value)
    if (
        number is None
        or not number.is_finite()
        or number.adjusted() > 20
        or not (least <= number <= most)
        or number != number.to_integral_value()
    ):
        raise PlanDocumentError(field.name, f"a whole number from {least} to {most}, not {show(field.value)}")
    return int(number)


def read_date(field: Field) -> date | None:
    """A calendar date, as text (2026-12-01) or as TOML's own."""
    if field.absent:
        return None
    value, found = field.value, None
    if isinstance(value, date) and not isinstance(value, datetime):
        found = value
    elif isinstance(value, str) and _DATE.fullmatch(value):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = None
    if found is None or not (_FIRST_YEAR <= found.year <= _LAST_YEAR):
        raise PlanDocumentError(
            field.name,
            f"a date such as 2026-12-01 in the years {_FIRST_YEAR} to {_LAST_YEAR}, not {show(value)}",
        )
    return found


def read_time(field: Field) -> time | None:
    """A wall time to the minute, as text (08:00) or as TOML's own."""
    if field.absent:
        return None
    value = field.value
    if isinstance(value, time) and value.tzinfo is None and not value.second and not value.microsecond:
        return value
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    raise PlanDocumentError(field.name, f"a time from 00:00 to 23:59, not {show(value)}")


def read_zone(field: Field) -> str | None:
    """An IANA time zone that this machine knows."""
    if field.absent:
        return None
    if isinstance(field.value, str) and is_zone(field.value):
        return field.value
    raise PlanDocumentError(field.name, f'an IANA time zone such as "Europe/London", not {show(field.value)}')


def is_zone(name: str) -> bool:
    """Whether a name is an IANA time zone that this machine has rules for."""
    # "localtime" is whatever the machine says: it would move with the machine, not with the person.
    if not name or len(name) > 64 or not name.isascii() or name in {"localtime", "posixrules", "Factory"}:
        return False
    # Some machines keep copies of every zone that count leap seconds; a plan means the clock on the wall.
    if name.startswith(("right/", "posix/")):
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def read_strength_key(field: Field, key: object) -> str:
    """A key of `on_hand`: a strength in mg, "ml" or "unknown"; the strength in its canonical digits."""
    if isinstance(key, str) and key in {"ml", "unknown"}:
        return key
    if isinstance(key, str) and re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4})?", key, re.ASCII):
        return write_amount(Decimal(key))
    raise PlanDocumentError(field.name, f'keys such as "10" (mg), "ml" or "unknown", not {show(key)}')
