"""One message as a whole: danger before dose, the residue rule, and the command that shows it."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from bot.reading.symptoms import Tier
from bot.reading.understand import Decision, understand
from tests.adapters.commands import Terminal

PLAN = {
    "medication": "baclofen",
    "timezone": "Europe/London",
    "start": "2026-12-01",
    "tablets": [{"strength_mg": 10, "pieces": 2}],
    "steps": [{"days": 7, "doses": [{"at": "08:00", "mg": 10}, {"at": "14:00", "mg": 10}, {"at": "20:00", "mg": 10}]}],
    "ends": "hold",
}


def test_danger_goes_before_the_dose() -> None:
    meaning = understand("took it but im seeing things", None)
    assert (meaning.decision, meaning.tier, meaning.intent) == (Decision.ALARM, Tier.RED, "symptom")


@pytest.mark.parametrize(
    "text", ["took it", "yes taken", "Taken, thanks", "no didnt take it", "skipped it", "1", "thanks", "STOP"]
)
def test_known_words_are_accepted(text: str) -> None:
    assert understand(text, None).decision is Decision.ACCEPT


@pytest.mark.parametrize(
    "text", ["didnt take it", "havent taken it", "i did not take my pill", "not taken", "never took it"]
)
def test_a_negated_taken_is_never_taken(text: str) -> None:
    assert understand(text, None).intent not in {"taken", "taken_late", "taken_partial", "taken_extra"}


def test_unknown_words_are_asked_about_softly() -> None:
    meaning = understand("took it with the flumbering gorp", None)
    assert (meaning.decision, meaning.soft) == (Decision.ASK, True)
    assert meaning.left_over


def test_words_near_danger_are_asked_about_at_once() -> None:
    meaning = understand("took it. feel really weird", None)
    assert (meaning.decision, meaning.soft) == (Decision.ASK, False)


def test_a_digit_of_the_safety_list_alarms_unless_a_caregiver_sends_it() -> None:
    meaning = understand("9", None)
    assert (meaning.decision, meaning.symptoms, meaning.suicidal) == (Decision.ALARM, ("suicidal",), True)
    assert understand("4", None, as_caregiver=True).decision is not Decision.ALARM


@pytest.mark.parametrize("text", ["4am", "9 am", "9am is okay?", "8am done"])
def test_an_hour_is_no_digit_of_the_safety_list(text: str) -> None:
    assert understand(text, None).decision is not Decision.ALARM


@pytest.mark.parametrize("text", ["took 2 and a half tablets", "plan", "8 am", "how am i doing"])
def test_a_second_look_leaves_plain_answers_and_commands_alone(text: str) -> None:
    assert understand(text, None).decision is Decision.ACCEPT


@pytest.mark.parametrize(
    "text",
    [
        "took it. love you all always",
        "done. i am ready",
        "1 thanks for being my friend",
        "I won't be needing the 8 pm one any more",
        "took it, thats me done with these for good",
        "took the 8pm. that was my last",
        "not taken, doesnt matter now",
        "took it. you wont hear from me again",
        "taken, thank you for looking after me all this time",
        "taken 2pm. you can stop texting me after tonight",
        "taken and dont bother with the 10 oclock",
        "2 whats the use",
        "1 signing off for good",
    ],
)
def test_a_farewell_beside_a_dose_answer_is_asked_about_at_once(text: str) -> None:
    meaning = understand(text, None)
    assert (meaning.decision, meaning.soft) == (Decision.ASK, False)


@pytest.mark.parametrize("text", ["lost", "call me"])
def test_a_caregivers_command_is_a_question_to_somebody_who_tapers(text: str) -> None:
    assert understand(text, None).decision is Decision.ASK
    assert understand(text, None, as_caregiver=True).decision is Decision.ACCEPT


def test_a_dose_that_is_waved_away_is_not_taken() -> None:
    assert understand("dont worry about the 8pm dose", None).intent != "taken"


def test_sos_alarms() -> None:
    assert understand("SOS", None).decision is Decision.ALARM


def test_the_plan_decides_what_is_too_much() -> None:
    assert understand("took 60mg at once", None).tier is not Tier.RED
    assert understand("took 60mg at once", None, planned_day_mg=Decimal(30)).tier is Tier.RED
    assert understand("took 30mg at once", None, planned_day_mg=Decimal(10)).tier is not Tier.RED


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys)


def test_the_command_answers_line_by_line(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(PLAN), encoding="utf-8")
    lines = '{"id": "a", "text": "took 10mg at 8:05"}\n\n{"id": 2, "text": "she has bugs on the wall"}\n'
    options = ["--plan", str(plan), "--now", "2026-12-02T08:30:00Z", "--as", "caregiver"]
    command = [sys.executable, "-m", "bot", "understand", *options]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert list(first) == ["id", "intent", "tier", "symptoms", "negated", "amount_mg", "at", "decision"]
    assert (first["id"], first["amount_mg"], first["at"]) == ("a", 10, "2026-12-02T08:05:00Z")
    assert (second["id"], second["tier"], second["decision"]) == (2, "red", "alarm")


def test_without_plan_and_clock_amounts_and_times_are_null(terminal: Terminal) -> None:
    row = terminal.run("understand", typed='{"id": 1, "text": "took 10mg at 8"}\n').json()
    assert (row["amount_mg"], row["at"]) == (None, None)


@pytest.mark.parametrize("bad", ["nonsense", '{"id": 1}', '{"text": 3}', "[]", '{"id": [], "text": "x"}'])
def test_a_bad_line_is_named(bad: str, terminal: Terminal) -> None:
    done = terminal.run("understand", typed='{"id": 1, "text": "ok"}\n' + bad + "\n")
    assert done.status == 2
    assert "line 2" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--now", "yesterday"), "--now"),
        (("--now", "2026-12-01T08:00:00"), "--now"),
        (("--timezone", "Mars/Base"), "--timezone"),
        (("--as", "cat"), "--as"),
    ],
)
def test_a_bad_option_is_named(options: tuple[str, ...], named: str, terminal: Terminal) -> None:
    done = terminal.run("understand", *options)
    assert done.status == 2
    assert named in done.err


@pytest.mark.parametrize("text", ["200mg down the hatch", "300mg in me", "dose done, 250 mg"])
def test_a_red_amount_alarms_without_a_verb_of_taking(text: str) -> None:
    assert understand(text, None).decision is Decision.ALARM


def test_the_limit_of_this_person_holds_for_it_as_well() -> None:
    assert understand("70mg down the hatch", None, planned_day_mg=Decimal(30)).tier is Tier.RED
    assert understand("70mg down the hatch", None, planned_day_mg=Decimal(60)).tier is not Tier.RED
