"""Slots for every kind of message: as they usually come, and as bad as they can come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.texts.setting import Setting
from scheduler.domain.people import Wording

# A Monday, 12:20 in London.
NOW = datetime(2026, 9, 7, 11, 20, tzinfo=UTC)
DRUG = "baclofen"
# Left out of the slots: the numbers come from the country.
COUNTRY_GIVES = frozenset(("emergency", "urgent", "crisis", "poison"))
NAMES = frozenset(["clinic", "either", "name", "names", "patient", "prescriber", "who"])
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh of the north"
LONG_WORDS = "there is a man in the garden and he keeps calling my name but my wife says nobody is there " * 4
ODD_WORDS = "„Zoë” — it’s 5 o’clock… ✓ 你好 [x] {y} ~ | € ^"


def setting(
    wording: Wording = Wording.DISCREET, country: str | None = "GB", wide: bool = False, now: datetime = NOW
) -> Setting:
    """Where a text is said: in London, with the numbers and the habits of `country`."""
    return Setting("en", wording, "Europe/London", country, now, wide)


def dose(clock: str = "08:00", letter: str | None = None, **more: Any) -> dict[str, object]:
    """One entry of a `doses` slot: 15 mg of 10 mg tablets, today, due at `clock` London time."""
    hour, minute = (int(part) for part in clock.split(":"))
    due_at = datetime(2026, 9, 7, hour - 1, minute, tzinfo=UTC)
    return {
        "letter": letter,
        "time": clock,
        "day": "2026-09-07",
        "mg": "15",
        "pieces": [["10", "1.5"]],
        "due_at": due_at.isoformat(),
        "state": "due",
        "taken_at": None,
        "taken_mg": None,
    } | more


def doses(*each: Mapping[str, object]) -> str:
    """A `doses` slot."""
    return json.dumps(each)


TAKEN: dict[str, Any] = {"state": "taken", "taken_at": "2026-09-07T07:05:00+00:00", "taken_mg": "15"}
TWO_STRENGTHS: dict[str, Any] = {"mg": "25", "pieces": [["20", "1"], ["10", "0.5"]], "strengths": 2}
ONE = doses(dose())
TWO = doses(dose("08:00", "A"), dose("12:00", "B", mg="5", pieces=[["10", "0.5"]]))
RECORDED = doses(dose(**TAKEN))
RECEIPTS = json.dumps([{"time": "06:00", "taken_at": "2026-09-07T05:05:00+00:00"}])
LEFT = json.dumps([{"strength": "10", "on_hand": "42.5"}])
LEFT_TWO = json.dumps([{"strength": "10", "on_hand": "42.5"}, {"strength": "20", "on_hand": "8"}])
RATES = json.dumps(
    [
        {"tablets_per_day": "4", "full_days": 15, "first_dose_not_covered": None, "days_short": 13},
        {"tablets_per_day": "8", "full_days": 7, "first_dose_not_covered": None, "days_short": 21},
    ]
)
STEPS = [
    {
        "step": step,
        "from": f"2026-{8 + step:02}-01",
        "to": f"2026-{8 + step:02}-28" if step < 4 else None,
        "doses": [
            {"time": "08:00", "mg": "15", "pieces": [["10", "1.5"]]},
            {"time": "14:00", "mg": "5", "pieces": [["10", "0.5"]]},
        ],
        "daily_mg": "20",
        "now": step == 1,
    }
    for step in range(1, 5)
]
FINDINGS = json.dumps(
    [
        {"level": "WARN", "rule": "STEP_SIZE", "text": "Step 2 is a bigger change than most sources describe."},
        {"level": "INFO", "rule": "SUPPLY", "text": "What you have ends before the plan does."},
    ]
)

USUAL: dict[str, str] = {
    "about": "budget",
    "address": "12 Mill Lane",
    "after_mg": "40",
    "alarm": "on",
    "at": "2026-09-07T11:15:00+00:00",
    "away": "Bo",
    "before": json.dumps([{"strength": "10", "on_hand": "44"}]),
    "before_mg": "45",
    "calls": "yes",
    "change": "amend",
    "clinic": "the spasticity clinic",
    "clinic_opens": "2026-09-08T08:00:00+00:00",
    "clinic_phone": "0117 496 0123",
    "code": "KITE42",
    "daily_mg": "45",
    "day": "2026-09-10",
    "days": "7",
    "days_short": "13",
    "doses": ONE,
    "due": doses(dose("12:00", "C")),
    "earlier": doses(dose("06:00", "D", state="missed")),
    "ends": "stop",
    "entered_day": "2026-09-01",
    "extra_at": "2026-09-07T10:10:00+00:00",
    "findings": FINDINGS,
    "first_daily_mg": "60",
    "from": "2026-09-07T06:00:00+00:00",
    "from_day": "2026-09-10",
    "how": "worse",
    "guess": "Europe/London",
    "key": "key with Mrs Ives at 14",
    "keys": "yes",
    "last_day": "2027-01-07",
    "last_taken": "2026-09-06T19:05:00+00:00",
    "local_emergency": "0117 496 0999",
    "medicine": DRUG,
    "mg": "10",
    "low": "1",
    "refills": "4",
    "high": "2",
    "count": "3",
    "times": "08:00 14:00 20:00",
    "published": '[{"where": "uk", "low_days": 7, "high_days": 14}, {"where": "de", "low_days": 21, "high_days": 21}]',
    "most_h": "24",
    "name": "Ana",
    "either": "Ann, Bob",
    "names": "Ana",
    "next_daily_mg": "40",
    "next_step_day": "2026-09-10",
    "now_daily_mg": "45",
    "of": "6",
    "order_by": "2026-09-11",
    "ordered": "30",
    "out_of_hours": "0117 496 0456",
    "patient": "Sam",
    "phone": "+447700900123",
    "pieces": '[["10", "0.5"]]',
    "both": json.dumps([["08:00", "03:00"], ["14:00", "09:00"], ["20:00", "15:00"]]),
    "home": "Europe/London",
    "plan_zone": "America/New_York",
    "planned": "21",
    "poison_or_clinic": "poison",
    "prescriber": "Dr Lee",
    "quantity": "60",
    "quote": "Take it when you remember, unless it is nearly time for the next one.",
    "reason": "forgot",
    "receipts": RECEIPTS,
    "rows": LEFT,
    "run_out_day": "2026-09-16",
    "run_out_time": "14:00",
    "said": "theres bugs crawling on the wall",
    "says": "step 2 has no days",
    "signs": "sweating palpitations",
    "since": "2026-09-07T08:00:00+00:00",
    "source": "the NHS website",
    "step": "2",
    "slept_before": "7",
    "slept_first": "7.5",
    "slept_now": "6",
    "slept_since": "6",
    "step_day": "2026-08-31",
    "steps": "6",
    "stiff_before": "3",
    "stiff_first": "3",
    "stiff_now": "4",
    "stiff_since": "4.5",
    "strengths": '["10", "20"]',
    "supply": "2026-10-07",
    "tablets": "1.5",
    "taken": "20",
    "taken_at": "2026-09-07T11:10:00+00:00",
    "time": "09:00",
    "tally": "red:2,silent:1,urgent:1,amber:14,lost:3,supply:12,step:9,blocked:4,watch:2",
    "told": json.dumps(
        [
            {"at": "2026-09-07T10:15:00+00:00", "name": "Ana", "about": "alarm", "text": "ALARM: Sam wrote: help me"},
            {"at": "2026-09-06T17:00:00+00:00", "name": "Bo", "about": "asked", "text": "Please ring Sam today."},
        ]
    ),
    "too_close": "3.5",
    "too_far": "10.0",
    "until": "2026-09-07T12:20:00+00:00",
    "visit": "2026-09-29",
    "same": "yes",
    "way": "sms",
    "when": "morning",
    "who": "Dr Lee",
    "why": "mismatch",
    "zone": "America/New_York",
    "zones": "America/New_York, America/Chicago",
}

BY_KIND: dict[str, dict[str, str]] = {
    "already-recorded": {"doses": RECORDED},
    "catch-up": {"doses": doses(dose("06:30", "A", state="missed"), dose("08:00", "B", state="missed"))},
    "dose-due-beside": {"doses": doses(dose("12:00", "B"))},
    "dose-due-many": {"doses": TWO},
    "dose-nudge-beside": {"doses": doses(dose("12:00", "B"))},
    "dose-nudge-many": {"doses": TWO},
    "nothing-open": {"doses": RECORDED},
    "plan-loaded": {"from": "2026-09-10"},
    "plan-now": {"day": "3"},
    "plan-refused": {"why": "step_back"},
    "plan-zone": {"zone": "Europe/London"},
    "plan-table": {"rows": json.dumps(STEPS)},
    "plan-rows": {"rows": json.dumps(STEPS[:2])},
    "prn-rates": {"rows": RATES},
    "recorded-late": {"doses": doses(dose(**(TAKEN | {"taken_at": "2026-09-07T08:40:00+00:00"})))},
    "recorded-taken": {"doses": RECORDED},
    "supply-prn": {"rows": RATES},
    "today": {
        "doses": doses(dose(**TAKEN), dose("12:00"), dose("18:00", state="planned", mg="20", pieces=[["10", "2"]]))
    },
    "what-happened-many": {"doses": TWO},
    "which-dose": {"doses": TWO},
}

_MANY_KINDS = frozenset({"dose-due-many", "dose-nudge-many", "what-happened-many", "which-dose", "catch-up"})
_LETTERED = doses(*(dose(f"{hour:02}:30", letter, **TWO_STRENGTHS) for hour, letter in ((6, "A"), (9, "B"), (12, "C"))))
_WORST: dict[str, str] = {
    "address": "Flat 12b, 1 Very Long Street Name Behind The Old Mill, key under the blue pot by the back door",
    "doses": doses(dose("10:30", **(TWO_STRENGTHS | TAKEN))),
    "key": "under the blue pot by the back door, the third one from the left, or ask at number 14",
    "last_taken": "2026-08-30T19:05:00+00:00",
    "mg": "12.5",
    "quote": LONG_WORDS,
    "receipts": json.dumps([{"time": "06:30", "taken_at": "2026-09-07T05:35:00+00:00"}]),
    "rows": LEFT_TWO,
    "said": LONG_WORDS,
    "says": LONG_WORDS,
    "run_out_day": "2026-11-25",
    "order_by": "2026-11-20",
    "visit": "2026-12-29",
    "findings": json.dumps([{"level": "BLOCK", "rule": "GAP", "text": LONG_WORDS[:90]}] * 7),
}


def usual(kind: str, needs: tuple[str, ...]) -> dict[str, str]:
    """The slots of `kind` named in `needs`, as they come every day."""
    own = BY_KIND.get(kind, {})
    return {name: own.get(name) or USUAL[name] for name in needs if name not in COUNTRY_GIVES}


def worst(kind: str, needs: tuple[str, ...]) -> dict[str, str]:
    """The same slots with names that never end, quotations of a page, two strengths and many entries."""
    slots = usual(kind, needs)
    for name in needs:
        if name in NAMES:
            slots[name] = LONG_NAME
        elif name in _WORST and name not in BY_KIND.get(kind, {}):
            slots[name] = _WORST[name]
    if kind in _MANY_KINDS:
        slots["doses"] = _LETTERED
        if kind == "catch-up":
            slots["doses"] = slots["doses"].replace('"due"', '"missed"')
    if kind.endswith("-beside"):
        slots["doses"] = doses(dose("12:30", "B", **TWO_STRENGTHS))
    if kind == "today":
        slots["doses"] = doses(*(dose(f"{hour:02}:30", **(TWO_STRENGTHS | TAKEN)) for hour in (6, 10, 14, 18)))
    if kind == "plan-table":
        slots["rows"] = json.dumps([step | {"now": step["step"] == 2} for step in STEPS] * 3)
    return slots
