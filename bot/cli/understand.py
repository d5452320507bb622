"""`stepdown understand`: what messages mean. JSON lines in on standard input, JSON lines out; nothing is stored or sent."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

import typer

from bot.cli.command_error import CommandError, one_line
from bot.exchange.plan_file import PlanFileError, read_plan
from bot.reading.context import ReadingContext
from bot.reading.understand import Understanding
from bot.reading.understand import understand as understand_text
from scheduler.clock import SystemClock
from scheduler.domain.amount import canonical
from scheduler.domain.field import is_zone
from scheduler.domain.regimen import Plan
from scheduler.domain.timing import doses_on_dates, is_schedulable, to_wall

_LONGEST_LINE = 64 * 1024


def understand(
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="FILE", help="A plan: amounts and times are read against it.")
    ] = None,
    now: Annotated[
        str | None, typer.Option("--now", metavar="INSTANT", help="The moment, such as 2026-12-01T13:05:00Z.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help="IANA zone, such as Europe/London.")
    ] = None,
    who: Annotated[
        str | None, typer.Option("--as", metavar="caregiver", help="Who writes; default: the patient.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Always so: one JSON line for each line.", hidden=True)
    ] = False,
) -> None:
    """JSON lines {"id","text"} in, one line each out: intent, tier, symptoms, decision (accept, ask or alarm)."""
    if who not in (None, "caregiver", "patient"):
        raise CommandError(f"--as: caregiver or patient is wanted, not {one_line(who)!r}")
    context, planned_day_mg = _read_moment(plan, now, timezone)
    for name, text in _read_lines(sys.stdin):
        meaning = understand_text(text, context, as_caregiver=who == "caregiver", planned_day_mg=planned_day_mg)
        sys.stdout.write(_write_line(name, meaning) + "\n")


def _read_moment(
    plan_path: str | None, now_text: str | None, zone_text: str | None
) -> tuple[ReadingContext | None, Decimal | None]:
    if zone_text is not None and not is_zone(zone_text):
        raise CommandError(f"--timezone: an IANA zone such as Europe/London is wanted, not {one_line(zone_text)!r}")
    now = _read_instant(now_text) if now_text is not None else None
    plan = _read_plan(plan_path) if plan_path is not None else None
    if now is None and plan is None:
        return None, None
    zone = zone_text or (plan.timezone if plan is not None else None) or "UTC"
    moment = now or SystemClock().now()
    if plan is None:
        return ReadingContext(moment, zone, (), ()), None
    return _context_of(plan, moment, zone)


def _context_of(plan: Plan, now: datetime, zone: str) -> tuple[ReadingContext, Decimal | None]:
    today = to_wall(now, zone).date()
    doses = doses_on_dates(plan, today, today) if is_schedulable(plan) else []
    strengths = {tablet.strength_mg for tablet in plan.tablets if tablet.strength_mg is not None}
    context = ReadingContext(
        now=now,
        zone=zone,
        dose_times=tuple(sorted({dose.at for dose in doses})),
        strengths_mg=tuple(sorted(strengths)),
        planned_mg=tuple(dict.fromkeys(dose.mg for dose in doses)),
    )
    return context, sum((dose.mg for dose in doses), Decimal()) if doses else None


def _read_plan(path: str) -> Plan:
    if path == "-":
        raise CommandError("--plan: a file is wanted; standard input carries the messages")
    try:
        return read_plan(path)
    except PlanFileError as error:
        raise CommandError(str(error)) from None


def _read_instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(
            f"--now: an instant such as 2026-12-01T13:05:00Z is wanted, not {one_line(text)!r}"
        ) from None
    if instant.tzinfo is None:
        raise CommandError(f"--now: {one_line(text)!r} has no offset; write it as 2026-12-01T13:05:00Z or with +01:00")
    return instant.astimezone(UTC)


def _read_lines(stream: Iterable[str]) -> Iterator[tuple[object, str]]:
    """Id and text of each line that is not blank. Raises CommandError naming the line."""
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        if len(line) > _LONGEST_LINE:
            raise CommandError(f"line {number}: longer than {_LONGEST_LINE // 1024} KiB")
        try:
            row = json.loads(line, parse_constant=str)
        except (ValueError, RecursionError):
            raise CommandError(f'line {number}: not JSON; {{"id": …, "text": "…"}} is wanted') from None
        if not isinstance(row, dict):
            raise CommandError(f'line {number}: an object {{"id": …, "text": "…"}} is wanted')
        if not isinstance(row.get("text"), str):
            raise CommandError(f'line {number}: "text" must be there and be text')
        name = row.get("id")
        if isinstance(name, (dict, list, bool)):
            raise CommandError(f'line {number}: "id" must be text or a number')
        yield name, row["text"]


def _write_line(name: object, meaning: Understanding) -> str:
    amount = None if meaning.amount_mg is None else canonical(meaning.amount_mg)
    return json.dumps(
        {
            "id": name,
            "intent": meaning.intent,
            "tier": meaning.tier,
            "symptoms": list(meaning.symptoms),
            "negated": meaning.negated,
            "amount_mg": float(amount) if isinstance(amount, Decimal) else amount,
            "at": None if meaning.at is None else meaning.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "decision": meaning.decision,
        },
        ensure_ascii=False,
    )
