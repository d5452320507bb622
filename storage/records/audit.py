"""What must always be true, asked of the store. Findings name ids only."""

from __future__ import annotations

from datetime import datetime

from scheduler.ports import Broken
from storage.records import audit_dose, audit_escalation, audit_message, audit_plan
from storage.work import Work

_QUESTIONS = (
    (0, audit_plan.planned_ahead),
    (1, audit_dose.ended_once),
    (2, audit_message.prompts_have_messages),
    (3, audit_message.inbox_handled_once),
    (4, audit_message.consented),
    (5, audit_escalation.never_silent),
    (7, audit_dose.pieces_add_up),
    (9, audit_message.lateness_can_be_said),
)


class AuditRecords:
    """Implements `scheduler.ports.Audit`: rules 0, 1, 2, 3, 4, 5, 7 and 9 of the design.

    Rules 6, 8 and 10 (about words, order of meanings and logs) are not the store's to
    answer. A rule that found nothing to look at reports 0. What each one asks stands at its function.
    """

    def __init__(self, work: Work) -> None:
        self._work = work

    def run(self, now: datetime) -> tuple[dict[int, int], list[Broken]]:
        checked: dict[int, int] = {}
        broken: list[Broken] = []
        for rule, ask in _QUESTIONS:
            looked_at, what = ask(self._work, now)
            checked[rule] = looked_at
            broken.extend(Broken(rule, each) for each in what)
        return checked, broken
