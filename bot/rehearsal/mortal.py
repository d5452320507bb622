"""A process that can be killed at any commit and any send, as often as wanted, without a real process dying.

From the moment of the kill nothing that it does reaches the store any more, as after `kill -9`: what was committed stays,
what was not is gone, and what had been handed to a provider may or may not have arrived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

from bot.bootstrap import House, open_house
from bot.settings import Settings
from scheduler.clock import Clock
from scheduler.domain.people import ChannelName
from scheduler.ports import Channel, Records, Store


class KilledError(BaseException):
    """The process has ended here. Not an Exception: nobody inside the house may catch it and go on."""


@dataclass(slots=True)
class Mortality:
    """Counts what could be a last moment. `left`: how many are passed before the end; None: it lives on."""

    left: int | None = None
    is_dead: bool = False

    def reach(self) -> None:
        """Pass a moment at which the process may end. Raises KilledError at the chosen one, and at every later one."""
        if self.left is not None and not self.is_dead:
            self.left -= 1
            self.is_dead = self.left < 0
        if self.is_dead:
            raise KilledError


class MortalStore:
    """The store as a mortal process sees it: the end may come before a commit or after it."""

    def __init__(self, store: Store, mortality: Mortality) -> None:
        self._store, self._mortality = store, mortality

    def transaction(self) -> AbstractContextManager[Records]:
        return self._watched()

    @contextmanager
    def _watched(self) -> Iterator[Records]:
        if self._mortality.is_dead:
            raise KilledError
        with self._store.transaction() as records:
            yield records
            self._mortality.reach()
        self._mortality.reach()

    def reading(self) -> AbstractContextManager[Records]:
        if self._mortality.is_dead:
            raise KilledError
        return self._store.reading()

    def close(self) -> None:
        self._store.close()


def mortal_house(
    url: str,
    clock: Clock,
    channels: Mapping[ChannelName, Channel],
    mortality: Mortality,
    *,
    create: bool = False,
) -> House:
    """The real house on a database, which loses its store when it is killed."""
    settings = Settings(_env_file=None, database_url=url, stepdown_key=None)  # type: ignore[call-arg]
    house = open_house(settings, clock=clock, channels=channels, create=create)
    return replace(house, store=MortalStore(house.store, mortality))
