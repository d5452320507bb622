"""Pills in the house as people tell it: counted, ordered, fetched. "Ordered" is not "in your hands"."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from scheduler.domain.version import PlanVersion, Watch, WatchKind
from scheduler.slots import number, stock_slot
from scheduler.talk.scene import Scene


def count(scene: Scene) -> None:
    """Set what is in the house to what was counted ("54", or "10=54 5=12")."""
    live = scene.live()
    if live is None:
        scene.say("no-plan")
        return
    strengths = _strengths(scene, live)
    told = _amounts(scene.heard.reply.value or "", strengths)
    if told is None:
        scene.say("count-ask", {"strengths": ", ".join(strengths)})
        scene.ask("count")
        return
    before = scene.records.stock.on_hand(live.medicine_id)
    scene.records.stock.set_on_hand(live.medicine_id, told, scene.now, "counted")
    scene.settle()
    differs = any(name in before and before[name] != amount for name, amount in told.items())
    scene.say("count-differs" if differs else "count-saved", {"rows": stock_slot(told), "before": stock_slot(before)})


def _strengths(scene: Scene, live: PlanVersion) -> list[str]:
    if live.plan.liquid is not None and not live.plan.tablets:
        return ["ml"]
    names = [number(tablet.strength_mg) for tablet in live.plan.tablets if tablet.strength_mg is not None]
    return names or list(scene.records.stock.on_hand(live.medicine_id)) or ["unknown"]


def _amounts(value: str, strengths: list[str]) -> dict[str, Decimal] | None:
    """Parse "54" (one strength only) or "10=54 5=12"; None if it does not fit the strengths of the plan."""
    told: dict[str, Decimal] = {}
    for part in value.split():
        name, _, amount = part.rpartition("=")
        if not name and len(strengths) == 1:
            name = strengths[0]
        try:
            told[name] = Decimal(amount)
        except InvalidOperation:
            return None
        if name not in strengths or not 0 <= told[name] <= 10_000:
            return None
    return told or None


def ordered(scene: Scene) -> None:
    """Note that a refill is ordered. Nothing is counted in before it is fetched."""
    live = scene.live()
    if live is None:
        scene.say("no-plan")
        return
    quantity = scene.heard.reply.tablets or live.plan.supply.refill_quantity or Decimal(0)
    scene.records.stock.set_ordered(live.medicine_id, quantity, scene.now)
    scene.say("ordered", {"quantity": number(quantity)} if quantity else {})


def fetched(scene: Scene) -> None:
    """Count a fetched refill in."""
    live = scene.live()
    if live is None:
        scene.say("no-plan")
        return
    strengths = _strengths(scene, live)
    order = scene.records.stock.ordered(live.medicine_id)
    quantity = scene.heard.reply.tablets or (order[0] if order else None)
    if quantity is None or quantity <= 0 or len(strengths) != 1:
        scene.say("count-ask", {"strengths": ", ".join(strengths)})
        scene.ask("count")
        return
    on_hand = scene.records.stock.on_hand(live.medicine_id)
    after = {strengths[0]: on_hand.get(strengths[0], Decimal(0)) + quantity}
    scene.records.stock.set_on_hand(live.medicine_id, after, scene.now, "fetched")
    scene.records.stock.set_ordered(live.medicine_id, None, scene.now)
    morning = scene.records.watches.get(live.patient_id, WatchKind.MORNING)
    if morning is not None:
        # The warnings of the old box start afresh with the new one.
        memo = tuple((name, value) for name, value in morning.memo if not name.startswith("supply"))
        scene.records.watches.set(Watch(live.patient_id, WatchKind.MORNING, morning.wake_at, memo))
    scene.say("fetched", {"rows": stock_slot(after)})
