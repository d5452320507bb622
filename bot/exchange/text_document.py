"""A document from bytes: JSON or TOML, numbers as exact decimals. Whatever the bytes are, it is one line that says no."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

MOST_BYTES = 1024 * 1024


class PlanFileError(ValueError):
    """A file that cannot be read as a plan. Its text is one line: the file, the place in it, and what is allowed."""


def read_text_document(
    text: bytes, name: str, *, is_toml: bool = False, guess: bool = False, most: int = MOST_BYTES
) -> object:
    """A document from bytes that came from `name`. `guess`: TOML unless it begins like JSON."""
    if len(text) > most:
        raise PlanFileError(f"{name}: larger than {most // 1024} KiB; a plan is a few KiB")
    try:
        written = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PlanFileError(f"{name}: text in UTF-8 is wanted; byte {error.start + 1} is something else") from None
    if not written.strip():
        raise PlanFileError(f"{name}: empty; a plan as JSON or TOML is wanted")
    if guess and not written.lstrip().startswith(("{", "[", '"')):
        is_toml = True
    try:
        return _read_toml(written) if is_toml else _read_json(written)
    except json.JSONDecodeError as error:
        raise PlanFileError(f"{name}: not JSON at line {error.lineno}, column {error.colno}: {error.msg}") from None
    except tomllib.TOMLDecodeError as error:
        raise PlanFileError(f"{name}: not TOML: {one_line(str(error))}") from None
    except RecursionError:
        raise PlanFileError(f"{name}: nested too deeply for a plan") from None
    except _TwiceError as error:
        raise PlanFileError(f"{name}: {error}") from None
    except (ValueError, OverflowError):
        raise PlanFileError(f"{name}: a whole number in it is too long") from None


class _TwiceError(ValueError):
    pass


def _read_json(written: str) -> object:
    return json.loads(
        written, parse_float=_exact, parse_int=_exact, parse_constant=Decimal, object_pairs_hook=_each_once
    )


def _read_toml(written: str) -> object:
    return tomllib.loads(written, parse_float=_exact)


def _exact(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        # Past any exponent: the field that holds it is named when it is read.
        return Decimal("Infinity")


def _each_once(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise _TwiceError(f'"{one_line(name)}" is there twice in the same object')
        found[name] = value
    return found


def one_line(text: str) -> str:
    """Printable and short, so that the message stays one line whatever the input was."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return shown if len(shown) <= 120 else f"{shown[:117]}..."
