"""Sealing at rest: names, addresses and free text under `STEPDOWN_KEY`, and look-ups by keyed hash.

A sealed value is one byte 1, four bytes of key id, twelve of nonce, then AES-256-GCM of the text, which is packed if it is
long. Without a key the same columns hold `plain:` and the text, so that nobody takes one for the other. The column's name is
authenticated with the value: a value moved to another column does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LEAST_KEY_LENGTH = 16
_PLAIN = b"plain:"
_SEALED = b"\x01"
_ID_BYTES = 4
_NONCE_BYTES = 12
_HEAD = 1 + _ID_BYTES + _NONCE_BYTES
# A plan repeats itself for a kilobyte, a quarter of everything that is kept of somebody: a long text is packed before it is
# sealed. No text begins with this byte in UTF-8.
_PACKED = b"\xff"
_LONG = 256


class SealError(Exception):
    """A key that is missing, wrong or unfit, or a value that does not open; the text says which and holds no data."""


def _derive(secret: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=b"stepdown", info=purpose).derive(secret)


@dataclass(frozen=True, slots=True)
class _Key:
    id: bytes
    cipher: AESGCM = field(repr=False)
    mac: bytes = field(repr=False)


def _key(text: str) -> _Key:
    secret = text.encode()
    return _Key(_derive(secret, b"id", _ID_BYTES), AESGCM(_derive(secret, b"seal", 32)), _derive(secret, b"hash", 32))


class Seal:
    """Seals with the first key, opens with any. With no key it marks text as plain."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        for key in keys:
            if len(key) < LEAST_KEY_LENGTH:
                raise SealError(f"STEPDOWN_KEY: at least {LEAST_KEY_LENGTH} characters, not {len(key)}")
        self._ring = tuple(_key(key) for key in keys)
        self._by_id = {key.id: key for key in self._ring}

    @property
    def is_sealing(self) -> bool:
        return bool(self._ring)

    @property
    def key_id(self) -> str | None:
        """The id of the key that seals now, in hex; it tells nothing about the key."""
        return self._ring[0].id.hex() if self._ring else None

    @property
    def key_ids(self) -> frozenset[str]:
        return frozenset(key.id.hex() for key in self._ring)

    @property
    def head(self) -> bytes:
        """What everything that is sealed now begins with."""
        return _SEALED + self._ring[0].id if self._ring else _PLAIN

    def first_alone(self) -> Seal:
        """A seal that holds only the key that seals now: what is left of this one when the older keys are gone."""
        alone = Seal()
        alone._ring = self._ring[:1]
        alone._by_id = {key.id: key for key in alone._ring}
        return alone

    def seal(self, column: str, text: str) -> bytes:
        """Seal a text for a column such as "person.name"."""
        if not self._ring:
            return _PLAIN + text.encode()
        key = self._ring[0]
        nonce, said = os.urandom(_NONCE_BYTES), text.encode()
        if len(said) > _LONG:
            said = min(_PACKED + zlib.compress(said), said, key=len)
        return b"".join((_SEALED, key.id, nonce, key.cipher.encrypt(nonce, said, column.encode())))

    def unseal(self, column: str, data: bytes) -> str:
        """Open what `seal` made. Raises SealError if its key is not here, or it was altered or moved."""
        if data[:1] == _SEALED:
            key = self._by_id.get(data[1 : 1 + _ID_BYTES])
            if key is None:
                raise SealError(f"{column}: sealed with a key that STEPDOWN_KEY does not hold")
            try:
                said = key.cipher.decrypt(data[1 + _ID_BYTES : _HEAD], data[_HEAD:], column.encode())
            except InvalidTag:
                raise SealError(f"{column}: a sealed value was altered") from None
            return (zlib.decompress(said[1:]) if said[:1] == _PACKED else said).decode()
        if data.startswith(_PLAIN):
            return data[len(_PLAIN) :].decode()
        raise SealError(f"{column}: neither a sealed value nor one marked as plain")

    def seal_or_none(self, column: str, text: str | None) -> bytes | None:
        return None if text is None else self.seal(column, text)

    def unseal_or_none(self, column: str, data: bytes | None) -> str | None:
        return None if data is None else self.unseal(column, data)

    def hash(self, purpose: str, text: str) -> str:
        """The hash under which a text is looked up: keyed, or marked plain where there is no key."""
        return self.hashes(purpose, text)[0]

    def hashes(self, purpose: str, text: str) -> list[str]:
        """Every hash an earlier key (or none) may have left, the present one first."""
        said = f"{purpose}\0{text}".encode()
        keyed = [f"{key.id.hex()}:{hmac.new(key.mac, said, hashlib.sha256).hexdigest()}" for key in self._ring]
        return [*keyed, f"plain:{hashlib.sha256(said).hexdigest()}"]


def seal_from(setting: str | None) -> Seal:
    """Read `STEPDOWN_KEY`: one key, or several between commas or spaces; the first seals, the others only open."""
    return Seal([key for key in re.split(r"[,\s]+", setting or "") if key])
