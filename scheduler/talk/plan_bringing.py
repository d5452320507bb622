"""Bringing a plan: as a document, as a prescriber's words, a step at a time, or as a change of the one that runs."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.plan_talk import Brought, PlanTalk
from scheduler.domain.regimen import Plan
from scheduler.domain.timing import last_on
from scheduler.domain.version import Change, VersionState
from scheduler.talk.plan_answer import plain
from scheduler.talk.plan_change import changed_plan
from scheduler.talk.plan_release import QUESTION
from scheduler.talk.plan_talking import advance, load
from scheduler.talk.scene import Scene

_STEPS = frozenset({"steps", "by steps", "step by step"})


def take_plan(scene: Scene, plan: Plan) -> None:
    """A plan document came in, as a file or as a hand-over code."""
    patient = scene.patient
    assert patient is not None
    # Wall times follow the person, not the desk the plan was written at; a difference is said.
    if plan.timezone not in (None, patient.zone):
        scene.say("plan-zone", {"plan_zone": plan.timezone or "", "zone": patient.zone})
    live = scene.live()
    last = last_on(plan)
    if last is not None and last < scene.today():
        scene.say("plan-refused", {"why": "over", "day": last.isoformat()})
    elif live is not None and _same(live.plan, plan) and live.state is not VersionState.WAITING:
        scene.say("plan-same")
    else:
        begin(scene, PlanTalk(patient.id, Brought.DOCUMENT, change_of(scene), scene.now, plan=plan))


def _same(plan: Plan, other: Plan) -> bool:
    return plan == replace(other, timezone=plan.timezone)


def change_of(scene: Scene) -> Change:
    """What a plan that is brought now would be: the first one, or a change of the one that rules."""
    live = scene.live()
    return Change.AMEND if live is not None and live.state is VersionState.ACTIVE else Change.START


def sounds_prescribed(scene: Scene) -> bool:
    """Whether the message is a prescriber's words. Those of a text that speaks of signs as well have to read as a plan."""
    if not _sounds_like(scene):
        return False
    signs = scene.heard.near_red or scene.heard.amber or bool(scene.heard.symptoms)
    if scene.question == QUESTION and scene.asked.get("code") != "bring" and not signs:
        # In the middle of a talk it may be an answer; that is tried first.
        return False
    if not signs:
        return True
    return scene.knowledge.plan_reader.words(scene.heard.text, (), scene.today()).plan is not None


def _sounds_like(scene: Scene) -> bool:
    reader = scene.knowledge.plan_reader
    return scene.patient is not None and scene.attachment is None and reader.sounds_like(scene.heard.text)


def bring_words(scene: Scene) -> None:
    """A prescriber's words were pasted."""
    assert scene.patient is not None
    begin(scene, _words(scene, scene.patient.id))


def begin_by_steps(scene: Scene) -> bool:
    """STEPS: the plan is told one step at a time, also long after that was offered. False if it was not said."""
    if scene.patient is None or plain(scene.heard.text) not in _STEPS:
        return False
    begin(scene, PlanTalk(scene.patient.id, Brought.STEPS, change_of(scene), scene.now))
    return True


def keep_words(scene: Scene) -> None:
    """The same while something graver is being answered: kept, and brought to mind on another day."""
    if _sounds_like(scene) and scene.patient is not None:
        scene.records.plan_talks.set(_words(scene, scene.patient.id))


def _words(scene: Scene, patient_id: int) -> PlanTalk:
    return PlanTalk(patient_id, Brought.WORDS, change_of(scene), scene.now, words=scene.heard.text.strip())


def begin_change(scene: Scene, change: Change) -> None:
    """Hold, step back or go on: as somebody named decided, in writing or on the telephone."""
    live = scene.live()
    if live is None or live.state is not VersionState.ACTIVE:
        scene.settle()
        scene.say("no-plan" if live is None else "watch-only-note")
        return
    plan = changed_plan(scene, live, change)
    if plan is None:
        scene.settle()
        scene.say("plan-refused", {"why": change.value})
        return
    begin(scene, PlanTalk(live.patient_id, Brought.CHANGE, change, scene.now, plan=plan))


def go_on(scene: Scene) -> None:
    """NEW PLAN: the talk that was left goes on where it was; without one, how to bring a plan is said."""
    assert scene.patient is not None
    talk = load(scene)
    if talk is not None:
        advance(scene, talk)
        return
    scene.say("plan-how-to")
    scene.ask(QUESTION, {"code": "bring"})


def begin(scene: Scene, talk: PlanTalk) -> None:
    """Keep what was brought, and ask the first thing."""
    scene.records.plan_talks.set(talk)
    advance(scene, talk)
