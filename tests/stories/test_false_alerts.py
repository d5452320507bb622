"""A caregiver who rang for nothing is asked later the next time about a single dose; what is more than that never waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.rehearsal.people import ROUTINE
from bot.rehearsal.world import World
from scheduler.domain.escalation import Cause
from scheduler.false_alert import PROVED_FALSE, hold_longer
from tests.text_phone import set_policy

_DAY = {
    **ROUTINE,
    "dose-due": "",
    "dose-nudge": "",
    "dose-due-beside": "",
    "what-happened": "",
    "dose-nudge-beside": "",
}


def _false_alert(world: World) -> None:
    """Ann answers for the rest of a day, so that the next one begins with something to go by."""
    ann, ben = world.patient, world.first_caregiver
    world.leap_to("13:31")
    ann.hears("carer-soon", "by 14:00", "Ben")
    world.leap_to("14:01")
    ben.hears("please-ring")
    ann.texts("took both, 8:05 and 14:00")
    ann.texts("1A 8:05")
    ann.texts("1")
    ann.unheard.clear()
    ben.hears("carer-stand-down")


def _escalations(world: World) -> list[tuple[Cause, bool]]:
    patient = world.person("Ann")
    with world.house.store.reading() as records:
        found = records.escalations.of_patient(patient.id, patient.enrolled_at)
    return [(each.cause, PROVED_FALSE in each.because) for each in found]


def test_after_a_false_alert_the_next_prompt_asks_first(two_carers: World) -> None:
    ann, ben = two_carers.patient, two_carers.first_caregiver
    ann.answers(**_DAY)
    _false_alert(two_carers)
    assert _escalations(two_carers) == [(Cause.UNCONFIRMED, True)]
    two_carers.leap_to("20:05")
    ann.texts("1")
    ann.unheard.clear()
    two_carers.leap_to("13:45")
    assert "carer-soon" not in [message.kind for message in ann.unheard], "held: the prompt at two asks about both"
    two_carers.leap_to("14:01")
    assert "by 14:30" in next(message.text for message in ann.unheard if message.kind == "carer-soon")
    ann.texts("1A 8:05")
    ann.texts("1")
    ann.unheard.clear()
    two_carers.leap_to("15:00")
    ben.hears_nothing()
    # Silence through the second one is told of, half an hour later than before and no more.
    two_carers.leap_to("20:05")
    ann.texts("1")
    two_carers.leap_to("14:31")
    ben.hears("please-ring")
    for phone in (ann, ben, two_carers.second_caregiver):
        phone.unheard.clear()


@pytest.mark.parametrize(
    ("since_h", "held_min"), [(None, 0), (10, 60), (18.5, 30), (19, 0), (30, 0)], ids=lambda value: str(value)
)
def test_how_much_longer(two_carers: World, since_h: float | None, held_min: int) -> None:
    two_carers.patient.answers(**_DAY)
    _false_alert(two_carers)
    patient, at = two_carers.person("Ann"), two_carers.now
    taken_at = None if since_h is None else at - timedelta(hours=since_h)
    with two_carers.house.store.reading() as records:
        assert hold_longer(records, patient, at, taken_at, two_carers.now) == at + timedelta(minutes=held_min)
        later = two_carers.now + timedelta(days=15)
        assert hold_longer(records, patient, at, taken_at, later) == at


def test_an_alert_about_what_was_late_is_not_false(two_carers: World) -> None:
    ann, ben = two_carers.patient, two_carers.first_caregiver
    ann.answers(**_DAY)
    two_carers.leap_to("14:01")
    ben.hears("please-ring")
    ann.texts("1A 13:00")
    ann.texts("1")
    ann.unheard.clear()
    ben.hears("carer-stand-down")
    assert _escalations(two_carers) == [(Cause.UNCONFIRMED, False)]


def test_it_can_be_switched_off(two_carers: World) -> None:
    two_carers.patient.answers(**_DAY)
    set_policy(two_carers, false_alert_wait_min=0)
    _false_alert(two_carers)
    patient, at = two_carers.person("Ann"), two_carers.now
    with two_carers.house.store.reading() as records:
        assert hold_longer(records, patient, at, at - timedelta(hours=1), at) == at
