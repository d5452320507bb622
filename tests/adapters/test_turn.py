"""Whose turn it is to write."""

from __future__ import annotations

import threading
import time

from storage.store import SqlStore
from storage.turn import Turn


def test_turns_come_in_the_order_in_which_they_were_asked_for() -> None:
    turn, order = Turn(), []

    def write(number: int) -> None:
        with turn:
            order.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    with turn:
        for number, thread in enumerate(threads):
            thread.start()
            while turn.waiting == number:
                time.sleep(0)
    for thread in threads:
        thread.join()
    assert order == list(range(8))
    assert turn.waiting == 0


def test_who_writes_batch_after_batch_gives_way(sqlite_store: SqlStore) -> None:
    order, turn = [], sqlite_store._turn
    assert turn is not None

    def answer() -> None:
        with sqlite_store.transaction():
            order.append("answer")

    with sqlite_store.transaction():
        waits = threading.Thread(target=answer)
        waits.start()
        while not turn.waiting:
            time.sleep(0)
    with sqlite_store.transaction():
        order.append("batch")
    waits.join()
    assert order == ["answer", "batch"]
