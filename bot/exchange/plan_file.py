"""Reading a plan file: JSON or TOML, from a path or from standard input, numbers as exact decimals."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import BinaryIO

from scheduler.domain.document import parse_plan
from scheduler.domain.field import PlanDocumentError
from scheduler.domain.regimen import Plan

MOST_BYTES = 1024 * 1024


class PlanFileError(ValueError):
    """A file that cannot be read as a plan. Its text is one line: the file, the place in it, and what is allowed."""


def read_plan(path: str) -> Plan:
    """The plan in a file ("-": standard input). Raises PlanFileError in one line."""
    name = "standard input" if path == "-" else _one_line(path)
    data = read_document(path)
    try:
        return parse_plan(data)
    except PlanDocumentError as error:
        raise PlanFileError(f"{name}: {error}") from None


def read_plan_bytes(data: bytes, name: str) -> Plan:
    """The plan in bytes that came under a file name. Raises PlanFileError in one line."""
    shown = _one_line(name)
    document = read_text_document(data, shown, is_toml=name.lower().endswith(".toml"))
    try:
        return parse_plan(document)
    except PlanDocumentError as error:
        raise PlanFileError(f"{shown}: {error}") from None


def read_document(path: str) -> object:
    """The document in a file, not yet looked at. JSON, or TOML where the name says so or the text is not JSON."""
    name = "standard input" if path == "-" else _one_line(path)
    return read_text_document(_read(path, name), name, is_toml=Path(path).suffix.lower() == ".toml", guess=path == "-")


def read_text_document(text: bytes, name: str, *, is_toml: bool = False, guess: bool = False) -> object:
    """A document from bytes that came from `name`. `guess`: TOML unless it begins like JSON."""
    if len(text) > MOST_BYTES:
        raise PlanFileError(f"{name}: larger than {MOST_BYTES // 1024} KiB; a plan is a few KiB")
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
        raise PlanFileError(f"{name}: not TOML: {_one_line(str(error))}") from None
    except RecursionError:
        raise PlanFileError(f"{name}: nested too deeply for a plan") from None
    except _TwiceError as error:
        raise PlanFileError(f"{name}: {error}") from None
    except (ValueError, OverflowError):
        raise PlanFileError(f"{name}: a whole number in it is too long") from None


class _TwiceError(ValueError):
    pass


def _read(path: str, name: str) -> bytes:
    try:
        if path == "-":
            return _read_some(sys.stdin.buffer)
        with Path(path).open("rb") as stream:
            return _read_some(stream)
    except IsADirectoryError:
        raise PlanFileError(f"{name}: a file is wanted, not a folder") from None
    except FileNotFoundError:
        raise PlanFileError(f"{name}: no such file") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a name for a file"
        raise PlanFileError(f"{name}: cannot be read ({reason})") from None


def _read_some(stream: BinaryIO) -> bytes:
    # One byte more than allowed is enough to know, whatever the size of the file.
    return stream.read(MOST_BYTES + 1)


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
            raise _TwiceError(f'"{_one_line(name)}" is there twice in the same object')
        found[name] = value
    return found


def _one_line(text: str) -> str:
    """Printable and short, so that the message stays one line whatever the input was."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return shown if len(shown) <= 120 else f"{shown[:117]}..."
