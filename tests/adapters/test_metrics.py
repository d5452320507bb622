"""What /metrics shows, and that dashboard and alert rules ask for nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.board.session import COOKIE
from bot.bootstrap import open_house
from bot.metrics import Metrics
from bot.settings import Settings
from scheduler.clock import StandingClock
from scheduler.tick import show_alive
from storage.store import SqlStore
from tests.adapters.board_house import NOW
from tests.adapters.ports import free_port
from tests.adapters.test_serve import is_up, process, until
from tests.clinic import fill_clinic, name_of

DOCS = Path(__file__).parents[2] / "docs"
_NAME = re.compile(r"\bstepdown_[a-z_]+")
_LABELS = re.compile(r"(stepdown_[a-z_]+)\{([^}]*)\}")


def _house(url: str) -> tuple[Any, StandingClock]:
    settings = Settings(_env_file=None, database_url=url, stepdown_key=None)  # type: ignore[call-arg]
    clock = StandingClock(NOW)
    return open_house(settings, clock=clock), clock


def _read(metrics: Metrics) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(metrics.show().decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


@pytest.fixture
def clinic(database_url: str) -> Iterator[tuple[Any, StandingClock]]:
    """Ten patients, on each engine in turn."""
    house, clock = _house(database_url)
    fill_clinic(house, NOW, 10)
    yield house, clock
    house.store.close()


def test_the_numbers_are_those_of_the_store_and_name_nobody(clinic: tuple[Any, StandingClock]) -> None:
    house, clock = clinic
    metrics = Metrics(house)
    before = _read(metrics)
    assert before["stepdown_up"][()] == 0, "nobody has ticked"
    assert before["stepdown_database_up"][()] == 1
    show_alive(house.store, NOW)
    clock.leap(timedelta(seconds=40))
    read = _read(metrics)
    assert (read["stepdown_up"][()], read["stepdown_last_tick_age_seconds"][()]) == (1, 40)
    tiers = {labels: count for labels, count in read["stepdown_escalations_open"].items() if count}
    assert tiers == {
        (("state", "open"), ("tier", "red")): 1,
        (("state", "warned"), ("tier", "urgent")): 1,
    }
    assert read["stepdown_queue_messages"][(("priority", "red"),)] >= 1
    assert read["stepdown_queue_oldest_seconds"][(("priority", "red"),)] == 40
    assert read["stepdown_check_ins_day"][(("answer", "amber"),)] == 1
    assert read["stepdown_plans"][(("state", "active"),)] == 9
    assert read["stepdown_plans"][(("state", "blocked"),)] == 1
    assert read["stepdown_due_lag_seconds"][(("kind", "watch"),)] > 3600, "nothing was woken for thirty hours"
    assert read["stepdown_messages_total"][(("channel", "console"), ("outcome", "failed"))] == 0
    (build,) = read["stepdown_build_info"]
    assert dict(build)["sealed"] == "no"
    shown = metrics.show().decode()
    assert not any(word in shown for number in range(1, 11) for word in name_of(number).split())
    house.store.close()
    assert "stepdown_up" in metrics.show().decode()


def _expressions() -> dict[str, str]:
    board = json.loads((DOCS / "grafana.json").read_text("utf-8"))
    asked = {f"{p['title']} {t['refId']}": t["expr"] for p in board["panels"] for t in p["targets"]}
    rules = yaml.safe_load((DOCS / "alerts.yml").read_text("utf-8"))
    for group in rules["groups"]:
        assert group["name"]
        for rule in group["rules"]:
            assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
            assert re.fullmatch(r"Stepdown[A-Za-z]+", rule["alert"])
            assert re.fullmatch(r"\d+[smh]", rule.get("for", "1m"))
            assert rule["labels"]["severity"] in {"page", "warn"}
            assert rule["annotations"]["summary"]
            assert rule["annotations"]["what"]
            asked[rule["alert"]] = rule["expr"]
    return asked


def test_dashboard_and_alerts_ask_only_for_what_is_shown(sqlite_store: SqlStore) -> None:
    house, _ = _house(f"sqlite:///{sqlite_store.url.database}")
    show_alive(house.store, NOW)
    metrics = Metrics(house)
    metrics.show_spool(lambda: 3)
    metrics.requests.labels("board", "503").inc()
    metrics.receipts.labels("sms", "delivered").inc()
    shown = _read(metrics)
    house.store.close()
    expressions = _expressions()
    assert len(expressions) > 25
    asked = set()
    for where, expression in expressions.items():
        names = set(_NAME.findall(expression))
        assert names, where
        assert names <= shown.keys(), where
        assert expression.count("(") == expression.count(")"), where
        assert expression.count("{") == expression.count("}"), where
        asked |= names
        for name, labels in _LABELS.findall(expression):
            known = {label for labelled in shown[name] for label, _ in labelled}
            assert set(re.findall(r"(\w+)=", labels)) <= known, where
        for by in re.findall(r"by \(([a-z, ]+)\)", expression):
            known = {label for name in names for labelled in shown[name] for label, _ in labelled}
            assert set(by.split(", ")) <= known, where
    assert shown["stepdown_spool_waiting"][()] == 3
    ours = {name for name in shown if not name.endswith("_created")}
    assert ours - asked <= {"stepdown_database_up"}, "shown and looked at by nobody"


def test_the_half_that_sends_can_be_watched_too(postgres_url: str) -> None:
    port = free_port()
    with process("schedule", DATABASE_URL=postgres_url, METRICS_PORT=str(port)):
        until(lambda: is_up(port))
        with httpx.Client(trust_env=False, verify=False, base_url=f"http://127.0.0.1:{port}") as client:
            assert "stepdown_due_lag_seconds" in client.get("/metrics").text
            client.cookies.set(COOKIE, "x")
            assert client.get("/board").status_code == 404
            assert client.post("/twilio/sms").status_code == 404
