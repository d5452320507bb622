"""A plan as JSON text and back, with every amount exact: json's own writer knows no Decimal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from scheduler.domain.document import PlanDocumentError, parse_plan, plan_document
from scheduler.domain.regimen import Plan
from storage.columns import canonical
from storage.failure import StoreError


def write_plan(plan: Plan) -> str:
    """Write a plan as text. Raises StoreError if it would not come back as it is."""
    text = _write(plan_document(plan))
    try:
        same = read_plan(text) == plan
    except PlanDocumentError as error:
        raise StoreError(f"this plan cannot be kept: {error}") from None
    if not same:
        raise StoreError("this plan cannot be kept: it would not come back as it is")
    return text


def read_plan(text: str) -> Plan:
    """Read what `write_plan` wrote."""
    return parse_plan(json.loads(text, parse_float=Decimal))


def _write(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_write(str(key))}:{_write(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_write, value)) + "]"
    return canonical(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
