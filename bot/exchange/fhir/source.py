"""From the bytes of a FHIR file to its requests: JSON or XML, one resource or a Bundle, each checked by the library's models.

Everything cheap comes before everything dear: size, encoding, depth and count are looked at before a model is loaded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.exchange.fhir.remark import Node, nodes, shorten
from bot.exchange.text_document import PlanFileError, one_line, read_text_document

MOST_BYTES = 2 * 1024 * 1024
_MOST_DEEP = 32
_MOST_DIGITS = 30
_MOST_ENTRIES = 5_000
_MOST_REQUESTS = 50
MOST_DOSAGES = 200


class Release(StrEnum):
    """Which FHIR a request is written in. R4 is checked by the classes of R4B, which differ from it in nothing that is read."""

    STU3 = "STU3"
    R4 = "R4"
    R5 = "R5"


@dataclass(frozen=True, slots=True)
class Request:
    """One MedicationRequest as plain data, and the Medication resources that came with it, by what a reference may call them."""

    release: Release
    node: Node
    medications: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Source:
    """What a file holds: its requests, and how many resources of other types, which are not read."""

    requests: tuple[Request, ...]
    others: Mapping[str, int]


def looks_like_fhir(data: bytes) -> bool:
    """Whether bytes begin like FHIR: XML, or JSON that names a resource type."""
    beginning = data[:4096].decode("utf-8-sig", "replace").lstrip()
    return beginning.startswith("<") or (beginning.startswith("{") and '"resourceType"' in beginning)


def read_source(data: bytes, name: str) -> Source:
    """The requests in a file. Raises PlanFileError in one line for what is no FHIR, or more than is looked at."""
    shown = one_line(name)
    if len(data) > MOST_BYTES:
        raise PlanFileError(f"{shown}: larger than {MOST_BYTES // 1024} KiB")
    if data[:200].decode("utf-8-sig", "replace").lstrip().startswith("<"):
        from bot.exchange.fhir.xml import read_xml

        found = read_xml(data, shown)
    else:
        found = _resources(read_text_document(data, shown, most=MOST_BYTES), shown)
    return _source(found, shown)


def _resources(document: object, name: str) -> list[tuple[str, Node]]:
    """Every resource of a document with the address it is known by in its Bundle."""
    if not isinstance(document, Mapping) or not isinstance(document.get("resourceType"), str):
        raise PlanFileError(f"{name}: no FHIR: an object with a resourceType is wanted")
    if is_deep(document):
        raise PlanFileError(f"{name}: nested too deeply for FHIR")
    if has_wild_number(document):
        raise PlanFileError(f"{name}: a number in it is out of all bounds")
    if document["resourceType"] != "Bundle":
        return [("", document)]
    entries = nodes(document.get("entry"))
    if len(entries) > _MOST_ENTRIES:
        raise PlanFileError(f"{name}: at most {_MOST_ENTRIES} entries in a Bundle, not {len(entries)}")
    return [
        (str(entry.get("fullUrl") or ""), entry["resource"])
        for entry in entries
        if isinstance(entry.get("resource"), Mapping)
    ]


def is_deep(document: object) -> bool:
    """Whether anything in it is nested deeper than FHIR ever is."""
    level: list[Any] = [document]
    for _ in range(_MOST_DEEP):
        level = [
            inner
            for each in level
            if isinstance(each, (Mapping, list))
            for inner in (each.values() if isinstance(each, Mapping) else each)
            if isinstance(inner, (Mapping, list))
        ]
        if not level:
            return False
    return True


def has_wild_number(document: object) -> bool:
    """Whether a number is in it that only writing out would take for ever: 1e999999999, or none at all."""
    level: list[Any] = [document]
    while level:
        inner = [each for each in level if isinstance(each, (Mapping, list))]
        level = [one for each in inner for one in (each.values() if isinstance(each, Mapping) else each)]
        if any(
            isinstance(one, Decimal) and (not one.is_finite() or abs(one.adjusted()) > _MOST_DIGITS) for one in level
        ):
            return True
    return False


def _source(found: list[tuple[str, Node]], name: str) -> Source:
    medications: dict[str, Node] = {}
    wanted: list[Node] = []
    others: Counter[str] = Counter()
    for address, node in found:
        kind = node.get("resourceType")
        if kind == "MedicationRequest":
            wanted.append(node)
        elif kind == "Medication":
            medications |= {key: node for key in (address, f"Medication/{node.get('id')}") if key}
        else:
            others[shorten(str(kind), 40)] += 1
    if not wanted:
        there = ", ".join(sorted(others)[:5]) or "none"
        raise PlanFileError(f"{name}: no MedicationRequest in it; what is there: {there}")
    if len(wanted) > _MOST_REQUESTS:
        raise PlanFileError(f"{name}: at most {_MOST_REQUESTS} MedicationRequests, not {len(wanted)}")
    return Source(tuple(_request(node, medications, name) for node in wanted), dict(others))


def _request(node: Node, medications: Mapping[str, Node], name: str) -> Request:
    dosages = node.get("dosageInstruction")
    if isinstance(dosages, list) and len(dosages) > MOST_DOSAGES:
        raise PlanFileError(f"{name}: dosageInstruction: at most {MOST_DOSAGES}, not {len(dosages)}")
    release = release_of(set(node), [set(each) for each in nodes(dosages)], set(nodes_first(node.get("requester"))))
    from bot.exchange.fhir.model import check_request

    check_request(node, release, name)
    return Request(release, node, medications)


def nodes_first(value: object) -> Node:
    """The first object of a value, or an empty one."""
    return next(iter(nodes(value)), {})


def release_of(names: set[str], dosages: list[set[str]], requester: set[str]) -> Release:
    """Which release a request is written in, by the names that only one of them has. The model then decides."""
    in_dosage = set().union(*dosages)
    if names & {"medication", "renderedDosageInstruction", "effectiveDosePeriod", "reported"} or in_dosage & {
        "asNeeded",
        "asNeededFor",
    }:
        return Release.R5
    # Without a status only STU3 allows a request.
    is_old = "status" not in names or names & {"context", "definition"} or "agent" in requester
    if is_old or in_dosage & {"doseQuantity", "doseRange", "rateQuantity", "rateRange", "rateRatio"}:
        return Release.STU3
    return Release.R4
