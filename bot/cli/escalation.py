"""`stepdown escalation`: what an unconfirmed dose calls for, by the draft table."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot.bootstrap import default_policy
from scheduler.domain.silence import count_unconfirmed, level

app = typer.Typer(no_args_is_help=True, help="What an unconfirmed dose calls for.")
escalation = app
_DAY_0 = date(2000, 1, 1)


class _CaseError(ValueError):
    """The case cannot be read; the text names the field and what is allowed."""


@app.callback()
def main() -> None:
    """What an unconfirmed dose calls for."""


@app.command("level")
def show_level(
    file: Annotated[str, typer.Argument(help="A case as JSON; - reads standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """One case of unconfirmed doses in, the level out."""
    try:
        case = json.loads(sys.stdin.read() if file == "-" else Path(file).read_text("utf-8"))
        if not isinstance(case, dict):
            raise _CaseError("the case: a JSON object")
        found = read_level(case)
    except (OSError, UnicodeDecodeError) as error:
        _fail(f"{file}: cannot be read: {getattr(error, 'strerror', None) or 'not text'}")
    except json.JSONDecodeError as error:
        _fail(f"{file}: not JSON: line {error.lineno}, column {error.colno}")
    except _CaseError as error:
        _fail(str(error))
    typer.echo(json.dumps(found) if as_json else found["level"])


def _fail(says: str) -> NoReturn:
    typer.echo(says, err=True)
    raise typer.Exit(2)


def read_level(case: Mapping[str, Any]) -> dict[str, Any]:
    """The level of a case, with what it was found from. Raises ValueError naming the field and what is allowed."""
    times = case.get("dose_times")
    if not isinstance(times, list) or not times:
        raise _CaseError('dose_times: a list of wall times such as ["08:00", "14:00"]')
    at = [_time("dose_times", each) for each in times]
    now = _moment("now", case.get("now"))
    confirmed = _moment("last_confirmed", case.get("last_confirmed"))
    if confirmed > now:
        raise _CaseError("last_confirmed: not after now")
    count, since = count_unconfirmed(at, confirmed, now)
    written = case.get("any_inbound_message_since", False)
    if not isinstance(written, bool):
        raise _CaseError("any_inbound_message_since: true or false")
    not_taken = case.get("not_taken_in_a_row", 0)
    if isinstance(not_taken, bool) or not isinstance(not_taken, int) or not_taken < 0:
        raise _CaseError("not_taken_in_a_row: a whole number from 0")
    found = level(count, since, has_written=written, not_taken=not_taken, policy=default_policy())
    return {
        "level": found.value,
        "consecutive_unconfirmed": count,
        "hours_since_first_unconfirmed_was_due": since / timedelta(hours=1),
    }


def _moment(name: str, value: object) -> datetime:
    if not isinstance(value, dict) or isinstance(value.get("day"), bool) or not isinstance(value.get("day"), int):
        raise _CaseError(f'{name}: a day number and a wall time, {{"day": 0, "time": "08:00"}}')
    if not -10_000 < value["day"] < 10_000:
        raise _CaseError(f"{name}.day: a day number from -9999 to 9999")
    return datetime.combine(_DAY_0 + timedelta(days=value["day"]), _time(f"{name}.time", value.get("time")))


def _time(name: str, value: object) -> time:
    try:
        return time.fromisoformat(str(value)).replace(tzinfo=None)
    except ValueError:
        raise _CaseError(f'{name}: a wall time such as "08:00", not {value!r}') from None
