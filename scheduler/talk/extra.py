"""More taken than planned. Recorded, never commented on; who has to be rung is data, and the next prompt asks for that first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum

from scheduler.domain.dose import Dose
from scheduler.domain.intake import Answer, Intake, IntakeKind
from scheduler.domain.message import Priority
from scheduler.domain.people import Patient
from scheduler.domain.regimen import Plan
from scheduler.domain.tablets import pieces_for
from scheduler.domain.timing import daily_total
from scheduler.domain.version import Watch, WatchKind
from scheduler.follow_up import follow_up_hours
from scheduler.slots import number
from scheduler.talk.safety import raise_red
from scheduler.talk.scene import Scene

# What a plan document's flags call them.
_FRAIL = frozenset({"under18", "child", "ckd", "kidney", "kidneydisease", "renal", "dialysis"})


def record_extra(scene: Scene, mg: Decimal | None, taken_at: datetime, dose: Dose) -> None:
    """Log `mg` (None: an amount nobody knows) taken beyond `dose` at `taken_at` (UTC), and say who has to be rung.

    Red above the policy's limits, after a day without any, and where the amount is not known: then help is fetched at once.
    """
    weight = log_extra(scene, mg, taken_at, dose)
    slots = {"taken_at": taken_at.isoformat(), "at": taken_at.isoformat()}
    slots |= {"mg": number(mg)} if mg is not None else {}
    scene.settle()
    if weight is Weight.RED:
        told = raise_red(scene, scene.heard.text, advise=False)
        scene.say("extra-large", slots | {"names": ", ".join(told)}, priority=Priority.RED)
    elif weight is Weight.MORE:
        scene.say("extra-more", slots, priority=Priority.RED)
    else:
        scene.say("recorded-extra", slots)


class Weight(Enum):
    """How much an extra intake weighs: the first small one, a further one, or red."""

    FIRST = 1
    MORE = 2
    RED = 3


def log_extra(scene: Scene, mg: Decimal | None, taken_at: datetime, dose: Dose, *, red: bool = False) -> Weight:
    """Log it without a word, and see that the next prompt asks for a call first. `red`: it is known to be."""
    patient = scene.patient
    assert patient is not None
    records, now = scene.records, scene.now
    day = records.intakes.of_patient(patient.id, now - timedelta(hours=24))
    earlier = [intake for intake in day if intake.kind is not IntakeKind.LOOSE]
    version = records.plans.version(dose.version_id)
    plan = version.plan if version else None
    pieces = (pieces_for(mg, plan.tablets, plan.liquid, None) if plan and mg else None) or ()
    intake_id = records.intakes.add(
        Intake(patient.id, dose.medicine_id, IntakeKind.EXTRA, mg, pieces, taken_at, now, told_by=scene.person.id)
    )
    on_hand = records.stock.on_hand(dose.medicine_id)
    left = {name: max(Decimal(0), on_hand[name] - count) for name, count in pieces if name in on_hand}
    if left:
        records.stock.set_on_hand(dose.medicine_id, left, now, "taken")
    scene.remember(Answer(patient.id, scene.contact.id, "extra", now, intake_id=intake_id))
    weight = Weight.MORE if any(intake.kind is IntakeKind.EXTRA for intake in earlier) else Weight.FIRST
    drowsy = bool(set(scene.heard.symptoms) & set(patient.policy.extra_red_with.split()))
    risky = scene.heard.beside or drowsy or (plan is not None and _is_frail(plan, patient))
    if (
        red
        or risky
        or mg is None
        or _is_large(patient, mg, taken_at, earlier, daily_total(plan, dose.on) if plan else None)
    ):
        weight = Weight.RED
    follow = weight is not Weight.FIRST
    wake_at = now + timedelta(hours=follow_up_hours(patient.policy)[0] if follow else 24)
    memo = (("extra_at", taken_at.isoformat()), ("follow", "0" if follow else ""), ("since", now.isoformat()))
    records.watches.set(Watch(patient.id, WatchKind.EXTRA, wake_at, memo))
    return weight


def _is_frail(plan: Plan, patient: Patient) -> bool:
    """Kidney disease or a child, as the plan document says."""
    flags = {flag.casefold().replace(" ", "").replace("_", "") for flag in plan.context.flags}
    egfr = plan.context.egfr
    return (egfr is not None and egfr < patient.policy.extra_red_below_egfr) or bool(flags & _FRAIL)


def _is_large(
    patient: Patient, mg: Decimal, taken_at: datetime, earlier: Sequence[Intake], planned_day: Decimal | None
) -> bool:
    policy = patient.policy
    least = Decimal(policy.large_intake_least_mg)
    limit = min(Decimal(policy.large_intake_mg), max(least, 2 * (planned_day or Decimal(0))))
    within = timedelta(hours=policy.large_intake_within_h)
    at_once = sum((i.mg for i in earlier if i.mg is not None and abs(i.taken_at - taken_at) <= within), mg)
    # After a day without any, even a dose that used to be ordinary may be too much.
    a_day_ago = taken_at - timedelta(hours=24)
    none_for_a_day = patient.enrolled_at < a_day_ago and not any(a_day_ago < i.taken_at < taken_at for i in earlier)
    return at_once >= limit or none_for_a_day
