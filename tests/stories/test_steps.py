"""Steps of a plan: announced beforehand on working days, begun on the day, told how far along."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.exchange.history import history
from bot.pages.course import read_course
from bot.pages.letter_plan import versions
from bot.rehearsal.people import CHECKS_IN, ROUTINE
from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from scheduler.domain.people import CareLink, ChannelName, LinkState, Reach, Role
from tests.builders import LESS, THREE, doses_of, plan, settle, step


@pytest.mark.parametrize(
    ("city", "days", "told_on"),
    [
        ("London", 4, "2027-01-06"),  # to Friday 8 January
        ("London", 7, "2027-01-07"),  # to Monday 11 January, over a weekend
        ("New York", 5, "2027-01-14"),  # to Tuesday 19 January, after Martin Luther King Day
    ],
)
def test_a_step_is_announced_two_working_days_before(world: World, city: str, days: int, told_on: str) -> None:
    start = date.fromisoformat(told_on).replace(day=14 if city == "New York" else 4)
    world.clock.set(datetime.combine(start, world.now.time(), UTC))
    context = {"months_on_drug": 1}
    zone = f"America/{city.replace(' ', '_')}" if city == "New York" else "Europe/London"
    settle(
        world, plan(step(days, THREE), step(None, LESS), context=context, zone=zone, start=start.isoformat()), city=city
    )
    world.patient.answers(**ROUTINE)
    world.leap(days=days + 0.2)
    notice = world.patient.hears("step-notice", "Your plan changes")
    wall = notice.at.astimezone(world.wall().tzinfo)
    assert (wall.date().isoformat(), wall.hour) == (told_on, 9)
    assert "mg" not in notice.text


def test_full_wording_names_the_new_dose(world: World) -> None:
    settle(world, plan(step(3, THREE), step(None, LESS)), wording="full")
    world.patient.hears_nothing()
    world.leap_to("08:00")
    world.patient.hears("dose-due", "20 mg", "8:00", "Dr Lee")
    world.patient.texts("1")
    world.patient.hears("recorded-taken")
    world.leap_to("09:00")
    world.patient.hears_nothing()
    world.patient.answers(**ROUTINE)
    world.leap(days=1)
    world.patient.hears("step-notice", "45 mg")


def test_discreet_wording_names_neither_drug_nor_milligrams(home: World) -> None:
    home.patient.answers(**{**ROUTINE, "step-notice": ""})
    home.leap(days=13)
    for asked in ("today", "next", "left", "progress", "plan"):
        home.patient.texts(asked)
    for message in [*home.patient.heard, *home.patient.unheard]:
        assert "mg" not in message.text, message
        assert "baclofen" not in message.text.casefold(), message
    home.patient.unheard.clear()


def test_the_step_begins_on_its_day(world: World) -> None:
    settle(world, plan(step(2, THREE), step(None, LESS)))
    world.patient.answers(**ROUTINE, **{"step-notice": ""})
    world.leap(days=3)
    assert [float(dose.mg) for dose in doses_of(world, "2027-01-05").values()] == [20, 10, 20]
    assert [float(dose.mg) for dose in doses_of(world, "2027-01-06").values()] == [20, 10, 15]


def test_not_yet_is_recorded_and_told_and_changes_nothing(world: World) -> None:
    settle(world, plan(step(2, THREE), step(None, LESS)))
    world.patient.answers(**ROUTINE, **{"step-notice": ""})
    world.leap_to("09:30")
    world.leap(days=2)
    world.patient.hears_nothing()
    # Nothing is due, and the step began this morning: the bare words are about the step.
    world.patient.texts("not yet")
    world.patient.hears("not-yet-saved", "not changed", "today", "Dr Lee", "so that your plan and what you take agree")
    assert [float(dose.mg) for dose in doses_of(world, "2027-01-06").values()] == [20, 10, 15]
    lee = _prescriber(world)
    world.patient.texts("I haven't changed to the new step yet")
    world.patient.hears("not-yet-saved", "I tell Dr Lee's nurse", "as well")
    lee.hears("prescriber-not-changed", "Ann", "not changed", "ring them")
    world.patient.texts("still on the old step")
    world.patient.hears("not-yet-saved")
    lee.hears_nothing()
    # With a dose open the same words put it off, as ever.
    world.patient.mutes |= {"recorded-taken"}
    world.patient.answers()
    world.leap_to("14:01")
    world.patient.hears("dose-due")
    world.patient.texts("not yet")
    world.patient.hears("snoozed")
    patient = world.person("Ann")
    with world.house.store.reading() as records:
        document = history(records, patient.id, world.now)
        course = read_course(records, patient.id, world.now, world.house.knowledge)
    assert document is not None
    assert course is not None
    assert document["steps_not_changed"] == [{"step_on": "2027-01-06", "said_at": "2027-01-06T09:30:00Z"}]
    section = versions(course)
    assert section is not None
    assert "On 6 Jan they said that they had not changed to the step of 6 Jan" in str(section["note"])


def _prescriber(world: World) -> Phone:
    nurse = world.phone("Dr Lee's nurse")
    with world.house.store.transaction() as records:
        own_id = records.people.add_person("Lee", world.now, call_me="Dr Lee's nurse", zone="Europe/London")
        records.people.use_contact(
            own_id, records.people.add_contact(ChannelName.CONSOLE, nurse.address, Reach.ON, world.now)
        )
        patient_id = records.people.patient_ids()[0]
        records.people.link(CareLink(patient_id, own_id, Role.PRESCRIBER, 1, LinkState.AGREED, world.now))
    return nurse


@pytest.mark.parametrize("what", ["amber", "skipped"])
def test_where_not_all_went_as_usual_the_step_is_announced_with_whom_to_ring(world: World, what: str) -> None:
    settle(world, plan(step(3, THREE), step(7, LESS), step(None, {"08:00": 20, "20:00": 20})))
    own = {**ROUTINE, "step-notice": "", "step-notice-ask": ""}
    world.patient.answers(**own)
    if what == "amber":
        world.leap(days=7.2)
        world.patient.texts("I feel shaky and sweaty")
    else:
        # On the first day of the first step: it no longer counts once the second one has begun.
        world.patient.habits["dose-due"] = "2"
        world.leap_to("09:00")
        world.patient.habits["dose-due"] = "1"
    world.leap_until(datetime(2027, 1, 12, 9, 30, tzinfo=UTC))
    told = [each for each in [*world.patient.heard, *world.patient.unheard] if each.kind.startswith("step-notice")]
    world.patient.unheard.clear()
    before, after = ("step-notice", "step-notice-ask") if what == "amber" else ("step-notice-ask", "step-notice")
    assert [each.kind for each in told] == [before, after]
    asks = next(each.text for each in told if each.kind == "step-notice-ask")
    assert "Not all went as usual" in asks
    assert "ring Dr Lee before" in asks


def test_progress_in_the_persons_own_numbers(home: World) -> None:
    home.patient.answers(**ROUTINE)
    home.leap(days=2)
    home.patient.texts("progress")
    home.patient.hears("progress", "6 of 6", "tep 1 of 2")


def test_a_plan_that_says_stop_comes_to_its_end_and_says_so(world: World) -> None:
    short = plan(step(4, {"08:00": 5, "20:00": 5}), step(4, {"20:00": 5}), ends="stop", context={"months_on_drug": 1})
    settle(world, short)
    world.patient.answers(**{**ROUTINE, **CHECKS_IN}, **{"step-notice": ""})
    world.leap(days=7.5)
    world.patient.hears_only(["step-notice", "plan-last-day"])
    world.leap(days=1.5)
    world.patient.hears("plan-ended")
    world.leap(days=1.5)
    world.patient.hears_nothing()


def test_a_plan_that_is_silent_about_what_follows_asks_beforehand(world: World) -> None:
    short = plan(step(8, {"08:00": 5, "20:00": 5}), ends="open", context={"months_on_drug": 1})
    settle(world, short)
    world.patient.answers(**{**ROUTINE, **CHECKS_IN})
    world.leap(days=7.9)
    world.patient.hears("plan-open-end", "Dr Lee", "do not stop suddenly")
    world.leap_to("07:30")
    world.patient.hears("end-reached-open", "do not stop suddenly")
    world.leap(days=2)
    world.patient.hears_only(["watch-only-note"])
