"""People who come in through the whole conversation once in a run, and are there at once in every later story that wants them.

A conversation of nine answers takes a third of a second of processor, and most stories begin after it.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.rehearsal import people
from bot.rehearsal.phone import HeardMessage, Phone
from bot.rehearsal.world import World
from scheduler.domain.people import ChannelName

# A worker keeps this many; what was wanted longest ago goes first.
_MOST = 32


@dataclass(frozen=True, slots=True)
class _KeptPhone:
    name: str
    channel: ChannelName
    address: str
    heard: tuple[HeardMessage, ...]
    unheard: tuple[HeardMessage, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    database: bytes
    said: tuple[str, ...]
    phones: tuple[_KeptPhone, ...]


_worlds: OrderedDict[tuple[object, ...], _Kept] = OrderedDict()


def enrol(world: World, phone: Phone, *, circle: Phone | None = None, **how: str) -> None:
    """As `bot.rehearsal.people.enrol`, which names what may be said."""
    key = ("enrol", _named(phone), circle and _named(circle), *sorted(how.items()))
    reach(world, key, lambda: people.enrol(phone, circle=circle, **how))


def _named(phone: Phone) -> tuple[object, ...]:
    return phone.name, phone.channel, phone.address


def reach(world: World, key: tuple[object, ...], live: Callable[[], object]) -> None:
    """Bring a world to where `live` brings it. `key` says everything that `live` does.

    Only a world in which nothing has happened yet is taken from what was kept; any other lives through it.
    """
    if world.said or world.url != f"sqlite:///{_file(world)}" or _is_peopled(world):
        live()
        return
    key = (world.now, *key)
    if key in _worlds:
        _worlds.move_to_end(key)
        _enter(world, _worlds[key])
        return
    live()
    _worlds[key] = _keep(world)
    if len(_worlds) > _MOST:
        _worlds.popitem(last=False)


def _file(world: World) -> Path:
    return world.folder / "world.db"


def _is_peopled(world: World) -> bool:
    with world.house.store.reading() as records:
        return bool(records.people.patient_ids())


def _keep(world: World) -> _Kept:
    with closing(sqlite3.connect(_file(world))) as database:
        image = database.serialize()
    phones = [phone for network in world.networks.values() for phone in network.phones.values()]
    return _Kept(
        image,
        tuple(world.said),
        tuple(_KeptPhone(p.name, p.channel, p.address, tuple(p.heard), tuple(p.unheard)) for p in phones),
    )


def _enter(world: World, kept: _Kept) -> None:
    world.house.store.close()
    _file(world).write_bytes(kept.database)
    world.said.extend(kept.said)
    for each in kept.phones:
        phone = world.phone(each.name, each.channel, each.address)
        phone.heard.extend(each.heard)
        phone.unheard.extend(each.unheard)
    world.restart()
