"""How are you, by text message: all in one, half answered, corrected, mornings and evenings, once a week a scale."""

from __future__ import annotations

from bot.rehearsal.people import ROUTINE
from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from scheduler.domain.checkin import CheckIn, Grade, Kind
from tests.builders import LESS, THREE, plan, settle, step
from tests.enrolled import enrol
from tests.text_phone import add_carer, set_policy, settle_by_text

DOSES = {"dose-due": "1", "dose-due-beside": "1A", "recorded-taken": ""}
QUIET = {**DOSES, "count-ask": "", "step-notice": ""}


def check_ins(world: World) -> list[CheckIn]:
    patient = world.person("Ann")
    with world.house.store.reading() as records:
        return records.check_ins.of_patient(patient.id, patient.enrolled_at)


def asked_by_text(world: World, document: dict[str, object] | None = None) -> Phone:
    ann = settle_by_text(world, document)
    ann.answers(**QUIET)
    world.leap(days=1)
    world.leap_to("09:00")
    return ann


def test_all_in_one_text(world: World) -> None:
    ann = asked_by_text(world)
    ann.hears("check-in", "4 seeing", "Like: 0 4 6 1")
    ann.texts("0 4 6 1")
    ann.hears("check-in-done")
    assert dict(check_ins(world)[0].answers) == {"safety": 0, "stiffness": 4, "sleep_hours": 6, "autonomic": 1}
    # The same again, corrected: it is an answer and no alarm.
    ann.texts("0 5 6 1")
    ann.hears("check-in-done")
    assert [each.answers["stiffness"] for each in check_ins(world)] == [5]


def test_half_of_it_and_what_cannot_be(world: World) -> None:
    ann = asked_by_text(world)
    carer = add_carer(world)
    ann.hears("check-in")
    ann.texts("0 15 6 1")
    ann.hears("check-scale-again")
    ann.texts("0 4")
    ann.hears("safety-list")
    ann.texts("0")
    ann.hears("check-rest", "Like: 4 6 1")
    ann.texts("3 7 2")
    ann.hears("check-in-amber")
    carer.hears_nothing()


def test_a_dose_in_between_changes_nothing(world: World) -> None:
    ann = asked_by_text(world)
    ann.hears("check-in")
    ann.answers()
    world.leap_to("14:00")
    ann.hears("dose-due")
    ann.texts("2")
    ann.hears("recorded-skipped")
    ann.texts("0 4 6 1")
    ann.hears("check-in-done")
    assert check_ins(world)[0].grade is Grade.GREEN


def test_what_was_answered_of_half_a_check_in_counts_after_hours(world: World) -> None:
    ann = asked_by_text(world)
    for _ in range(2):
        ann.hears("check-in")
        ann.texts("0 2 7 0")
        ann.hears("check-in-done")
        world.leap(days=1)
    ann.hears("check-in")
    ann.texts("0")
    ann.hears("check-rest")
    ann.texts("6")
    ann.hears("check-sleep")
    world.leap(hours=3, minutes=59)
    ann.hears_nothing()
    world.leap(minutes=1)
    ann.hears("check-in-amber", "more than usual")
    # The rest can still be told, and is not alarmed about twice.
    ann.texts("7")
    ann.hears("check-autonomic")
    ann.texts("0")
    ann.hears("check-in-done")
    assert check_ins(world)[-1].grade is Grade.AMBER


def test_mornings_and_evenings_for_three_days_after_a_step_down(world: World) -> None:
    ann = asked_by_text(world, plan(step(3, THREE), step(None, LESS), context={"months_on_drug": 1}))
    ann.unheard.clear()
    ann.answers(**QUIET, **{"check-in": "0 3 7 0", "check-in-evening": "0 3 0", "check-in-done": ""})
    world.leap(days=8)
    evenings = [m.at.day for m in ann.heard if m.kind == "check-in-evening"]
    assert evenings == [7, 8, 9]
    assert all("slept" not in m.text for m in ann.heard if m.kind == "check-in-evening")


ANSWERS = {"check-in": "0 3 7 0", "check-in-done": ""}


def test_people_without_prompts_are_asked_as_well(world: World) -> None:
    enrol(world, world.patient)
    as_needed = {"min_tablets": 1, "max_tablets": 2, "times_per_day": 4, "max_daily_mg": 80}
    world.patient.texts(f"plan {world.plan_file(plan(steps=[], as_needed=as_needed))}")
    world.patient.hears_only(["plan-loaded", "plan-blocked", "plan-watch", "prn-rates"])
    world.patient.answers(**{"watch-only-note": "", "prn-rates": "", **ANSWERS})
    world.leap(days=4)
    assert [m.at.day for m in world.patient.heard if m.kind == "check-in"] == [5, 6, 7]


def test_for_weeks_after_the_last_dose(world: World) -> None:
    short = plan(step(8, {"08:00": 5}), ends="stop", context={"months_on_drug": 1})
    settle(world, short)
    world.patient.answers(**{**ROUTINE, **ANSWERS, "plan-last-day": "", "plan-ended": ""})
    world.patient.mutes.clear()
    world.leap(days=44)
    began_on = world.person("Ann").enrolled_at.date()
    days = [(m.at.date() - began_on).days for m in world.patient.heard if m.kind == "check-in"]
    after = [day - 8 for day in days if day >= 8]
    assert after[:7] == list(range(7))
    assert after[7:] == [7, 14, 21, 28]


def test_once_a_week_the_scales_that_are_switched_on(world: World) -> None:
    set_weekly = {"weekly_penn": "yes", "weekly_phq2": "yes"}
    ann = asked_by_text(world)
    set_policy(world, **set_weekly)
    ann.hears("check-in")
    ann.texts("0 3 7 0")
    ann.hears("check-penn", "like 2 1")
    ann.texts("2 1")
    ann.hears("check-in-done")
    world.leap(days=1)
    ann.hears("check-in")
    ann.texts("0 3 7 0")
    ann.hears("check-phq2")
    ann.texts("3 0")
    ann.hears("check-phq2-amber")
    world.leap(days=1)
    ann.hears("check-in")
    ann.texts("0 3 7 0")
    ann.hears("check-in-done")
    scales = {each.kind: dict(each.answers) for each in check_ins(world) if each.kind in {Kind.PENN, Kind.PHQ2}}
    assert scales == {
        Kind.PENN: {"spasm_frequency": 2, "spasm_severity": 1},
        Kind.PHQ2: {"phq_interest": 3, "phq_low": 0},
    }


def test_words_of_suicide_have_their_own_path_whatever_is_asked(world: World) -> None:
    ann = asked_by_text(world)
    set_policy(world, weekly_phq2="yes")
    ann.hears("check-in")
    ann.texts("0 3 7 0")
    ann.hears("check-phq2")
    ann.texts("3 and i dont want to be here any more")
    ann.hears("suicide-advice")


def test_how_am_i_doing_in_their_own_numbers(world: World) -> None:
    ann = asked_by_text(world, plan(step(5, THREE), step(12, LESS), ends="open", context={"months_on_drug": 1}))
    ann.unheard.clear()
    ann.answers(**QUIET, **{"check-in": "0 3 8 0", "check-in-evening": "0 4 0", "check-in-done": ""})
    world.leap(days=3.5)
    ann.answers(**QUIET, **{"check-in": "0 4 6 0", "check-in-evening": "0 4 0", "check-in-done": ""})
    world.leap(days=3)
    ann.texts("how am i")
    said = ann.hears("progress", "Last day on your plan").text
    # Around the step of Saturday: three before it, four since.
    assert "before Sat 9 Jan 3, since then 4." in said
    assert "Hours slept: 7 at first, 7 this week; before Sat 9 Jan 8, since then 6." in said
