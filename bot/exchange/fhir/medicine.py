"""Which medicine a request is for, and how strong one tablet or one millilitre of it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.exchange.fhir.quantity import Amount, read_amount, read_number
from bot.exchange.fhir.remark import Node, Remarks, nodes, shorten, words_of
from bot.exchange.fhir.source import Release, Request
from bot.exchange.fhir.vocabulary import find_unit, load
from scheduler.domain.amount import write_amount

_PER_ML = re.compile(r"(\d+(?:[.,]\d+)?)\s*mg\s*/\s*(\d+(?:[.,]\d+)?)?\s*ml\b", re.IGNORECASE)
_STRENGTH = re.compile(
    r"(?<![\d.,/])(\d+(?:[.,]\d+)?)\s*(mg|mcg|microgram|micrograms|g|milligram|milligrams)\b(?!\s*/)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Medicine:
    """`strength_mg` of one tablet, `mg_per_ml` of a liquid; None where the request does not say it in one voice."""

    name: str
    strength_mg: Decimal | None = None
    mg_per_ml: Decimal | None = None

    def mg(self, amount: Amount) -> Decimal | None:
        """An amount in milligrams; None if the strength it needs is not known."""
        factor = {"mg": Decimal(1), "tablet": self.strength_mg, "ml": self.mg_per_ml}[amount.unit]
        return None if factor is None else amount.value * factor


def medicine_words(request: Request) -> list[str]:
    """What the request calls its medicine, whichever way it names it."""
    concept, node = _concept_and_node(request)
    found = [*words_of(concept), *(words_of(node.get("code")) if node is not None else ())]
    reference = _reference(request.node)
    display = reference.get("display") if reference is not None else None
    return list(dict.fromkeys([*found, *([str(display)] if display else [])]))


def read_medicine(request: Request, strength_mg: Decimal | None, remarks: Remarks) -> Medicine:
    """The medicine of a request. `strength_mg`: of one tablet, if it is known from elsewhere."""
    place = "medication" if request.release is Release.R5 else _place(request.node)
    words = medicine_words(request)
    if not words:
        remarks.ask("no-medicine", place, "medicine")
    concept, node = _concept_and_node(request)
    named = [*words, *(words_of(node.get("form") or node.get("doseForm")) if node is not None else ())]
    other = {word for text in named for word in re.findall(r"[a-z]+", text.casefold())} & set(
        load()["words"]["not_by_mouth"]
    )
    if other:
        remarks.ask("form", place, "medicine", written=", ".join(sorted(other)))
    if concept is None and node is None and words:
        remarks.note("medicine-elsewhere", place)
    by_ingredient = _of_ingredients(node, place, remarks) if node is not None else []
    tablets = _one(
        [*(mg for unit, mg in by_ingredient if unit == "tablet"), *_in_words(words)], strength_mg, place, remarks
    )
    liquids = {mg for unit, mg in by_ingredient if unit == "ml"} | set(_per_ml(words))
    if len(liquids) > 1:
        remarks.ask("two-strengths", place, "strength", written=", ".join(sorted(map(str, liquids))))
    name = shorten(words[0], 120) if words else "unknown"
    return Medicine(name, tablets if not liquids else None, next(iter(liquids)) if len(liquids) == 1 else None)


def _one(found: Iterable[Decimal], given: Decimal | None, place: str, remarks: Remarks) -> Decimal | None:
    known = set(found) | ({given} if given is not None else set())
    if len(known) > 1:
        remarks.ask("two-strengths", place, "strength", written=", ".join(sorted(map(write_amount, known))))
    return next(iter(known)) if len(known) == 1 else None


def _place(node: Node) -> str:
    return next((name for name in ("medicationCodeableConcept", "medicationReference") if name in node), "medication")


def _reference(node: Node) -> Node | None:
    found = node.get("medicationReference")
    if found is None and isinstance(node.get("medication"), dict):
        found = node["medication"].get("reference")
    return found if isinstance(found, dict) else None


def _concept_and_node(request: Request) -> tuple[object, Node | None]:
    node = request.node
    concept = node.get("medicationCodeableConcept")
    if concept is None and isinstance(node.get("medication"), dict):
        concept = node["medication"].get("concept")
    reference = _reference(node)
    address = str(reference.get("reference") or "") if reference is not None else ""
    if address.startswith("#"):
        inside = [each for each in nodes(node.get("contained")) if f"#{each.get('id')}" == address]
        return concept, inside[0] if inside else None
    return concept, request.medications.get(address)


def _of_ingredients(node: Node, place: str, remarks: Remarks) -> list[tuple[str, Decimal]]:
    """(tablet or ml, mg in one of it), as the ingredient says."""
    active = [each for each in nodes(node.get("ingredient")) if each.get("isActive") is not False]
    if len(active) > 1:
        remarks.ask("two-ingredients", place, "medicine")
        return []
    found = []
    for each in active:
        ratio = each.get("strength") or each.get("strengthRatio") or each.get("amount")
        if not isinstance(ratio, dict) or not isinstance(ratio.get("numerator"), dict):
            continue
        own = Remarks()
        above = read_amount(ratio["numerator"], place, own)
        below = ratio.get("denominator")
        per = read_number(below.get("value")) if isinstance(below, dict) else None
        unit = find_unit(str(below.get("code") or below.get("unit") or "tablet")) if isinstance(below, dict) else None
        if above is None or above.unit != "mg" or not per or unit is None or unit[0] == "mg":
            remarks.note("strength-not-read", place)
            continue
        found.append((unit[0], above.value / (per * unit[1])))
    return found


def _decimal(written: str) -> Decimal:
    return Decimal(written.replace(",", "."))


def _per_ml(words: Iterable[str]) -> list[Decimal]:
    found = [match for text in words for match in _PER_ML.finditer(text)]
    return [_decimal(match[1]) / (_decimal(match[2]) if match[2] else Decimal(1)) for match in found]


def _in_words(words: Iterable[str]) -> list[Decimal]:
    """Strengths in names such as "Baclofen 10 mg tablet"."""
    found = []
    for text in words:
        for match in _STRENGTH.finditer(_PER_ML.sub(" ", text)):
            unit = find_unit(match[2].casefold())
            if unit is not None:
                found.append(_decimal(match[1]) * unit[1])
    return found
