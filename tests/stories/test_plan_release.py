"""What lets a blocked plan begin: the clinic's code, or a read-back by phone with a copy to a caregiver."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cli.command_error import CommandError
from bot.cli.release import make_code
from bot.rehearsal.people import CHECKS_IN, agree
from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from scheduler.domain.people import ChannelName
from scheduler.domain.release import VALID_FOR
from scheduler.domain.version import VersionState
from tests.builders import LESS, THREE, plan, step
from tests.enrolled import enrol
from tests.stories.test_plan_words import newest

SUDDEN = plan(step(14, THREE), step(None, {"20:00": 10}))
WITH_A_GAP = plan(
    {"from": "2027-01-04", "to": "2027-01-10", "doses": [{"at": "08:00", "mg": 10}]},
    {"from": "2027-01-14", "to": "2027-01-20", "doses": [{"at": "08:00", "mg": 5}]},
    ends="open",
)


def blocked(world: World, document: dict[str, object] | None = None, *, circle: bool = True) -> Phone:
    """Ann with a plan that waits for Dr Lee; Ben hears of her, unless she is alone."""
    ann = world.patient
    ann.answers(**CHECKS_IN, **{"watch-only-note": ""})
    enrol(world, ann, circle=world.first_caregiver if circle else None)
    if circle:
        agree(world.first_caregiver, ann)
    ann.texts(f"plan {world.plan_file(document or SUDDEN)}")
    ann.hears("plan-blocked")
    return ann


def code_for(world: World, by: str = "Dr Lee") -> str:
    made = make_code(world.house, world.person("Ann").id, by, world.now, VALID_FOR)
    return str(made["code"])


def test_a_code_lets_the_plan_begin_once_and_nothing_else_does(world: World) -> None:
    ann = blocked(world)
    for typed in ("OK", "Dr Lee said it is fine", "confirmed"):
        ann.texts(typed)
        ann.unheard.clear()
        assert newest(world).state is VersionState.BLOCKED
    code = code_for(world)
    ann.texts("CODE AAAAA-AAAAA")
    ann.hears("plan-code-wrong")
    ann.texts(f"code {code.lower().replace('-', ' ')}")
    ann.hears("plan-started")
    made = newest(world)
    assert (made.state, made.confirmed_by) == (VersionState.ACTIVE, "Dr Lee, by the clinic's code")
    ann.texts(f"CODE {code}")
    ann.hears("plan-code-wrong")


def test_a_code_expires_and_too_many_wrong_ones_void_it(world: World) -> None:
    ann = blocked(world)
    code = code_for(world)
    # One of them has "43C" in it, which is no temperature.
    for wrong in ("CODE AAAAA-AAAAA", "CODE U9MDT-RY43C", "u9mdt-ry43c", "CODE 39C4A-AAAAA", "code 4MGTA-AAAAA"):
        ann.texts(wrong)
        ann.hears("plan-code-wrong")
    ann.texts(f"CODE {code}")
    ann.hears("plan-code-wrong")
    fresh = code_for(world)
    world.clock.leap(VALID_FOR + timedelta(minutes=1))
    world.bring(ann, f"CODE {fresh}")
    world.beat()
    ann.unheard = [message for message in ann.unheard if message.kind.startswith("plan")]
    ann.hears("plan-code-wrong")
    assert newest(world).state is VersionState.BLOCKED
    world.first_caregiver.unheard.clear()


def test_a_read_back_needs_name_number_and_time_and_a_caregiver_gets_a_copy(world: World) -> None:
    ann = blocked(world)
    ann.texts("READ BACK")
    ann.hears("plan-rows", "8:00 2, 14:00 1, 20:00 2")
    ann.hears("plan-read-back", "Read it to them")
    for said, asked in (
        ("Dr Lee", "number"),
        ("Dr Lee, 020 7946 0000", "time of the call"),
        ("020 7946 0000, 5:20", "name"),
    ):
        ann.texts(said)
        ann.hears("plan-need", asked)
    assert newest(world).state is VersionState.BLOCKED
    ann.texts("Dr Lee, 020 7946 0000, 5:20")
    ann.hears("plan-started")
    assert newest(world).confirmed_by == "Dr Lee, by phone 020 7946 0000, 05:20 on 2027-01-04"
    world.leap_to("07:30")
    world.first_caregiver.hears("plan-copy", "Ann", "Dr Lee, by phone 020 7946 0000")


def test_alone_a_call_is_not_enough(world: World) -> None:
    ann = blocked(world, circle=False)
    ann.texts("read back")
    ann.hears("plan-read-back-alone", "CODE")
    assert newest(world).state is VersionState.BLOCKED


def test_the_number_cannot_be_ones_own(world: World) -> None:
    ann = world.phone("Ann", ChannelName.SMS, "+447700900123")
    ann.answers(**CHECKS_IN)
    enrol(world, ann)
    ann.texts(
        "Baclofen 10 mg tablets. 2 tablets at 8:00 and 2 tablets at 20:00 for 2 weeks, then 1 tablet at 8:00 and 2 at 20:00."
    )
    ann.hears("plan-need", "first")
    ann.texts("tomorrow")
    ann.hears("plan-need", "ordinary day")
    ann.texts("40 mg")
    ann.hears_only(["plan-rows", "plan-read"])
    ann.texts("Dr Lee, today")
    ann.hears("plan-started")
    ann.texts("hold")
    ann.unheard.clear()
    ann.texts("Dr Lee by phone, today")
    ann.hears("plan-rows")
    ann.hears("plan-read-back")
    ann.texts("Dr Lee, 07700 900123, now")
    ann.hears("plan-need", "your own number")


@pytest.mark.parametrize("way", ["CODE", "READ BACK"])
def test_what_cannot_be_carried_out_nobody_releases(world: World, way: str) -> None:
    ann = blocked(world, WITH_A_GAP)
    if way == "CODE":
        with pytest.raises(CommandError, match="GAP"):
            code_for(world)
    else:
        ann.texts(way)
        ann.hears("plan-refused", "write it anew")
    assert newest(world).state is VersionState.BLOCKED


def test_a_step_that_goes_up_needs_its_reason(world: World) -> None:
    ann = world.patient
    ann.answers(**CHECKS_IN)
    enrol(world, ann)
    ann.texts(f"plan {world.plan_file(plan(step(14, LESS), step(None, THREE)) | {'prescriber': None})}")
    ann.hears("plan-rows")
    ann.hears("plan-read")
    ann.texts("Dr Lee, today")
    ann.hears("plan-need", "goes up")
    ann.texts("more in the mornings for now")
    ann.hears("plan-started")
    assert newest(world).why == ("INCREASE: more in the mornings for now",)


def test_somebody_who_takes_twice_the_plan_hears_whom_to_ring_and_how_to_ask(world: World) -> None:
    ann = world.patient
    ann.answers(**CHECKS_IN)
    enrol(world, ann)
    ann.texts(f"plan {world.plan_file(plan(context={'reported_current_mg': 100, 'plan_baseline_mg': 50}))}")
    ann.hears("plan-blocked", "do not stop suddenly")
    ann.hears("mismatch-note", "Ring Dr Lee", "QUESTION", "READ BACK")


def test_as_needed_says_how_long_it_lasts_at_each_rate(world: World) -> None:
    ann = world.patient
    enrol(world, ann)
    ann.texts("Baclofen 10 mg. 1-2 tablets up to 4 times a day as needed. 60 tablets, 4 refills")
    ann.hears("plan-need", "see your prescriber next")
    ann.texts("1 March")
    ann.hears("plan-read", "as needed, 1 to 2, at most 4 times a day")
    ann.texts("Dr May, 2 Jan")
    ann.hears("plan-watch", "as needed")
    ann.hears("prn-rates", "At 4 a day it lasts 15 days", "With 4 refills", "Your visit", "Please ring Dr May")


@pytest.mark.parametrize("asked", ["how slowly", "how long does it take", "is it too fast"])
def test_how_slowly_is_answered_with_their_own_plan_and_with_sources_to_ask_about(home: World, asked: str) -> None:
    home.patient.texts(asked)
    said = home.patient.hears("how-slowly", "step 1 of 2", "NHS", "Ask Dr Lee")
    assert "mg" not in said.text
