"""Reading a plan from a path, from standard input or from bytes: JSON, TOML, or the text of a plan code."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from bot.exchange.fhir.source import looks_like_fhir
from bot.exchange.handover import HandoverError, looks_like_handover, read_handover
from bot.exchange.text_document import MOST_BYTES, PlanFileError, one_line, read_text_document
from bot.texts.words import say
from scheduler.domain.document import parse_plan
from scheduler.domain.field import PlanDocumentError
from scheduler.domain.regimen import Plan

__all__ = [
    "MOST_BYTES",
    "PlanFileError",
    "read_document",
    "read_plan",
    "read_plan_bytes",
    "read_plan_code",
    "read_text_document",
]


def read_plan(path: str) -> Plan:
    """The plan in a file ("-": standard input). Raises PlanFileError in one line."""
    name = "standard input" if path == "-" else one_line(path)
    return _read_plan(read_bytes(path, MOST_BYTES), name, is_toml=_is_toml(path), guess=path == "-")


def read_plan_bytes(data: bytes, name: str) -> tuple[Plan, str]:
    """The plan in bytes that came under a file name, FHIR included, and what the file says beside it, in words.

    Raises PlanFileError in one line.
    """
    if looks_like_fhir(data):
        # The library behind it takes most of a second to load: only where it is wanted.
        from bot.exchange.fhir.reading import plan_of

        return plan_of(data, name)
    return _read_plan(data, one_line(name), is_toml=_is_toml(name), guess=False), ""


def read_plan_code(text: str) -> Plan:
    """The plan in the text of a plan code. Raises PlanFileError with the sentence for it."""
    # Loading it costs more than reading a plan, and only a code needs it.
    from bot.settings import load_settings

    key = load_settings().handover_key
    try:
        return read_handover(text, key.get_secret_value() if key is not None else None).plan
    except HandoverError as error:
        raise PlanFileError(say(f"handover-error-{error.code}", **error.slots)) from None


def _read_plan(data: bytes, name: str, *, is_toml: bool, guess: bool) -> Plan:
    beginning = data[:80].decode("utf-8-sig", "replace")
    if looks_like_handover(beginning):
        return read_plan_code(data[: MOST_BYTES + 1].decode("utf-8-sig", "replace"))
    if looks_like_fhir(data):
        raise PlanFileError(f"{name}: this is FHIR; `stepdown plan from-fhir` makes a plan of it")
    document = read_text_document(data, name, is_toml=is_toml, guess=guess)
    if isinstance(document, Mapping) and document.keys() >= {"kind", "plan"}:
        # What `plan read --json` and `plan from-fhir --json` print.
        document = document["plan"]
    try:
        return parse_plan(document)
    except PlanDocumentError as error:
        raise PlanFileError(f"{name}: {error}") from None


def read_document(path: str) -> object:
    """The document in a file, not yet looked at. JSON, or TOML where the name says so or the text is not JSON."""
    name = "standard input" if path == "-" else one_line(path)
    return read_text_document(read_bytes(path, MOST_BYTES), name, is_toml=_is_toml(path), guess=path == "-")


def _is_toml(name: str) -> bool:
    return Path(name).suffix.lower() == ".toml"


def read_bytes(path: str, most: int) -> bytes:
    """A file's bytes ("-": standard input), at most one more than `most`: enough to know that it is too large."""
    name = "standard input" if path == "-" else one_line(path)
    try:
        if path == "-":
            return _read_some(sys.stdin.buffer, most)
        with Path(path).open("rb") as stream:
            return _read_some(stream, most)
    except IsADirectoryError:
        raise PlanFileError(f"{name}: a file is wanted, not a folder") from None
    except FileNotFoundError:
        raise PlanFileError(f"{name}: no such file") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a name for a file"
        raise PlanFileError(f"{name}: cannot be read ({reason})") from None


def _read_some(stream: BinaryIO, most: int) -> bytes:
    return stream.read(most + 1)
