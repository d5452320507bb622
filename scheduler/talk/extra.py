"""More taken than planned. Recorded, never commented on; who has to be rung is data, and the next prompt asks for that first."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from scheduler.domain.dose import Dose
from scheduler.domain.intake import Answer, Intake, IntakeKind
from scheduler.domain.message import Priority
from scheduler.domain.tablets import pieces_for
from scheduler.domain.timing import daily_total
from scheduler.domain.version import Watch, WatchKind
from scheduler.follow_up import follow_up_hours
from scheduler.slots import number
from scheduler.talk.safety import raise_red
from scheduler.talk.scene import Scene


def record_extra(scene: Scene, mg: Decimal, taken_at: datetime, dose: Dose) -> None:
    """Log `mg` taken beyond `dose` at `taken_at` (UTC); red above the policy's limits, then help is fetched at once."""
    patient = scene.patient
    assert patient is not None
    records, now = scene.records, scene.now
    earlier = [
        i for i in records.intakes.of_patient(patient.id, now - timedelta(hours=24)) if i.kind is not IntakeKind.LOOSE
    ]
    extras = [i for i in earlier if i.kind is IntakeKind.EXTRA]
    version = records.plans.version(dose.version_id)
    plan = version.plan if version else None
    pieces = (pieces_for(mg, plan.tablets, plan.liquid, None) if plan else None) or ()
    intake_id = records.intakes.add(
        Intake(patient.id, dose.medicine_id, IntakeKind.EXTRA, mg, pieces, taken_at, now, told_by=scene.contact.id)
    )
    on_hand = records.stock.on_hand(dose.medicine_id)
    left = {name: max(Decimal(0), on_hand[name] - count) for name, count in pieces if name in on_hand}
    if left:
        records.stock.set_on_hand(dose.medicine_id, left, now, "taken")
    records.intakes.add_answer(Answer(patient.id, scene.contact.id, "extra", now, intake_id=intake_id))
    scene.settle()
    planned = daily_total(plan, dose.on) if plan else Decimal(0)
    limit = min(
        Decimal(patient.policy.large_intake_mg), max(Decimal(patient.policy.large_intake_least_mg), 2 * planned)
    )
    close = [i.mg for i in earlier if i.mg is not None and abs(i.taken_at - taken_at) <= timedelta(hours=2)]
    at_once = sum(close, mg)
    off = not any(i.taken_at > taken_at - timedelta(hours=24) for i in earlier)
    slots = {"mg": number(mg), "taken_at": taken_at.isoformat(), "at": taken_at.isoformat()}
    if at_once >= limit or off:
        scene.say("extra-large", slots, priority=Priority.RED)
        raise_red(scene, scene.heard.text, advise=False)
    elif extras:
        scene.say("extra-more", slots, priority=Priority.RED)
    else:
        scene.say("recorded-extra", slots)
    follow = bool(extras) or at_once >= limit or off
    wake_at = now + timedelta(hours=follow_up_hours(patient.policy)[0] if follow else 24)
    memo = (("extra_at", taken_at.isoformat()), ("follow", "0" if follow else ""), ("since", now.isoformat()))
    records.watches.set(Watch(patient.id, WatchKind.EXTRA, wake_at, memo))
