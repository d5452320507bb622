"""Calls for help through the whole house, in any order of words, silences, failures and restarts: none ever dies silently."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.rehearsal.world import World, open_world
from scheduler.domain.escalation import ENDED, Escalation
from scheduler.ports import DeliveryError
from tests.examples import stories
from tests.texts.never_said import check_words

PERSON = [
    "SOS",
    "something is wrong with my head",
    "9",
    "0",
    "im fine",
    "sweaty and my heart is racing",
    "2 F",
    "1 ALL",
]
PERSON += ["threw up my pills", "took 12 tablets", "zorbly wibble", "hospital", "home", "KNOWN", "STOP", "START"]
CARER = ["4", "5", "6", "7", "0", "status", "shes talking nonsense", "LEAVE", "hospital"]


class Helpers(RuleBasedStateMachine):
    """Ann, Ben and Cleo, and an outside world without manners."""

    template: bytes

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="helpers-"))
        (self.folder / "world.db").write_bytes(self.template)
        self.world: World = open_world(self.folder)
        for name in ("Ann", "Ben", "Cleo"):
            self.world.phone(name)

    @rule(text=st.sampled_from(PERSON))
    def the_person_writes(self, text: str) -> None:
        self.world.patient.texts(text)

    @rule(first=st.booleans(), text=st.sampled_from(CARER))
    def a_caregiver_writes(self, first: bool, text: str) -> None:
        (self.world.first_caregiver if first else self.world.second_caregiver).texts(text)

    @rule(minutes=st.sampled_from([3, 10, 31, 90, 400]))
    def time_passes(self, minutes: int) -> None:
        self.world.leap(minutes=minutes)

    @rule(hours=st.sampled_from([1, 5]))
    def it_is_down(self, hours: int) -> None:
        self.world.sleep(hours=hours)

    @rule()
    def it_restarts(self) -> None:
        self.world.restart()

    @rule(fault=st.sampled_from(["fails", "unknown", "gone"]))
    def the_provider_fails(self, fault: str) -> None:
        error = DeliveryError(fault, unknown=fault == "unknown", gone=fault == "gone")
        self.world.networks[self.world.patient.channel].faults.append(error)

    def _all(self) -> list[Escalation]:
        with self.world.house.store.reading() as records:
            patient_id = records.people.patient_ids()[0]
            return records.escalations.of_patient(patient_id, self.world.now.replace(year=2026))

    @invariant()
    def none_dies_silently(self) -> None:
        if hasattr(self, "world"):
            assert self.world.audit() == []
            for network in self.world.networks.values():
                assert not network.unspoken, network.unspoken[-1]
            for each in self._all():
                assert (each.state in ENDED) == (each.wake_at is None)

    def teardown(self) -> None:
        """If nobody says anything any more, whatever was open comes to its end within two days, and that was told."""
        if not hasattr(self, "world"):
            return
        try:
            before = {each.id for each in self._all()}
            self.world.leap(days=2)
            still = [each for each in self._all() if each.id in before and each.state not in ENDED]
            assert not still, still
            assert self.world.audit() == []
            check_words(self.world)
        finally:
            self.world.close(strict=False)
            shutil.rmtree(self.folder, ignore_errors=True)


@pytest.mark.hypothesis
def test_calls_for_help_in_any_order(two_carers: World) -> None:
    two_carers.house.store.close()
    Helpers.template = (two_carers.folder / "world.db").read_bytes()
    two_carers.restart()
    run_state_machine_as_test(
        Helpers,
        settings=stories(3, 8),
    )
