"""A round of the benchmark, small: what we do and what hand-written SQL does, counted."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from bench.contest import OURS_SQLITE, RAW_SQL, contenders, middle, ratios
from bench.peers import raw_sql, told
from bench.show import draw, show
from bench.tick import plan, settle, wake

DOSES = 60


def test_a_small_round_queues_every_dose_once(tmp_path: Path, sqlite_url: str) -> None:
    settle(sqlite_url, DOSES, DOSES)
    planned = plan(sqlite_url)
    ours = wake(sqlite_url)
    raw = raw_sql.run(str(tmp_path), DOSES)
    assert planned["count"] >= DOSES
    assert ours["count"] == raw["queued"] == DOSES
    assert raw["dropped"] == 0
    due = {OURS_SQLITE: ours | {"queued": ours["count"], "dropped": 0}, RAW_SQL: raw}
    times = ratios(contenders(), due)
    assert times[OURS_SQLITE] == 1
    assert times[RAW_SQL] > 0

    found = {"doses": DOSES, "runs": 1, "cores": 1, "python": "3", "ours_is_times": times}
    found["median"] = {name: {"due": each} for name, each in due.items()}
    console = Console(width=160, record=True)
    show(console, found)
    assert OURS_SQLITE in console.export_text()
    draw(found, tmp_path / "found.png")
    assert (tmp_path / "found.png").read_bytes().startswith(b"\x89PNG")


def test_who_drops_doses_is_told_and_has_no_rate_for_them() -> None:
    assert told([], 10) == {"count": 10, "queued": 0, "dropped": 10}
    some = told([0.5, 1.0, 2.0], 10)
    assert (some["queued"], some["dropped"], some["per_s"], some["last_s"]) == (3, 7, 2, 2.0)


def test_several_rounds_come_to_the_median_of_each_figure() -> None:
    rounds: list[dict[str, float]] = [{"per_s": 5, "p99_s": 1.0}, {"per_s": 9, "p99_s": 3.0}, {"per_s": 7}]
    assert middle(rounds) == {"per_s": 7, "p99_s": 2.0}
