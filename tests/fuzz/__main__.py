"""Every reader of what comes from outside, on input bent at random: `python -m tests.fuzz --minutes 10`.

It ends with status 1 at the first input that gives a 5xx, a traceback, a refusal of more than a line, more than a second, or
more than 200 MB beyond what the readers take by themselves; the input is printed, made as small as it goes.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

import structlog
from hypothesis import HealthCheck, Phase, given, seed, settings
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.fuzz.targets import Target, open_targets

LONGEST_S, MOST_MB = 1.0, 200
_ROUND = 50


def memory_mb() -> float:
    """The most this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


class Fuzz:
    """Counts inputs and remembers the slowest, by target."""

    def __init__(self) -> None:
        self.inputs: Counter[str] = Counter()
        self.slowest_s: dict[str, float] = {}
        self._base_mb: float | None = None

    @property
    def grown_mb(self) -> float:
        """What was needed beyond the readers themselves."""
        return 0.0 if self._base_mb is None else memory_mb() - self._base_mb

    def settled(self) -> None:
        """Everything is loaded: memory counts from here."""
        self._base_mb = self._base_mb or memory_mb()

    def round(self, target: Target, number: int, examples: int = _ROUND) -> None:
        """So many inputs. Raises what the target raises, with the input as a note."""

        @seed(number)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(target.inputs)
        def once(given_input: Any) -> None:
            # Processor time: how loaded the machine is, is not the input's doing.
            began = time.process_time()
            target.run(given_input)
            took = time.process_time() - began
            self.inputs[target.name] += 1
            self.slowest_s[target.name] = max(took, self.slowest_s.get(target.name, 0.0))
            assert took < LONGEST_S or self._base_mb is None, f"{target.name}: took {took:.1f} s"
            assert self.grown_mb < MOST_MB, f"{target.name}: {self.grown_mb:.0f} MB more than before"

        once()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long (default: 10)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same inputs (default: 1)")
    parser.add_argument("--only", metavar="NAME", help="one target, such as http")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    fuzz, console, failure = Fuzz(), Console(stderr=True), ""
    with tempfile.TemporaryDirectory() as folder, open_targets(Path(folder)) as all_targets:
        targets = [each for each in all_targets if asked.only in (None, each.name)]
        if not targets:
            parser.error(f"--only: one of {', '.join(each.name for each in all_targets)}")
        ends_at, number = time.monotonic() + asked.minutes * 60, asked.seed * 1_000_000
        with Progress(console=console, transient=True) as progress:
            bar = progress.add_task("strange input", total=asked.minutes * 60)
            while time.monotonic() < ends_at and not failure:
                for target in targets:
                    try:
                        fuzz.round(target, number)
                    except Exception as error:
                        failure = (
                            f"{target.name} (seed {number}):\n"
                            + "".join(traceback.format_exception(error))
                            + "\n".join(getattr(error, "__notes__", []))
                        )
                        break
                    progress.update(bar, completed=asked.minutes * 60 - max(0.0, ends_at - time.monotonic()))
                fuzz.settled()
                number += 1
    document = {
        "inputs": dict(fuzz.inputs),
        "slowest_ms": {name: round(took * 1000) for name, took in fuzz.slowest_s.items()},
        "grown_mb": round(fuzz.grown_mb),
        "failure": failure or None,
    }
    if asked.json:
        sys.stdout.write(json.dumps(document) + "\n")
    else:
        table = Table(
            "read by", "inputs", "slowest, ms of processor", title=f"memory: {document['grown_mb']} MB more at most"
        )
        for name, count in fuzz.inputs.items():
            table.add_row(name, f"{count:,}", f"{fuzz.slowest_s[name] * 1000:.0f}")
        Console().print(table)
        if failure:
            console.print(failure, markup=False, style="red")
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
