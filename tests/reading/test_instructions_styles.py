"""A plan written out as prescribers do, in many styles, is read back as it was, or asked about; never as another one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.instructions import read_instructions, to_flat
from tests.examples import examples
from tests.reading.instruction_score import is_same

START = date(2026, 12, 1)
# A step: its days, and the mg of the morning, midday, evening and bedtime doses.
Step = tuple[int, tuple[int, int, int, int]]
Style = Callable[[list[Step], str], str]


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Step], str]:
    """Two to five steps that go down, each 3 to 28 days; ends with a stop, or goes on."""
    sizes = st.sampled_from([0, 5, 10, 15, 20, 25])
    day = st.tuples(sizes, sizes, sizes, sizes).filter(any)
    days = draw(st.lists(day, min_size=2, max_size=5, unique=True))
    days.sort(key=lambda doses: (-sum(doses), doses))
    lengths = draw(st.lists(st.sampled_from([3, 5, 7, 10, 14, 21, 28]), min_size=len(days), max_size=len(days)))
    return list(zip(lengths, days, strict=True)), draw(st.sampled_from(["stop", "hold"]))


def _lasting(days: int, week: str, day: str) -> str:
    return f"{days // 7}{week}" if days % 7 == 0 else f"{days}{day}"


def _named(doses: tuple[int, ...], names: tuple[str, ...], unit: str = " mg") -> list[str]:
    return [f"{mg}{unit} {name}" for mg, name in zip(doses, names, strict=True) if mg]


def british(steps: list[Step], ends: str) -> str:
    names = ("mane", "midday", "teatime", "nocte")
    said = [f"{' + '.join(_named(doses, names))} {_lasting(days, '/52', '/7')}" for days, doses in steps]
    return f"Baclofen {', '.join(said)}, {'stop' if ends == 'stop' else 'continue'}"


def by_the_night(steps: list[Step], ends: str) -> str:
    names = ("OM", "at noon", "at teatime", "ON")
    said = [f"{', '.join(_named(doses, names, 'mg'))} for {_lasting(days, ' weeks', ' days')}" for days, doses in steps]
    return f"Baclofen {'. Then '.join(said)}. {'Then stop.' if ends == 'stop' else 'Stay on that.'}"


def american(steps: list[Step], ends: str) -> str:
    names = ("in the morning", "at noon", "in the evening", "at bedtime")
    said = [f"take {', '.join(_named(doses, names))} for {days} days" for days, doses in steps]
    return f"Baclofen: {', THEN '.join(said)}, {'then discontinue' if ends == 'stop' else 'then continue'}"


def spanish(steps: list[Step], ends: str) -> str:
    names = ("por la mañana", "al mediodía", "en la cena", "al acostarse")
    said = [f"{', '.join(_named(doses, names))} durante {days} días" for days, doses in steps]
    return f"Baclofeno: {'; luego '.join(said)}; {'luego suspender' if ends == 'stop' else 'y mantener'}"


def pattern(steps: list[Step], ends: str) -> str:
    said = [f"{'/'.join(map(str, doses))} mg for {days} days" for days, doses in steps]
    return f"Baclofen {', then '.join(said)}, {'then stop' if ends == 'stop' else 'then stay there'}"


def table(steps: list[Step], ends: str) -> str:
    rows: list[str] = []
    first = 1
    for days, doses in steps:
        rows.append(f"{first}-{first + days - 1} | " + " | ".join(str(mg) if mg else "-" for mg in doses))
        first += days
    closing = f"{first} | stop" if ends == "stop" else "stay on the last row"
    return "Baclofen mg\nDays | Breakfast | Lunch | Tea | Bedtime\n" + "\n".join(rows) + f"\n{closing}"


def dated(steps: list[Step], ends: str) -> str:
    rows: list[str] = []
    names, first = ("at 8am", "at 12 noon", "at 5pm", "at 10pm"), START
    for days, doses in steps:
        last = first + timedelta(days - 1)
        when = (
            f"{first:%-d %B} to {last:%-d %B}"
            if ends == "stop" or len(rows) < len(steps) - 1
            else f"From {first:%-d %B}"
        )
        rows.append(f"{when}: {', '.join(_named(doses, names))}")
        first = last + timedelta(1)
    return "Baclofen\n" + "\n".join(rows) + ("\nThen stop." if ends == "stop" else "\nStay on that.")


def retold(steps: list[Step], ends: str) -> str:
    names = ("when i get up", "at lunch", "with tea", "at bed time")
    said = [f"{' and '.join(_named(doses, names, 'mg'))} for {days} days" for days, doses in steps]
    return f"so i take my baclofen {' then '.join(said)} then {'none' if ends == 'stop' else 'i stay on that'}"


def totals(steps: list[Step], ends: str) -> str:
    said = [f"{sum(doses)} mg a day x {_lasting(days, ' wk', ' d')}" for days, doses in steps]
    return f"Baclofen {' -> '.join(said)} -> {'off' if ends == 'stop' else 'hold at that dose'}"


STYLES: list[Style] = [british, by_the_night, american, spanish, pattern, table, dated, retold, totals]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
@examples(8)
@given(plan=plans())
def test_what_is_written_out_is_read_back_or_asked_about(style: Style, plan: tuple[list[Step], str]) -> None:
    steps, ends = plan
    text = style(steps, ends)
    found = to_flat(read_instructions(text, start=START), "x")
    assert found["kind"] == "ask" or is_same(_expected(style, steps, ends), found), (text, found)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
def test_every_style_is_read(style: Style) -> None:
    steps: list[Step] = [(14, (20, 10, 10, 20)), (7, (10, 10, 5, 20)), (10, (10, 0, 0, 10)), (7, (0, 0, 0, 10))]
    for ends in ("stop", "hold"):
        text = style(steps, ends)
        found = to_flat(read_instructions(text, start=START), "x")
        assert found["kind"] == "plan", (text, found)


def _expected(style: Style, steps: list[Step], ends: str) -> dict[str, object]:
    said: list[dict[str, object]] = []
    for n, (days, doses) in enumerate(steps):
        open_ended = ends == "hold" and n == len(steps) - 1
        step: dict[str, object] = {"days": None if open_ended else days}
        if style is totals:
            step["daily_total_mg"] = sum(doses)
        else:
            step["doses"] = [{"at": None, "mg": mg} for mg in doses if mg]
        said.append(step)
    return {"kind": "plan", "steps": said, "ends": ends, "prn": None}
