"""Where a plan talk stands: the plan as far as it is known, and the one thing to ask next. Worked out anew from what was said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from scheduler.domain.finding import Finding
from scheduler.domain.plan_filling import fill, next_open
from scheduler.domain.plan_talk import Brought, PlanTalk
from scheduler.domain.regimen import Ends, Plan
from scheduler.domain.review import activates, review
from scheduler.domain.timing import is_schedulable
from scheduler.domain.version import Change
from scheduler.knowledge import Knowledge

WORD_CODES = (
    *("strength", "start_dose", "dose", "times", "duration", "contradiction", "units", "date_order"),
    *("percent_base", "end", "condition", "medicine"),
)
"""What a prescriber's words may leave open; answers to them are kept under `words:` and the code."""

# Only the whole text, sent again, settles these.
_AGAIN = frozenset({"contradiction", "medicine"})


@dataclass(frozen=True, slots=True)
class Standing:
    """`ask` is the next question's code, None when nothing is left. `shown`: the plan is complete and can be shown.

    `slots` are for the question's words. `unfit`: the last answer did not fit and is not kept.
    """

    plan: Plan | None
    ask: str | None
    slots: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    shown: bool = False
    unfit: bool = False


def stand(talk: PlanTalk, knowledge: Knowledge, today: date, zone: str) -> Standing:
    """Work out where it stands. Pure: the same talk on the same day stands where it stood."""
    if talk.brought is Brought.WORDS:
        read = knowledge.plan_reader.words(talk.words, _word_answers(talk), today)
        if read.plan is None:
            code = read.ask_about[0]
            slots = {"about": code} | ({"quote": read.quote} if read.quote else {})
            return Standing(None, f"words:{code}", slots, unfit=read.not_an_answer is not None)
        plan: Plan | None = read.plan
    elif talk.brought is Brought.STEPS:
        standing = _by_steps(talk, knowledge, today)
        if standing.ask is not None:
            return standing
        plan = standing.plan
    else:
        plan = talk.plan
    if plan is None:
        return Standing(None, None)
    return _fill_in(talk, replace(plan, timezone=zone), knowledge, today)


def _word_answers(talk: PlanTalk) -> list[tuple[str, str]]:
    return [(code.removeprefix("words:"), said) for code, said in talk.answers if code.startswith("words:")]


def _by_steps(talk: PlanTalk, knowledge: Knowledge, today: date) -> Standing:
    """A plan told a step at a time; each step is read like a prescriber's words, with the strength once it is known."""
    lines = [said for _, said in talk.all_said("step")]
    strength = _word_answers(talk)
    plans = [knowledge.plan_reader.words(line, strength, today) for line in lines]
    for read in plans:
        if read.plan is None:
            return Standing(None, f"words:{read.ask_about[0]}", {"about": read.ask_about[0]})
    if not plans:
        return Standing(None, "step", {"about": "step", "step": "1"})
    found = [read.plan for read in plans if read.plan is not None]
    steps = tuple(step for plan in found for step in plan.steps)
    over = talk.said("over")
    if over is None and steps and steps[-1].days is not None:
        return Standing(None, "next_step", {"about": "next_step", "step": str(len(steps) + 1)})
    ends = Ends(over) if over is not None else Ends.HOLD
    if ends is Ends.HOLD and steps:
        steps = (*steps[:-1], replace(steps[-1], days=None))
    pieces = max((tablet.pieces for plan in found for tablet in plan.tablets), default=1)
    tablets = tuple(replace(tablet, pieces=pieces) for tablet in found[0].tablets)
    named = next((plan.medication for plan in found if plan.medication != "unknown"), found[0].medication)
    return Standing(replace(found[0], steps=steps, ends=ends, tablets=tablets, medication=named), None)


def _fill_in(talk: PlanTalk, plan: Plan, knowledge: Knowledge, today: date) -> Standing:
    asked: set[str] = set()
    for code, said in talk.answers:
        if code.startswith("words:") or code in _ABOUT_PEOPLE:
            continue
        filled = fill(plan, code, said)
        if filled is not None:
            plan = filled
            asked.add(code)
    by_words = talk.brought in {Brought.WORDS, Brought.STEPS}
    open_ = next_open(plan, asked, by_words=by_words) if talk.brought not in {Brought.CHANGE, Brought.RELEASE} else None
    if open_ is not None:
        slots = {"about": open_.code.partition(":")[0]}
        slots |= {"when": open_.when} if open_.when else {}
        slots |= {"count": str(open_.count)} if open_.count else {}
        slots |= {"times": " ".join(f"{at:%H:%M}" for at in open_.times)} if open_.times else {}
        slots |= {"step": str(open_.step), "about": "split_step"} if open_.step else {}
        return Standing(plan, open_.code, slots)
    findings = tuple(review(plan, knowledge.drug, now_on=today))
    return Standing(plan, _who_is_missing(talk, plan, findings), findings=findings, shown=True)


_ABOUT_PEOPLE = frozenset({"ok", "who", "who_day", "how", "read_back", "reason", "step", "over"})


def _who_is_missing(talk: PlanTalk, plan: Plan, findings: tuple[Finding, ...]) -> str | None:
    """Who decided it, when, how they said so: what makes a plan somebody's decision."""
    said = {code for code, _ in talk.answers}
    if talk.brought is Brought.RELEASE:
        return None if "read_back" in said else "read_back"
    named = talk.brought is Brought.DOCUMENT and talk.change is Change.START and plan.prescriber is not None
    if named:
        # One that cannot begin needs no OK: it is said to wait, and for whom.
        begins = activates(findings) and is_schedulable(plan)
        return "ok" if begins and "ok" not in said else None
    if "who" not in said:
        return "who"
    if "who_day" not in said:
        return "who_day"
    if "reason" not in said and any(finding.rule == "INCREASE" for finding in findings):
        return "reason"
    written = talk.brought in {Brought.WORDS, Brought.DOCUMENT}
    if not written and "how" not in said:
        return "how"
    if talk.said("how") == "phone" and "read_back" not in said:
        return "read_back"
    return None


def settles_alone(code: str) -> bool:
    """Whether an answer in a few words can settle this question; otherwise the text has to come again."""
    return code not in _AGAIN
