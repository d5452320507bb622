"""One update of Telegram's into the inbox: raw, before it is understood, the same whether it was pushed or fetched."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from bot.arrival import Arrival, From, take_in_heard
from bot.bootstrap import House
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_shape import read_data
from bot.exchange.place import zone_at
from bot.exchange.plan_file import MOST_BYTES
from scheduler.domain.people import ChannelName
from scheduler.talk.reaching import BLOCKED, UNBLOCKED

# What is asked for; other kinds of update say nothing about a person's answers.
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
_UNREADABLE = (
    *("voice", "audio", "video", "video_note", "photo", "sticker", "animation", "document"),
    *("contact", "poll", "dice", "venue", "story", "paid_media", "checklist", "location"),
)
_PLAN_FILES = (".json", ".toml", ".txt", ".xml")
_GONE = frozenset({"kicked", "left"})
_log = structlog.get_logger(__name__)
Json = Mapping[str, Any]


class UpdateError(ValueError):
    """A body that is no update of Telegram's. The text holds nothing of it."""


@dataclass(frozen=True, slots=True)
class _Incoming:
    chat: str
    text: str
    about: dict[str, str] = field(default_factory=dict)
    only: From = From.ANYBODY


@dataclass(frozen=True, slots=True)
class Moved:
    """Telegram has given a chat another id: who was reached there is reached under the new one."""

    old: str
    new: str


def read_update(house: House, body: bytes, at: datetime) -> Arrival | Moved | None:
    """The message of an update that came at `at` (UTC), to be stored; None if there is nothing in it for us.

    The press of a button is acknowledged. Raises UpdateError for a body that is no update.
    """
    update = _read(body)
    incoming = _incoming(house, update)
    if incoming is None or isinstance(incoming, Moved):
        return incoming
    channel = house.channels.get(ChannelName.TELEGRAM)
    token = house.settings.telegram_bot_token
    bot = token.get_secret_value().partition(":")[0] if token is not None else ""
    return Arrival(
        ChannelName.TELEGRAM,
        incoming.chat,
        # Another bot counts its own updates from anywhere.
        f"{bot}:{update['update_id']}",
        incoming.text,
        at,
        incoming.about,
        channel.strangers if isinstance(channel, TelegramChannel) else None,
        incoming.only,
    )


def take_update(house: House, body: bytes) -> None:
    """Put an update into the inbox, in one committed transaction; nothing more. A repeat changes nothing.

    Raises UpdateError for a body that is no update, and whatever the store raises: then nothing was stored.
    """
    found = read_update(house, body, house.clock.now())
    if isinstance(found, Moved):
        move_chat(house, found.old, found.new)
    elif found is not None:
        take_in_heard(house.store, [found])


def _read(body: bytes) -> Json:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise UpdateError("not JSON") from None
    if not isinstance(update, dict) or isinstance(update.get("update_id"), bool):
        raise UpdateError("no update")
    if not isinstance(update.get("update_id"), int) or abs(update["update_id"]) >= 2**63:
        raise UpdateError("no update_id")
    return update


def _incoming(house: House, update: Json) -> _Incoming | Moved | None:
    for kind, read in _READERS.items():
        part = update.get(kind)
        if part is None:
            continue
        try:
            return read(house, part)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise UpdateError(f"no {kind}") from None
    return None


def _message(house: House, message: Json) -> _Incoming | Moved | None:
    chat = _chat_id(message["chat"])
    moved_to = message.get("migrate_to_chat_id")
    if moved_to is not None:
        return Moved(chat, _number(moved_to))
    if not _is_from_a_person(message):
        return None
    text = message.get("text") or message.get("caption") or ""
    if not isinstance(text, str):
        raise UpdateError("no text")
    about = _beside(message)
    if not text and not about:
        # Something that Telegram itself reports, such as a pinned message.
        return None
    quoted = message.get("reply_to_message")
    if isinstance(quoted, dict):
        about["quoted"] = _number(quoted["message_id"])
    return _Incoming(chat, text, about, _heard(message["chat"]))


def _edited(house: House, message: Json) -> _Incoming | Moved | None:
    # A person who corrects what they wrote says something new: the first words were acted on long ago. A live location
    # that moves is no message.
    return None if "location" in message else _message(house, message)


def _pressed(house: House, query: Json) -> _Incoming | None:
    channel = house.channels.get(ChannelName.TELEGRAM)
    if isinstance(channel, TelegramChannel):
        channel.acknowledge(str(query["id"]))
    under, sender = query.get("message"), _number(query["from"]["id"])
    data = query.get("data")
    if not isinstance(under, dict) or not isinstance(data, str):
        return None
    chat = _chat_id(under["chat"])
    if under["chat"].get("type") == "private" and chat != sender:
        return None
    code, about = read_data(data)
    return _Incoming(chat, code, {**about, "pressed": _number(under["message_id"])}, _heard(under["chat"]))


def _member(house: House, change: Json) -> _Incoming | None:
    chat, status = _chat_id(change["chat"]), change["new_chat_member"]["status"]
    return _Incoming(chat, "", {"event": BLOCKED if status in _GONE else UNBLOCKED}, From.KNOWN)


_READERS: dict[str, Callable[[House, Json], _Incoming | Moved | None]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _pressed,
    "my_chat_member": _member,
}


def _beside(message: Json) -> dict[str, str]:
    """What a message brings beside words: the zone of a place, a plan file, or something that cannot be read."""
    place = message.get("location")
    if isinstance(place, dict):
        zone = zone_at(float(place["latitude"]), float(place["longitude"]))
        # The place itself is nobody's business.
        return {"zone": zone} if zone else {"unreadable": "location"}
    file = message.get("document")
    if isinstance(file, dict):
        name, size = str(file.get("file_name") or "")[:120], file.get("file_size") or 0
        if name.lower().endswith(_PLAN_FILES) and int(size) <= MOST_BYTES:
            return {"document": str(file["file_id"]), "name": name}
    return next(({"unreadable": kind} for kind in _UNREADABLE if message.get(kind) is not None), {})


def _is_from_a_person(message: Json) -> bool:
    sender = message.get("from")
    return isinstance(sender, dict) and not sender.get("is_bot")


def _heard(chat: Json) -> From:
    """Anybody in their own chat; of other chats one that a person's has become, because Telegram gave it another id."""
    return From.ANYBODY if chat.get("type", "private") == "private" else From.PERSON


def move_chat(house: House, old: str, new: str) -> None:
    """Reach under the new id whoever was reached under the old one."""
    with house.store.transaction() as records:
        contact = records.people.contact(ChannelName.TELEGRAM, old)
        moved = contact is not None and records.people.move_contact(contact.id, new)
    _log.info("telegram.chat-moved", stored=moved)


def _chat_id(chat: Json) -> str:
    return _number(chat["id"])


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise UpdateError("no number")
    return str(value)
