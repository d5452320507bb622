"""A plan written as text: canonical JSON, or TOML. What is written can be read again, and is the same plan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

import tomli_w

from scheduler.domain.amount import write_amount
from scheduler.domain.document import plan_document
from scheduler.domain.regimen import Plan


def to_json(plan: Plan) -> str:
    """The plan as canonical JSON: names in order, no spaces, exact amounts. Equal plans give equal text."""
    return as_json(plan_document(plan))


def to_toml(plan: Plan) -> str:
    """The plan as TOML. What the plan leaves open is left out, since TOML has no null."""
    return tomli_w.dumps(_without_nothing(plan_document(plan)))


def as_json(value: object) -> str:
    """Any document as one line of JSON: names in order, no spaces, decimals exact.

    json's own writer knows no Decimal, and a float would not be the amount that was written.
    """
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{as_json(str(key))}:{as_json(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(as_json, value)) + "]"
    return write_amount(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def _without_nothing(document: Mapping[str, object]) -> dict[str, object]:
    return {name: _shorten(value) for name, value in document.items() if value is not None}


def _shorten(value: object) -> object:
    if isinstance(value, Mapping):
        return _without_nothing(value)
    return [_shorten(entry) for entry in value] if isinstance(value, list) else value
