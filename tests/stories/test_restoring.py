"""Yesterday's copy is put back: what was told since is gone, and nobody is asked as if it had never been."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.bootstrap import back_up
from bot.put_back import put_back
from bot.rehearsal.world import World, open_world
from scheduler.domain.message import MessageState
from scheduler.domain.people import ChannelName
from scheduler.ports import DeliveryError
from tests.builders import doses_of


def _kept(world: World, tmp_path: Path) -> Path:
    return back_up(world.house.settings, tmp_path / "kept.db").file


def _restored(world: World, copy: Path) -> World:
    """The same house, a copy of it put back, at the same instant."""
    world.house.store.close()
    done = put_back(world.house.settings, copy, world.now, overwrite=True)
    assert done.restored
    assert done.broken == []
    again = open_world(world.folder, world.url, begins_at=world.now)
    for phone in (again.patient, again.first_caregiver, again.second_caregiver):
        phone.mutes |= {"check-in", "check-in-evening"}
    again.beat()
    return again


def test_what_was_due_since_is_asked_about_late_and_once_and_says_what_is_lost(
    two_carers: World, tmp_path: Path
) -> None:
    world = two_carers
    world.leap_to("08:00")
    world.patient.texts("1")
    world.leap_to("12:00")
    copy = _kept(world, tmp_path)
    for at in ("14:00", "20:00", "08:00"):
        world.leap_to(at)
        world.patient.texts("1")
    world.leap_to("09:30")
    for phone in (world.patient, world.first_caregiver, world.second_caregiver):
        phone.unheard.clear()
    again = _restored(world, copy)
    heard = again.patient.hears_only(["catch-up", "carer-soon", "urgent-advice"])
    [asked] = [each.text for each in heard if each.kind == "catch-up"]
    assert "My notes from yesterday 12:00 until 9:30 are lost" in asked
    assert "yesterday 14:00, B yesterday 20:00" in asked
    assert "out of service" not in asked, "it ran; its memory is gone"
    for carer in (again.first_caregiver, again.second_caregiver):
        carer.hears("outage-told", "lost", "may come again")
    again.patient.texts("1 ALL")
    again.patient.hears_only(["recorded-taken", "recorded-late"])
    again.leap_to("14:00")
    assert [each.kind for each in again.patient.unheard].count("dose-due") == 1
    assert again.audit() == []
    again.close(strict=False)


def test_minutes_lost_are_said_before_a_dose_is_named_again(home: World, tmp_path: Path) -> None:
    home.leap_to("07:59")
    copy = _kept(home, tmp_path)
    home.leap_to("08:05")
    home.patient.hears("dose-due")
    home.patient.texts("1")
    home.patient.hears("recorded-taken")
    home.leap_to("08:20")
    again = _restored(home, copy)
    # They answered at 8:05, and nobody knows it any more: so it is no plain prompt.
    again.patient.hears("catch-up", "My notes from 7:59 until 8:20 are lost", "8:00")
    again.patient.texts("took it at 8:05")
    again.patient.hears("recorded-late", "8:05")
    assert doses_of(again, "2027-01-04")["08:00"].taken_at is not None
    again.close()


def test_what_waited_in_the_copy_is_in_doubt_but_an_alarm_is_not(two_carers: World, tmp_path: Path) -> None:
    world = two_carers
    world.leap_to("08:00")
    world.patient.texts("1")
    world.patient.unheard.clear()
    network = world.networks[ChannelName.CONSOLE]
    world.leap_to("13:59")
    network.faults = [DeliveryError("does not answer")] * 200
    world.bring(world.patient, "SOS")
    world.leap_to("14:00")
    world.bring(world.patient, "TODAY")
    world.beat()
    copy = _kept(world, tmp_path)
    network.faults.clear()
    world.leap(hours=3)
    for phone in (world.patient, world.first_caregiver, world.second_caregiver):
        phone.unheard.clear()
    world.house.store.close()
    done = put_back(world.house.settings, copy, world.now, overwrite=True)
    assert done.restored
    assert done.settled.doubtful >= 1
    assert done.settled.dropped >= 1, "what they asked for three hours ago is of no use now"
    again = open_world(world.folder, world.url, begins_at=world.now)
    with again.house.store.reading() as records:
        about = records.messages.of_patient(again.person("Ann").id, again.now - timedelta(hours=4))
    states = {message.kind: message.state for message in about}
    assert states["red-flag-alert"] is MessageState.WAITING
    assert states["dose-due"] is MessageState.UNKNOWN
    alerted = again.first_caregiver
    again.beat()
    assert "red-flag-alert" in {each.kind for each in alerted.unheard}
    assert again.audit() == []
    again.close(strict=False)
