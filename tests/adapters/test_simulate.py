"""A simulated town: the same seed gives the same figures, wrong use is one line, and what it counts is what happened."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from bot.bootstrap import default_policy
from bot.cli.app import main
from bot.pages.town import draw_town
from bot.rehearsal.town.district import MOST_IN_ONE, Asked, simulate_district
from bot.rehearsal.town.faults import PRESETS, FaultsError, read_faults
from bot.rehearsal.town.habits import habits
from bot.rehearsal.town.people import Carer, Resident
from bot.rehearsal.town.tally import Tally, percentile, report
from bot.rehearsal.town.town import Rates
from scheduler.clock import SystemClock

ROOT = Path(__file__).parents[2]
# What depends on the machine and not on the seed.
_OF_THE_MACHINE = ("events_per_s", "took_s", "seed", "from", "faults")


@pytest.mark.timeout(300)
def test_the_same_seed_gives_the_same_figures_on_a_very_bad_day(tmp_path: Path) -> None:
    """In two processes, whose sets and dictionaries are laid out differently; one by the command, one by the function."""
    command = [sys.executable, "-m", "bot", "simulate", "--patients", "3", "--days", "0.6", "--faults", "bad", "--json"]
    command += ["--from", "2027-03-28"]
    environment = {**os.environ, "PYTHONHASHSEED": "12"}
    # The night in which the clocks of Europe are put forward.
    asked = Asked(3, 0.6, 1, PRESETS["bad"], Rates(25.0, 100.0), datetime(2027, 3, 28, tzinfo=UTC))
    before = random.getstate()
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as other:
        tally = simulate_district(asked, 0, tmp_path)
        out, _ = other.communicate()
    random.setstate(before)
    figures = json.loads(out)
    assert other.returncode == 0, figures
    mine = json.loads(json.dumps(report(tally, (6, 7, 10))))
    assert mine == {name: value for name, value in figures.items() if name not in _OF_THE_MACHINE}
    assert figures["events_per_s"] > 0
    assert figures["kills"] > 1
    assert figures["doses"] > 2
    assert figures["messages"] > 5
    assert figures["audit"]["holds"]
    assert figures["lost"] == 0


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["--patients", "0"], "--patients: a whole number from 1"),
        (["--days", "nan"], "--days: a number above 0"),
        (["--days", "0"], "--days: a number above 0"),
        (["--from", "2027-02-30"], "--from: a date of 2020 to 2099 such as 2027-01-04, not '2027-02-30'"),
        (["--jobs", "0"], "--jobs: a whole number from 1"),
        (["--sms-per-second", "0"], "--sms-per-second: a number above 0"),
        (["--faults", "worse"], "--faults: none, usual, bad, or any of refused"),
        (["--faults", "bad,lost=2"], "--faults: lost: a number from 0 to 1, not '2'"),
        (["--plot", "/nowhere/at/all.png"], "--plot: there is no folder"),
        (["--patients", "many"], "--patients"),
    ],
)
def test_wrong_use_is_one_line(arguments: list[str], names: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", *arguments]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert len(written.err.splitlines()) == 1
    assert names in written.err


def test_faults_are_sets_and_single_ones() -> None:
    mixed = read_faults("bad, crashes=0,outage_h=1.5")
    assert (mixed.crashes, mixed.outage_h, mixed.lost) == (0, 1.5, PRESETS["bad"].lost)
    assert read_faults("lost=0.5") == read_faults("none,lost=0.5")
    with pytest.raises(FaultsError, match="not '='"):
        read_faults("usual,=")


def test_districts_hold_everybody_once_whatever_the_machine() -> None:
    for patients in (1, 2500, 2501, 10_000):
        districts = Asked(patients, 1, 1, PRESETS["none"], Rates(1, 1)).districts()
        assert [number for each in districts for number in each] == list(range(patients))
        assert max(map(len, districts)) <= MOST_IN_ONE


def test_counts_add_up() -> None:
    one = Tally(patients=2, carers=1, days=1, lag_s=Counter({0: 98, 60: 1}), false_by_carer=Counter({3: 1}))
    other = Tally(
        patients=1, carers=1, days=1, lag_s=Counter({7: 1}), lost=Counter({"x": 1}), false_by_carer=Counter({0: 1})
    )
    both = one + other
    assert (both.patients, both.days) == (3, 1)
    assert [percentile(both.lag_s, share) for share in (0.5, 0.98, 0.99, 1)] == [0, 0, 7, 60]
    assert percentile({}, 0.5) is None
    assert not both.holds
    # Three false ones in a day, for one of two caregivers: twenty-one a fortnight for each.
    assert report(both, (6,))["false_alerts_per_caregiver_fortnight"] == 21
    assert report(both, (6,))["false_alerts_most_for_one"] == 3


def test_the_picture_is_the_same_for_the_same_counts() -> None:
    tally = Tally(patients=3, days=2, lag_s=Counter({0: 9, 8000: 1}), texts_a_day=Counter({6: 2, 11: 1}))
    drawn = draw_town(tally, default_policy())
    assert drawn.startswith(b"\x89PNG")
    assert drawn == draw_town(tally, default_policy()) != draw_town(Tally(), default_policy())


def test_an_alert_is_false_only_if_nothing_was_wrong() -> None:
    now, every = SystemClock().now(), habits()
    resident = Resident(1, "P1", every.patients[0], "Europe/London", [])
    assert not resident.is_wrong(now, "please-ring")
    assert resident.is_wrong(now, "supply-alert")
    for wrong in ({"missed_at": now}, {"gone_at": now}, {"unwell_at": now}, {"stopped": True}):
        one = Resident(1, "P1", every.patients[0], "Europe/London", [], **wrong)
        assert one.is_wrong(now, "please-ring")
    never = next(each for each in every.carer_habits if each.after_min is None)
    assert Carer("C", never, [], resident, 1).hears("red-flag-alert", Random(1), every) == []
