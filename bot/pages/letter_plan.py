"""The plan with who decided it, and what is in the house."""

from __future__ import annotations

from datetime import date

from bot.pages.course import Course
from bot.pages.letter_section import Section, left_out, section, word_date
from bot.texts.amounts import spell
from bot.texts.words import say
from scheduler.domain.timing import daily_total, steps_with_dates
from scheduler.domain.version import PlanVersion

_MOST_VERSIONS, _MOST_PLAN_STEPS = 5, 14


def versions(course: Course) -> Section | None:
    language = course.patient.language
    shown = course.versions[-_MOST_VERSIONS:]
    if not shown:
        return None
    rows = [
        [
            str(each.number),
            word_date(course.day_of(each.begins_at), language),
            say(f"letter-change-{each.change.value.replace('_', '-')}", language),
            say(f"letter-state-{each.state.value}", language),
            _who(each, language),
        ]
        for each in shown
    ]
    columns = [("version", "right"), ("begins", "left"), ("change", "left"), ("state", "left"), ("decided", "fill")]
    note = " ".join(
        [_plan_line(course), _not_changed(course), left_out(len(course.versions), len(rows), language)]
    ).strip()
    return section("versions", columns, rows, language, note)


def _who(version: PlanVersion, language: str) -> str:
    parts = []
    if version.plan.prescriber:
        parts.append(say("letter-from", language, who=version.plan.prescriber))
    if version.decided_by:
        parts.append(say("letter-decided", language, who=version.decided_by))
    if version.confirmed_by:
        parts.append(say("letter-confirmed", language, who=version.confirmed_by))
    return ", ".join(parts) or say("letter-nobody", language)


def _plan_line(course: Course) -> str:
    """The newest plan in one line: each step's first day and its daily amount."""
    language = course.patient.language
    newest = course.newest
    if newest is None:
        return ""
    steps = steps_with_dates(newest.plan)
    parts = [
        say("letter-plan-step", language, day=word_date(first, language), mg=spell(daily_total(newest.plan, first)))
        for _, first, _ in steps[:_MOST_PLAN_STEPS]
    ]
    if not parts:
        return ""
    return say("letter-plan", language, list=", ".join(parts), more="yes" if len(steps) > len(parts) else "no")


def _not_changed(course: Course) -> str:
    """To which steps the person said that they had not changed, the newest ones."""
    language = course.patient.language
    said = [
        say("letter-not-changed", language, step=word_date(on, language), day=word_date(course.day_of(at), language))
        for on, at in sorted(course.not_changed.items())[-_MOST_VERSIONS:]
    ]
    return " ".join(said)


def _known(strength: str) -> str:
    return "no" if strength in ("ml", "unknown") else "yes"


def supply(course: Course) -> Section | None:
    language = course.patient.language
    if not course.on_hand:
        return None
    counted = ", ".join(
        say("letter-on-hand", language, count=spell(count), strength=strength, known=_known(strength))
        for strength, count in sorted(course.on_hand.items())
    )  # fmt: skip
    out = course.supply.get("run_out_day")
    order = course.supply.get("order_by")
    note = say(
        "letter-supply-note",
        language,
        list=counted,
        has_out="yes" if out else "no",
        out=word_date(date.fromisoformat(out), language) if out else "",
        has_order="yes" if order else "no",
        order=word_date(date.fromisoformat(order), language) if order else "",
    )
    return section("supply", [], [], language, note)
