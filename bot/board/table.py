"""The board for other programs: JSON with codes and instants, CSV with words. The same rows in the same order."""

from __future__ import annotations

import csv
import io

from bot.board.line import Board, Line
from bot.exchange.table import cell
from scheduler.domain.board import Reason

COLUMNS = ("id", "name", "state", "since_utc", "reasons", "held_by", "last_utc", "last", "heard_utc")


def as_document(board: Board) -> dict[str, object]:
    """Everything by codes; instants in UTC."""
    return {
        "at": _instant(board.now),
        "stale": board.stale is not None,
        "unread": list(board.unread),
        "patients": [_patient(line) for line in board.lines],
    }


def _patient(line: Line) -> dict[str, object]:
    row, alarm = line.row, line.row.alarm
    return {
        "id": row.patient.id,
        "name": line.name,
        "state": row.why.value,
        "reasons": [_reason(reason) for reason in row.reasons],
        "alarm": None
        if alarm is None
        else {
            "id": alarm.id,
            "tier": alarm.tier.value,
            "cause": alarm.cause.value,
            "state": alarm.state.value,
            "opened_at": _instant(alarm.opened_at),
            "held_by": line.holder,
            "held_at": _instant(alarm.held_at),
        },
        "last": None if row.last is None else {"at": _instant(row.last.at), "what": row.last.what},
        "heard_at": _instant(row.heard_at),
    }


def _reason(reason: Reason) -> dict[str, object]:
    return {
        "why": reason.why.value,
        "since": _instant(reason.since_at),
        "on": None if reason.on is None else reason.on.isoformat(),
        "detail": reason.detail or None,
    }


def _instant(at: object) -> str | None:
    return None if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"


def write_csv(board: Board) -> str:
    """UTF-8 text, lines end in CRLF (RFC 4180). A cell that a spreadsheet would compute gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for line in board.lines:
        row, first = line.row, line.row.reasons[0]
        values = {
            "id": row.patient.id,
            "name": line.name,
            "state": row.why.value,
            "since_utc": _instant(first.since_at),
            "reasons": "; ".join(line.reasons),
            "held_by": line.held,
            "last_utc": None if row.last is None else _instant(row.last.at),
            "last": line.last,
            "heard_utc": _instant(row.heard_at),
        }
        writer.writerow({name: cell(value) for name, value in values.items()})
    return out.getvalue()
