"""Somebody with two caregivers, as a fixture."""

from __future__ import annotations

from typing import Any

import pytest

from bot.rehearsal.people import agree, begin
from bot.rehearsal.world import World
from scheduler.domain.people import CareLink, ChannelName, LinkState, Reach, Role
from tests.builders import plan
from tests.enrolled import enrol, reach


def settle_with_ben(world: World, document: dict[str, Any] | None = None) -> None:
    """Ann in London on a plan (that of `builders.plan()` unless one is given), and Ben, who has agreed."""
    ruling = document or plan()

    def live() -> None:
        enrol(world, world.patient, circle=world.first_caregiver)
        agree(world.first_caregiver, world.patient)
        begin(world.patient, world.plan_file(ruling))

    reach(world, ("with Ben", repr(ruling)), live)


@pytest.fixture
def two_carers(world: World) -> World:
    """Ann in London on the plan of `builders.plan()`, with Ben and Cleo, who have agreed; 4 January 2027, 05:30."""
    reach(world, ("with Ben and Cleo",), lambda: _live_with_both(world))
    return world


def _live_with_both(world: World) -> None:
    settle_with_ben(world)
    cleo = world.second_caregiver
    with world.house.store.transaction() as records:
        person_id = records.people.add_person("Cleo", world.now, call_me="Cleo", zone="Europe/London")
        contact_id = records.people.add_contact(ChannelName.CONSOLE, cleo.address.casefold(), Reach.ON, world.now)
        records.people.use_contact(person_id, contact_id)
        records.people.give_role(person_id, Role.CAREGIVER)
        patient_id = records.people.patient_ids()[0]
        records.people.link(CareLink(patient_id, person_id, Role.CAREGIVER, 2, LinkState.AGREED, world.now))
