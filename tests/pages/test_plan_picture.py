"""The plan as a table to look at: every dose in its column, discreet if wanted, sent when a plan is shown in chat."""

from __future__ import annotations

import json
import struct
from datetime import UTC, date, datetime
from typing import Any

from bot.pages.palette import PALETTES, Theme
from bot.pages.plan_picture import MOST_STEPS, draw_plan, plan_data
from bot.texts.setting import Setting
from scheduler.domain.document import parse_plan
from scheduler.domain.people import Wording
from tests.builders import plan, step

TODAY = date(2027, 1, 14)


def setting(wording: Wording) -> Setting:
    return Setting("en", wording, "Europe/London", "GB", datetime(2027, 1, 14, 9, tzinfo=UTC), wide=True)


def data(document: Any, wording: Wording = Wording.FULL, theme: Theme = Theme.LIGHT) -> dict[str, Any]:
    return plan_data(parse_plan(document), TODAY, setting(wording), theme)


TAPER = plan(step(7, {"08:00": 20, "14:00": 10, "22:00": 15}), step(None, {"22:00": 10}), prescriber="Dr Lee")


def test_each_time_of_day_keeps_its_column() -> None:
    drawn = data(TAPER)
    assert drawn["columns"] == 3
    first, second = (row["days"][0]["doses"] for row in drawn["rows"])
    assert [(dose["time"], dose["words"], dose["mg"]) for dose in first] == [
        ("8:00", "2", "20 mg"),
        ("14:00", "1", "10 mg"),
        ("22:00", "1 and a half", "15 mg"),
    ]
    assert [dose and dose["words"] for dose in second] == [None, None, "1"]
    assert [row["total"] for row in drawn["rows"]] == ["45 mg a day", "10 mg a day"]
    assert drawn["end"] == "The last step goes on."


def test_discreet_it_names_no_medicine_and_no_milligrams() -> None:
    drawn = json.dumps(data(TAPER, Wording.DISCREET)).lower()
    assert not [word for word in ("baclofen", " mg", "dr lee", "tablet") if word in drawn]
    assert "1 and a half" in drawn


def test_what_does_not_fit_is_said_to_be_in_the_words() -> None:
    steps = [step(1, {"08:00": 40 - n}) for n in range(MOST_STEPS + 2)]
    drawn = data(plan(*steps, tablets=[{"strength_mg": 1, "pieces": 1}]))
    assert (len(drawn["rows"]), "And 2 more steps" in drawn["end"]) == (MOST_STEPS, True)


def test_the_picture_has_a_phones_width_and_the_ground_of_its_theme() -> None:
    light, dark = (draw_plan(parse_plan(TAPER), TODAY, setting(Wording.FULL), theme) for theme in Theme)
    for picture in (light, dark):
        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", picture[16:24])
        assert (width, width / 20 < height < width * 20) == (1200, True)
    assert light != dark
    assert data(TAPER, theme=Theme.DARK)["colours"]["paper"] == PALETTES[Theme.DARK].paper
