"""Where a plan talk goes next: the next question, the whole plan shown back, or the plan that now rules.

It can be left and taken up again on any day: what was brought and every answer is kept, and the next question follows from
them. Doses, danger and whatever else is asked go first; the question stays where it was.
"""

from __future__ import annotations

import json
from dataclasses import replace

from scheduler.domain.people import ChannelName
from scheduler.domain.plan_filling import UNNAMED
from scheduler.domain.plan_talk import Brought, PlanTalk
from scheduler.domain.regimen import Plan
from scheduler.domain.version import Change
from scheduler.slots import number
from scheduler.talk.plan_change import changed_plan
from scheduler.talk.plan_intake import keep_draft, plan_slots, put_away, settle_plan
from scheduler.talk.plan_release import QUESTION, say_read_back
from scheduler.talk.plan_rows import plan_picture, plan_rows, say_rows
from scheduler.talk.plan_standing import Standing, stand
from scheduler.talk.scene import Scene


def load(scene: Scene) -> PlanTalk | None:
    """The talk as it is today: a change of the running plan begins tomorrow, whichever day it is."""
    assert scene.patient is not None
    talk = scene.records.plan_talks.get(scene.patient.id)
    live = scene.live()
    if talk is None or talk.brought is not Brought.CHANGE:
        return talk
    plan = changed_plan(scene, live, talk.change) if live is not None else None
    if plan is None:
        scene.records.plan_talks.drop(scene.patient.id)
        return None
    return replace(talk, plan=plan)


def advance(scene: Scene, talk: PlanTalk, *, unread: str | None = None) -> None:
    """Ask the next thing, show the plan, or let it rule. `unread`: what was just said and could not be used."""
    assert scene.patient is not None
    standing = stand(talk, scene.knowledge, scene.today(), scene.patient.zone)
    if standing.plan is not None and standing.plan.medication != UNNAMED and scene.live() is None:
        # Watch-only care begins with the first plan that was brought, not only with the one that rules.
        keep_draft(scene, standing.plan)
    if standing.ask is None:
        if standing.plan is None:
            put_away(scene)
            scene.say("no-plan")
        else:
            settle_plan(scene, talk, standing.plan, standing.findings)
        return
    _ask(scene, talk, standing, unread)
    scene.ask(QUESTION, {"code": standing.ask})


def _ask(scene: Scene, talk: PlanTalk, standing: Standing, unread: str | None) -> None:
    code = standing.ask or ""
    slots = dict(standing.slots)
    if unread:
        slots["said"] = unread
    name = code.partition(":")[0]
    if name == "words":
        scene.say("plan-ask", slots)
    elif name == "time":
        scene.say("plan-time", slots)
    elif name == "start" and unread:
        scene.say("plan-start-unclear", {"said": unread})
    elif not standing.shown:
        scene.say("plan-need", slots)
    else:
        _show(scene, talk, standing, unread)


def _show(scene: Scene, talk: PlanTalk, standing: Standing, unread: str | None) -> None:
    """The whole plan with what the review found, and then who decided it."""
    plan, code = standing.plan, standing.ask or ""
    assert plan is not None
    slots = plan_slots(plan, list(standing.findings), scene.today())
    first = unread is None
    if code == "ok":
        say_loaded(scene, plan, slots, again=not first)
    elif code == "who" and talk.change is Change.START:
        if first:
            say_rows(scene, plan)
        scene.say("plan-read" if first else "plan-confirm-who", slots | _proposed(talk) | _as_needed(plan))
    elif code == "who":
        if first:
            say_rows(scene, plan)
        scene.say("plan-change-who", {"change": talk.change.value})
    elif code == "read_back":
        say_read_back(scene, talk, plan, unread)
    else:
        scene.say("plan-need", {"about": code} | ({"said": unread} if unread else {}))


def _as_needed(plan: Plan) -> dict[str, str]:
    """The range of a plan without steps, in tablets where their strength is known."""
    part = plan.as_needed
    if part is None or plan.steps or part.times_per_day is None:
        return {}
    low, high = part.min_tablets, part.max_tablets or part.min_tablets
    strength = plan.tablets[0].strength_mg if len(plan.tablets) == 1 else None
    if high is None and strength is not None and part.max_mg is not None:
        low, high = (part.min_mg or part.max_mg) / strength, part.max_mg / strength
    if high is None:
        return {}
    return {"low": number(low if low is not None else high), "high": number(high), "count": str(part.times_per_day)}


def _proposed(talk: PlanTalk) -> dict[str, str]:
    return {"why": "split"} if any(code.startswith("split") for code, _ in talk.answers) else {}


def say_loaded(scene: Scene, plan: Plan, slots: dict[str, str], *, again: bool) -> None:
    """A plan whose prescriber is named in it: it needs an OK and no name."""
    if again:
        scene.say("plan-ok-needed")
        return
    if scene.contact.channel is ChannelName.SMS:
        say_rows(scene, plan)
        scene.say("plan-loaded", slots)
    else:
        scene.say("plan-loaded", slots | {"rows": json.dumps(plan_rows(plan, scene.today()))} | plan_picture(scene))
