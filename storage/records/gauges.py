"""How the house stands, in numbers. Each is one look at a small index, however much is stored."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Table, bindparam, case, func, select, text

from scheduler.domain.message import Priority
from scheduler.domain.version import LIVE
from scheduler.ports.gauges import Waiting
from storage.tables import check_in, dose, escalation, inbox, message, patient, plan_version, watch
from storage.tables.escalation import IN_PROGRESS
from storage.tables.message import UNHANDLED, UNKNOWN, WAITING
from storage.work import Work

_AT = message.c.not_before.type
_NOW, _SINCE = bindparam("now", type_=_AT), bindparam("since", type_=_AT)
_SLEEPERS: dict[str, Table] = {"escalation": escalation, "dose": dose, "watch": watch, "version": plan_version}
_LAG = select(
    *(
        select(func.min(each.c.wake_at)).where(each.c.wake_at <= _NOW).scalar_subquery().label(name)
        for name, each in _SLEEPERS.items()
    )
)
_QUEUE = (
    select(message.c.priority, func.count().label("waits"), func.min(message.c.not_before).label("first"))
    .where(text(WAITING), message.c.not_before <= _NOW)
    .group_by(message.c.priority)
)
_UNSETTLED = select(func.count()).select_from(message).where(text(UNKNOWN))
_ALARMS = (
    select(escalation.c.tier, escalation.c.state, func.count().label("there"))
    .where(text(IN_PROGRESS))
    .group_by(escalation.c.tier, escalation.c.state)
)
# By way of the patients: each has an index of their days, and the table as a whole has none.
_GRADE = func.coalesce(check_in.c.grade, case((check_in.c.ended_at.is_(None), "open"), else_="none"))
_CHECK_INS = (
    select(_GRADE.label("grade"), func.count().label("there"))
    .select_from(patient.join(check_in, check_in.c.patient_id == patient.c.id))
    .where(check_in.c.asked_at >= _SINCE)
    .group_by(_GRADE)
)
_PLANS = (
    select(plan_version.c.state, func.count().label("there"))
    .where(plan_version.c.state.in_([str(state) for state in sorted(LIVE)]))
    .group_by(plan_version.c.state)
)
_INBOX = select(func.count().label("waits"), func.min(inbox.c.received_at).label("first")).where(text(UNHANDLED))
_DEAD = select(func.count()).select_from(inbox).where(inbox.c.dead == 1)


class GaugeRecords:
    """Implements `scheduler.ports.Gauges`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def lag(self, now: datetime) -> dict[str, timedelta]:
        row = self._work.run(_LAG, now=now).one()
        return {name: _age(getattr(row, name), now) for name in _SLEEPERS}

    def queue(self, now: datetime) -> dict[int, Waiting]:
        found = {int(each): Waiting(0, timedelta()) for each in Priority}
        for row in self._work.run(_QUEUE, now=now):
            found[row.priority] = Waiting(row.waits, _age(row.first, now))
        return found

    def unsettled(self) -> int:
        return int(self._work.run(_UNSETTLED).scalar_one())

    def alarms(self) -> dict[tuple[str, str], int]:
        return {(str(row.tier), str(row.state)): row.there for row in self._work.run(_ALARMS)}

    def check_ins(self, since: datetime) -> dict[str, int]:
        return {str(row.grade): row.there for row in self._work.run(_CHECK_INS, since=since)}

    def plans(self) -> dict[str, int]:
        return {str(row.state): row.there for row in self._work.run(_PLANS)}

    def inbox(self, now: datetime) -> tuple[int, timedelta, int]:
        row = self._work.run(_INBOX).one()
        return row.waits, _age(row.first, now), int(self._work.run(_DEAD).scalar_one())


def _age(at: datetime | None, now: datetime) -> timedelta:
    return timedelta() if at is None else max(timedelta(), now - at)
