"""What a request hands out, as the supply of a plan, and whether it is enough for the steps."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.exchange.fhir.course import Course
from bot.exchange.fhir.medicine import Medicine
from bot.exchange.fhir.quantity import Amount, read_amount, read_days, read_number
from bot.exchange.fhir.remark import Node, Remarks, account
from scheduler.domain.amount import canonical, write_amount
from scheduler.domain.document import MOST_STRENGTH_MG

_READ = ("quantity", "numberOfRepeatsAllowed", "expectedSupplyDuration")
_WITHOUT_WEIGHT = ("validityPeriod", "performer", "dispenser", "id", "initialFill", "dispenseInterval")
_SAID = ("dispenserInstruction", "doseAdministrationAid")


def supply_part(node: Node, medicine: Medicine, remarks: Remarks) -> dict[str, Any]:
    """The `supply` of a plan document: what is handed out counts as in the house, and each refill brings as much again."""
    request = node.get("dispenseRequest")
    if not isinstance(request, dict):
        return {}
    account(request, "dispenseRequest", remarks, read=_READ, without_weight=_WITHOUT_WEIGHT, said=_SAID)
    handed = handed_out(node)
    refills = read_number(request.get("numberOfRepeatsAllowed"))
    part: dict[str, Any] = {"refills": None if refills is None else int(refills)}
    if handed is None:
        if request.get("quantity") is not None:
            remarks.note("quantity", "dispenseRequest.quantity")
        return part
    key = "ml" if handed.unit == "ml" else "unknown"
    if handed.unit == "tablet" and medicine.strength_mg is not None and medicine.strength_mg <= MOST_STRENGTH_MG:
        key = write_amount(medicine.strength_mg)
    remarks.note("handed-out", "dispenseRequest.quantity")
    part["on_hand"] = {key: canonical(handed.value)}
    if refills:
        part["refill_quantity"] = canonical(handed.value)
    return part


def handed_out(node: Node) -> Amount | None:
    """What is handed out at once, in tablets or mL."""
    request = node.get("dispenseRequest")
    quantity = request.get("quantity") if isinstance(request, dict) else None
    found = read_amount(quantity, "dispenseRequest.quantity", Remarks()) if isinstance(quantity, dict) else None
    return found if found is not None and found.unit != "mg" else None


def compare_supply(node: Node, course: Course, medicine: Medicine, remarks: Remarks) -> None:
    """What is handed out beside what the steps take, where both are known."""
    request = node.get("dispenseRequest")
    days = [group.bounds.days for group in course.groups]
    if not isinstance(request, dict) or not days or any(each is None for each in days):
        return
    total = sum(each for each in days if each is not None)
    expected = request.get("expectedSupplyDuration")
    lasts = read_days(expected, "dispenseRequest.expectedSupplyDuration", Remarks()) if expected is not None else None
    if lasts is not None and lasts != total:
        remarks.note("supply-days", "dispenseRequest.expectedSupplyDuration", said=lasts, meant=total)
    handed = handed_out(node)
    each_mg = None if handed is None else medicine.mg(Amount(Decimal(1), handed.unit))
    if handed is None or not each_mg:
        return
    needed = (
        sum((group.day_mg * -(-(group.bounds.days or 0) // group.every) for group in course.groups), Decimal(0))
        / each_mg
    )
    repeats = read_number(request.get("numberOfRepeatsAllowed")) or Decimal(0)
    slots = {"said": write_amount(handed.value), "meant": write_amount(round(needed, 2))}
    if handed.value * (1 + repeats) < needed:
        remarks.ask("too-few", "dispenseRequest.quantity", "contradiction", **slots)
    elif handed.value != needed:
        remarks.note("supply-count", "dispenseRequest.quantity", **slots)
