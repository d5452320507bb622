"""What must always be true, asked of the store. Findings name ids only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import OperationalError

from scheduler.ports import Broken
from scheduler.ports.aside import Waits
from storage.records import audit_dose, audit_escalation, audit_message, audit_plan
from storage.records.asides import AsideRecords
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
# What a row that is set aside breaks.
_RULES = {
    Waits.ESCALATION: 5,
    Waits.DOSE: 1,
    Waits.WATCH: 1,
    Waits.VERSION: 0,
    Waits.MESSAGE: 2,
    Waits.PATIENT: 1,
}


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
            try:
                with self._work.conn.begin_nested():
                    looked_at, what = ask(self._work, now)
            except OperationalError as error:
                if not _is_of_a_row(error):
                    raise
                looked_at, what = 0, [f"could not be asked: {type(error).__name__}"]
            except Exception as error:
                # A row that nothing can be made of; the other rules are asked all the same.
                looked_at, what = 0, [f"could not be asked: {type(error).__name__}"]
            checked[rule] = looked_at
            broken.extend(Broken(rule, each) for each in what)
        broken += [
            Broken(_RULES[each.what], f"{each.what.value} {each.row_id}: set aside, {each.why}", aside=True)
            for each in AsideRecords(self._work).all()
        ]
        return checked, broken


def _is_of_a_row(error: OperationalError) -> bool:
    """SQLite calls a value that is no JSON what it calls a database that is away."""
    return "malformed JSON" in str(error.orig)
