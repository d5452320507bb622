"""The board of a clinic: what is on it, in which order, and what an answer there does."""

from __future__ import annotations

from bot.board.line import Line, read_board
from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from scheduler.alarm_answer import Answer
from scheduler.clinic import answer_at_board, member_named
from scheduler.domain.board import Why
from scheduler.domain.card import Card
from scheduler.domain.escalation import Escalation, State, Tier
from scheduler.domain.people import CareLink, ChannelName, Consent, LinkState, Reach, Role
from tests.builders import LESS, THREE, plan, settle, step


def _line(world: World) -> Line:
    with world.house.store.reading() as records:
        (line,) = read_board(records, world.now).lines
    return line


def _answer(world: World, answer: Answer, note: str = "") -> list[Escalation]:
    """Nurse May answers at the board."""
    patient = world.person("Ann")
    with world.house.store.transaction() as records:
        member = member_named(records, "Nurse May", world.now)
        moved = answer_at_board(records, patient, member, answer, note, world.now)
    world.beat()
    return [after for _, after in moved]


def test_at_the_board_a_red_alarm_is_answered_as_by_a_caregiver_and_ends_by_no_one_word(two_carers: World) -> None:
    world, (ben, cleo) = two_carers, (two_carers.first_caregiver, two_carers.second_caregiver)
    world.patient.texts("theres bugs crawling on the wall")
    world.patient.hears("red-flag-advice")
    for carer in (ben, cleo):
        carer.hears("red-flag-alert")
    line = _line(world)
    assert (line.row.why, line.held) == (Why.RED, "nobody yet")
    assert line.reasons[0].startswith("words of danger, since 5:3")

    # On it: told to everybody, kept with its note, and it ends nothing.
    (held,) = _answer(world, Answer.ON_IT, "rings again at six")
    world.patient.hears("help-on-it", "Nurse May")
    for carer in (ben, cleo):
        carer.hears("carer-told-on-it", "Nurse May", "Ann")
    assert (held.tier, held.state, held.ended_at) == (Tier.RED, State.ACKNOWLEDGED, None)
    assert _line(world).held.startswith("Nurse May, since 5:3")
    with world.house.store.reading() as records:
        (event,) = [each for each in records.escalations.events_of(held.id) if each.what == "on_it"]
    assert event.words == "rings again at six"

    # It lapses as a caregiver's does.
    world.leap(minutes=31)
    world.patient.hears("help-lapsed")
    for carer in (ben, cleo):
        carer.hears("red-flag-alert")
    assert _line(world).row.alarm is not None

    # An all-clear before anybody spoke with her changes nothing and tells nobody.
    (same,) = _answer(world, Answer.ALL_CLEAR)
    assert same.state is State.OPEN
    (spoken,) = _answer(world, Answer.SPOKE)
    assert (spoken.state, spoken.ended_at) == (State.SPOKEN, None)
    for carer in (ben, cleo):
        carer.hears("carer-told-spoke", "Nurse May")
    assert _line(world).held == "Nurse May spoke with them; all-clear is open"
    (ended,) = _answer(world, Answer.ALL_CLEAR)
    assert ended.state is State.CLOSED
    for carer in (ben, cleo):
        carer.hears("carer-stand-down", "Nurse May has spoken with Ann")
    world.patient.hears("help-over", "Nurse May")
    assert _line(world).row.alarm is None
    assert _answer(world, Answer.ON_IT) == []


def test_an_all_clear_that_nobody_gives_at_the_board_brings_the_calls_back(two_carers: World) -> None:
    world = two_carers
    world.patient.texts("theres bugs crawling on the wall")
    _answer(world, Answer.SPOKE)
    for phone in (world.patient, world.first_caregiver, world.second_caregiver):
        phone.unheard.clear()
    world.leap(minutes=61)
    world.patient.hears("help-lapsed")
    for carer in (world.first_caregiver, world.second_caregiver):
        carer.hears("red-flag-alert")


def test_the_board_says_what_happened_last_and_what_comes(world: World) -> None:
    ann = settle(world, plan(step(9, THREE), step(None, LESS), supply={"on_hand": {"10": 38}}))
    assert [_line(world).row.why, _line(world).reasons] == [Why.CALM, ("nothing calls for anybody",)]
    world.leap_to("08:00")
    ann.hears("dose-due")
    ann.texts("1")
    ann.unheard.clear()
    assert _line(world).last == "8:00 dose taken"
    ann.mutes |= {"dose-due", "dose-nudge", "dose-digest", "carer-soon", "not-recorded"}
    # Six hours after a dose that nobody answered she is silent, before any alarm is red.
    world.leap_to("20:01")
    ann.unheard.clear()
    line = _line(world)
    assert (line.row.why, line.reasons[0]) == (Why.SILENT, "nothing heard since 14:00")
    ann.texts("1 all")
    world.leap(hours=72)
    ann.unheard.clear()
    whys = {reason.why for reason in _line(world).row.reasons}
    assert {Why.SUPPLY, Why.STEP} <= whys
    assert any(said.startswith("plan goes to 45 mg a day") for said in _line(world).reasons)


def _prescriber(world: World, name: str, *patients: str) -> Phone:
    """A prescriber with a telephone who agreed to hear of these patients."""
    phone = world.phone(name)
    with world.house.store.transaction() as records:
        person_id = records.people.add_person(name, world.now, call_me=name, zone="Europe/London", country="GB")
        contact_id = records.people.add_contact(ChannelName.CONSOLE, phone.address, Reach.ON, world.now)
        records.people.use_contact(person_id, contact_id)
        records.people.add_consent(Consent(person_id, contact_id, "messages", True, "OK", world.now))
        for patient in patients:
            link = CareLink(_id(world, patient), person_id, Role.PRESCRIBER, 1, LinkState.AGREED, world.now)
            records.people.link(link)
    return phone


def _id(world: World, name: str) -> int:
    return world.person(name).id


def test_a_prescriber_reads_one_digest_a_day_when_the_clinic_is_open(world: World) -> None:
    ann = settle(world)
    dan = settle(world, phone=world.phone("Dan"), name="Dan")
    ring = _prescriber(world, "Dr Lee", "Ann", "Dan")
    with world.house.store.transaction() as records:
        for name in ("Ann", "Dan"):
            records.cards.put(_id(world, name), Card(clinic="020 7946 0000", clinic_hours="mon-fri 09:00-17:00"))
    for phone in (ann, dan):
        phone.answers(dose_due="1", recorded_taken="")
        phone.mutes |= {"recorded", "not-recorded", "step-notice", "count"}
    # Monday is the day of enrolment: the first one comes on Tuesday, one for both.
    world.leap_to("09:30")
    ring.hears_nothing()
    dan.texts("seeing bugs on the wall")
    dan.unheard.clear()
    world.leap_to("08:31")
    # He has nobody; everything was tried in the night, and that stays until somebody at the clinic has seen it.
    assert ring.hears("clinic-digest", "of 2 people 1 red", "First: Dan").at.hour == 8
    with world.house.store.transaction() as records:
        member = member_named(records, "Nurse May", world.now)
        moved = answer_at_board(records, world.person("Dan"), member, Answer.ON_IT, "rang him", world.now)
        assert [after.state for _, after in moved] == [State.EXHAUSTED]
        assert answer_at_board(records, world.person("Dan"), member, Answer.ON_IT, "", world.now) == []
    world.leap_to("08:31")
    ring.hears("clinic-digest", "2 people")
    # Friday's is the last of the week.
    world.leap(days=2)
    assert len(ring.hears_only(["clinic-digest"])) == 2
    world.leap(days=2)
    ring.hears_nothing()
    for phone in (ann, dan):
        phone.unheard.clear()
