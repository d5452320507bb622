"""Planned against taken: around each step, by week, by step, and each time that was not as planned."""

from __future__ import annotations

from datetime import date, time

from bot.pages.course import Course
from bot.pages.letter_section import Section, left_out, or_none, section, word_clock, word_date
from bot.pages.tally import (
    Tally,
    around_steps,
    by_step,
    by_week,
    has_come,
    is_unrecorded,
    taken_of,
)
from bot.texts.amounts import spell
from bot.texts.words import say
from scheduler.domain.dose import DoseState
from scheduler.domain.intake import IntakeKind
from scheduler.domain.timing import to_wall

_MOST_STEPS, _MOST_WEEKS, _MOST_EVENTS = 8, 8, 10


def around(course: Course) -> Section | None:
    language = course.patient.language
    found = around_steps(course)
    if not found:
        return None
    rows = [
        [
            word_date(each.on, language),
            say("letter-from-to", language, before=spell(each.before_mg), after=spell(each.after_mg)),
            say("letter-from-to", language, before=or_none(each.stiffness_before), after=or_none(each.stiffness_after)),
            or_none(each.worst_after),
            say("letter-from-to", language, before=or_none(each.sleep_before), after=or_none(each.sleep_after)),
            str(each.shaky_after),
            str(each.red_after),
            "",
        ]
        for each in found[-_MOST_STEPS:]
    ]
    columns = [("step-down", "left"), ("mg", "left"), ("stiffness", "left"), ("worst", "right"), ("sleep", "left")]
    columns += [("shaky", "right"), ("red", "right"), ("", "fill")]
    note = " ".join([say("letter-around-note", language), left_out(len(found), len(rows), language)]).strip()
    return section("around", columns, rows, language, note)


def _percent(tally: Tally) -> str:
    """The share recorded as taken; a dash where nobody recorded anything, which says nothing about what was taken."""
    if not tally.planned_mg or tally.not_recorded == tally.due:
        return "–"
    return f"{round(100 * tally.taken_mg / tally.planned_mg)}%"


_COUNTS = [("planned", "right"), ("taken", "right"), ("share", "right"), ("part", "right"), ("not-taken", "right"),
           ("not-recorded", "right"), ("extra", "right"), ("", "fill")]  # fmt: skip


def _counts(each: Tally, language: str) -> list[str]:
    counts = {"count": each.extra, "known": each.extra - each.extra_unknown, "unknown": each.extra_unknown}
    extra = say("letter-extra", language, mg=spell(each.extra_mg), **counts) if each.extra else "0"
    return [
        spell(each.planned_mg),
        spell(each.taken_mg + each.loose_mg),
        _percent(each),
        str(each.part),
        str(each.not_taken),
        str(each.not_recorded),
        extra,
        "",
    ]


def weeks(course: Course) -> Section | None:
    language = course.patient.language
    found = [week for week in by_week(course) if week.due or week.extra or week.loose]
    if not found:
        return None
    shown = found[-_MOST_WEEKS:]
    rows = [
        [f"{word_date(each.first_on, language)} – {word_date(each.last_on, language)}", *_counts(each, language)]
        for each in shown
    ]
    note = " ".join([say("letter-weeks-note", language), left_out(len(found), len(shown), language)]).strip()
    return section("weeks", [("week", "left"), *_COUNTS], rows, language, note)


def steps(course: Course) -> Section | None:
    language = course.patient.language
    found = by_step(course)
    if not found:
        return None
    rows = []
    for _, each in found[-_MOST_STEPS:]:
        daily = course.planned_mg(each.last_on)
        what = say("letter-step", language, step=each.step or 0, mg=or_none(daily))
        rows.append(
            [
                f"{what}, {word_date(each.first_on, language)} – {word_date(each.last_on, language)}",
                *_counts(each, language),
            ]
        )
    return section("steps", [("step", "left"), *_COUNTS], rows, language, left_out(len(found), len(rows), language))


def unplanned(course: Course) -> Section | None:
    """Extra, partial, not taken, not recorded: newest first, with the reason where one was given."""
    language = course.patient.language
    zone = course.patient.zone
    found: list[tuple[date, time, list[str]]] = []
    for intake in course.intakes:
        if intake.kind is IntakeKind.EXTRA:
            at = to_wall(intake.taken_at, zone)
            mg = (
                say("letter-amount-unknown", language)
                if intake.mg is None
                else say("chart-mg", language, mg=spell(intake.mg))
            )
            found.append(
                (at.date(), at.time().replace(second=0, microsecond=0), [say("letter-extra-taken", language), mg, ""])
            )
    for dose in course.doses:
        if not has_come(dose, course):
            continue
        planned = say("chart-mg", language, mg=spell(dose.mg))
        if dose.state is DoseState.SKIPPED:
            why = say(f"letter-reason-{(dose.reason.value if dose.reason else 'none').replace('_', '-')}", language)
            found.append((dose.on, dose.at, [say("letter-not-taken", language), planned, why]))
        elif is_unrecorded(dose) and dose.window_ends_at <= course.now:
            found.append((dose.on, dose.at, [say("letter-not-recorded", language), planned, ""]))
        elif taken_of(dose) < dose.mg and not is_unrecorded(dose):
            part = say("letter-part-of", language, taken=spell(taken_of(dose)), planned=spell(dose.mg))
            found.append((dose.on, dose.at, [say("letter-part", language), part, ""]))
    if not found:
        return None
    found.sort(key=lambda each: each[:2], reverse=True)
    rows = [[f"{word_date(on, language)}, {word_clock(at, course)}", *cells] for on, at, cells in found[:_MOST_EVENTS]]
    columns = [("when", "left"), ("what", "left"), ("amount", "left"), ("reason", "fill")]
    return section("unplanned", columns, rows, language, left_out(len(found), len(rows), language))
