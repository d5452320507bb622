"""A plan as text for a printed code, a message or a file: compressed, signed, versioned. docs/decisions/0040 says what
the signature is worth.

`SD1:<part>/<parts>:<mark>:<data>`: the version of the format, which part of how many, four letters that the parts of one
plan have in common, and the data in capitals and digits, so that a code holds more of it and no phone mangles it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import zlib
from dataclasses import dataclass

from bot.exchange.plan_text import to_json
from bot.exchange.text_document import PlanFileError, read_text_document
from scheduler.domain.document import parse_plan
from scheduler.domain.field import PlanDocumentError
from scheduler.domain.regimen import Plan

VERSION = 1
# What a code of 69 by 69 modules holds: a terminal of 80 columns shows it, a phone reads it at arm's length.
PART_LETTERS = 440
MOST_PARTS = 12
LONGEST_TEXT = 256 * 1024
_LONGEST_PLAN = 512 * 1024
_SEAL_BYTES = 16
_OPEN, _KEYED = 0, 1
_PART = re.compile(r"SD(\d{1,3}):(\d{1,4})/(\d{1,4}):([A-Z2-7]{4}):([A-Z2-7]+)", re.ASCII)
_START = re.compile(r"\s*SD\d{1,3}\s?:", re.ASCII | re.IGNORECASE)
# Part of format 1: a plan is short, and most of it is the names of its fields.
_WORDS = (
    b'{"as_needed":null,"context":{"egfr":null,"flags":[],"market":"US","months_on_drug":null,"plan_baseline_mg":null,'
    b'"reported_current_mg":null},"ends":"open","ends":"hold","ends":"stop","liquid":null,"medication":"baclofen",'
    b'"prescriber":null,"start":"2027-01-01","steps":[{"cycle":[[{"daily_total_mg":"form":"from":"2027-01-01","to":"2027-'
    b'"days":28,"days":14,"doses":[{"at":null,"mg":5,"when":"morning"},{"at":"12:00","mg":10},{"at":"22:00","mg":2.5},'
    b'{"at":"08:00","mg":20},{"at":"14:00","mg":10},{"at":"20:00","mg":20}]},{"days":7,"doses":[{"at":"08:00","mg":10},'
    b'{"at":"20:00","mg":5}]},{"days":null,"doses":[]}],"supply":{"lead_days":null,"next_visit":null,"on_hand":{"10":60},'
    b'"refill_quantity":null,"refills":null},"tablets":[{"pieces":2,"strength_mg":10}],"timezone":"America/New_York"'
    b'"timezone":"Europe/London"}'
)


class HandoverError(ValueError):
    """Text that is no whole hand-over. `code` says why; `slots` are for its words (`handover-error-<code>`)."""

    def __init__(self, code: str, **slots: str) -> None:
        super().__init__(code)
        self.code = code
        self.slots = slots


@dataclass(frozen=True, slots=True)
class Handover:
    """A plan that came whole. `keyed`: it carries the seal of a key that this service holds as well."""

    plan: Plan
    keyed: bool


def write_handover(plan: Plan, key: str | None = None, part_letters: int = PART_LETTERS) -> list[str]:
    """The plan as lines of text, one for each code. `key`: a secret that both sides hold."""
    packer = zlib.compressobj(9, wbits=-15, zdict=_WORDS)
    packed = packer.compress(to_json(plan).encode()) + packer.flush()
    body = bytes([_OPEN if key is None else _KEYED]) + packed
    seals = _seal(body, None) + (b"" if key is None else _seal(body, key))
    letters = base64.b32encode(seals + body).decode().rstrip("=")
    mark = base64.b32encode(_seal(body, None)).decode()[:4]
    parts = [letters[start : start + part_letters] for start in range(0, len(letters), part_letters)]
    return [f"SD{VERSION}:{number}/{len(parts)}:{mark}:{part}" for number, part in enumerate(parts, start=1)]


def looks_like_handover(text: str) -> bool:
    """Whether a text begins like a hand-over, whole or not."""
    return _START.match(text[:40]) is not None


def is_whole(text: str) -> bool:
    """Whether a text is nothing but the parts of a hand-over, none missing and none changed."""
    if not looks_like_handover(text):
        return False
    try:
        read_handover(text)
    except HandoverError:
        return False
    return True


def read_handover(text: str, key: str | None = None) -> Handover:
    """The plan in a text of one or more parts, in any order. With a `key`, only what is sealed with it is accepted.

    Raises HandoverError for anything that is not whole, was changed, or is of a version that is not known.
    """
    if len(text) > LONGEST_TEXT:
        raise HandoverError("too-long")
    parts, count = _collect(text)
    missing = [str(number) for number in range(1, count + 1) if number not in parts]
    if missing:
        raise HandoverError("parts", missing=", ".join(missing[:10]), parts=str(count))
    letters = "".join(parts[number] for number in sorted(parts))
    try:
        sealed = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except binascii.Error:
        raise HandoverError("broken") from None
    return _open(sealed, key)


def _collect(text: str) -> tuple[dict[int, str], int]:
    # Messengers wrap long lines and people copy with spaces: neither is part of the alphabet.
    bare = re.sub(r"\s+", "", text).upper()
    pieces = [piece for piece in re.split(r"(?=SD\d{1,3}:)", bare, flags=re.ASCII) if piece]
    if not pieces or not looks_like_handover(pieces[0]):
        raise HandoverError("none")
    found: dict[int, str] = {}
    marks: set[tuple[int, str]] = set()
    for piece in pieces:
        version = re.match(r"SD(\d{1,3}):", piece, re.ASCII)
        if version is not None and int(version[1]) != VERSION:
            raise HandoverError("version", version=str(int(version[1])))
        part = _PART.fullmatch(piece)
        if part is None:
            raise HandoverError("broken")
        number, count = int(part[2]), int(part[3])
        if not 1 <= number <= count:
            raise HandoverError("broken")
        marks.add((count, part[4]))
        if found.setdefault(number, part[5]) != part[5]:
            raise HandoverError("mixed")
    if len(marks) > 1:
        raise HandoverError("mixed")
    return found, next(iter(marks))[0]


def _open(sealed: bytes, key: str | None) -> Handover:
    seal, rest = sealed[:_SEAL_BYTES], sealed[_SEAL_BYTES:]
    # Whether a second seal stands before the body is known only by trying: the first one decides.
    own, body = b"", rest
    if not hmac.compare_digest(seal, _seal(body, None)):
        own, body = rest[:_SEAL_BYTES], rest[_SEAL_BYTES:]
        if not hmac.compare_digest(seal, _seal(body, None)):
            raise HandoverError("broken")
    keyed = key is not None and body[:1] == bytes([_KEYED]) and hmac.compare_digest(own, _seal(body, key))
    if key is not None and not keyed:
        raise HandoverError("stranger")
    written = _unpack(body[1:])
    try:
        # Only what this program wrote carries the seal, so a plan that cannot be read is of another make.
        plan = parse_plan(read_text_document(written, "plan code"))
    except (PlanDocumentError, PlanFileError):
        raise HandoverError("no-plan") from None
    return Handover(plan, keyed)


def _seal(body: bytes, key: str | None) -> bytes:
    # Longer secrets than the hash takes as a key are hashed first, as its authors say.
    secret = b"" if key is None else hashlib.sha256(key.encode()).digest()
    return hashlib.blake2b(body, digest_size=_SEAL_BYTES, key=secret, person=b"stepdown-plan-1").digest()


def _unpack(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=-15, zdict=_WORDS)
    try:
        plain = unpacker.decompress(packed, _LONGEST_PLAN)
    except zlib.error:
        raise HandoverError("broken") from None
    if unpacker.unconsumed_tail or not unpacker.eof:
        # A few letters can unfold to gigabytes.
        raise HandoverError("too-long" if unpacker.unconsumed_tail else "broken")
    return plain
