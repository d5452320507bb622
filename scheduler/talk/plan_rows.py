"""A plan as rows of a table: a row for each step, every day of a cycle, so that nothing of it is left unsaid."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from scheduler.domain.message import DRAWS
from scheduler.domain.people import ChannelName
from scheduler.domain.regimen import Day, Plan, Step
from scheduler.domain.stretch import steps_with_dates
from scheduler.domain.tablets import pieces_for
from scheduler.domain.timing import daily_total, day_of_plan
from scheduler.slots import number, pieces_slot
from scheduler.talk.scene import Scene

Row = dict[str, Any]

# So many doses stand in one text message, or in one message where there is room.
_NARROW, _WIDE = 6, 120


def plan_rows(plan: Plan, today: date) -> list[Row]:
    """A row for each step of a plan with a start: its dates, its doses, and whether it is the present one."""
    place = day_of_plan(plan, today)
    rows = []
    for step_number, first, last in steps_with_dates(plan):
        step = plan.steps[step_number - 1]
        days = [_doses(plan, step, day) for day in step.cycle] or [[]]
        row: Row = {
            "step": step_number,
            "from": first.isoformat(),
            "to": last.isoformat() if last else None,
            "doses": days[0],
            "days_in_cycle": len(step.cycle),
            "now": place is not None and place[0] == step_number,
        }
        if len(days) > 1:
            row["cycle"] = days
        else:
            row["daily_mg"] = number(daily_total(plan, first))
        rows.append(row)
    return rows


def _doses(plan: Plan, step: Step, day: Day) -> list[Row]:
    return [
        {
            "time": line.at.strftime("%H:%M") if line.at else None,
            "mg": number(line.mg),
            "pieces": json.loads(pieces_slot(pieces_for(line.mg, plan.tablets, plan.liquid, step.form) or ())),
        }
        for line in day
    ]


def say_rows(scene: Scene, plan: Plan) -> None:
    """Show the whole plan, in as many messages as the channel needs; an amount is never cut off."""
    room = _NARROW if scene.contact.channel is ChannelName.SMS else _WIDE
    for place, part in enumerate(_parts(plan_rows(plan, scene.today()), room)):
        scene.say("plan-rows", {"rows": json.dumps(part)} | (plan_picture(scene) if place == 0 else {}))


def plan_picture(scene: Scene) -> dict[str, str]:
    """What draws the plan as a table beside its words, where pictures go along without a price."""
    return {DRAWS: "plan"} if scene.contact.channel is ChannelName.TELEGRAM else {}


def _parts(rows: Sequence[Row], room: int) -> Iterator[list[Row]]:
    part: list[Row] = []
    used = 0
    for row in rows:
        size = max(1, sum(len(day) for day in row.get("cycle") or [row["doses"]]))
        if part and used + size > room:
            yield part
            part, used = [], 0
        part.append(row)
        used += size
    if part:
        yield part
