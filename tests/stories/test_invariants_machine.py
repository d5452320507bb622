"""Anything in any order: answers, leaps, outages, plan changes, journeys, restarts, repeats, kills at any commit, a clock that
is set. What must hold, holds."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.rehearsal.mortal import KilledError, Mortality, MortalStore
from bot.rehearsal.world import World, open_world
from scheduler.domain.dose import DoseState
from scheduler.domain.intake import IntakeKind
from scheduler.ports import DeliveryError
from tests.builders import LESS, THREE, plan, settle, step
from tests.examples import stories

ANSWERS = [
    *[
        "1",
        "2",
        "3",
        "U",
        "0",
        "1A",
        "2A",
        "1B",
        "1 ALL",
        "2 ALL",
        "half",
        "EXTRA",
        "taken",
        "not taken",
        "later 45 min",
    ],
    *[
        "F",
        "W",
        "X",
        "forgot",
        "took 1 tablet",
        "took 3 tablets",
        "took 2 tablets 20 min ago",
        "9:15",
        "took it at 8:10",
    ],
    *["yesterday's 8pm I did take", "took my 8am dose at 8:05", "didn't take the 2pm", "today", "next", "plan", "left"],
    *["progress", "menu", "not yet", "count 200", "ordered 60", "fetched", "discreet", "full", "thanks", "asdf qwer"],
    *["OK", "Dr Lee", "hold", "step back", "restart", "SOS", "resume", "pause", "pause 3 h", "10 mg", "tomorrow"],
]
PLACES = ["London", "New York", "Tokyo", "Honolulu", "Auckland", "Lisbon", "Athens"]
PLANS = [
    plan(step(14, THREE), step(None, LESS)),
    plan(step(2, THREE), step(2, LESS), step(None, {"08:00": 20, "14:00": 5, "20:00": 15})),
    plan(step(None, {"00:30": 10, "08:00": 10, "16:00": 10})),
    plan(step(None, {"08:00": 20, "20:00": 20}, {"08:00": 20, "14:00": 5, "20:00": 20})),
    plan(step(14, THREE), step(None, {"20:00": 10})),
]


class House(RuleBasedStateMachine):
    """One person, one house, and an outside world without manners."""

    template: bytes

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        (self.folder / "world.db").write_bytes(self.template)
        self.world: World = open_world(self.folder)
        self.world.phone("Ann")
        self.sent: list[str] = []
        self.kills = 0
        self.files = [self.world.plan_file(document) for document in PLANS]

    def _bring(self, text: str) -> None:
        self.sent.append(f"provider-{len(self.sent)}")
        assert self.world.bring(self.world.patient, text, self.sent[-1])

    @rule(text=st.sampled_from(ANSWERS))
    def answers(self, text: str) -> None:
        self._bring(text)
        self.world.beat()

    @rule(texts=st.lists(st.sampled_from(ANSWERS), min_size=2, max_size=4))
    def answers_all_at_once(self, texts: list[str]) -> None:
        for text in texts:
            self._bring(text)
        self.world.beat()

    @rule(data=st.data())
    def brings_an_old_message_again(self, data: st.DataObject) -> None:
        if self.sent:
            before = self._facts()
            old = data.draw(st.sampled_from(self.sent))
            assert not self.world.bring(self.world.patient, "1", old)
            self.world.beat()
            assert self._facts() == before

    @rule(minutes=st.sampled_from([1, 7, 30, 61, 120, 240, 600, 1500]))
    def lives(self, minutes: int) -> None:
        self.world.leap(minutes=minutes)

    @rule(hours=st.sampled_from([0.5, 3, 9, 26, 50]))
    def is_down(self, hours: float) -> None:
        self.world.sleep(hours=hours)

    @rule()
    def restarts(self) -> None:
        self.world.restart()

    @rule(text=st.sampled_from(ANSWERS), after=st.integers(0, 14), minutes=st.sampled_from([0, 31, 240]))
    def is_killed(self, text: str, after: int, minutes: int) -> None:
        """Before or after any commit; another process begins, and the provider brings again what it got no answer for."""
        mortality = Mortality(left=after)
        self.world.house = replace(self.world.house, store=MortalStore(self.world.house.store, mortality))
        self.sent.append(f"provider-{len(self.sent)}")
        try:
            self.world.bring(self.world.patient, text, self.sent[-1])
            self.world.leap(minutes=minutes)
        except KilledError:
            self.kills += 1
        # Whatever was still under way in it reaches the store no more.
        mortality.is_dead = True
        self.world.restart()
        self.world.bring(self.world.patient, text, self.sent[-1])
        self.world.leap(minutes=2)

    @rule(minutes=st.sampled_from([-60, -7, 60]))
    def the_clock_is_set(self, minutes: int) -> None:
        self.world.clock.leap(timedelta(minutes=minutes))
        self.world.beat()

    @rule(place=st.sampled_from(PLACES))
    def travels(self, place: str) -> None:
        self._bring(f"zone {place}")
        self.world.beat()

    @rule(number=st.integers(0, len(PLANS) - 1), who=st.sampled_from(["Dr Lee", "??", "OK"]))
    def gets_another_plan(self, number: int, who: str) -> None:
        self._bring(f"plan {self.files[number]}")
        self.world.beat()
        self._bring(who)
        self.world.beat()

    @rule(kind=st.sampled_from(["fails", "unknown", "later"]), many=st.integers(1, 3))
    def the_provider_fails(self, kind: str, many: int) -> None:
        faults = self.world.networks[self.world.patient.channel].faults
        faults.extend(DeliveryError(kind, unknown=kind == "unknown") for _ in range(many))

    def _facts(self) -> tuple[Any, ...]:
        with self.world.house.store.reading() as records:
            patient_id = records.people.patient_ids()[0]
            medicine_id = records.plans.medicines_of(patient_id)[0][0]
            since, until = self.world.now.replace(year=2026), self.world.now.replace(year=2028)
            doses = records.doses.of_patient(patient_id, since, until)
            intakes = records.intakes.of_patient(patient_id, since)
            return doses, intakes, records.stock.on_hand(medicine_id), records.plans.versions_of(patient_id)

    @invariant()
    def what_must_hold_holds(self) -> None:
        broken = self.world.audit()
        assert not broken, broken
        for network in self.world.networks.values():
            assert not network.unspoken, network.unspoken[-1]
        doses, intakes, stock, versions = self._facts()
        living = [dose for dose in doses if dose.state is not DoseState.REPLACED]
        twice = [key for key, many in Counter((dose.on, dose.at) for dose in living).items() if many > 1]
        assert not twice, f"two doses of the same date and time: {twice}"
        assert all(count >= 0 for count in stock.values())
        assert sum(version.state.value == "active" for version in versions) <= 1
        of_doses = Counter(intake.dose_id for intake in intakes if intake.kind is IntakeKind.DOSE)
        assert all(many == 1 for many in of_doses.values())
        heard = Counter(message.message_id for message in self.world.patient.unheard)
        # One that was under way when the process was killed may go once more.
        assert sum(many - 1 for many in heard.values()) <= self.kills, "a message was heard twice"
        assert max(heard.values(), default=1) <= 2

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.close(strict=False)
            shutil.rmtree(self.folder, ignore_errors=True)


@pytest.mark.hypothesis
def test_anything_in_any_order(settled_template: bytes) -> None:
    House.template = settled_template
    run_state_machine_as_test(
        House,
        settings=stories(12, 14),
    )


NEIGHBOURS = ["Ann", "Bo", "Cy"]


class Neighbours(RuleBasedStateMachine):
    """Three people with the same plan: what is due of all of them is woken as one, and their answers are handled together."""

    template: bytes

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="neighbours-"))
        (self.folder / "world.db").write_bytes(self.template)
        self.world: World = open_world(self.folder)
        self.phones = [self.world.phone(name) for name in NEIGHBOURS]
        self.brought = self.kills = 0

    def _bring(self, texts: list[str]) -> None:
        for phone, text in zip(self.phones, texts, strict=True):
            self.world.bring(phone, text, f"{phone.name}-{self.brought}")

    @rule(texts=st.lists(st.sampled_from(["1", "2", "3", "0", "U", "1 ALL", "SOS", "asdf"]), min_size=3, max_size=3))
    def all_answer_at_once(self, texts: list[str]) -> None:
        self.brought += 1
        self._bring(texts)
        self.world.beat()

    @rule(minutes=st.sampled_from([7, 61, 240, 600]))
    def lives(self, minutes: int) -> None:
        self.world.leap(minutes=minutes)

    @rule(text=st.sampled_from(["1", "2", "0"]), after=st.integers(0, 10), minutes=st.sampled_from([0, 240]))
    def is_killed(self, text: str, after: int, minutes: int) -> None:
        mortality = Mortality(left=after)
        self.world.house = replace(self.world.house, store=MortalStore(self.world.house.store, mortality))
        self.brought += 1
        try:
            self._bring([text] * len(self.phones))
            self.world.leap(minutes=minutes)
        except KilledError:
            self.kills += 1
        mortality.is_dead = True
        self.world.restart()
        self._bring([text] * len(self.phones))
        self.world.leap(minutes=2)

    @invariant()
    def each_has_what_is_theirs(self) -> None:
        broken = self.world.audit()
        assert not broken, broken
        with self.world.house.store.reading() as records:
            assert records.asides.all() == []
            assert records.inbox.dead() == []
            for patient_id in records.people.patient_ids():
                since = self.world.now.replace(year=2026)
                doses = records.doses.of_patient(patient_id, since, self.world.now + timedelta(days=7))
                intakes = records.intakes.of_patient(patient_id, since)
                own = {dose.id for dose in doses}
                of_doses = Counter(each.dose_id for each in intakes if each.kind is IntakeKind.DOSE)
                assert all(many == 1 for many in of_doses.values())
                assert own.issuperset(of_doses)
                said = records.messages.of_patient(patient_id, since)
                assert own.issuperset(dose_id for each in said for dose_id in each.dose_ids)
        for phone in self.phones:
            heard = Counter(message.message_id for message in phone.unheard)
            # Each of them may have had one under way.
            assert sum(many - 1 for many in heard.values()) <= self.kills, "a message was heard twice"

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.close(strict=False)
            shutil.rmtree(self.folder, ignore_errors=True)


@pytest.mark.hypothesis
def test_neighbours_in_any_order(tmp_path: Path) -> None:
    world = open_world(tmp_path)
    for name in NEIGHBOURS:
        settle(world, PLANS[0], phone=world.phone(name))
    world.close(strict=False)
    Neighbours.template = (tmp_path / "world.db").read_bytes()
    run_state_machine_as_test(Neighbours, settings=stories(4, 8))
