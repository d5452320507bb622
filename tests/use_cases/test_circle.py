"""What somebody who has to help is told: the door, the numbers, and whom to ring at this hour."""

from __future__ import annotations

from datetime import timedelta

from bot.rehearsal.world import World
from scheduler.circle import facts_for_help, numbers_to_ring
from scheduler.domain.card import Card

CARD = Card(
    address="12 Mill Lane",
    key="blue pot",
    clinic="0117 496 0200",
    clinic_hours="mon-fri 09:00-17:00",
    out_of_hours="0117 496 0300",
    out_of_hours_hours="sun-thu 17:00-09:00",
    local_emergency="0117 496 0999",
)


def test_the_card_is_part_of_what_helps(home: World) -> None:
    ann = home.person("Ann")
    with home.house.store.transaction() as records:
        assert facts_for_help(records, ann, home.now) == {"patient": "Ann", "medicine": "baclofen"}
        records.cards.put(ann.id, CARD)
        facts = facts_for_help(records, ann, home.now)
        assert (facts["address"], facts["key"], facts["local_emergency"]) == (
            "12 Mill Lane",
            "blue pot",
            "0117 496 0999",
        )
        # Thoughts of suicide: the same door and numbers, no word of the drug.
        assert facts_for_help(records, ann, home.now, medicine=False).keys() == facts.keys() - {"medicine"}


def test_whom_to_ring_knows_the_hour(home: World) -> None:
    """Monday 5:30 in London: the night line answers until 9, then the clinic."""
    ann = home.person("Ann")
    with home.house.store.transaction() as records:
        records.cards.put(ann.id, CARD)
        early, late = (
            numbers_to_ring(records, ann, home.now),
            numbers_to_ring(records, ann, home.now + timedelta(hours=4)),
        )
    assert early == {
        "clinic_phone": "0117 496 0200",
        "clinic_opens": "2027-01-04T09:00:00+00:00",
        "out_of_hours": "0117 496 0300",
        "urgent": "0117 496 0300",
    }
    assert late == {"clinic_phone": "0117 496 0200"}
