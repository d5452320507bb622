"""Numbers for Prometheus: counts and ages, never anything about a person."""

from __future__ import annotations

import platform
from collections import Counter as Counted
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from importlib.metadata import version

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from bot.bootstrap import House
from bot.health import Health, look_at_health
from scheduler.domain.checkin import Grade
from scheduler.domain.escalation import ENDED, State, Tier
from scheduler.domain.message import Priority
from scheduler.domain.version import LIVE
from scheduler.ports import Gauges, Waits

_DAY = timedelta(hours=24)
_PRIORITIES = {int(priority): priority.name.lower() for priority in Priority}
_UNGRADED = ("open", "none")
_log = structlog.get_logger(__name__)


class Metrics:
    """Counts of this process, and what the store says of the house at the moment of asking."""

    media_type = CONTENT_TYPE_LATEST

    def __init__(self, house: House) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_HouseCollector(house))
        self.requests = Counter(
            "stepdown_http_requests", "Requests by route and status.", ("route", "status"), registry=self._registry
        )
        self.receipts = Counter(
            "stepdown_receipts", "Receipts by channel and status.", ("channel", "status"), registry=self._registry
        )
        self.messages = Counter(
            "stepdown_messages", "Messages by channel and outcome.", ("channel", "outcome"), registry=self._registry
        )
        for name in house.channels:
            for outcome in ("sent", "failed", "dropped"):
                # A series that is there from the start: otherwise its first failure raises no alert.
                self.messages.labels(name.value, outcome)

    def show_spool(self, waiting: Callable[[], int]) -> None:
        """Show as well how much waits on the disk while the database is away; `waiting` counts it."""
        spool = Gauge("stepdown_spool_waiting", "Kept on the disk, not in the database yet.", registry=self._registry)
        spool.set_function(waiting)

    def show(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self._registry)


class _HouseCollector(Collector):
    def __init__(self, house: House) -> None:
        self._house = house

    def describe(self) -> Iterable[Metric]:
        return []

    def collect(self) -> Iterable[Metric]:
        health = look_at_health(self._house)
        yield from _process(self._house, health)
        if not health.database:
            return
        try:
            yield from self._stored()
        except Exception as error:
            # What was looked at so far is shown; a database that is away is told by `stepdown_up`.
            _log.error("metrics.failed", error=error)

    def _stored(self) -> Iterable[Metric]:
        now = self._house.clock.now()
        with self._house.store.reading() as records:
            gauges: Gauges = records.gauges
            lag, queue, unsettled = gauges.lag(now), gauges.queue(now), gauges.unsettled()
            alarms, plans = gauges.alarms(), gauges.plans()
            check_ins, inbox = gauges.check_ins(now - _DAY), gauges.inbox(now)
            aside = Counted(each.what for each in records.asides.all())
        yield _by(
            "stepdown_due_lag_seconds",
            "How long the first thing that is due has waited to be woken.",
            "kind",
            {name: age.total_seconds() for name, age in lag.items()},
        )
        yield _by(
            "stepdown_queue_messages",
            "Messages that may go now, by priority.",
            "priority",
            {_PRIORITIES[each]: waiting.count for each, waiting in queue.items()},
        )
        yield _by(
            "stepdown_queue_oldest_seconds",
            "How long the first of them has waited.",
            "priority",
            {_PRIORITIES[each]: waiting.oldest.total_seconds() for each, waiting in queue.items()},
        )
        yield GaugeMetricFamily("stepdown_messages_unsettled", "Messages whose outcome nobody knows.", unsettled)
        open_alarms = GaugeMetricFamily(
            "stepdown_escalations_open", "Alarms that have not ended, by tier and state.", labels=("tier", "state")
        )
        for tier in Tier:
            for state in (each for each in State if each not in ENDED):
                open_alarms.add_metric((tier.value, state.value), alarms.get((tier.value, state.value), 0))
        yield open_alarms
        yield _by(
            "stepdown_check_ins_day",
            "Check-ins asked in the last 24 hours, by what was answered.",
            "answer",
            {name: check_ins.get(name, 0) for name in (*(grade.value for grade in Grade), *_UNGRADED)},
        )
        yield _by(
            "stepdown_plans",
            "Plans that count, by state.",
            "state",
            {s.value: plans.get(s.value, 0) for s in sorted(LIVE)},
        )
        yield GaugeMetricFamily("stepdown_inbox_waiting", "Messages not handled yet.", inbox[0])
        yield GaugeMetricFamily(
            "stepdown_inbox_oldest_seconds", "Since the first of them came.", inbox[1].total_seconds()
        )
        yield GaugeMetricFamily("stepdown_inbox_dead", "Messages that could not be handled.", inbox[2])
        yield _by(
            "stepdown_rows_set_aside",
            "Rows that could not be read when their time came, by what they are.",
            "kind",
            {what.value: aside[what] for what in Waits},
        )


def _process(house: House, health: Health) -> Iterable[Metric]:
    yield GaugeMetricFamily("stepdown_up", "1 if database and scheduler are at work.", int(health.ok))
    yield GaugeMetricFamily("stepdown_database_up", "1 if the database answers.", int(health.database))
    if health.tick_age_s is not None:
        yield GaugeMetricFamily("stepdown_last_tick_age_seconds", "Since the last tick.", health.tick_age_s)
    build = GaugeMetricFamily(
        "stepdown_build_info", "What runs here; always 1.", labels=("version", "python", "database", "sealed")
    )
    database = "sqlite" if house.settings.database_url.startswith("sqlite") else "postgresql"
    sealed = "no" if house.settings.stepdown_key is None else "yes"
    build.add_metric((version("stepdown"), platform.python_version(), database, sealed), 1)
    yield build


def _by(name: str, says: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, says, labels=(label,))
    for each, value in values.items():
        family.add_metric((each,), value)
    return family
