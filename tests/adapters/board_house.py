"""A clinic of 200 with its page, for tests: the database is made once for all workers of a run."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock
from pydantic import SecretStr

from bot.bootstrap import House, open_house
from bot.http_server import HttpServer
from bot.media import open_pictures
from bot.metrics import Metrics
from bot.settings import Settings
from bot.web import Web
from scheduler.clinic import give_token
from scheduler.clock import StandingClock
from scheduler.tick import show_alive
from tests.clinic import fill_clinic

NOW = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)
KEY = "a-key-of-the-clinic-that-is-long-enough"


@dataclass(slots=True)
class BoardHouse:
    """The house, its clock, which stands, a token of Nurse May, and the address while it is served."""

    house: House
    clock: StandingClock
    token: str
    web: Web
    address: str = ""


def clinic_file(folder: Path, template: bytes) -> Path:
    """A sealed SQLite file with 200 patients at NOW."""
    file = folder / "clinic-200.db"
    with FileLock(f"{file}.lock"):
        if not file.exists():
            made = folder / "clinic-200.part"
            made.write_bytes(template)
            house = open_house(_settings(made))
            fill_clinic(house, NOW, 200)
            show_alive(house.store, NOW)
            house.store.close()
            made.rename(file)
    return file


def _settings(file: Path, **more: Any) -> Settings:
    return Settings(_env_file=None, database_url=f"sqlite:///{file}", stepdown_key=SecretStr(KEY), **more)  # type: ignore[call-arg]


@contextmanager
def open_board_house(file: Path, **more: Any) -> Iterator[BoardHouse]:
    """Open a file for a test of its own."""
    clock = StandingClock(NOW)
    house = open_house(_settings(file, **more), clock=clock)
    try:
        with house.store.transaction() as records:
            _, token = give_token(records, "Nurse May", 90, NOW)
        web = Web(house, lambda: None, Metrics(house), open_pictures(house.settings))
        yield BoardHouse(house, clock, token, web)
    finally:
        house.store.close()


@contextmanager
def serving(board: BoardHouse) -> Iterator[str]:
    """The page on a port of its own, in a thread: its address."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = HttpServer(board.web.app, "127.0.0.1", 0)
    asyncio.run_coroutine_threadsafe(server.start(), loop).result(60)
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
