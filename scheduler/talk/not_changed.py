"""NOT YET: somebody has not changed to the new step. It is kept, and the prescriber hears of it; the plan stays as it is."""

from __future__ import annotations

from datetime import date, datetime

from scheduler.circle import names_of
from scheduler.coming_step import present_step
from scheduler.domain.version import VersionState, Watch, WatchKind
from scheduler.ports import Records
from scheduler.prescriber import NOT_CHANGED, tell_prescriber
from scheduler.talk.scene import Scene


def not_changed(records: Records, patient_id: int) -> dict[date, datetime]:
    """The first day of each step to which they said they had not changed, and when they first said so (UTC)."""
    watch = records.watches.get(patient_id, WatchKind.STEP)
    memo = watch.memo if watch is not None else ()
    return {date.fromisoformat(on): datetime.fromisoformat(at) for on, at in memo}


def keep_not_changed(scene: Scene) -> None:
    """Keep it with the step's first day, tell a prescriber who agreed to be told, else say whom to ring.

    What they take is in the record of doses; nothing here changes the plan or says what to take.
    """
    patient, live = scene.patient, scene.live()
    assert patient is not None
    if live is None or live.state is not VersionState.ACTIVE:
        scene.say("no-plan" if live is None else "watch-only-note")
        return
    step = present_step(live.plan, scene.today())
    if step is None:
        scene.say("not-yet-before")
        return
    day = step[1].isoformat()
    # Said again it is still the first time that counts.
    said = {step[1]: scene.now} | not_changed(scene.records, patient.id)
    memo = tuple((on.isoformat(), at.isoformat()) for on, at in said.items())
    scene.records.watches.set(Watch(patient.id, WatchKind.STEP, None, memo))
    about = {"day": day, "at": scene.now.isoformat()}
    told = tell_prescriber(scene.records, patient, NOT_CHANGED, day, scene.now, about)
    slots = {"day": day}
    slots |= {"names": names_of(told)} if told else {}
    slots |= {"prescriber": live.plan.prescriber} if live.plan.prescriber else {}
    phone = scene.records.cards.of(patient.id).clinic
    slots |= {"clinic_phone": phone} if phone else {}
    scene.say("not-yet-saved", slots)
