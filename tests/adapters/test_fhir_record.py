"""One Bundle for a patient: what was said, and nothing about doses that nobody confirmed."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from bot.exchange.fhir.reading import read_fhir
from bot.exchange.fhir.record import write_record
from bot.exchange.fhir.source import Release
from bot.exchange.history import history
from bot.exchange.plan_text import as_json
from bot.rehearsal.world import World
from scheduler.domain.checkin import CheckIn, Grade, Kind
from scheduler.domain.message import Message, MessageState, Priority
from tests.builders import plan, step
from tests.world import folder as folder
from tests.world import home as home
from tests.world import settled_template as settled_template

Json = dict[str, Any]


@pytest.fixture
def told(home: World) -> Json:
    """A morning taken in half, a midday dose not taken, an evening dose open, a check-in, an alarm that went out."""
    home.leap_to("08:05")
    home.patient.hears("dose-due")
    home.patient.texts("took half at 8:01")
    home.patient.hears("recorded-part")
    home.leap_to("14:10")
    home.patient.hears("dose-due")
    home.patient.texts("2")
    home.patient.unheard.clear()
    home.leap_to("20:05")
    home.patient.unheard.clear()
    with home.house.store.transaction() as records:
        answers = {"safety": 0, "stiffness": 4, "sleep_hours": 7, "autonomic": 1}
        records.check_ins.add(
            CheckIn(1, Kind.DAILY, home.now, question=None, answers=answers, grade=Grade.GREEN, ended_at=home.now)
        )
        records.check_ins.add(CheckIn(1, Kind.DAILY, home.now))
        contact = records.people.contacts_of(1)[0]
        records.messages.add(
            [
                Message(
                    1, contact.id, "supply-alert", "told", Priority.ESCALATION, home.now, home.now,
                    slots={"patient": "Ann", "run_out_day": "2027-01-09"}, patient_id=1, state=MessageState.WAITING,
                )
            ]
        )  # fmt: skip
    home.leap(minutes=1)
    home.patient.unheard.clear()
    with home.house.store.reading() as records:
        found = history(records, 1, home.now)
    assert found is not None
    return found


def of(bundle: Json, kind: str) -> list[Json]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def test_only_what_was_said_is_said(told: Json) -> None:
    bundle = write_record(told, Release.R4)
    kinds = Counter(entry["resource"]["resourceType"] for entry in bundle["entry"])
    assert kinds["Patient"] == 1
    assert kinds["MedicationStatement"] == 2, "one part taken, one not taken; the open dose is not there"
    taken, not_taken = of(bundle, "MedicationStatement")
    assert (taken["status"], taken["effectiveDateTime"]) == ("completed", "2027-01-04T08:01:00Z")
    assert taken["dosage"][0]["doseAndRate"][0]["doseQuantity"]["value"] == 10
    assert (not_taken["status"], not_taken["effectiveDateTime"]) == ("not-taken", "2027-01-04T14:00:00Z")
    assert "dosage" not in not_taken
    addresses = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    assert addresses[taken["basedOn"][0]["reference"]]["resourceType"] == "MedicationRequest"
    assert addresses[taken["informationSource"]["reference"]]["resourceType"] == "Patient"


def test_r5_says_how_far_it_was_as_directed(told: Json) -> None:
    bundle = write_record(told, Release.R5)
    found = [each["adherence"]["code"]["coding"][0]["code"] for each in of(bundle, "MedicationStatement")]
    assert found == ["taking-not-as-directed", "not-taking"]
    assert {each["status"] for each in of(bundle, "MedicationStatement")} == {"recorded"}


@pytest.mark.parametrize("release", [Release.R4, Release.R5])
def test_a_check_in_is_a_response_and_an_observation_for_each_number(told: Json, release: Release) -> None:
    bundle = write_record(told, release)
    (response,) = of(bundle, "QuestionnaireResponse")
    assert {item["linkId"]: item["answer"][0]["valueInteger"] for item in response["item"]} == {
        "safety": 0,
        "stiffness": 4,
        "sleep_hours": 7,
        "autonomic": 1,
    }
    address = next(entry["fullUrl"] for entry in bundle["entry"] if entry["resource"] is response)
    observations = of(bundle, "Observation")
    assert sorted(each["valueInteger"] for each in observations) == [0, 1, 4, 7]
    assert {each["derivedFrom"][0]["reference"] for each in observations} == {address}


def test_an_alarm_that_went_out_is_a_communication(told: Json) -> None:
    (alarm,) = of(write_record(told, Release.R4), "Communication")
    assert alarm["status"] == "completed"
    assert "Ann" in alarm["payload"][0]["contentString"]


def test_the_plan_in_it_can_be_read_again_and_every_export_has_the_same_addresses(told: Json) -> None:
    bundle = write_record(told, Release.R5)
    reading = read_fhir(as_json(bundle).encode(), "export")
    assert reading.plan is not None, [remark.say() for remark in reading.questions]
    assert float(reading.plan.steps[0].cycle[0][0].mg) == 20
    assert [entry["fullUrl"] for entry in bundle["entry"]] == [
        entry["fullUrl"] for entry in write_record(told, Release.R5)["entry"]
    ]


def test_a_plan_that_fhir_cannot_hold_is_there_by_name(told: Json) -> None:
    told["plans"][0]["plan"] = json.loads(json.dumps(plan({"days": 7, "daily_total_mg": 50}, step(None, {"08:00": 5}))))
    (request,) = [each for each in of(write_record(told, Release.R4), "MedicationRequest") if "note" in each]
    assert "how it is split is not agreed" in request["note"][0]["text"]
    assert "dosageInstruction" not in request
