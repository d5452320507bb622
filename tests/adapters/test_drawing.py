"""What messages carry: made when it is wanted, by whoever draws it; and a fault in a picture is never a fault of the message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module

import pytest

from bot.pages.drawing import MAKERS, DrawingError, Picture, draw
from scheduler.ports import Store
from storage.store import SqlStore

NOW = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)
HERE = "tests.adapters.test_drawing"
OURS = {name: f"{HERE}:{name}" for name in ("card", "broken", "empty", "huge")}


def card(store: Store, patient_id: int, now: datetime, given: Mapping[str, str]) -> Picture:
    return Picture(f"{patient_id} {now:%H:%M} {dict(given)}".encode(), "image/png", "card.png")


def broken(store: Store, patient_id: int, now: datetime, given: Mapping[str, str]) -> Picture:
    raise ZeroDivisionError("Ann's doses")


def empty(store: Store, patient_id: int, now: datetime, given: Mapping[str, str]) -> Picture:
    return Picture(b"", "image/png", "empty.png")


def huge(store: Store, patient_id: int, now: datetime, given: Mapping[str, str]) -> Picture:
    return Picture(bytes(10_000_001), "image/png", "huge.png")


def test_it_is_made_for_the_patient_as_of_now_with_what_was_asked(sqlite_store: SqlStore) -> None:
    made = draw("card?days=28&dark=yes", sqlite_store, 7, NOW, OURS)
    assert made.data == b"7 12:00 {'days': '28', 'dark': 'yes'}"
    assert made.is_image
    assert not Picture(b"%PDF", "application/pdf", "letter.pdf").is_image


@pytest.mark.parametrize("what", ["nothing", "", "broken", "empty", "huge", "card?" + "x" * 300])
def test_whatever_goes_wrong_is_one_kind_of_error_that_tells_nothing(sqlite_store: SqlStore, what: str) -> None:
    with pytest.raises(DrawingError) as error:
        draw(what, sqlite_store, 7, NOW, OURS)
    assert "Ann" not in str(error.value)


def test_every_maker_there_is_can_be_found() -> None:
    for place in MAKERS.values():
        module, _, name = place.partition(":")
        assert callable(getattr(import_module(module), name)), place
