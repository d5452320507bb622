"""Looks up known holes in what is installed: `python -m tests.known_holes`. Part of `make check`.

Exit status 1 only for a hole that was found. A database that cannot be reached, or does not answer in time, is said in a line.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

WITHIN_S = 60.0
_ASK_WITHIN_S = "5"
Run = Callable[[], "subprocess.CompletedProcess[str]"]


def _audit() -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--local",
        "--skip-editable",
        "--format",
        "json",
        "--progress-spinner",
        "off",
    ]
    return subprocess.run(
        [*command, "--timeout", _ASK_WITHIN_S], capture_output=True, text=True, check=False, timeout=WITHIN_S
    )


def look_up(run: Run = _audit) -> tuple[int, str]:
    """Exit status and what to say. What the tool itself says is not passed on: it names addresses of no use to the reader."""
    try:
        done = run()
        found = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError, TypeError, OSError):
        return 0, "known holes: not looked up, because the database of pip-audit cannot be reached from here"
    holes = [(each["name"], each["version"], hole["id"]) for each in found for hole in each.get("vulns", [])]
    if not holes:
        return 0, f"known holes: none in {len(found)} packages"
    lines = [f"known hole: {name} {version}: {own_id}" for name, version, own_id in sorted(holes)]
    return 1, "\n".join(lines)


if __name__ == "__main__":
    status, says = look_up()
    print(says, file=sys.stderr if status else sys.stdout)
    sys.exit(status)
