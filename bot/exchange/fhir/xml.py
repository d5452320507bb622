"""FHIR as XML, read only. No document type, no entities, nothing from outside; the library makes the plain data of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from lxml import etree
from pydantic import ValidationError

from bot.exchange.fhir.model import explain, model_of
from bot.exchange.fhir.remark import Node
from bot.exchange.fhir.source import MOST_DOSAGES, Release, release_of
from bot.exchange.text_document import PlanFileError

_FHIR = "{http://hl7.org/fhir}"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_READ = frozenset({"MedicationRequest", "Medication"})


def read_xml(data: bytes, name: str) -> list[tuple[str, Node]]:
    """Every resource with the address it is known by in its Bundle. Raises PlanFileError in one line."""
    root = _parse(data, name)
    if _tag(root) != "Bundle":
        return [("", _resource(root, name))]
    found = []
    for entry in root.iterchildren(f"{_FHIR}entry"):
        address = entry.find(f"{_FHIR}fullUrl")
        for holder in entry.iterchildren(f"{_FHIR}resource"):
            found += [("" if address is None else address.get("value", ""), _resource(each, name)) for each in holder]
    return found


def _parse(data: bytes, name: str) -> Any:
    try:
        # The declared encoding is not believed: text is UTF-8 here, so that nothing hides behind another one.
        written = _DECLARATION.sub("", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PlanFileError(f"{name}: text in UTF-8 is wanted; byte {error.start + 1} is something else") from None
    if "<!DOCTYPE" in written.upper() or "<!ENTITY" in written.upper():
        raise PlanFileError(f"{name}: XML with a document type or entities is not read")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(written.encode(), parser)
        if "}" not in str(root.tag):
            # Examples are published without the namespace.
            written = re.sub(r"<([A-Za-z]+)", r'<\1 xmlns="http://hl7.org/fhir"', written, count=1)
            root = etree.fromstring(written.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        place = getattr(error, "lineno", None)
        raise PlanFileError(f"{name}: not XML" + (f" at line {place}" if place else "")) from None
    if not str(root.tag).startswith(_FHIR):
        raise PlanFileError(f"{name}: no FHIR: XML of another kind")
    for element in root.iter(etree.Element):
        value = element.get("value")
        if value is not None:
            element.set("value", value.strip())
    return root


def _resource(element: Any, name: str) -> Node:
    kind = _tag(element)
    if kind not in _READ:
        return {"resourceType": kind}
    for narrative in element.findall(f"{_FHIR}text"):
        # What is generated from the rest for people to read; markup of a stranger.
        element.remove(narrative)
    dosages = element.findall(f"{_FHIR}dosageInstruction")
    if len(dosages) > MOST_DOSAGES:
        raise PlanFileError(f"{name}: dosageInstruction: at most {MOST_DOSAGES}, not {len(dosages)}")
    if kind == "Medication":
        return _read(element, kind, (Release.R4, Release.R5, Release.STU3), name)
    contained: list[Node] = []
    for holder in element.findall(f"{_FHIR}contained"):
        element.remove(holder)
        contained += [_resource(each, name) for each in holder.iterchildren(etree.Element)]
    release = release_of(_names(element), [_names(each) for each in dosages], _names(element.find(f"{_FHIR}requester")))
    found = _read(element, kind, (release,), name)
    return {**found, "contained": contained} if contained else found


def _read(element: Any, kind: str, releases: tuple[Release, ...], name: str) -> Node:
    refused = ""
    for release in releases:
        model: Any = model_of(kind, release)
        try:
            plain: Node = _plain(model.model_validate_xml(etree.tostring(_own(element))).model_dump(by_alias=True))
        except ValidationError as error:
            refused = refused or explain(error, kind, release)
        except (ArithmeticError, LookupError, OverflowError, ValueError, TypeError, AttributeError, RecursionError):
            refused = refused or f"no {kind} of FHIR {release}"
        else:
            return plain
    raise PlanFileError(f"{name}: {refused}")


def _own(element: Any) -> Any:
    """A copy with FHIR's namespace as the one without a prefix: the library knows no other way to write it."""
    copy = etree.Element(element.tag, dict(element.attrib), nsmap={None: _FHIR.strip("{}")})
    for child in element.iterchildren(etree.Element):
        copy.append(_own(child))
    return copy


def _plain(value: Any) -> Any:
    """As JSON would have it, amounts exact."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return Decimal(repr(value)) if isinstance(value, float) else value


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _names(element: Any) -> set[str]:
    return set() if element is None else set(_each_tag(element))


def _each_tag(element: Any) -> Iterator[str]:
    for child in element.iterchildren(etree.Element):
        yield _tag(child)
