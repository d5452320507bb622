"""One update of Telegram's into the inbox: raw, before it is understood, the same whether it was pushed or fetched."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

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


def take_update(house: House, body: bytes) -> None:
    """Put an update into the inbox, in one committed transaction; nothing more. A repeat changes nothing.

    Synchronous: a web server or a loop calls it in a thread. Raises UpdateError for a body that is no update, and whatever
    the store raises: then nothing was stored, and the provider has to bring it again.
    """
    update = _read(body)
    number = update["update_id"]
    incoming = _incoming(house, update)
    if incoming is None:
        return
    channel = house.channels.get(ChannelName.TELEGRAM)
    if isinstance(channel, TelegramChannel) and not channel.strangers.allows(
        house.store, ChannelName.TELEGRAM, incoming.chat
    ):
        # A flood by somebody nobody knows must not keep out a patient.
        _log.warning("telegram.stranger-limit")
        return
    token = house.settings.telegram_bot_token
    bot = token.get_secret_value().partition(":")[0] if token is not None else ""
    # Another bot counts its own updates from anywhere.
    house.say(ChannelName.TELEGRAM, incoming.chat, f"{bot}:{number}", incoming.text, incoming.about)


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


def _incoming(house: House, update: Json) -> _Incoming | None:
    for kind, read in _READERS.items():
        part = update.get(kind)
        if part is None:
            continue
        try:
            return read(house, part)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise UpdateError(f"no {kind}") from None
    return None


def _message(house: House, message: Json) -> _Incoming | None:
    chat = _chat_id(message["chat"])
    moved_to = message.get("migrate_to_chat_id")
    if moved_to is not None:
        move_chat(house, chat, _number(moved_to))
        return None
    if not _is_from_a_person(message) or not _is_private(house, message["chat"]):
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
    return _Incoming(chat, text, about)


def _edited(house: House, message: Json) -> _Incoming | None:
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
    if not _is_private(house, under["chat"]) or (under["chat"].get("type") == "private" and chat != sender):
        return None
    code, about = read_data(data)
    return _Incoming(chat, code, {**about, "pressed": _number(under["message_id"])})


def _member(house: House, change: Json) -> _Incoming | None:
    chat, status = _chat_id(change["chat"]), change["new_chat_member"]["status"]
    with house.store.reading() as records:
        if records.people.contact(ChannelName.TELEGRAM, chat) is None:
            return None
    return _Incoming(chat, "", {"event": BLOCKED if status in _GONE else UNBLOCKED})


_READERS: dict[str, Callable[[House, Json], _Incoming | None]] = {
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


def _is_private(house: House, chat: Json) -> bool:
    """Only a person's own chat; and a chat that a person's has become, because Telegram gave it another id."""
    if chat.get("type", "private") == "private":
        return True
    with house.store.reading() as records:
        contact = records.people.contact(ChannelName.TELEGRAM, _chat_id(chat))
        return contact is not None and bool(records.people.persons_at(contact.id))


def move_chat(house: House, old: str, new: str) -> None:
    """Telegram has given a chat another id: who was reached there is reached under the new one."""
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
