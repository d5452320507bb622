"""The library's models as judges: what they refuse is no FHIR. What is read afterwards is the plain data, not the model."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.exchange.fhir.remark import Node, shorten
from bot.exchange.fhir.source import Release
from bot.exchange.text_document import PlanFileError

_PACKAGES = {Release.STU3: "fhir.resources.STU3.", Release.R4: "fhir.resources.R4B.", Release.R5: "fhir.resources."}


@cache
def model_of(kind: str, release: Release) -> type[BaseModel]:
    """The library's class for a type of resource in a release. Loading the first one takes most of a second."""
    found: type[BaseModel] = getattr(import_module(_PACKAGES[release] + kind.lower()), kind)
    return found


def check_request(node: Node, release: Release, name: str) -> None:
    """See that a MedicationRequest is one. Raises PlanFileError naming the first element that is wrong.

    What stands in it as `contained` is left out: drafts of a release were published with medicines of the next one in them,
    and what is read of a medicine is looked at where it is read.
    """
    bare = {key: value for key, value in node.items() if key != "contained"}
    try:
        model_of("MedicationRequest", release).model_validate(bare)
    except ValidationError as error:
        raise PlanFileError(f"{name}: {explain(error, 'MedicationRequest', release)}") from None
    except (ArithmeticError, OverflowError, ValueError, TypeError, RecursionError):
        line = f"{name}: no MedicationRequest of FHIR {release}: a value in it is out of all bounds"
        raise PlanFileError(line) from None


def explain(error: ValidationError, kind: str, release: Release) -> str:
    """The first thing that is wrong, in one line with its place; lists count from 1."""
    first = error.errors(include_url=False, include_context=False)[0]
    place = ""
    for part in first["loc"]:
        place += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return f"no {kind} of FHIR {release}: {shorten(place.lstrip('.') or kind, 80)}: {shorten(str(first['msg']), 120)}"


def is_valid(document: Mapping[str, Any], release: Release) -> None:
    """Raise the library's ValidationError if a document of ours is no FHIR."""
    model_of(str(document["resourceType"]), release).model_validate(document)
