"""Numbers for Prometheus: counts and ages, never anything about a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from bot.health import Health


class Metrics:
    """Counts of this process, and what `look` says about the house at the moment of asking."""

    media_type = CONTENT_TYPE_LATEST

    def __init__(self, look: Callable[[], Health]) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_HouseCollector(look))
        self.requests = Counter(
            "stepdown_http_requests", "Requests by route and status.", ("route", "status"), registry=self._registry
        )
        self.receipts = Counter(
            "stepdown_receipts", "Receipts by channel and status.", ("channel", "status"), registry=self._registry
        )
        self.messages = Counter(
            "stepdown_messages", "Messages by channel and outcome.", ("channel", "outcome"), registry=self._registry
        )

    def show(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self._registry)


class _HouseCollector(Collector):
    def __init__(self, look: Callable[[], Health]) -> None:
        self._look = look

    def describe(self) -> Iterable[Metric]:
        return []

    def collect(self) -> Iterable[Metric]:
        health = self._look()
        yield GaugeMetricFamily("stepdown_up", "1 if database and scheduler are at work.", int(health.ok))
        if health.tick_age_s is not None:
            yield GaugeMetricFamily("stepdown_last_tick_age_seconds", "Since the last tick.", health.tick_age_s)
        if health.waiting is not None:
            yield GaugeMetricFamily("stepdown_inbox_waiting", "Messages not handled yet.", health.waiting)
