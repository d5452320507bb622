"""A prescription in which one thing is changed is read as another one, or asked about; never as it was."""

from __future__ import annotations

import pytest

from bot.reading.instructions import read_instructions, to_flat
from tests.reading.mutations import answered, changes, harmless, judge, read_as, reason

SAMPLED = 300


def test_what_is_changed_is_read_as_changed_or_asked_about() -> None:
    """A part of the sweep `python -m tests.reading.mutations`, evenly over its texts and kinds of change."""
    tried = [
        (line, change)
        for line in answered(("own_hands2", "own_hands3", "own_hands5"))
        for change in changes(line["text"])
    ]
    missed = []
    for line, change in tried[:: max(len(tried) // SAMPLED, 1)]:
        verdict = judge(line, read_as(line, line["text"]), change)
        if verdict and not (verdict == "unchanged" and reason(change, line["text"])):
            missed.append((verdict, change.kind, change.show(line["text"])))
    assert missed == []
    assert len({change.kind for _, change in tried}) > 12


def test_a_reading_that_stands_still_is_noticed() -> None:
    line = answered(("own_hands2",))[0]
    change = next(change for change in changes(line["text"]) if change.kind == "number doubled")
    after = read_as(line, change.apply(line["text"]))
    assert after.kind == "ask" or judge(line, after, change) == "unchanged"
    assert all(why for _, _, why in harmless())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # an amount that is a week's, and not a day's
        ("Baclofen 20 mg a week for 2 weeks, then stop", "times"),
        ("On baclofen 60 mg a day. Drop 15 mg/week each week until off", "contradiction"),
        ("Currently on baclofen 30 mg/week, decrease by 5 mg weekly until off", "times"),
        ("She is on 80 mg baclofen a day, cut 10 mg a week down to 50 mg a week, then stay", "times"),
        ("Baclofen 10 mg up to 3 times a day if needed, do not exceed 30 mg per week", "times"),
        # an explanation that does not fit what is written out
        ("Current baclofen dose 60 mg daily. Taper by 26% each week (45 mg, 30 mg, 15 mg daily), then stop", "contradiction"),
        ("Current baclofen dose 60 mg daily. Taper by 10 mg each week (45 mg, 30 mg, 15 mg daily), then stop", "contradiction"),
        ("Current baclofen dose 60 mg daily. Cut to 25% of the starting dose every 2 weeks until off", "percent_base"),
        # steps that are counted wrong
        ("Baclofen. Step 1 20 mg bd for 7 days. Step 3 10 mg bd for 7 days. Step 3 5 mg bd for 7 days. Stop", "contradiction"),
        ("Step\tDays\tDose\n1\t7\t20 mg TDS\n2\t7\t15 mg TDS\n4\t7\t10 mg TDS\nStop after step 3", "contradiction"),
        ("Step\tDays\tDose\n1\t7\t20 mg TDS\n2\t7\t15 mg TDS\nStop after step 8", "contradiction"),
        # a clock time that is none of theirs
        ("Baclofen: you take 10 mg at 8am, 2pm and 8pm. Stop the 3pm dose for 2 weeks. Then stop altogether", "times"),
        ("Omit the 3 pm baclofen. After 5 days omit the 8 am one. (present: 15 mg at 8 am, 2 pm, 10 pm)", "times"),
        # another amount than the one that was reached
        ("Prednisolone 2.5 mg tablets. 8 tabs mane for 10 days, and knock one off every 10 days until 4; carry on with 8", ""),
        # kept, where doses were being left out
        ("Baclofen 10 mg at 8am, 2pm and 8pm now. Stop the 2pm dose for a week. Then keep the 8am dose for a week", "dose"),
        ("You are on baclofen 10 mg tds. Drop the midday dose for a week, then hold the morning dose for a week", "end"),
        # one time of day twice
        ("AM / MIDDAY / MORNING: baclofen 10 / 5 / 10 mg for week 1, 5 / 5 / 5 mg for week 2. Then stop", "contradiction"),
        # a verb that says up where the doses go down, and the reverse
        ("Increase prednisolone to 7 mg daily for 4 weeks, 6 mg daily for 4 weeks, then stop", "contradiction"),
        ("Reduce baclofen: 10 mg TDS for 2 weeks, 15 mg TDS for 2 weeks, 5 mg TDS for 2 weeks, stop", "contradiction"),
        ("Baclofen reducing regime, present dose 20 mg qds: week 1 15 mg qds, week 2 20 mg qds, then stay", "contradiction"),
        ("Please wean baclofen: 20 mg QDS 5/7; 15 g QDS 5/7; 10 mg QDS 5/7; STOP", "contradiction"),
        # ranges the wrong way round
        ("Baclofen 10 mg every 12 to 8 hours as needed", "times"),
        ("Baclofen 10 to 5 mg up to 3 times a day as needed", "dose"),
        ("Baclofen 10 mg tablets, 2-1 tablets up to 3 times a day as needed", "dose"),
        # how often, said twice and otherwise
        ("Baclofen 20 mg tds. Reduce each dose by 5 mg every 2 weeks until 5 mg twice a day, then stay", "times"),
        ("Baclofen 5 mg, 1 tablet twice a day if needed, maximum 3 times a day", "contradiction"),
        ("Baclofen 5 mg twice a day and 5 mg every other day on alternate days for 2 weeks, then stop", "times"),
        # a cut, and never what is left
        ("Baclofen 20 mg tds. After 2 weeks go down by 5 mg tds. After 2 weeks stop", "times"),
        # one dose of the day, or the medicine?
        ("You take baclofen 20 mg at 8am and 20 mg at 8pm. Halve the evening dose for 2 weeks, then stop it", "end"),
        # nothing is written in a row
        ("Week | Morning | Noon | Bedtime\n1 | 10 mg | 10 mg | 10 mg\n2 | 5 mg | 5 mg | 5 mg\n3 | | |\nbaclofen", "dose"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_asked_about(text: str, code: str) -> None:
    found = to_flat(read_instructions(text), "x")
    assert found["kind"] == "ask", found
    assert not code or code in found["ask_about"]


def test_an_amount_that_explains_a_list_and_fits_is_read() -> None:
    for by in ("25%", "15 mg"):
        text = f"Current baclofen dose 60 mg daily. Taper by {by} each week (45 mg, 30 mg, 15 mg daily), then stop"
        found = to_flat(read_instructions(text), "x")
        assert [step["daily_total_mg"] for step in found["steps"]] == [45, 30, 15]


def test_every_other_morning_is_in_the_morning() -> None:
    text = "Baclofen 10 mg at night for 2 weeks, then 10 mg every other morning for 2 weeks, then stop"
    steps = read_instructions(text).steps
    assert [[dose.when for dose in step.cycle[0].doses] for step in steps] == [["bedtime"], ["morning"]]


def test_miss_out_is_no_name() -> None:
    text = "Baclofen 10 mg at breakfast, tea and bed for 2 weeks; miss out the teatime one for 2 weeks; then stop"
    assert [[d.when for d in step.cycle[0].doses] for step in read_instructions(text).steps] == [
        ["morning", "evening", "bedtime"],
        ["morning", "bedtime"],
    ]
    assert read_instructions(f"Dear Miss Jones,\n{text}").kind == "plan"


def test_the_times_of_the_step_before_carry_where_the_text_says_so() -> None:
    text = "Baclofen 15 mg at 06:00, 14:00 and 22:00 for 10 days, then 10 mg at the same times for 10 days, then stop"
    clocks = [[f"{dose.at:%H:%M}" for dose in step.cycle[0].doses] for step in read_instructions(text).steps]
    assert clocks == [["06:00", "14:00", "22:00"]] * 2


def test_what_is_changed_one_dose_at_a_time_is_checked_against_what_is_taken() -> None:
    text = (
        "She is on baclofen 20 mg three times a day. Reduce the midday dose from 20 mg to 10 mg, a week later the morning dose "
        "from 20 mg to 10 mg, and a week after that the night dose from 20 mg to 10 mg. She then remains on 10 mg tds."
    )
    found = to_flat(read_instructions(text), "x")
    assert [[dose["mg"] for dose in step["doses"]] for step in found["steps"]] == [[20, 10, 20], [10, 10, 20], [10] * 3]
    assert "contradiction" in read_instructions(text.replace("morning dose from 20", "morning dose from 15")).ask_about
