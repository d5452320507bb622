"""Pictures and pages in a chat: behind their words, never instead of them, and said so where they cannot be made."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.telegram_house import ANN, TelegramHouse, telegram_house
from tests.adapters.telegram_proxy import Fault, TelegramPeer, telegram_peer
from tests.builders import plan


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[TelegramPeer]:
    with telegram_peer(tmp_path) as made:
        yield made


@pytest.fixture
def home(sqlite_url: str, peer: TelegramPeer) -> Iterator[TelegramHouse]:
    with telegram_house(sqlite_url, peer) as made:
        made.enrol(plan())
        yield made


def wait_for(home: TelegramHouse, method: str, times: int) -> None:
    for _ in range(200):
        if len(home.peer.sent(method)) >= times:
            return
        home.runner.run(asyncio.sleep(0.05))
    pytest.fail(f"{method} was not called {times} times")


def test_the_picture_follows_the_words_and_a_page_comes_as_a_document(home: TelegramHouse) -> None:
    words = home.says("progress")
    assert words is not None
    assert "recorded as taken" in words.text
    wait_for(home, "sendPhoto", 1)
    (photo,) = home.peer.sent("sendPhoto")
    assert photo.accepted, photo
    before = len(home.peer.sent("sendDocument"))
    words = home.says("letter")
    assert words is not None
    assert words.text.startswith("Your page for the prescriber")
    wait_for(home, "sendDocument", before + 1)
    assert home.peer.sent("sendDocument")[-1].accepted
    home.peer.fails("sendDocument", Fault(400, "Bad Request: file is too big"))
    home.says("sheet")
    wait_for(home, "sendDocument", before + 2)
    for _ in range(40):
        home.runner.run(asyncio.sleep(0.05))
        if home.peer.chats[str(ANN)][-1].text.startswith("That page could not be made"):
            break
    assert home.peer.chats[str(ANN)][-1].text.startswith("That page could not be made")
    home.peer.fails("sendPhoto", Fault(400, "Bad Request: wrong file"))
    shown = home.says("progress")
    assert shown is not None
    assert "recorded as taken" in shown.text
    wait_for(home, "sendPhoto", 2)
    home.runner.run(asyncio.sleep(0.3))
    assert home.peer.chats[str(ANN)][-1].text == shown.text
