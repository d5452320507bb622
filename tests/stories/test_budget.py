"""A budget of messages: texts to the person on a normal day, on the day of a step down, and on the worst day there is."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from scheduler.domain.message import Priority
from scheduler.domain.people import ChannelName
from scheduler.outgoing import to_patient
from scheduler.ports import Accepted, Delivery, DeliveryError
from scheduler.settling import settle_unknown
from tests.builders import plan, step
from tests.text_phone import add_carer, set_policy, settle_by_text

FOUR = {"08:00": 15, "12:00": 15, "17:00": 15, "21:00": 15}
FEWER = {"08:00": 15, "12:00": 15, "17:00": 15, "21:00": 10}
SIX = {"06:00": 5, "09:00": 5, "12:00": 5, "15:00": 5, "18:00": 5, "21:00": 5}
# A person who answers whatever is asked.
ANSWERS = {
    "dose-due": "1",
    "recorded-taken": "",
    "check-in": "0 3 7 0",
    "check-in-evening": "0 3 0",
    "check-in-done": "",
    "step-notice": "",
    "count-ask": "COUNT 200",
    "count-saved": "",
    "count-differs": "",
}


def texts_by_day(world: World, phone: Phone) -> Counter[str]:
    """Texts of each local date that are not red."""
    with world.house.store.reading() as records:
        heard = [*phone.heard, *phone.unheard]
        rows = {each.id: each for each in records.messages.by_id(message.message_id for message in heard)}
    counted = [each for each in heard if rows[each.message_id].priority is not Priority.RED]
    return Counter(each.at.date().isoformat() for each in counted)


def test_normal_days_and_the_days_of_a_step(world: World) -> None:
    ann = settle_by_text(world, plan(step(17, FOUR), step(None, FEWER), context={"months_on_drug": 1}))
    ann.answers(**ANSWERS)
    world.leap(days=24)
    days = texts_by_day(world, ann)
    policy = world.person("Ann").policy
    first_week = [f"2027-01-{day:02}" for day in range(5, 12)]
    step_days = [f"2027-01-{day:02}" for day in range(21, 24)]
    normal = [f"2027-01-{day:02}" for day in (*range(12, 21), *range(24, 28))]
    # In the first days every answer has a receipt of its own.
    assert max(days[day] for day in first_week) <= policy.texts_worst
    assert max(days[day] for day in normal) <= policy.texts_normal, days
    assert max(days[day] for day in step_days) <= policy.texts_step_day, days
    kinds = Counter(message.kind for message in ann.heard)
    assert kinds["check-in-evening"] == 3
    told = [message for message in ann.heard if "Your plan changes" in message.text]
    assert [message.at.day for message in told] == [19], "two working days before"


@pytest.mark.parametrize("doses", [SIX, FOUR])
def test_the_worst_day(world: World, doses: dict[str, float]) -> None:
    ann = settle_by_text(world, plan(step(None, doses)))
    carer = add_carer(world)
    world.leap(days=2, hours=1)
    days = texts_by_day(world, ann)
    policy = world.person("Ann").policy
    # On the first day the conversation of the enrolment comes on top: nine texts, each an answer.
    assert days["2027-01-04"] - 9 <= policy.texts_worst, days
    assert days["2027-01-05"] <= policy.texts_worst, (days, [(m.at.strftime("%d %H:%M"), m.kind) for m in ann.unheard])
    assert carer.unheard
    ann.unheard.clear()
    carer.unheard.clear()


def test_a_text_with_others_in_it_that_is_refused_leaves_later_whole(world: World) -> None:
    """It once stood in the outbox as it had been worded, and nothing of that channel could leave any more."""
    ann = settle_by_text(world)
    ann.mutes |= {"check-in", "check-in-evening"}
    set_policy(world, receipts_own_days=0)
    world.leap_to("08:00")
    ann.hears("dose-due")
    ann.texts("1")
    world.leap_to("13:59")
    ann.hears_nothing()
    with world.house.store.transaction() as records:
        asked = to_patient(world.person("Ann"), "count-ask", "count", world.now, priority=Priority.REST)
        records.messages.add(asked)
    world.networks[ChannelName.SMS].faults.extend([DeliveryError("busy")] * 2)
    world.leap_to("14:05")
    assert sum("8:00" in ann.hears(kind).text for kind in [message.kind for message in ann.unheard]) == 1
    assert {"dose-due", "count-ask"} >= {message.kind for message in ann.heard[-2:]}
    ann.texts("1")
    world.leap_to("20:00")
    ann.hears("dose-due", "14:00")


def test_a_text_that_will_never_arrive_goes_another_way_as_it_was_queued(world: World) -> None:
    """A copy of words already made could not be made again, and was not looked at again when the dose was answered."""
    ann = settle_by_text(world)
    desk = world.phone("Ann's desk")
    ann.mutes |= {"check-in", "check-in-evening"}
    set_policy(world, receipts_own_days=0)
    world.leap_to("08:00")
    ann.hears("dose-due")
    ann.texts("1")
    world.networks[ChannelName.SMS].faults.append(DeliveryError("no such number", permanent=True))
    world.networks[ChannelName.CONSOLE].faults.append(DeliveryError("busy"))
    world.leap_to("14:00")
    world.leap(minutes=1)
    assert desk.hears("dose-due").text.startswith("8:00")
    ann.texts("1")
    world.leap_to("15:00")


class _NobodyCanTell:
    """A provider that cannot be asked what became of a text."""

    name = ChannelName.SMS

    async def send(self, delivery: Delivery) -> Accepted:
        raise NotImplementedError

    async def find(self, delivery: Delivery, known: object) -> Accepted | None:
        raise DeliveryError("down")


def test_a_text_that_nobody_knows_about_goes_another_way_as_it_was_queued(world: World) -> None:
    """Its copy held words already made, and from then on nothing of the other channel could leave, for anybody."""
    ann = settle_by_text(world)
    desk = world.phone("Ann's desk")
    ann.mutes |= {"check-in", "check-in-evening"}
    set_policy(world, receipts_own_days=0)
    world.leap_to("08:00")
    ann.hears("dose-due")
    ann.texts("1")
    world.networks[ChannelName.SMS].faults.append(DeliveryError("no answer", unknown=True))
    world.leap_to("14:00")
    ann.mutes |= {"dose-nudge"}
    world.leap(minutes=61)
    asyncio.run(settle_unknown(world.house.store, _NobodyCanTell(), world.now, {}))
    world.leap(minutes=1)
    told = [message.text for message in desk.unheard if message.kind == "dose-due"]
    assert [text[:4] for text in told[:1]] == ["8:00"]
    desk.unheard.clear()
    ann.texts("1")
    world.leap_to("15:30")


def test_in_the_first_days_a_late_dose_is_asked_about_twice_before_anybody_is_fetched(world: World) -> None:
    """Four doses with a receipt each had once used up the day: half an hour late fetched a caregiver."""
    ann = settle_by_text(world, plan(step(None, {"08:00": 15, "12:00": 15, "16:00": 15, "20:00": 15})))
    ben = add_carer(world)
    ann.answers(**ANSWERS, undone="")
    world.leap(days=1)
    world.leap_to("19:30")
    ann.answers(**dict.fromkeys(ANSWERS, ""))
    world.leap_to("21:05")
    assert [message.kind for message in ann.unheard] == ["dose-nudge", "dose-nudge"]
    ann.unheard.clear()
    ben.hears_nothing()
    ann.texts("1")
    kinds = [message.kind for message in ann.heard if message.at.day == 5]
    assert "check-in-done" in kinds
    assert kinds.count("recorded-taken") == 1, "a receipt waits for the next prompt while nudges may be needed"
    assert kinds[-1] == "recorded-taken", "after the last dose of the day nothing more has to fit"


def test_at_the_cap_somebody_is_fetched_instead_of_one_more_text(world: World) -> None:
    """Six doses a day and a check-in: the last one's nudge finds no room."""
    six = {"07:15": 5, "09:30": 5, "12:00": 5, "14:30": 5, "17:00": 5, "19:30": 5}
    ann = settle_by_text(world, plan(step(None, six)))
    ben = add_carer(world)
    ann.answers(**ANSWERS, undone="")
    world.leap(days=1)
    world.leap_to("19:25")
    ann.answers(**dict.fromkeys(ANSWERS, ""))
    world.leap_to("20:29")
    assert [message.kind for message in ann.unheard] == ["carer-soon"], "no nudge: whom I shall ask instead"
    assert "19:30 is still open" in ann.hears("carer-soon", "Ben").text
    ben.hears_nothing()
    world.leap_to("20:45")
    ben.hears("please-ring", "all the texts I may send in a day")
    assert texts_by_day(world, ann)["2027-01-05"] <= world.person("Ann").policy.texts_worst
    ann.texts("took it 19:35")
    ben.hears("carer-stand-down")
    ann.unheard.clear()
