"""Puts the house together: the only file that names every part."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import structlog
from filelock import FileLock, Timeout

from bot.arrival import take_in
from bot.channels.console import ConsoleChannel
from bot.exchange.drug_file import load_drug
from bot.exchange.pharmacy_days import closed_in
from bot.exchange.zones import country_of, zones_for
from bot.inbound import handle_inbox
from bot.pages.drawing import drawn_from
from bot.reading.plan_reader import WordsReader
from bot.settings import Settings
from scheduler.clock import Clock, SystemClock
from scheduler.concern import appoint_operator, dismiss_operator
from scheduler.deliver import deliver
from scheduler.domain.people import ChannelName
from scheduler.domain.policy import Policy, policy_from
from scheduler.knowledge import Knowledge
from scheduler.ports import Channel, Store, Work
from scheduler.tick import tick, wants_tick
from storage import backup, migrate
from storage.backup import Copied, Place
from storage.failure import StoreError
from storage.rekey import Rekeyed, rekey
from storage.seal import SealError, seal_from
from storage.store import SqlStore, open_store

_log = structlog.get_logger(__name__)
# Noted by the one process that owns a SQLite database: the ids of the keys it holds.
_KEYS_AT_HAND = "keys_at_hand"


class HouseError(Exception):
    """The house cannot be put together; the text says what is wrong and how to mend it."""


@cache
def default_policy() -> Policy:
    """The defaults of `scheduler/policy.toml`."""
    return policy_from(tomllib.loads(files("scheduler").joinpath("policy.toml").read_text("utf-8")))


@cache
def knowledge() -> Knowledge:
    """Every fact that is data."""
    return Knowledge(
        drug=load_drug(),
        policy=default_policy(),
        closed_in=closed_in,
        zones_for=zones_for,
        country_of=country_of,
        plan_reader=WordsReader(),
    )


@dataclass(frozen=True, slots=True)
class House:
    """Store, clock, channels and facts, wired. Everything that runs, runs through `beat`."""

    store: Store
    clock: Clock
    channels: Mapping[ChannelName, Channel]
    knowledge: Knowledge
    settings: Settings

    def say(
        self,
        channel: ChannelName,
        address: str,
        provider_id: str,
        text: str,
        about: Mapping[str, str] | None = None,
    ) -> bool:
        """Somebody writes. Stored at once, handled at the next beat; False for a repeat. `about` as in `take_in`."""
        return take_in(self.store, self.clock, channel, address, provider_id, text, about)

    async def beat(self) -> int:
        """Handle what came in, wake what is due, send what waits, until nothing is left to do now. How much was done."""
        done = 0
        while work := await asyncio.to_thread(self._look):
            did = await self._do(work)
            if not did:
                break
            done += did
        if wants_tick(work, self.clock.now()):
            await asyncio.to_thread(tick, self.store, self.clock.now(), self.knowledge)
        return done

    async def _do(self, work: Work) -> int:
        """The first thing that can be done: what came in before what is due, what is due before what waits to be sent."""
        if work.inbox and (handled := await asyncio.to_thread(self.hear)):
            return handled
        if work.wakes:
            ticked = await asyncio.to_thread(tick, self.store, self.clock.now(), self.knowledge)
            if ticked.any():
                return ticked.escalations + ticked.doses + ticked.watches + ticked.versions
        if work.outbox:
            delivered = await deliver(self.store, self.channels, self.clock)
            return delivered.sent + delivered.dropped + delivered.failed
        return 0

    def hear(self) -> int:
        """Handle what came in, up to fifty messages. How many; to be called in a worker thread."""
        telegram = self.channels.get(ChannelName.TELEGRAM)
        fetch = getattr(telegram, "fetch", None)
        return handle_inbox(self.store, self.knowledge, self.clock, fetch=fetch)

    def _look(self) -> Work:
        with self.store.reading() as records:
            return records.work_at(self.clock.now())


def open_house(
    settings: Settings,
    *,
    clock: Clock | None = None,
    channels: Mapping[ChannelName, Channel] | None = None,
    create: bool = False,
) -> House:
    """Open the store and wire the parts. `create` makes a missing database. Raises HouseError with the fix."""
    key = settings.stepdown_key.get_secret_value() if settings.stepdown_key else None
    try:
        store = open_store(settings.database_url, key, default_policy(), create=create)
    except (StoreError, SealError) as error:
        raise HouseError(str(error)) from None
    return House(
        store=store,
        clock=clock or SystemClock(),
        channels=channels if channels is not None else {ChannelName.CONSOLE: console_of(store, settings)},
        knowledge=replace(knowledge(), calls=settings.twilio_voice == "on"),
        settings=settings,
    )


def console_of(store: Store, settings: Settings) -> ConsoleChannel:
    """The console of a house; what it draws lies beside the database, or among what is temporary."""
    return ConsoleChannel(drawn_from(store), console_folder(settings))


def console_folder(settings: Settings) -> Path:
    """Where the console puts down what it draws."""
    file = settings.database_url.partition("sqlite:///")[2]
    place = Path(file).parent if file else Path(tempfile.gettempdir())
    return place.resolve() / "stepdown-pictures"


def appoint(house: House) -> None:
    """Keep in the store who hears that the service is in trouble, as `OPERATOR_CONTACT` says."""
    said = house.settings.operator_contact
    with house.store.transaction() as records:
        if said is None:
            dismiss_operator(records)
        else:
            channel, _, address = said.partition(":")
            appoint_operator(records, ChannelName(channel), address, house.clock.now())


def note_keys_at_hand(house: House) -> None:
    """Say in the store which keys this process holds, so that nothing is brought under one that it does not."""
    if isinstance(house.store, SqlStore):
        with house.store.transaction() as records:
            records.notes.set(_KEYS_AT_HAND, " ".join(sorted(house.store.seal.key_ids)))


def change_key(house: House, *, end_open: bool, progress: Callable[[str, int], None]) -> Rekeyed:
    """Bring everything under the first key of STEPDOWN_KEY, and see that it alone opens all of it. Raises HouseError.

    On SQLite a process that runs meanwhile has to hold that key; on PostgreSQL the caller has made sure of it.
    """
    store = house.store
    assert isinstance(store, SqlStore)
    with owning_the_scheduler(house.settings) as alone:
        if not alone:
            with store.reading() as records:
                held = (records.notes.get(_KEYS_AT_HAND) or "").split()
            if store.seal.key_id is not None and store.seal.key_id not in held:
                raise HouseError(
                    "another process (run or chat) owns this database and does not hold the new key: set STEPDOWN_KEY "
                    "to the new key, a comma and the one before it, start that process anew, then try again"
                )
        try:
            return rekey(store, house.clock.now(), end_open=end_open, progress=progress)
        except (StoreError, SealError) as error:
            raise HouseError(str(error)) from None


def clean_files(house: House) -> None:
    """Leave nothing of what was deleted in the database's files. Raises HouseError if it is too busy just now."""
    if isinstance(house.store, SqlStore):
        try:
            house.store.compact()
        except StoreError as error:
            raise HouseError(str(error)) from None


def bring_up(settings: Settings) -> str:
    """Migrate the database to this version; its version. Raises HouseError."""
    try:
        migrate.upgrade(settings.database_url)
        return migrate.newest()
    except (StoreError, SealError) as error:
        raise HouseError(str(error)) from None


def is_away(error: BaseException) -> bool:
    """Whether it says that the database does not answer, and not that something asked for was wrong."""
    return isinstance(error, StoreError)


def sealing(settings: Settings) -> tuple[Callable[[str, str], bytes], Callable[[str, bytes], str]]:
    """How the store seals and unseals, for what lies beside it. The first argument names the column."""
    seal = seal_from(settings.stepdown_key.get_secret_value() if settings.stepdown_key else None)
    return seal.seal, seal.unseal


def back_up(settings: Settings, file: Path, *, overwrite: bool = False) -> Copied:
    """Copy the database to a file, while others write to it. Raises HouseError."""
    try:
        return backup.back_up(settings.database_url, file, overwrite=overwrite)
    except StoreError as error:
        raise HouseError(str(error)) from None


@contextlib.contextmanager
def restoring(settings: Settings, file: Path, now: datetime, *, overwrite: bool = False) -> Iterator[Place]:
    """Unpack a copy beside the database; it takes its place if that is said. Raises HouseError."""
    try:
        with backup.restoring(file, settings.database_url, now, overwrite=overwrite) as place:
            yield place
    except (StoreError, SealError) as error:
        raise HouseError(str(error)) from None


@contextlib.contextmanager
def owning_the_scheduler(settings: Settings) -> Iterator[bool]:
    """On SQLite one process owns the scheduler: True while this one does, False if another does. PostgreSQL: always True."""
    prefix = "sqlite:///"
    if not settings.database_url.startswith(prefix):
        yield True
        return
    lock = FileLock(str(Path(settings.database_url.removeprefix(prefix))) + ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
