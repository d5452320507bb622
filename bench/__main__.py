"""The same morning by our own code and by others: N doses due at one instant, until each has its row in an outbox.

python -m bench                     10,000 doses, three rounds of everybody; about half an hour
python -m bench --quick             2,000 doses, one round
python -m bench --only stepdown --json found.json --plot found.png
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench import postgres
from bench.contest import Contender, Size, contenders, middle, ratios
from bench.peers import Told
from bench.show import draw, show

_PARTS = ("apscheduler", "procrastinate", "python-telegram-bot", "sqlalchemy", "psycopg")


def compete(several: list[Contender], size: Size, runs: int, console: Console) -> dict[str, Any]:
    """Every contender once, then all again, so that what else the machine does meets all of them alike."""
    rounds: dict[str, list[dict[str, Told]]] = {each.name: [] for each in several}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with postgres.server() as url, Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=runs * len(several))
        for _ in range(runs):
            for each in several:
                progress.update(task, description=each.name)
                rounds[each.name].append(dict(each.round(size, url)))
                progress.advance(task)
        progress.update(task, description="all rounds")
    medians = {
        name: {stage: middle([each[stage] for each in told]) for stage in told[0]} for name, told in rounds.items()
    }
    return {
        "doses": size.doses,
        "runs": runs,
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version(),
        "machine": platform.platform(),
        "versions": {part: _version(part) for part in _PARTS},
        "median": medians,
        "ours_is_times": ratios(several, {name: stages["due"] for name, stages in medians.items()}),
        "rounds": rounds,
    }


def _version(part: str) -> str:
    try:
        return metadata.version(part)
    except metadata.PackageNotFoundError:
        return ""


def main() -> int:
    """Measure, show, and write what was asked for."""
    given = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    given.add_argument("--doses", type=int, default=0, help="how many are due at the same instant (default 10,000)")
    given.add_argument("--runs", type=int, default=0, help="how many rounds (default 3)")
    given.add_argument("--quick", action="store_true", help="2,000 doses, one round")
    given.add_argument("--only", default="", metavar="TEXT", help="only those whose name contains this")
    given.add_argument("--json", type=Path, metavar="FILE", help="write every round and the medians there")
    given.add_argument("--plot", type=Path, metavar="FILE", help="draw it there, as PNG")
    asked = given.parse_args()
    doses = asked.doses or (2_000 if asked.quick else 10_000)
    runs = asked.runs or (1 if asked.quick else 3)
    if doses < 100 or runs < 1:
        given.error("--doses must be 100 or more and --runs 1 or more")
    several = [each for each in contenders() if asked.only.casefold() in each.name.casefold()]
    if not several:
        given.error(
            f"--only {asked.only}: nobody is called that; there are: " + "; ".join(each.name for each in contenders())
        )
    console = Console()
    replies, messages = (200, 1000) if asked.quick else (1000, 3000)
    found = compete(several, Size(doses, min(replies, doses - 1), messages), runs, console)
    show(console, found)
    if not any(each.name.startswith("procrastinate") for each in contenders()):
        console.print("procrastinate is not installed and was left out; `make bench` installs it.")
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1), "utf-8")
    if asked.plot:
        draw(found, asked.plot)
    return 0


if __name__ == "__main__":
    sys.exit(main())
