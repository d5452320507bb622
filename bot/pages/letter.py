"""The letter for a prescriber, one or two pages: what was planned, what was taken, when it got worse, what the person asks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.dates import format_date

from bot.pages.chart_print import MOST_DAYS, draw_print
from bot.pages.course import Course
from bot.pages.letter_adherence import around, steps, unplanned, weeks
from bot.pages.letter_alarms import alarms, weekly
from bot.pages.letter_plan import supply, versions
from bot.pages.letter_section import Section
from bot.pages.tally import by_day, by_week, felt_by_day, red_days
from bot.pages.typeset import paper_of, typeset
from bot.texts.amounts import spell
from bot.texts.words import say
from scheduler.domain.timing import day_of_plan

# More than the page has room for; the export holds all of them.
_MOST_QUESTIONS = 4
_MOST_WORDS = 400


def write_letter(course: Course) -> bytes:
    """The letter as PDF, on the paper of the person's country; the same course gives the same bytes."""
    return typeset("letter.typ", letter_data(course))


def letter_data(course: Course) -> dict[str, object]:
    """Every word of the letter, in order, for the template."""
    language = course.patient.language
    newest = course.newest
    medicine = newest.plan.medication if newest is not None else ""
    name = course.person.name or course.patient.call_me
    chart = draw_print(course)
    return {
        "paper": paper_of(course.patient.country),
        "language": language,
        "title": say("letter-title", language, medicine=medicine, name=name, has_medicine="yes" if medicine else "no"),
        "date": format_date(course.today, "d MMMM y", locale=language),
        "under": _under(course),
        "facts": _facts(course),
        "differs": _differs(course),
        "asks": say("letter-asks", language, name=course.patient.call_me or name),
        "questions": _questions(course),
        "chart": chart,
        "chart_title": say("letter-chart", language),
        "chart_note": _chart_note(course),
        "sections": _sections(course) if course.begins_on is not None or course.versions else _nothing(course),
        "foot": say("letter-foot", language),
    }


def _under(course: Course) -> str:
    language = course.patient.language
    prescriber = course.newest.plan.prescriber if course.newest is not None else None
    return say("letter-under", language, has_prescriber="yes" if prescriber else "no", prescriber=prescriber or "")


def _differs(course: Course) -> str:
    """What the person says they take, where the plan counts on another amount."""
    context = course.newest.plan.context if course.newest is not None else None
    if context is None or context.reported_current_mg is None or context.plan_baseline_mg is None:
        return ""
    told, counted_on = context.reported_current_mg, context.plan_baseline_mg
    if told == counted_on:
        return ""
    return say("letter-differs", course.patient.language, told=spell(told), plan=spell(counted_on))


def _questions(course: Course) -> list[dict[str, str]]:
    shown = course.questions[-_MOST_QUESTIONS:]
    return [
        {"words": f"“{_cut(each.words)}”", "day": _day(course.day_of(each.said_at), course.patient.language)}
        for each in shown
    ]


def _cut(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= _MOST_WORDS else f"{flat[:_MOST_WORDS].rsplit(' ', 1)[0]} …"


def _day(on: date, language: str) -> str:
    return format_date(on, "d MMM", locale=language)


def _sections(course: Course) -> list[Section]:
    """The tables that have something to say, in the order in which a clinician asks."""
    found = [each(course) for each in (around, weeks, unplanned, alarms, steps, weekly, versions, supply)]
    return [section for section in found if section is not None]


def _nothing(course: Course) -> list[dict[str, object]]:
    language = course.patient.language
    return [
        {"title": say("letter-nothing", language), "rows": [], "note": say("letter-nothing-note", language),
         "head": [], "widths": [], "align": []}
    ]  # fmt: skip


def _chart_note(course: Course) -> str:
    language = course.patient.language
    days = by_day(course)
    code = "letter-chart-note-cut" if len(days) > MOST_DAYS else "letter-chart-note"
    return say(code, language, days=MOST_DAYS)


def _facts(course: Course) -> list[dict[str, str]]:
    return [_planned(course), _taken(course), _worst(course), _reds(course)]


def _planned(course: Course) -> dict[str, str]:
    language = course.patient.language
    live = course.live
    now = course.planned_mg(course.today) if live is not None else None
    if live is None or now is None:
        state = live.state.value if live is not None else "none"
        return _fact("planned", say("letter-no-amount", language), say(f"letter-state-{state}", language), language)
    place = day_of_plan(live.plan, course.today)
    ends = course.plan_ends_on
    note = say(
        "letter-planned-note",
        language,
        step=place[0] if place else 0,
        of=len(live.plan.steps),
        ends=live.plan.ends.value if ends is not None else "on",
        end="" if ends is None else _day(ends, language),
    )
    return _fact("planned", say("chart-now", language, mg=spell(now)), note, language)


def _taken(course: Course) -> dict[str, str]:
    language = course.patient.language
    weeks = by_week(course)
    planned = sum((week.planned_mg for week in weeks), Decimal(0))
    taken = sum((week.taken_mg for week in weeks), Decimal(0))
    if not planned:
        return _fact("taken", say("letter-no-amount", language), say("letter-taken-none", language), language)
    unrecorded = sum(week.not_recorded for week in weeks)
    note = say(
        "letter-taken-note",
        language,
        due=sum(week.due for week in weeks),
        not_taken=sum(week.not_taken for week in weeks),
        not_recorded=unrecorded,
        extra=sum(week.extra for week in weeks),
    )
    return _fact("taken", f"{round(100 * taken / planned)}%", note, language)


def _worst(course: Course) -> dict[str, str]:
    """The highest stiffness and when; how long after the last step down, if one came before."""
    language = course.patient.language
    told = [each for each in felt_by_day(course) if each.stiffness is not None]
    if not told:
        return _fact("worst", say("letter-no-amount", language), say("letter-worst-none", language), language)
    worst = max(told, key=lambda each: (each.stiffness or 0, each.on))
    steps = [(on, before, after) for on, before, after in course.steps_down() if on <= worst.on]
    stiffness = worst.stiffness or 0
    value = say("letter-worst-value", language, stiffness=stiffness)
    if not steps:
        return _fact("worst", value, say("letter-worst-day", language, day=_day(worst.on, language)), language)
    on, before, after = steps[-1]
    note = say(
        "letter-worst-note",
        language,
        day=_day(worst.on, language),
        days=(worst.on - on).days,
        before=spell(before),
        after=spell(after),
    )
    return _fact("worst", value, note, language)


def _reds(course: Course) -> dict[str, str]:
    language = course.patient.language
    days = red_days(course)
    note = say("letter-reds-none", language)
    if days:
        last = say("letter-reds-note", language, day=_day(days[-1], language))
        note = last
    return _fact("reds", str(len(days)), note, language)


def _fact(code: str, value: str, note: str, language: str) -> dict[str, str]:
    return {"label": say(f"letter-fact-{code}", language), "value": value, "note": note}
