"""Travel: the same wall times on another clock, from now on; what comes too close or too far apart is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from scheduler.domain.dose import Dose, DoseState, replaced
from scheduler.domain.timing import gap_changes, to_utc, to_wall
from scheduler.domain.version import Change, PlanVersion, VersionState
from scheduler.planning import begin_version
from scheduler.talk.plan_intake import next_number
from scheduler.talk.scene import Scene

_AHEAD = timedelta(days=4)
_BACK = timedelta(hours=36)


def change_zone(scene: Scene, zone: str) -> None:
    """Set the person's clock to an IANA zone, and the plan's doses that are not yet due with it."""
    patient = scene.patient
    assert patient is not None
    scene.records.people.change_person(patient.id, zone=zone, country=scene.knowledge.country_of(zone))
    live = scene.live()
    old_zone = live.plan.timezone if live else None
    scene.reload()
    if live is None or live.state is not VersionState.ACTIVE or old_zone is None or old_zone == zone:
        scene.say("zone-changed", {"zone": zone})
        return
    rest_of_day = _lift(scene, live)
    stored = _move(scene, live, old_zone, zone)
    _put_down(scene, rest_of_day, stored, zone)
    _say(scene, live, old_zone, zone)


def _lift(scene: Scene, live: PlanVersion) -> list[Dose]:
    """Take every dose that is not yet due off the old clock.

    Returns those of the version before, which still rules the day on which a change was decided.
    """
    assert scene.patient is not None
    doses = scene.records.doses
    coming = doses.of_patient(scene.patient.id, scene.now, scene.now + _AHEAD)
    lifted = [dose for dose in coming if dose.state is DoseState.PLANNED and dose.medicine_id == live.medicine_id]
    doses.save([replaced(dose) for dose in lifted])
    scene.records.messages.drop_for_doses([dose.id for dose in lifted], "plan changed", scene.now)
    return [dose for dose in lifted if dose.version_id != live.id]


def _move(scene: Scene, live: PlanVersion, old_zone: str, zone: str) -> PlanVersion:
    """The same plan as a version on the new clock; one that only begins tomorrow still begins tomorrow."""
    assert scene.patient is not None
    begins_at = scene.now
    if live.begins_at > scene.now:
        begins_at = max(scene.now, to_utc(to_wall(live.begins_at, old_zone).date(), time(0), zone))
    moved = replace(
        live,
        id=0,
        number=next_number(scene.records, scene.patient.id),
        plan=replace(live.plan, timezone=zone),
        change=Change.ZONE,
        begins_at=begins_at,
        created_at=scene.now,
        planned_until=None,
        wake_at=None,
        decided_by=None,
    )
    return begin_version(scene.records, moved, scene.patient, scene.now, scene.knowledge.drug)


def _put_down(scene: Scene, lifted: Sequence[Dose], version: PlanVersion, zone: str) -> None:
    """Put the rest of the day down again at its wall times on the new clock, unless these are past."""
    carried = []
    for dose in lifted:
        due_at = to_utc(dose.on, dose.at, zone)
        if scene.now <= due_at < version.begins_at:
            ends_at = due_at + (dose.window_ends_at - dose.due_at)
            moved = replace(dose, id=0, version_id=version.id, due_at=due_at, wake_at=due_at, window_ends_at=ends_at)
            carried.append(moved)
    scene.records.doses.add(carried)


def _say(scene: Scene, live: PlanVersion, old_zone: str, zone: str) -> None:
    assert scene.patient is not None
    around = scene.records.doses.of_patient(scene.patient.id, scene.now - _BACK, scene.now + _AHEAD)
    kept = [dose for dose in around if dose.state is not DoseState.REPLACED]
    last = next((dose for dose in reversed(kept) if _begun(dose, scene.now)), None)
    following = next((dose for dose in kept if not _begun(dose, scene.now)), None)
    slots = {"zone": zone}
    if last is not None and following is not None:
        plan_gaps = gap_changes(live.plan, old_zone, zone, scene.now)
        gap = following.due_at - last.due_at
        if gap < plan_gaps.smallest_gap:
            slots["too_close"] = str(round(gap / timedelta(hours=1), 1))
        elif gap > plan_gaps.largest_gap:
            slots["too_far"] = str(round(gap / timedelta(hours=1), 1))
    scene.say("zone-changed", slots, doses=[following] if following else [])


def _begun(dose: Dose, now: datetime) -> bool:
    return dose.due_at < now or dose.state is not DoseState.PLANNED
