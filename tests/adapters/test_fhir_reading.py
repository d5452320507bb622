"""FHIR in: what is read, what is asked about by name, and that nothing in between passes in silence."""

from __future__ import annotations

import json
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.exchange.plan_file import PlanFileError, read_plan, read_plan_bytes
from scheduler.domain.regimen import AsNeeded, Ends
from tests.adapters.commands import Terminal, refuses
from tests.adapters.fhir_drawn import (
    MG,
    ORAL,
    STOP,
    TABLET,
    Json,
    asked,
    between,
    daily,
    days,
    dosage,
    read,
    request,
    steps,
)

DATA = Path(__file__).parents[1] / "data" / "fhir"
ONE = dosage(1, 10, {**days(14), **daily(), "timeOfDay": ["08:00:00"]}, route=ORAL)


def faulty() -> Json:
    """Three steps as HL7's worked example has them: dates that leave two days out, words that say other lengths."""

    def step(number: int, tablets: int, first: str, last: str, words: str) -> Json:
        return dosage(number, tablets, {**between(first, last), **daily()}, TABLET, text=words)

    return request(
        step(1, 4, "2015-01-16", "2015-01-20", "Take 4 tablets daily for 7 days starting January 16, 2015"),
        step(2, 2, "2015-01-23", "2015-01-30", "Take 2 tablets daily for 7 days starting January 23, 2015"),
        step(3, 1, "2015-01-31", "2015-02-06", "Take 1 tablets daily for 7 days starting January 31, 2015"),
        dispenseRequest={
            "quantity": {"value": 51, **TABLET},
            "numberOfRepeatsAllowed": 1,
            "expectedSupplyDuration": {"value": 21, "unit": "days", "code": "d"},
        },
    )


def test_the_faulty_worked_example_is_not_a_plan_and_each_fault_is_named() -> None:
    reading = read(faulty())
    assert reading.kind == "ask"
    says = [remark.say() for remark in reading.questions]
    assert any("[1]" in line and "say 7 days, the figures 5 days" in line for line in says)
    assert any("[2]" in line and "say 7 days, the figures 8 days" in line for line in says)
    assert not any("[3]" in line for line in says)
    gap = next(finding for finding in reading.findings if finding.rule == "GAP")
    assert (gap.slots["first_on"], gap.slots["last_on"]) == ("2015-01-21", "2015-01-22")
    assert "TEXT_MISMATCH" in {finding.rule for finding in reading.findings}
    notes = [remark.say() for remark in reading.notes]
    assert any("51 are handed out, and the steps take 43" in line for line in notes)
    assert any("21 days, and the steps last 20" in line for line in notes)


def test_a_repaired_one_is_a_plan() -> None:
    document = faulty()
    for place, last in ((0, "2015-01-22"), (1, "2015-01-29")):
        document["dosageInstruction"][place]["timing"]["repeat"]["boundsPeriod"]["end"] = last
    document["dosageInstruction"][2]["timing"]["repeat"]["boundsPeriod"]["start"] = "2015-01-30"
    document["dosageInstruction"][2]["timing"]["repeat"]["boundsPeriod"]["end"] = "2015-02-05"
    document["dosageInstruction"][2]["text"] = "Take 1 tablet daily for 7 days starting January 30, 2015"
    document["dosageInstruction"][2]["additionalInstruction"] = [STOP]
    reading = read(document)
    assert steps(reading) == [(7, [(None, 40)]), (7, [(None, 20)]), (7, [(None, 10)])]
    assert reading.plan is not None
    assert (reading.plan.start, reading.plan.ends) == (date(2015, 1, 16), Ends.STOP)
    assert (reading.plan.supply.on_hand, reading.plan.supply.refills) == ({"10": Decimal(51)}, 1)
    assert not reading.blocks


def test_a_gap_alone_is_a_plan_that_blocks_and_keeps_its_dates() -> None:
    reading = read(
        request(
            dosage(1, 20, {**between("2027-01-04", "2027-01-10"), **daily(2)}),
            dosage(2, 10, {**between("2027-01-12", "2027-01-20"), **daily(2)}),
        )
    )
    assert reading.blocks
    assert [finding.rule for finding in reading.findings] == ["GAP"]
    assert reading.plan is not None
    assert [(step.from_on, step.to_on) for step in reading.plan.steps] == [
        (date(2027, 1, 4), date(2027, 1, 10)),
        (date(2027, 1, 12), date(2027, 1, 20)),
    ]
    overlap = read(
        request(
            dosage(1, 20, {**between("2027-01-04", "2027-01-10"), **daily(2)}),
            dosage(2, 10, {**between("2027-01-10", "2027-01-20"), **daily(2)}),
        )
    )
    assert [finding.rule for finding in overlap.findings] == ["OVERLAP"]


@pytest.mark.parametrize(
    ("file", "expected", "ends"),
    [
        ("sequential-stu3.xml", [(4, [(None, 15)]), (7, [(None, 2.5)])], Ends.STOP),
        ("parallel-stu3.xml", [(7, [("morning", 20), ("12:00", 10)])], Ends.OPEN),
    ],
)
def test_sequential_and_parallel_instructions(
    file: str, expected: list[tuple[int, list[tuple[str | None, float]]]], ends: Ends
) -> None:
    reading = read((DATA / file).read_text())
    assert reading.release == "STU3"
    assert steps(reading) == expected
    assert reading.plan is not None
    assert reading.plan.ends is ends
    assert "fhir-no-status" in {f"fhir-{note.code}" for note in reading.notes}


def test_r5_names_its_medicine_and_its_need_otherwise() -> None:
    document = request(ONE)
    del document["medicationCodeableConcept"]
    five = {**document, "medication": {"concept": {"text": "Baclofen 10 mg tablets"}}}
    reading = read(five)
    assert (reading.release, steps(reading)) == ("R5", [(14, [("08:00", 10)])])
    needed = dosage(1, 1, daily(3), TABLET, asNeeded=True, asNeededFor=[{"text": "spasm"}])
    found = read({**five, "dosageInstruction": [needed]})
    assert (found.kind, found.release) == ("prn", "R5")


def test_what_is_needed_is_kept_and_never_scheduled() -> None:
    span = {"low": {"value": 1, **TABLET}, "high": {"value": 2, **TABLET}}
    ranged = {"sequence": 1, "timing": {"repeat": daily(4)}, "doseAndRate": [{"doseRange": span}]}
    expected = AsNeeded(min_tablets=Decimal(1), max_tablets=Decimal(2), times_per_day=4)
    for way in ({}, {"asNeededBoolean": True}, {"asNeededCodeableConcept": {"text": "spasm"}}):
        reading = read(request({**ranged, **way}))
        assert (reading.kind, reading.blocks) == ("prn", True)
        assert reading.plan is not None
        assert (reading.plan.as_needed, reading.plan.steps) == (expected, ())
        assert [finding.rule for finding in reading.findings] == ["PRN_RANGE"]
    day = {"value": 24, "code": "h"}
    limit = {"maxDosePerPeriod": {"numerator": {"value": 40, **MG}, "denominator": day}}
    with_steps = read(request(ONE, dosage(2, 5, {**daily(2)}, asNeededBoolean=True, **limit)))
    assert with_steps.plan is not None
    assert with_steps.kind == "plan"
    assert with_steps.plan.as_needed == AsNeeded(
        min_mg=Decimal(5), max_mg=Decimal(5), times_per_day=2, max_daily_mg=Decimal(40)
    )
    seldom = read(
        request(
            dosage(1, 1, {"frequency": 1, "period": 4, "periodMax": 6, "periodUnit": "h"}, TABLET, asNeededBoolean=True)
        )
    )
    assert seldom.plan is not None
    assert seldom.plan.as_needed is not None
    assert seldom.plan.as_needed.times_per_day == 6


RANGE = {"low": {"value": 5, **MG}, "high": {"value": 10, **MG}}
HARD: list[tuple[str, Json, str, str]] = [
    ("not in force", request(ONE, status="completed"), "status", "status"),
    ("a proposal", request(ONE, intent="proposal"), "intent", "intent"),
    ("not to be taken", request(ONE, doNotPerform=True), "do-not", "doNotPerform"),
    (
        "a modifier",
        request({**ONE, "modifierExtension": [{"url": "https://x.org/y", "valueBoolean": True}]}),
        "modifier",
        "dosageInstruction[1].modifierExtension",
    ),
    (
        "a modifier of the whole",
        request(ONE, modifierExtension=[{"url": "https://x.org/y", "valueCode": "no"}]),
        "modifier",
        "modifierExtension",
    ),
    ("rules elsewhere", request(ONE, implicitRules="https://x.org"), "modifier", "implicitRules"),
    (
        "some days of the week",
        request(dosage(1, 10, {**daily(), "dayOfWeek": ["mon"]})),
        "weekdays",
        "dosageInstruction[1].timing.repeat.dayOfWeek",
    ),
    (
        "an offset",
        request(dosage(1, 10, {**daily(), "when": ["ACM"], "offset": 30})),
        "element",
        "dosageInstruction[1].timing.repeat.offset",
    ),
    (
        "at an event",
        request({**dosage(1, 10, daily()), "timing": {"event": ["2027-01-04"], "repeat": daily()}}),
        "element",
        "dosageInstruction[1].timing.event",
    ),
    (
        "a duration of each dose",
        request(dosage(1, 10, {**daily(), "duration": 1, "durationUnit": "h"})),
        "element",
        "dosageInstruction[1].timing.repeat.duration",
    ),
    (
        "more times at most",
        request(dosage(1, 10, {**daily(2), "frequencyMax": 3})),
        "range-of-times",
        "dosageInstruction[1].timing.repeat",
    ),
    (
        "a count that does not fit",
        request(dosage(1, 10, {**days(7), **daily(2), "count": 9})),
        "count",
        "dosageInstruction[1].timing.repeat.count",
    ),
    (
        "an unknown code of timing",
        request({**dosage(1, 10, daily()), "timing": {"code": {"coding": [{"code": "XYZ"}]}}}),
        "timing-code",
        "dosageInstruction[1].timing.code",
    ),
    (
        "a code that says otherwise",
        request({**dosage(1, 10, daily()), "timing": {"code": {"text": "TID"}, "repeat": daily(2)}}),
        "timing-differs",
        "dosageInstruction[1].timing",
    ),
    (
        "three a week",
        request(dosage(1, 10, {"frequency": 3, "period": 1, "periodUnit": "wk"})),
        "rhythm",
        "dosageInstruction[1].timing.repeat",
    ),
    (
        "two times and three a day",
        request(dosage(1, 10, {**daily(3), "timeOfDay": ["08:00:00", "20:00:00"]})),
        "times-differ",
        "dosageInstruction[1].timing.repeat",
    ),
    (
        "the same time twice",
        request(dosage(1, 10, {"timeOfDay": ["08:00:00", "08:00:00"]})),
        "same-time",
        "dosageInstruction[1].timing.repeat",
    ),
    ("no time at all", request(dosage(1, 10, days(7))), "no-times", "dosageInstruction[1].timing"),
    (
        "a limit below the dose",
        request(
            {**ONE, "maxDosePerPeriod": {"numerator": {"value": 5, **MG}, "denominator": {"value": 1, "code": "d"}}}
        ),
        "limit",
        "dosageInstruction[1].maxDosePerPeriod",
    ),
    (
        "a limit for life",
        request({**ONE, "maxDosePerLifetime": {"value": 600, **MG}}),
        "element",
        "dosageInstruction[1].maxDosePerLifetime",
    ),
    ("a site", request({**ONE, "site": {"text": "left arm"}}), "site", "dosageInstruction[1].site"),
    ("into the spine", request({**ONE, "route": {"text": "intrathecal"}}), "route", "dosageInstruction[1].route"),
    ("injected", request({**ONE, "method": {"text": "inject"}}), "method", "dosageInstruction[1].method"),
    (
        "a rate",
        request({"sequence": 1, "timing": {"repeat": daily()}, "doseAndRate": [{"rateQuantity": {"value": 1, **MG}}]}),
        "element",
        "dosageInstruction[1].doseAndRate[1].rateQuantity",
    ),
    (
        "two amounts",
        request({**ONE, "doseAndRate": [{"doseQuantity": {"value": 10, **MG}}, {"doseQuantity": {"value": 5, **MG}}]}),
        "two-doses",
        "dosageInstruction[1].doseAndRate",
    ),
    (
        "at most so much",
        request({**ONE, "doseAndRate": [{"doseQuantity": {"value": 10, "comparator": "<=", **MG}}]}),
        "comparator",
        "dosageInstruction[1].doseAndRate[1].doseQuantity",
    ),
    (
        "by body weight",
        request(dosage(1, 10, daily(), {"unit": "mg/kg", "code": "mg/kg"})),
        "unit",
        "dosageInstruction[1].doseAndRate[1].doseQuantity",
    ),
    (
        "units that differ",
        request(dosage(1, 10, daily(), {"unit": "g", "code": "mg"})),
        "unit",
        "dosageInstruction[1].doseAndRate[1].doseQuantity",
    ),
    ("no unit", request(dosage(1, 10, daily(), {})), "no-unit", "dosageInstruction[1].doseAndRate[1].doseQuantity"),
    (
        "tablets of no known strength",
        request(dosage(1, 1, daily(), TABLET), medicationCodeableConcept={"text": "Baclofen"}),
        "strength",
        "dosageInstruction[1]",
    ),
    (
        "no medicine",
        request(ONE, medicationCodeableConcept={"coding": [{"code": "1"}]}),
        "no-medicine",
        "medicationCodeableConcept",
    ),
    (
        "no length before the next",
        request(dosage(1, 10, daily()), dosage(2, 5, daily())),
        "no-length",
        "dosageInstruction[1]",
    ),
    (
        "together and of other lengths",
        request(dosage(1, 10, {**days(7), **daily()}), dosage(1, 5, {**days(9), **daily()})),
        "together-differ",
        "dosageInstruction[1]",
    ),
    (
        "no order",
        request(dosage(None, 10, {**days(7), **daily()}), dosage(None, 5, {**days(7), **daily()})),
        "sequence",
        "dosageInstruction.sequence",
    ),
    (
        "numbers against dates",
        request(
            dosage(1, 10, {**between("2027-02-01", "2027-02-05"), **daily()}),
            dosage(2, 5, {**between("2027-01-01", "2027-01-31"), **daily()}),
        ),
        "order",
        "dosageInstruction.sequence",
    ),
    (
        "a stop in the middle",
        request(
            dosage(1, 10, {**days(7), **daily()}, additionalInstruction=[STOP]), dosage(2, 5, {**days(7), **daily()})
        ),
        "ends-early",
        "dosageInstruction[1]",
    ),
    (
        "a stop without an end",
        request(dosage(1, 10, daily(), additionalInstruction=[STOP])),
        "stop-without-end",
        "dosageInstruction[1]",
    ),
    (
        "two to three weeks",
        request(
            dosage(
                1,
                10,
                {**daily(), "boundsRange": {"low": {"value": 2, "code": "wk"}, "high": {"value": 3, "code": "wk"}}},
            )
        ),
        "range-of-days",
        "dosageInstruction[1].timing.repeat.boundsRange",
    ),
    (
        "half a date",
        request(dosage(1, 10, {**between("2027-01", None), **daily()})),
        "part-of-date",
        "dosageInstruction[1].timing.repeat.boundsPeriod.start",
    ),
    (
        "an end within a day",
        request(dosage(1, 10, {**between("2027-01-04", "2027-01-10T00:00:00Z"), **daily()})),
        "date-with-time",
        "dosageInstruction[1].timing.repeat.boundsPeriod.end",
    ),
    (
        "words that say another amount",
        request({**ONE, "text": "20 mg at 8am for 14 days"}),
        "words-amount",
        "dosageInstruction[1]",
    ),
    (
        "words that say when needed",
        request({**ONE, "text": "10 mg once a day as needed"}),
        "words-needed",
        "dosageInstruction[1]",
    ),
    (
        "words that say more",
        request({**ONE, "text": "10 mg in the morning, halve it if sleepy"}),
        "words-more",
        "dosageInstruction[1]",
    ),
    (
        "words with a number too many",
        request({**ONE, "text": "10 mg at 8, 15 when it is zorky"}),
        "words-more",
        "dosageInstruction[1]",
    ),
    (
        "an instruction that says more",
        request({**ONE, "additionalInstruction": [{"text": "increase by 5 mg each week"}]}),
        "words-more",
        "dosageInstruction[1].additionalInstruction[1]",
    ),
    ("a note that says more", request(ONE, note=[{"text": "skip the Sunday dose"}]), "words-more", "note"),
    ("words only, and open", request({"text": "as directed"}), "no-figures", "dosageInstruction[1]"),
    (
        "a value left out with a reason",
        request(
            {
                **ONE,
                "_sequence": {"extension": [{"url": "https://x.org/reason", "valueCode": "unknown"}]},
                "sequence": None,
            }
        ),
        "no-value",
        "dosageInstruction[1].sequence",
    ),
    (
        "a range in the middle",
        request(
            dosage(1, 10, {**days(7), **daily()}),
            {"sequence": 2, "timing": {"repeat": {**days(7), **daily()}}, "doseAndRate": [{"doseRange": RANGE}]},
            dosage(3, 5, {**days(7), **daily()}),
        ),
        "open-step",
        "dosageInstruction[2]",
    ),
    (
        "when needed, and then on",
        request(dosage(1, 10, {**days(7), **daily()}, asNeededBoolean=True), dosage(2, 5, {**days(7), **daily()})),
        "open-step",
        "dosageInstruction[1]",
    ),
    (
        "for a pump",
        request(ONE, medicationCodeableConcept={"text": "baclofen 0.5 MG/ML Intrathecal Injection"}),
        "form",
        "medicationCodeableConcept",
    ),
    (
        "two strengths in one name",
        request(ONE, medicationCodeableConcept={"text": "Baclofen 10 mg and 20 mg tablets"}),
        "two-strengths",
        "medicationCodeableConcept",
    ),
    ("nothing", request(dosageInstruction=[]), "no-dosage", "dosageInstruction"),
    (
        "a supply that cannot last",
        request(dosage(1, 1, {**days(90), **daily(3)}, TABLET), dispenseRequest={"quantity": {"value": 30, **TABLET}}),
        "too-few",
        "dispenseRequest.quantity",
    ),
]


@pytest.mark.parametrize(("document", "code", "place"), [case[1:] for case in HARD], ids=[case[0] for case in HARD])
def test_what_bears_on_the_doses_and_is_not_understood_is_asked_about_by_name(
    document: Json, code: str, place: str
) -> None:
    without_empty = json.loads(
        json.dumps(document), object_hook=lambda node: {k: v for k, v in node.items() if v not in (None, [])}
    )
    assert (code, place) in asked(without_empty)


EASY: list[tuple[str, Json, list[tuple[int | None, list[tuple[str | None, float]]]]]] = [
    (
        "every eight hours",
        request(dosage(1, 10, {"frequency": 1, "period": 8, "periodUnit": "h"})),
        [(None, [(None, 10)] * 3)],
    ),
    (
        "a code",
        request({**dosage(1, 10, {}), "timing": {"code": {"coding": [{"code": "BID"}]}}}),
        [(None, [(None, 10)] * 2)],
    ),
    ("names of times", request(dosage(1, 10, {"when": ["MORN", "HS"]})), [(None, [("morning", 10), ("bedtime", 10)])]),
    ("micrograms", request(dosage(1, 2500, daily(), {"unit": "ug", "code": "ug"})), [(None, [(None, 2.5)])]),
    ("half tablets", request(dosage(1, 0.5, daily(2), TABLET)), [(None, [(None, 5), (None, 5)])]),
    ("a count alone", request(dosage(1, 10, {**daily(2), "count": 14})), [(7, [(None, 10)] * 2)]),
    ("a count that fits", request(dosage(1, 10, {**days(7), **daily(2), "count": 14})), [(7, [(None, 10)] * 2)]),
    (
        "a day without",
        request(dosage(1, 10, {**days(7), **daily()}), dosage(2, 0, {**days(1), **daily()})),
        [(7, [(None, 10)]), (1, [])],
    ),
    (
        "two named times without numbers",
        request(dosage(None, 10, {**days(7), "when": ["MORN"]}), dosage(None, 5, {**days(7), "when": ["EVE"]})),
        [(7, [("morning", 10), ("evening", 5)])],
    ),
    (
        "a whole day as an instant",
        request(dosage(1, 10, {**between("2027-01-04T00:00:00+01:00", "2027-01-10T23:59:59+01:00"), **daily()})),
        [(7, [(None, 10)])],
    ),
    (
        "one of ordered and calculated",
        request(
            {
                **ONE,
                "doseAndRate": [
                    {"type": {"text": "ordered"}, "doseQuantity": {"value": 10, **MG}},
                    {"type": {"text": "calculated"}, "doseQuantity": {"value": 10, **MG}},
                ],
            }
        ),
        [(14, [("08:00", 10)])],
    ),
    ("words that agree", request({**ONE, "text": "10 mg at 8am for 14 days"}), [(14, [("08:00", 10)])]),
    (
        "what every box says",
        request(
            {
                **ONE,
                "additionalInstruction": [
                    {"text": "Warning: Do not stop taking this medicine unless your doctor tells you to stop"}
                ],
            }
        ),
        [(14, [("08:00", 10)])],
    ),
    ("words only", request({"text": "Take 10 mg three times a day for 7 days then stop"}), [(7, [(None, 10)] * 3)]),
    (
        "a limit above the doses",
        request(
            {**ONE, "maxDosePerPeriod": {"numerator": {"value": 80, **MG}, "denominator": {"value": 24, "code": "h"}}}
        ),
        [(14, [("08:00", 10)])],
    ),
]


@pytest.mark.parametrize(("document", "expected"), [case[1:] for case in EASY], ids=[case[0] for case in EASY])
def test_what_is_understood(document: Json, expected: list[tuple[int | None, list[tuple[str | None, float]]]]) -> None:
    assert steps(read(document)) == expected


def test_a_month_is_thirty_days_and_said_to_be() -> None:
    reading = read(request(dosage(1, 10, {**days(1, "mo"), **daily()})))
    assert steps(reading) == [(30, [(None, 10)])]
    assert "month" in [note.code for note in reading.notes]


def test_every_other_day_is_a_cycle_and_said_to_be() -> None:
    reading = read(request(dosage(1, 10, {"frequency": 1, "period": 2, "periodUnit": "d", "timeOfDay": ["08:00:00"]})))
    assert reading.plan is not None
    assert [len(day) for day in reading.plan.steps[0].cycle] == [1, 0]
    assert reading.plan.steps[0].cycle[0][0].at == time(8)
    assert "every-other" in [note.code for note in reading.notes]


def medicine(strength: Json, **more: Any) -> Json:
    """A Medication with one ingredient."""
    item = {"itemCodeableConcept": {"text": "Baclofen"}, "strength": strength}
    return {"resourceType": "Medication", "id": "box", "code": {"text": "Baclofen"}, "ingredient": [item], **more}


def test_the_strength_comes_from_the_ingredient_wherever_the_medicine_is() -> None:
    box = medicine({"numerator": {"value": 25, **MG}, "denominator": {"value": 1, **TABLET}})
    document = request(dosage(1, 1, daily(), TABLET))
    del document["medicationCodeableConcept"]
    inside = {**document, "contained": [box], "medicationReference": {"reference": "#box"}}
    assert steps(read(inside)) == [(None, [(None, 25)])]
    for address, reference in (("urn:uuid:1", "urn:uuid:1"), ("https://x.org/Medication/box", "Medication/box")):
        entries = [
            {"fullUrl": address, "resource": box},
            {"resource": {**document, "medicationReference": {"reference": reference}}},
            {"resource": {"resourceType": "Patient", "id": "1"}},
        ]
        reading = read({"resourceType": "Bundle", "type": "collection", "entry": entries})
        assert steps(reading) == [(None, [(None, 25)])]
        assert reading.others == {"Patient": 1}
    liquid = medicine({"numerator": {"value": 5, **MG}, "denominator": {"value": 5, "unit": "mL", "code": "mL"}})
    ml = request(dosage(1, 7.5, daily(), {"unit": "mL", "code": "mL"}))
    del ml["medicationCodeableConcept"]
    reading = read({**ml, "contained": [liquid], "medicationReference": {"reference": "#box"}})
    assert steps(reading) == [(None, [(None, 7.5)])]
    assert reading.plan is not None
    assert reading.plan.liquid is not None
    assert asked({**document, "medicationReference": {"reference": "Medication/9"}})[0][0] == "no-medicine"
    named = {"reference": "Medication/9", "display": "Baclofen 10 mg tablet"}
    assert steps(read({**document, "medicationReference": named})) == [(None, [(None, 10)])]


def test_a_strength_from_elsewhere_helps_and_never_overrules() -> None:
    bare = request(dosage(1, 1, daily(), TABLET), medicationCodeableConcept={"text": "Baclofen"})
    assert steps(read(bare, strength_mg=Decimal(20))) == [(None, [(None, 20)])]
    reading = read(request(dosage(1, 1, daily(), TABLET)), strength_mg=Decimal(20))
    assert [remark.code for remark in reading.questions] == ["two-strengths", "strength"]


def test_of_several_prescriptions_the_one_for_this_medicine_is_read_and_the_others_are_said() -> None:
    other = request(ONE, medicationCodeableConcept={"text": "Prednisone 5 mg"})
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": other}, {"resource": request(ONE)}],
    }
    reading = read(bundle)
    assert reading.kind == "plan"
    assert [note.slots["medicine"] for note in reading.notes if note.code == "left"] == ["Prednisone 5 mg"]
    both = {**bundle, "entry": [{"resource": request(ONE)}, {"resource": request(ONE)}]}
    assert asked(both) == [("several", "Bundle.entry")]


def test_by_chat_a_prescription_is_a_plan_or_one_sentence() -> None:
    beside = [{"text": "with food"}]
    plan, says = read_plan_bytes(json.dumps(request(ONE, note=beside)).encode(), "letter.json")
    assert plan.medication == "Baclofen 10 mg tablets"
    assert says == 'note: "with food"'
    with pytest.raises(PlanFileError, match=r"letter.json: status: it says \"completed\".*and 1 more"):
        read_plan_bytes(
            json.dumps(request({**ONE, "site": {"text": "arm"}}, status="completed")).encode(), "letter.json"
        )


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys)


def test_the_command_prints_a_plan_that_the_other_commands_read(terminal: Terminal) -> None:
    (terminal.folder / "request.json").write_text(json.dumps(request(ONE)))
    ran = terminal.run("plan", "from-fhir", "request.json", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.json()["kind"] == "plan"
    (terminal.folder / "plan.json").write_text(ran.out)
    assert read_plan("plan.json").steps[0].days == 14
    shown = terminal.run("plan", "from-fhir", "request.json").out
    assert "10 (08:00)" in shown
    refuses(terminal.run("plan", "check", "request.json"), "from-fhir")
    refuses(terminal.run("plan", "from-fhir", "request.json", "--strength", "1e999999"), "--strength")


def test_the_command_says_no_by_its_status(terminal: Terminal) -> None:
    (terminal.folder / "request.json").write_text(json.dumps(faulty()))
    ran = terminal.run("plan", "from-fhir", "request.json", "--json")
    answer = ran.json()
    assert ran.status == 1
    assert (answer["kind"], answer["ask_about"]) == ("ask", ["contradiction"])
    assert "plan" not in answer
    assert answer["elements"] == ["dosageInstruction[1]", "dosageInstruction[2]"]
    shown = terminal.run("plan", "from-fhir", "request.json")
    assert shown.status == 1
    assert "No step covers 2015-01-21 to 2015-01-22" in shown.out
