"""Once a month a caregiver shows that a message reaches them; who does not is named while there is time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.rehearsal.people import agree
from bot.rehearsal.world import World
from scheduler.concern import appoint_operator
from scheduler.domain.people import ChannelName
from scheduler.domain.version import WatchKind
from scheduler.reachability import Gap, Standing, gaps_of, who_is_told
from tests.enrolled import enrol


@pytest.fixture
def circle(world: World) -> World:
    """Ann without a plan, with Ben, who has agreed: nothing but the drill happens for a month."""
    enrol(world, world.patient, circle=world.first_caregiver)
    agree(world.first_caregiver, world.patient)
    with world.house.store.transaction() as records:
        appoint_operator(records, ChannelName.CONSOLE, "desk", world.now)
    world.phone("desk")
    return world


def _to_the_drill(world: World) -> None:
    """The month before it is somebody else's story."""
    with world.house.store.transaction() as records:
        watch = records.watches.get(records.people.patient_ids()[0], WatchKind.DRILL)
        assert watch is not None
        assert watch.wake_at is not None
        assert watch.wake_at - world.now > timedelta(days=29)
        wake_at = watch.wake_at
        for kind in (WatchKind.MORNING, WatchKind.CHECK_IN, WatchKind.SILENCE, WatchKind.LADDER):
            other = records.watches.get(watch.patient_id, kind)
            if other is not None:
                records.watches.set(replace(other, wake_at=None))
    world.leap_until(wake_at + timedelta(seconds=1))


def _drill_now(world: World) -> None:
    with world.house.store.transaction() as records:
        watch = records.watches.get(records.people.patient_ids()[0], WatchKind.DRILL)
        assert watch is not None
        records.watches.set(replace(watch, wake_at=world.now))
    world.beat()


def _gaps(world: World) -> list[Gap]:
    with world.house.store.reading() as records:
        return gaps_of(records, world.person("Ann"), world.now)


def _standing(world: World) -> Standing:
    with world.house.store.reading() as records:
        return who_is_told(records, world.person("Ann"), world.now)[0].standing


def test_a_caregiver_answers_4_and_is_proven(circle: World) -> None:
    _to_the_drill(circle)
    circle.first_caregiver.hears("carer-drill", "nothing is wrong", "4", "Ann")
    assert circle.wall().hour == 9
    circle.first_caregiver.texts("4")
    circle.first_caregiver.hears("carer-drill-done", "no alarm")
    circle.leap(days=3)
    assert _standing(circle) is Standing.PROVEN
    assert _gaps(circle) == []
    circle.first_caregiver.hears_nothing()
    circle.patient.hears_nothing()


def test_silence_is_asked_once_more_and_then_said_to_the_person_and_the_operator(circle: World) -> None:
    _to_the_drill(circle)
    circle.first_caregiver.hears("carer-drill")
    circle.leap(days=1)
    circle.first_caregiver.hears("carer-drill")
    circle.patient.hears_nothing()
    circle.leap(days=1, hours=1)
    circle.patient.hears("carer-unproven", "Ben", "first name")
    circle.phone("desk").hears("operator-unproven", "patient")
    circle.leap(days=20)
    circle.first_caregiver.hears_nothing()
    assert _standing(circle) is Standing.UNPROVEN
    assert _gaps(circle) == [Gap.UNPROVEN]


def test_any_answer_shows_that_it_arrived(circle: World) -> None:
    _to_the_drill(circle)
    circle.first_caregiver.hears("carer-drill")
    circle.first_caregiver.texts("thanks, got it")
    circle.first_caregiver.unheard.clear()
    circle.leap(days=3)
    circle.first_caregiver.hears_nothing()
    circle.patient.hears_nothing()


def test_who_has_written_lately_is_not_drilled(circle: World) -> None:
    circle.leap(hours=3)
    circle.first_caregiver.texts("STATUS")
    circle.first_caregiver.hears("carer-status")
    _drill_now(circle)
    circle.first_caregiver.hears_nothing()


def test_during_an_alarm_nobody_is_drilled(circle: World) -> None:
    circle.patient.texts("SOS")
    circle.patient.hears("red-flag-advice")
    circle.first_caregiver.hears("red-flag-alert")
    _drill_now(circle)
    circle.first_caregiver.hears_nothing()
    circle.first_caregiver.texts("4")
    circle.first_caregiver.hears("carer-on-it")
    circle.patient.hears("help-on-it")


def test_nobody_can_be_told_yet_is_known_from_the_first_day(world: World) -> None:
    enrol(world, world.patient, circle=world.first_caregiver)
    world.first_caregiver.hears("carer-welcome")
    assert _gaps(world) == [Gap.NOBODY]
    assert _standing(world) is Standing.INVITED
    world.first_caregiver.texts("OK")
    world.first_caregiver.hears("carer-agreed")
    world.patient.hears("carer-joined")
    assert _gaps(world) == []
    world.first_caregiver.texts("STOP")
    world.first_caregiver.hears("stopped")
    world.patient.hears("carer-stopped")
    assert _gaps(world) == [Gap.NOBODY]
