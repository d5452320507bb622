"""Travel: the same wall times on another clock, from now on; what comes too close or too far apart is said."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from scheduler.domain.dose import Dose, DoseState, replaced
from scheduler.domain.people import Patient
from scheduler.domain.timing import gap_changes, to_utc, to_wall
from scheduler.domain.version import Change, PlanVersion, VersionState, Watch, WatchKind
from scheduler.outgoing import after_quiet, to_patient
from scheduler.planning import begin_version
from scheduler.ports import Records
from scheduler.talk.plan_intake import next_number
from scheduler.talk.scene import Scene

_AHEAD = timedelta(days=4)
_BACK = timedelta(hours=36)


def change_zone(scene: Scene, zone: str) -> None:
    """Set the person's clock to an IANA zone, and the plan's doses that are not yet due with it.

    Where a plan moved it is asked whether it is only a short trip, for which it could stay on the clock of home.
    """
    patient = scene.patient
    assert patient is not None
    before = _trip(scene)
    found = _turn(scene, zone, scene.knowledge.country_of(zone))
    slots = {"zone": zone, **found.slots}
    away = found.moved_from is not None and zone != before.get("home")
    memo = (("home", found.moved_from), ("there", zone)) if away and found.moved_from is not None else ()
    scene.records.watches.set(Watch(patient.id, WatchKind.TRAVEL, None, memo))
    if away and found.moved_from is not None:
        slots |= {"home": found.moved_from, "days": str(patient.policy.short_trip_days)}
    scene.say("zone-changed", slots, doses=found.following)


def keep_home_time(scene: Scene) -> None:
    """A short trip: the plan goes back to the clock of home and stays there. It is asked again in some days.

    Emergency numbers stay those of the country where the person is.
    """
    patient, trip = scene.patient, _trip(scene)
    assert patient is not None
    home, there = trip.get("home"), trip.get("there")
    if home is None or there is None:
        scene.say("home-time-how", {"zone": patient.zone})
        return
    found = _turn(scene, home, scene.knowledge.country_of(there))
    again_at = scene.now + timedelta(days=patient.policy.short_trip_days)
    scene.records.watches.set(Watch(patient.id, WatchKind.TRAVEL, again_at, tuple(trip.items())))
    coming = scene.records.doses.of_patient(patient.id, scene.now, scene.now + timedelta(hours=24))
    kept = [dose for dose in coming if dose.state is not DoseState.REPLACED]
    both = [(f"{dose.at:%H:%M}", f"{to_wall(dose.due_at, there):%H:%M}") for dose in kept]
    slots = {"home": home, "zone": there, "both": json.dumps(both), "days": str(patient.policy.short_trip_days)}
    scene.say("zone-kept", {**slots, **found.slots})


def wake_travel(records: Records, patient: Patient, watch: Watch, now: datetime) -> None:
    """Ask at `now` (UTC) whether the trip goes on, and again until a ZONE is said: numbers to ring depend on the place."""
    trip = dict(watch.memo)
    slots = {"home": trip["home"], "zone": trip["there"]}
    key = f"zone-again:{patient.id}:{int(now.timestamp())}"
    records.messages.add(to_patient(patient, "zone-again", key, now, slots=slots, not_before=after_quiet(patient, now)))
    records.watches.set(replace(watch, wake_at=now + timedelta(days=patient.policy.short_trip_days)))


@dataclass(frozen=True, slots=True)
class _Turned:
    """What came of turning the clock: the zone that the plan left, if it did; slots for a gap; the next dose."""

    moved_from: str | None = None
    slots: Mapping[str, str] = field(default_factory=dict)
    following: Sequence[Dose] = ()


def _trip(scene: Scene) -> dict[str, str]:
    assert scene.patient is not None
    watch = scene.records.watches.get(scene.patient.id, WatchKind.TRAVEL)
    return dict(watch.memo) if watch is not None else {}


def _turn(scene: Scene, zone: str, country: str | None) -> _Turned:
    patient = scene.patient
    assert patient is not None
    scene.records.people.change_person(patient.id, zone=zone, country=country)
    live = scene.live()
    old_zone = live.plan.timezone if live else None
    scene.reload()
    if live is None or live.state is not VersionState.ACTIVE or old_zone is None or old_zone == zone:
        return _Turned()
    rest_of_day = _lift(scene, live)
    stored = _move(scene, live, old_zone, zone)
    _put_down(scene, rest_of_day, stored, zone)
    return _gaps(scene, live, old_zone, zone)


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


def _gaps(scene: Scene, live: PlanVersion, old_zone: str, zone: str) -> _Turned:
    assert scene.patient is not None
    around = scene.records.doses.of_patient(scene.patient.id, scene.now - _BACK, scene.now + _AHEAD)
    kept = [dose for dose in around if dose.state is not DoseState.REPLACED]
    last = next((dose for dose in reversed(kept) if _begun(dose, scene.now)), None)
    following = next((dose for dose in kept if not _begun(dose, scene.now)), None)
    slots = {}
    if last is not None and following is not None:
        plan_gaps = gap_changes(live.plan, old_zone, zone, scene.now)
        gap = following.due_at - last.due_at
        if gap < plan_gaps.smallest_gap:
            slots["too_close"] = str(round(gap / timedelta(hours=1), 1))
        elif gap > plan_gaps.largest_gap:
            slots["too_far"] = str(round(gap / timedelta(hours=1), 1))
    return _Turned(old_zone, slots, [following] if following else [])


def _begun(dose: Dose, now: datetime) -> bool:
    return dose.due_at < now or dose.state is not DoseState.PLANNED
