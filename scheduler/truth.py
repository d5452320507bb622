"""What a waiting message says when its turn comes: about the doses that are open then, and nothing that was answered since."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from scheduler.domain.dose import OPEN, Dose, DoseState
from scheduler.domain.message import Message
from scheduler.ports import Records
from scheduler.slots import doses_slot

# Kinds that ask about doses, and are pointless once these are answered.
_PROMPTS = frozenset({"dose-due", "dose-nudge", "dose-after-extra"})
_ASKS = frozenset({"what-happened", "catch-up", "missed-a-day"})
_ABOUT_THEM = frozenset({"carer-soon", "please-ring"})
_OPEN_FOR = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Doses:
    """The doses that a batch of messages speaks of, by id, and what else is open for the same patients.

    `several`: patients with tablets of more than one strength in the house, for whom "1 and a half" is not enough to act on.
    """

    by_id: dict[int, Dose] = field(default_factory=dict)
    open_of: dict[int, list[Dose]] = field(default_factory=dict)
    several: frozenset[int] = frozenset()


def load_doses(records: Records, messages: Sequence[Message], now: datetime) -> Doses:
    """Everything needed for a batch, in three statements."""
    wanted = {dose_id for message in messages for dose_id in message.dose_ids}
    wanted |= {dose_id for message in messages for dose_id in _receipts(message)}
    if not wanted:
        return Doses()
    open_of: dict[int, list[Dose]] = defaultdict(list)
    asking = {m.patient_id for m in messages if m.patient_id is not None and m.kind in _PROMPTS | _ASKS}
    for dose in records.doses.open_of(asking, now - _OPEN_FOR):
        if dose.answered_at is None and dose.state in OPEN:
            open_of[dose.patient_id].append(dose)
    live = records.plans.live_of(asking)
    several = frozenset(version.patient_id for version in live if len(version.plan.tablets) > 1)
    return Doses({dose.id: dose for dose in records.doses.by_id(wanted)}, open_of, several)


def _receipts(message: Message) -> list[int]:
    """The doses whose receipts it owes. A copy may hold what its original said of them instead of their ids."""
    owed = message.slots.get("receipts", "")
    if owed.startswith("["):
        return [dose["id"] for dose in json.loads(owed)]
    return [int(dose_id) for dose_id in owed.split(",") if dose_id]


def as_true_now(message: Message, doses: Doses) -> Message | None:
    """The message as it is true now; None if all it asks about has been answered."""
    slots = dict(message.slots)
    if "receipts" in slots:
        told = [doses.by_id[x] for x in _receipts(message) if x in doses.by_id]
        slots["receipts"] = doses_slot([d for d in told if d.state in {DoseState.TAKEN, DoseState.SKIPPED}])
    kind = message.kind
    if message.dose_ids and kind in _PROMPTS | _ASKS | _ABOUT_THEM:
        about = [doses.by_id[x] for x in message.dose_ids if x in doses.by_id]
        still = [dose for dose in about if dose.state in OPEN and dose.answered_at is None]
        if not still:
            return None
        beside = [d for d in doses.open_of.get(message.patient_id or 0, []) if d.id not in {x.id for x in still}]
        kind, more = _word(kind, still, beside)
        slots |= more
        if message.patient_id in doses.several:
            slots["several_strengths"] = "yes"
    return replace(message, kind=kind, slots=slots)


def _word(kind: str, still: list[Dose], beside: list[Dose]) -> tuple[str, dict[str, str]]:
    """Only what is still inside its window is named as due; what lies past it is only asked about, without an amount."""
    every = sorted([*still, *beside], key=lambda dose: dose.due_at)
    due = [dose for dose in every if dose.state is DoseState.DUE]
    missed = [dose for dose in every if dose.state is DoseState.MISSED]
    if kind in _ABOUT_THEM or kind in {"missed-a-day", "dose-after-extra"}:
        return kind, {"doses": doses_slot(still)}
    if kind == "catch-up":
        return kind, {"doses": doses_slot(missed), "due": doses_slot(due)}
    if kind in _PROMPTS and due:
        more = {"doses": doses_slot(due)}
        if missed:
            more["earlier"] = doses_slot(missed)
        if len(due) > 1:
            return f"{kind}-many", more
        return (f"{kind}-beside" if missed else kind), more
    return ("what-happened-many" if len(missed) > 1 else "what-happened"), {"doses": doses_slot(missed)}
