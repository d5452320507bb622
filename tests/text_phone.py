"""Somebody who is reached by text message, where every message costs, as in a house that has known her for weeks."""

from __future__ import annotations

from typing import Any

from bot.rehearsal.people import begin, desk_of
from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from scheduler.domain.people import CareLink, ChannelName, LinkState, Reach, Role
from tests.builders import plan
from tests.enrolled import enrol, reach


def settle_by_text(world: World, document: dict[str, Any] | None = None) -> Phone:
    """Ann in London, enrolled by SMS, on a plan (that of `builders.plan()` unless one is given)."""
    phone = world.phone("Ann", ChannelName.SMS, "+447700900111")
    ruling = document or plan()

    def live() -> None:
        enrol(world, phone)
        begin(desk_of(world, phone), world.plan_file(ruling))

    reach(world, ("by text", repr(ruling)), live)
    return phone


def add_carer(world: World, name: str = "Ben", rank: int = 1) -> Phone:
    """Somebody who has agreed to be told about her, on the console."""
    carer = world.phone(name)
    with world.house.store.transaction() as records:
        person_id = records.people.add_person(name, world.now, call_me=name, zone="Europe/London")
        records.people.give_role(person_id, Role.CAREGIVER)
        contact_id = records.people.add_contact(ChannelName.CONSOLE, carer.address, Reach.ON, world.now)
        records.people.use_contact(person_id, contact_id)
        patient_id = records.people.patient_ids()[0]
        records.people.link(CareLink(patient_id, person_id, Role.CAREGIVER, rank, LinkState.AGREED, world.now))
    return carer


def set_policy(world: World, **own: object) -> None:
    """Values of her own over the default policy."""
    with world.house.store.transaction() as records:
        patient_id = records.people.patient_ids()[0]
        records.people.change_patient(patient_id, policy={name: str(value) for name, value in own.items()})
