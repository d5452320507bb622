"""The picture: everything in its place whatever happened, the same bytes for the same course, nothing said in discreet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from bot.pages.chart import compose_chart, draw_chart
from bot.pages.palette import Theme
from scheduler.domain.intake import IntakeKind
from scheduler.domain.people import Wording
from scheduler.domain.version import VersionState
from tests.pages.courses import check_in, empty, extra, lived, taper, version

TWELVE = taper(*[(20 - step % 2 * 5, 20, 20, 20 - step) for step in range(12)])
LOOSE = empty(
    intakes=[
        replace(extra(date(2027, 2, 1) + timedelta(days=day), Decimal(25)), kind=IntakeKind.LOOSE) for day in range(9)
    ],
    check_ins=[check_in(day) for day in range(25, 38)],
    versions=[version(state=VersionState.BLOCKED)],
)
COURSES = {
    "nothing": empty(),
    "first day": lived(1),
    "four days": lived(4),
    "five weeks": lived(),
    "twelve steps": lived(110, TWELVE),
    "over": replace(lived(56), versions=[version(state=VersionState.ENDED)]),
    "no answers": lived(check_ins=[], alarms=[], intakes=[]),
    "no plan": LOOSE,
}


def texts(figure: Figure) -> list[Text]:
    found: list[Any] = figure.findobj(Text)
    return [each for each in found if each.get_text() and each.get_visible()]


@pytest.mark.parametrize("name", COURSES)
def test_no_word_runs_into_another_or_off_the_page(name: str) -> None:
    figure = compose_chart(COURSES[name], wording=Wording.FULL)
    FigureCanvasAgg(figure)
    boxes = [(each.get_text(), each.get_window_extent()) for each in texts(figure)]
    assert boxes
    for words, box in boxes:
        assert box.x0 >= 0 and box.x1 <= 1080 and box.y0 >= 0 and box.y1 <= 1350, (words, box)  # noqa: PT018
    for (one, box), (other, beside) in combinations(boxes, 2):
        overlap = min(box.x1, beside.x1) - max(box.x0, beside.x0), min(box.y1, beside.y1) - max(box.y0, beside.y0)
        # Boxes hold room for letters that go below the line; so much may touch.
        assert min(overlap) < 6, (one, other, overlap)


def test_the_same_course_gives_the_same_bytes_and_the_themes_differ() -> None:
    course = lived()
    light = draw_chart(course)
    assert light.startswith(b"\x89PNG")
    assert (int.from_bytes(light[16:20]), int.from_bytes(light[20:24])) == (1080, 1350)
    assert draw_chart(course) == light
    assert draw_chart(course, Theme.DARK) != light


def test_it_says_where_the_person_is_and_names_its_marks() -> None:
    said = " ".join(each.get_text() for each in texts(compose_chart(lived())))
    for words in ("Step 3 of 4", "70 mg a day", "Day 38", "red flag 8 Feb", "Dotted: not recorded", "+?"):
        assert words in said
    assert "missed" not in said
    assert "Nothing recorded yet" in " ".join(each.get_text() for each in texts(compose_chart(empty())))


def test_discreet_names_no_medicine_and_no_amount() -> None:
    course = lived()
    assert course.patient.wording is Wording.FULL
    for figure in (
        compose_chart(course, wording=Wording.DISCREET),
        compose_chart(replace(course, patient=replace(course.patient, wording=Wording.DISCREET))),
    ):
        said = " ".join(each.get_text() for each in texts(figure))
        assert "100%" in said
        assert "mg" not in said
        assert "baclofen" not in said


def test_what_people_are_called_is_never_read_as_mathematics() -> None:
    figure = compose_chart(lived())
    assert all(not each.get_parse_math() for each in texts(figure))
