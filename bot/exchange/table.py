"""The course of a taper as one long table (CSV): a row for each dose, intake, answer, sign, alarm, message and question."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from bot.exchange.history import Document
from scheduler.domain.amount import write_amount
from scheduler.domain.timing import to_wall

COLUMNS = (
    "kind", "id", "at_utc", "local_date", "local_time", "plan", "step", "planned_mg", "amount_mg",
    "state", "what", "value", "words", "check_in",
)  # fmt: skip
# What a spreadsheet takes for the beginning of a formula, also behind blanks.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
Row = dict[str, object]


def write_table(document: Document) -> str:
    """The document of `history` as CSV: UTF-8 text, lines end in CRLF (RFC 4180), in the order of time within each kind.

    Columns never change their names or order; new ones come last. `at_utc` is an instant, `local_date` and `local_time`
    are on the patient's clock (for a dose: as planned). A cell that a spreadsheet would compute gets an apostrophe in front.
    """
    zone = str(document["patient"][0]["timezone"])
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", extrasaction="raise", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(document, zone):
        writer.writerow({name: cell(value) for name, value in row.items()})
    return out.getvalue()


def cell(value: object) -> str:
    """A value as text that no spreadsheet computes."""
    if value is None:
        return ""
    text = write_amount(value) if isinstance(value, Decimal) else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _rows(document: Document, zone: str) -> Iterator[Row]:
    for plan in document["plans"]:
        yield _at(plan, "plan", "begins_at", zone) | {
            "plan": plan["number"],
            "state": plan["state"],
            "what": plan["change"],
            "words": plan["confirmed_by"] or plan["decided_by"] or _inside(plan["plan"], "prescriber"),
        }
    numbers = {plan["id"]: plan["number"] for plan in document["plans"]}
    for dose in document["doses"]:
        yield {
            "kind": "dose",
            "id": dose["id"],
            "at_utc": dose["due_at"],
            "local_date": dose["date"],
            "local_time": dose["at"],
            "plan": numbers.get(dose["plan_id"]),
            "step": dose["step"],
            "planned_mg": dose["mg"],
            "amount_mg": dose["taken_mg"],
            "state": dose["state"],
            "what": dose["reason"],
            "value": dose["taken_at"],
        }
    for intake in document["intakes"]:
        yield _at(intake, "intake", "taken_at", zone) | {
            "amount_mg": intake["mg"],
            "what": intake["kind"],
            "value": intake["dose_id"],
        }
    for check_in in document["check_ins"]:
        answers = check_in["answers"]
        assert isinstance(answers, Mapping)
        for question, answer in answers.items():
            yield _at(check_in, "answer", "asked_at", zone) | {
                "state": check_in["grade"],
                "what": question,
                "value": answer,
                "check_in": check_in["kind"],
            }
    for told in document.get("signs", []):
        symptoms = told["symptoms"]
        assert isinstance(symptoms, list)
        for symptom in symptoms:
            yield _at(told, "sign", "told_at", zone) | {"state": told["grade"], "what": symptom}
    yield from _alarms(document["escalations"], zone)
    for message in document["messages"]:
        yield _at(message, "message", "created_at", zone) | {
            "state": message["state"],
            "what": message["kind"],
            "value": message["channel"],
            "words": message["text"],
        }
    for question in document["questions"]:
        yield _at(question, "question", "said_at", zone) | {"words": question["words"]}
    for step in document["steps_not_changed"]:
        yield _at(step, "step-not-changed", "said_at", zone) | {"what": step["step_on"]}


def _alarms(escalations: Iterable[Row], zone: str) -> Iterator[Row]:
    for escalation in escalations:
        yield _at(escalation, "alarm", "opened_at", zone) | {
            "state": escalation["state"],
            "what": escalation["cause"],
            "value": escalation["tier"],
        }
        events = escalation["events"]
        assert isinstance(events, list)
        for event in events:
            yield _at({**event, "id": escalation["id"]}, "alarm-event", "at", zone) | {
                "what": event["what"],
                "words": event["words"],
            }


def _inside(plan: object, name: str) -> object:
    return plan.get(name) if isinstance(plan, Mapping) else None


def _at(each: Mapping[str, object], kind: str, field: str, zone: str) -> Row:
    at = each[field]
    local = to_wall(datetime.fromisoformat(str(at)), zone)
    return {
        "kind": kind,
        "id": each["id"],
        "at_utc": at,
        "local_date": local.date().isoformat(),
        "local_time": f"{local:%H:%M}",
    }
