"""A prescriber's words in chat: asked about one thing at a time, shown back, decided by somebody named, and only then a plan."""

from __future__ import annotations

import pytest

from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from bot.texts.segments import count_segments, is_gsm7
from scheduler.domain.people import ChannelName
from scheduler.domain.version import Change, PlanVersion, VersionState
from tests.builders import doses_of
from tests.enrolled import enrol

WORDS = "Baclofen 10 mg tablets. Take 2 tablets 3 times a day for 2 weeks, then 1 and a half tablets 3 times a day."
LIVE = (VersionState.ACTIVE, VersionState.BLOCKED, VersionState.WATCH, VersionState.WAITING)

MORNING = ("check-in", "check-in-again", "watch-only-note", "silence-note")


def newest(world: World, name: str = "Ann") -> PlanVersion:
    with world.house.store.reading() as records:
        return max(records.plans.versions_of(world.person(name).id), key=lambda version: version.number)


def begin(phone: Phone, words: str = WORDS) -> None:
    """From the words to a plan that is shown, answering what is asked."""
    phone.texts(words)
    phone.hears("plan-need", "Which day")
    phone.texts("tomorrow")
    phone.hears("plan-need", "3 a day")
    phone.texts("8:00 14:00 20:00")
    phone.hears("plan-need", "ordinary day")


def test_pasted_words_become_a_plan_once_somebody_named_gave_it(world: World) -> None:
    enrol(world, world.patient)
    begin(world.patient)
    world.patient.texts("60 mg")
    world.patient.hears("plan-rows", "8:00 2, 14:00 2, 20:00 2", "8:00 1 and a half")
    world.patient.hears("plan-read", "The last step goes on")
    assert newest(world).state is VersionState.WAITING, "shown, and not yet anybody's decision"
    world.patient.texts("OK")
    world.patient.hears("plan-confirm-who")
    world.patient.texts("Dr Lee")
    world.patient.hears("plan-need", "which day")
    world.patient.texts("31 Feb")
    world.patient.hears("plan-need", "31 Feb")
    world.patient.texts("3 Jan")
    world.patient.hears("plan-started")
    made = newest(world)
    assert (made.state, made.decided_by, made.plan.prescriber) == (VersionState.ACTIVE, "Dr Lee, 2027-01-03", "Dr Lee")
    assert made.plan.context.reported_current_mg == 60
    world.leap_to("09:00")
    world.patient.hears_only([*MORNING, "step-notice"])
    assert [float(dose.mg) for dose in doses_of(world, "2027-01-05").values()] == [20, 20, 20]


def test_what_is_missing_is_asked_one_at_a_time_and_a_wrong_answer_changes_nothing(world: World) -> None:
    enrol(world, world.patient)
    world.patient.texts("Take 2 tablets tds for a few days, then 1 tablet tds for 2 weeks, then stop")
    world.patient.hears("plan-ask", '"a few days"', "2 weeks")
    world.patient.texts("no idea")
    world.patient.hears("plan-ask", "no idea", '"a few days"')
    world.patient.texts("5 days")
    world.patient.hears("plan-ask", "How strong")
    world.patient.texts("10 mg")
    world.patient.hears("plan-need", "Which medicine")
    world.patient.texts("baclofen")
    world.patient.hears("plan-need", "Which day")
    world.patient.texts("BACK")
    world.patient.hears("plan-need", "Which medicine")
    world.patient.texts("Baclofen")
    world.patient.hears("plan-need", "Which day")
    # A bell and nothing else: there are no words to give back.
    world.patient.texts("\x07")
    world.patient.hears("plan-need", "Which day")
    world.patient.texts("whenever")
    world.patient.hears("plan-start-unclear", "whenever")
    world.patient.texts("today")
    world.patient.hears("plan-need", "At what times")
    world.patient.texts("8:00 14:00")
    world.patient.hears("plan-need", "8:00 14:00")
    world.patient.texts("8am, 2pm and 8pm")
    world.patient.hears("plan-need", "ordinary day")
    world.patient.texts("not sure")
    world.patient.hears("plan-rows")
    world.patient.hears("plan-read")
    world.patient.texts("begin again")
    world.patient.hears("plan-how-to", "put away")
    world.leap(minutes=5)
    assert not doses_of(world, "2027-01-04")


def test_it_can_be_left_and_taken_up_on_another_day(world: World) -> None:
    enrol(world, world.patient)
    world.patient.texts(WORDS)
    world.patient.hears("plan-need", "Which day")
    world.patient.texts("not now")
    world.patient.hears("plan-later", "NEW PLAN")
    world.leap_to("10:00")
    world.leap(days=1)
    reminders = [message.kind for message in world.patient.hears_only([*MORNING, "plan-resume"])]
    assert "plan-resume" in reminders
    world.restart()
    world.patient.texts("new plan")
    world.patient.hears("plan-need", "Which day")
    world.patient.texts("tomorrow")
    world.patient.hears("plan-need", "At what times")


@pytest.mark.parametrize("said", ["SOS", "theres bugs crawling on the wall", "5"])
def test_danger_goes_before_the_question_and_nothing_is_lost(world: World, said: str) -> None:
    enrol(world, world.patient)
    world.patient.texts(WORDS)
    world.patient.hears("plan-need", "Which day")
    world.patient.texts(said)
    world.patient.hears("red-flag-advice")
    world.patient.texts("new plan")
    world.patient.hears("plan-need", "Which day")


def test_what_speaks_of_no_dose_is_not_taken_for_a_plan(world: World) -> None:
    enrol(world, world.patient)
    world.patient.texts("my sister comes on 12 march by train")
    assert not world.patient.unheard.pop(0).kind.startswith("plan-")
    world.patient.texts("baclofen 10 mg, take as directed")
    world.patient.hears("plan-ask", "can't tell how much")


def test_an_off_topic_question_is_answered_and_the_plan_waits(world: World) -> None:
    enrol(world, world.patient)
    world.patient.texts(WORDS)
    world.patient.hears("plan-need", "Which day")
    world.patient.texts("menu")
    world.patient.hears("menu")
    world.patient.texts("took 2 tablets")
    world.patient.hears("recorded-loose")
    world.patient.texts("tomorrow")
    world.patient.hears("plan-need", "At what times")


def test_without_a_text_it_is_told_a_step_at_a_time(world: World) -> None:
    enrol(world, world.patient, wording="full")
    world.patient.texts("STEPS")
    world.patient.hears("plan-need", "Step 1")
    world.patient.texts("the white ones as usual")
    world.patient.hears("plan-ask")
    world.patient.texts("baclofen 20 mg at 8:00 and 10 mg at 20:00 for 7 days")
    world.patient.hears("plan-need", "Step 2")
    world.patient.texts("10 mg at 8:00 and 10 mg at 20:00 for 7 days")
    world.patient.hears("plan-need", "Step 3")
    world.patient.texts("off")
    world.patient.hears("plan-need", "How strong")
    world.patient.texts("10 mg")
    world.patient.hears("plan-need", "Which day")
    world.patient.texts("2027-01-05")
    world.patient.hears("plan-need", "ordinary day")
    world.patient.texts("30 mg")
    world.patient.hears("plan-rows", "8:00 20 mg", "8:00 10 mg")
    world.patient.hears("plan-read")
    world.patient.texts("Dr Lee, 3 Jan")
    world.patient.hears("plan-need", "WRITTEN or PHONE")
    world.patient.texts("phone")
    world.patient.hears("plan-rows")
    world.patient.hears("plan-read-back")
    world.patient.texts("Dr Lee, 020 7946 0000, now")
    world.patient.hears_only(["plan-started", "plan-blocked"])
    assert "by phone 020 7946 0000" in str(newest(world).decided_by)


def test_a_daily_total_is_shared_out_and_confirmed(world: World) -> None:
    enrol(world, world.patient, wording="full")
    world.patient.texts("Baclofen 10 mg tablets: 45 mg a day for 2 weeks, then 30 mg a day for 2 weeks, then stay")
    world.patient.hears("plan-need", "May they be cut")
    world.patient.texts("halves")
    world.patient.hears("plan-need", "Which day")
    world.patient.texts("tomorrow")
    world.patient.hears("plan-need", "shared out")
    world.patient.texts("8:00 14:00 20:00")
    world.patient.hears("plan-need", "ordinary day")
    world.patient.texts("50 mg")
    world.patient.hears("plan-rows", "45 mg a day", "30 mg a day")
    world.patient.hears("plan-read", "my proposal")
    world.patient.texts("Dr Lee, yesterday")
    world.patient.hears("plan-started")
    assert [float(line.mg) for line in newest(world).plan.steps[0].cycle[0]] == [15, 15, 15]


def test_where_later_steps_give_only_the_day_no_dose_of_theirs_is_more_than_it_was(world: World) -> None:
    enrol(world, world.patient, wording="full")
    world.patient.texts(
        "Baclofen 10 mg tablets: 20 mg at 8:00, 10 mg at 14:00 and 20 mg at night for 2 weeks, then 45 mg a day for 2 weeks, "
        "then 40 mg a day for 2 weeks, then stay"
    )
    world.patient.hears("plan-need", "May they be cut")
    world.patient.texts("halves")
    world.patient.hears("plan-need", "Which day")
    world.patient.texts("tomorrow")
    world.patient.hears("plan-time", "bedtime")
    world.patient.texts("9 pm")
    world.patient.hears("plan-need", "Later steps give only the whole day", "like 8:00 14:00 21:00.")
    world.patient.texts("8:00 14:00 21:00")
    world.patient.hears("plan-need", "ordinary day")
    world.patient.texts("50 mg")
    world.patient.hears("plan-rows", "2. ", "8:00 15 mg (1 and a half), 14:00 10 mg (1), 21:00 20 mg (2). 45 mg a day")
    world.patient.hears("plan-read", "my proposal", "none more than before")
    world.patient.texts("Dr Lee, yesterday")
    world.patient.hears("plan-started")
    amounts = [[int(line.mg) for line in step.cycle[0]] for step in newest(world).plan.steps]
    assert amounts == [[20, 10, 20], [15, 10, 20], [15, 10, 15]]


def test_words_for_a_plan_that_runs_are_a_change_from_the_next_day(home: World) -> None:
    home.leap_to("08:01")
    home.patient.hears("dose-due")
    home.patient.texts("Baclofen 10 mg tablets: 2 tablets at 8:00, 1 tablet at 14:00, 1 tablet at 20:00, then stay")
    home.patient.hears("plan-need", "Which day")
    home.patient.texts("1")
    home.patient.hears("recorded-taken")
    home.patient.texts("tomorrow")
    home.patient.hears("plan-need", "ordinary day")
    home.patient.texts("50 mg")
    home.patient.hears("plan-rows", "8:00 2, 14:00 1, 20:00 1")
    home.patient.hears("plan-change-who")
    home.patient.texts("Dr Lee, 4 Jan")
    home.patient.hears("plan-changed", "Dr Lee")
    assert newest(home).change is Change.AMEND
    assert [float(dose.mg) for dose in doses_of(home, "2027-01-04").values()] == [20, 10, 20]


def test_by_text_message_every_part_fits_two_segments(world: World) -> None:
    phone = world.phone("Ann", ChannelName.SMS, "+447700900123")
    enrol(world, phone)
    begin(phone)
    phone.texts("60 mg")
    phone.hears("plan-rows")
    shown = phone.hears("plan-read")
    assert "Dr Lee, 7 Sep" in shown.text
    phone.texts("Dr Lee, 3 Jan")
    phone.hears("plan-started")
    for message in phone.heard:
        assert is_gsm7(message.text), message.text
        assert count_segments(message.text) <= 2, message.text
