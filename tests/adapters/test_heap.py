"""A process at work is not held up by looking through what it will keep anyway."""

from __future__ import annotations

import gc

from bot.heap import settle_in


def test_what_was_read_in_is_out_of_the_collectors_sight() -> None:
    before = gc.get_threshold()
    # As a process finds it that has just begun, whatever an earlier test of this one settled in.
    gc.unfreeze()
    gc.set_threshold(700, 10, 10)
    try:
        settle_in()
        assert gc.get_freeze_count() > 10_000
        assert len(gc.get_objects()) < 1000
        assert gc.get_threshold()[0] > 700
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
