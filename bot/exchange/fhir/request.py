"""The request around the instructions: whether it is in force, whose it is, and what else in it bears on the doses."""

from __future__ import annotations

from bot.exchange.fhir.quantity import read_date
from bot.exchange.fhir.remark import Node, Remarks, account, nodes, shorten
from bot.exchange.fhir.source import Release

_ORDERS = frozenset({"order", "original-order", "reflex-order", "filler-order", "instance-order"})
_READ = (
    "resourceType", "status", "intent", "doNotPerform", "medicationCodeableConcept", "medicationReference", "medication",
    "contained", "note", "dosageInstruction", "dispenseRequest", "requester", "renderedDosageInstruction", "effectiveDosePeriod",
)  # fmt: skip
_WITHOUT_WEIGHT = (
    "id", "meta", "language", "text", "identifier", "category", "priority", "subject", "encounter", "context", "authoredOn",
    "performer", "performerType", "recorder", "reasonCode", "reasonReference", "reason", "instantiatesCanonical",
    "instantiatesUri", "basedOn", "groupIdentifier", "courseOfTherapyType", "insurance", "substitution", "eventHistory",
    "informationSource", "reported", "reportedBoolean", "reportedReference", "definition", "fhir_comments",
)  # fmt: skip
_SAID = ("statusReason", "statusChanged", "priorPrescription", "detectedIssue", "supportingInformation", "device")


def check_request(node: Node, release: Release, remarks: Remarks) -> None:
    """Account for everything in a request but its medicine, its instructions and its supply."""
    account(node, "", remarks, read=_READ, without_weight=_WITHOUT_WEIGHT, said=_SAID)
    status = node.get("status")
    if status is None:
        remarks.note("no-status", "status")
    elif status != "active":
        remarks.ask("status", "status", "status", status=status)
    intent = node.get("intent")
    if intent not in _ORDERS:
        remarks.ask("intent", "intent", "status", intent=intent)
    if node.get("doNotPerform") is True:
        remarks.ask("do-not", "doNotPerform", "status")
    if node.get("renderedDosageInstruction"):
        remarks.note("words-beside", "renderedDosageInstruction", words=node["renderedDosageInstruction"])
    _check_period(node.get("effectiveDosePeriod"), node, remarks)


def _check_period(period: object, node: Node, remarks: Remarks) -> None:
    """R5's period of the whole: said only, where the instructions have dates of their own; asked about where they have none."""
    if not isinstance(period, dict):
        return
    place = "effectiveDosePeriod"
    first = read_date(period["start"], f"{place}.start", remarks, is_end=False) if period.get("start") else None
    repeats = [(each.get("timing") or {}).get("repeat") or {} for each in nodes(node.get("dosageInstruction"))]
    dated = [repeat["boundsPeriod"] for repeat in repeats if isinstance(repeat.get("boundsPeriod"), dict)]
    starts = sorted(str(bounds.get("start"))[:10] for bounds in dated)
    ends = sorted(str(bounds.get("end"))[:10] for bounds in dated)
    same_end = not period.get("end") or ends[-1:] == [str(period["end"])[:10]]
    if first is None or starts[:1] != [first.isoformat()] or not same_end:
        remarks.ask("whole-period", place, "contradiction")


def prescriber_of(node: Node) -> str | None:
    """Who asked for it, if the request says so in words."""
    requester = node.get("requester")
    if not isinstance(requester, dict):
        return None
    agent = requester.get("agent")
    holder = agent if isinstance(agent, dict) else requester
    display = holder.get("display")
    return shorten(display, 120) if isinstance(display, str) and display.strip() else None
