"""By SMS every text counts: receipts fold into the next prompt, and at the day's cap a person is asked to ring instead."""

from __future__ import annotations

import pytest

from bot.rehearsal.people import ROUTINE, begin, desk_of
from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from scheduler.domain.people import CareLink, ChannelName, LinkState, Reach, Role
from tests.builders import on_hand, plan, step
from tests.enrolled import enrol

SIX = {"06:00": 5, "09:00": 5, "12:00": 5, "15:00": 5, "18:00": 5, "21:00": 5}


def _settle(world: World, document: dict[str, object]) -> Phone:
    phone = world.phone("Ann", ChannelName.SMS, "+447700900111")
    enrol(world, phone)
    begin(desk_of(world, phone), world.plan_file(document))
    return phone


@pytest.fixture
def ann(world: World) -> Phone:
    return _settle(world, plan())


def _add_carer(world: World) -> Phone:
    carer = world.first_caregiver
    with world.house.store.transaction() as records:
        person_id = records.people.add_person("Ben", world.now, call_me="Ben", zone="Europe/London")
        records.people.give_role(person_id, Role.CAREGIVER)
        contact_id = records.people.add_contact(ChannelName.CONSOLE, carer.address, Reach.ON, world.now)
        records.people.use_contact(person_id, contact_id)
        patient_id = records.people.patient_ids()[0]
        records.people.link(CareLink(patient_id, person_id, Role.CAREGIVER, 1, LinkState.AGREED, world.now))
    return carer


def test_the_first_week_has_receipts_of_its_own(world: World, ann: Phone) -> None:
    world.leap_to("08:05")
    ann.hears("dose-due")
    ann.texts("1")
    ann.hears("recorded-taken")


def test_after_the_first_week_a_receipt_folds_into_the_next_prompt(world: World, ann: Phone) -> None:
    ann.answers(**ROUTINE)
    world.leap(days=8)
    ann.answers(**{"check-in": ""})
    world.leap_to("08:05")
    ann.hears("dose-due")
    ann.texts("1")
    ann.hears_nothing()
    world.leap_to("14:00")
    ann.hears("dose-due", "8:00 done 8:05.", "14:00")


def test_every_text_is_plain_letters(world: World, ann: Phone) -> None:
    world.leap(days=2)
    for message in ann.unheard:
        assert message.text.isascii(), message
        assert len(message.text) <= 306, message
    ann.unheard.clear()


@pytest.mark.parametrize("doses", [SIX])
def test_the_cap_of_a_day(world: World, doses: dict[str, float]) -> None:
    ann = _settle(world, plan(step(None, doses)))
    carer = _add_carer(world)
    world.leap_to("23:59")
    said = [message.kind for message in ann.unheard]
    # Prompts always go; nudges and questions give way, and somebody is asked to ring.
    assert [kind for kind in said if kind.startswith("dose-due")]
    after_the_cap = said[said.index("carer-soon", 5) :] if "carer-soon" in said[5:] else said[10:]
    assert not [kind for kind in after_the_cap if kind.startswith(("dose-nudge", "what-happened"))]
    assert len([kind for kind in said if kind.startswith(("dose-", "what-happened"))]) <= 10 + len(doses) // 2
    assert {message.kind for message in carer.unheard} <= {"please-ring", "urgent-alert", "carer-given-up"}
    warned = next(message for message in ann.unheard if message.kind == "carer-soon")
    assert (carer.unheard[0].at - warned.at).total_seconds() >= 1800
    ann.unheard.clear()
    carer.unheard.clear()


def test_the_desk_and_the_phone_are_one_person(world: World, ann: Phone) -> None:
    world.leap_to("08:02")
    ann.hears("dose-due")
    ann.texts("1")
    ann.hears("recorded-taken")
    assert on_hand(world) == 298
