"""Red flags and alarms with what followed, and the weekly scales."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from bot.pages.course import Alarm, Course
from bot.pages.letter_section import Section, section, word_clock, word_date
from bot.texts.words import say
from scheduler.domain.checkin import CheckIn, Kind, Question
from scheduler.domain.escalation import Cause, Tier
from scheduler.domain.timing import to_wall

_MOST_ALARMS, _SCALES = 6, 6
_FOLLOWED = frozenset({"on_it", "spoke", "all_clear"})


def alarms(course: Course) -> Section | None:
    """Red ones and urgent ones by themselves, with what followed; the rest as counts."""
    language = course.patient.language
    grave = [each for each in course.alarms if each.escalation.tier is not Tier.AMBER]
    grave.sort(key=lambda each: (each.escalation.tier is Tier.RED, each.escalation.opened_at), reverse=True)
    shown = grave[:_MOST_ALARMS]
    if not course.alarms:
        return None
    rows = [_alarm(each, course) for each in shown]
    rest = Counter(each.escalation.cause for each in course.alarms if each not in shown)
    counted = ", ".join(
        say("letter-count", language, what=say(f"letter-cause-{cause.replace('_', '-')}", language), count=count)
        for cause, count in rest.most_common()
    )
    note = say("letter-also", language, list=counted) if counted else ""
    columns = [("when", "left"), ("tier", "left"), ("what", "fill"), ("followed", "fill")]
    return section("alarms", columns, rows, language, note)


def _alarm(alarm: Alarm, course: Course) -> list[str]:
    language = course.patient.language
    escalation = alarm.escalation
    at = to_wall(escalation.opened_at, course.patient.zone)
    what = say(f"letter-cause-{escalation.cause.value.replace('_', '-')}", language)
    quote = " ".join(escalation.because.get("said", "").split())[:140]
    if quote and escalation.cause is not Cause.SUICIDE:
        what = say("letter-quoted", language, what=what, quote=quote)
    followed: list[tuple[str, str]] = []
    for event in alarm.events:
        code = f"letter-event-{event.what.replace('_', '-')}"
        if event.what in _FOLLOWED and not any(code == each for each, _ in followed):
            minutes = round((event.at - escalation.opened_at) / timedelta(minutes=1))
            who = course.names.get(event.person_id or 0, "")
            followed.append((code, say(code, language, who=who or say("letter-somebody", language), minutes=minutes)))
    ended = say(f"letter-ended-{escalation.state.value}", language)
    return [
        f"{word_date(at.date(), language)}, {word_clock(at, course)}",
        say(f"letter-tier-{escalation.tier.value}", language),
        what,
        "; ".join([words for _, words in followed] or [ended]),
    ]


def _in_words(told: CheckIn, course: Course) -> str:
    """ "more than one an hour, moderate"; "3 of 6: several days, more than half the days"."""
    language, answers = course.patient.language, told.answers
    words = [
        say(f"letter-answer-{question.replace('_', '-')}", language, value=int(answers[question]))
        for question in (Question.SPASMS, Question.SPASM_SEVERITY, Question.INTEREST, Question.LOW)
        if question in answers
    ]
    if told.kind is not Kind.PHQ2:
        return ", ".join(words)
    total = sum(answers[question] for question in (Question.INTEREST, Question.LOW) if question in answers)
    high = total >= course.patient.policy.phq2_amber_from
    return say("letter-phq2", language, total=total, high="yes" if high else "no", list=", ".join(words))


def weekly(course: Course) -> Section | None:
    """The weekly scales in words: how often spasms come and how hard, and the two questions about mood with what they mean."""
    language = course.patient.language
    rows = []
    for kind in (Kind.PENN, Kind.PHQ2):
        told = [each for each in course.check_ins if each.kind is kind and each.answers][-_SCALES:]
        if told:
            values = "; ".join(
                f"{word_date(course.day_of(each.asked_at), language)}: {_in_words(each, course)}" for each in told
            )
            rows.append([say(f"letter-scale-{kind.value}", language), values])
    if not rows:
        return None
    return section("weekly", [("scale", "left"), ("answers", "fill")], rows, language)
