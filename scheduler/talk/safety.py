"""A red flag: the emergency number to the person, an alert to everybody who agreed to hear. At any hour, before all else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from scheduler.alarm import raise_alarm
from scheduler.alarm_message import Bell
from scheduler.circle import circle_of, names_of
from scheduler.domain.checkin import Before, close
from scheduler.domain.dose import DoseState
from scheduler.domain.escalation import ENDED, Cause, State, Tier, call_off
from scheduler.domain.message import Priority
from scheduler.domain.people import Patient, Reach
from scheduler.ports import EscalationEvent
from scheduler.talk.scene import Scene

_SAID = 200


def raise_red(
    scene: Scene, said: str, *, advise: bool = True, suicidal: bool = False, signs: str | None = None
) -> list[str]:
    """Answer danger and alert the caregivers; the names of those who are told. `signs`: codes, where numbers told of them.

    Who is not enrolled gets the one emergency line and nothing else.
    """
    patient = scene.patient
    if patient is None or scene.contact.reach is not Reach.ON:
        scene.say("stranger-red", priority=Priority.RED, even_unconsented=True)
        if patient is not None:
            _alarm(scene, patient, {"said": said[:_SAID]}, Cause.WORDS)
        return []
    asked = scene.records.check_ins.open_of(patient.id)
    if asked is not None:
        scene.records.check_ins.save(close(asked, scene.now, patient.policy, Before(), red=True))
    _hold_nudges(scene, patient)
    cause = Cause.SUICIDE if suicidal else Cause.WORDS if advise else Cause.EXTRA
    _alarm(scene, patient, {"said": said[:_SAID]} if signs is None else {"signs": signs}, cause)
    circle = circle_of(scene.records, patient.id)
    if suicidal:
        scene.say("suicide-advice", {"names": names_of(circle)}, priority=Priority.RED)
        scene.settle()
        scene.ask("alone")
        return [carer.name for carer in circle.values()]
    if advise:
        scene.say("red-flag-advice", {"names": names_of(circle)}, priority=Priority.RED)
    scene.settle()
    return [carer.name for carer in circle.values()]


def _hold_nudges(scene: Scene, patient: Patient) -> None:
    """Nobody is nudged towards a dose after danger or too much of it; the dose stays open, and is asked about later."""
    doses = scene.records.doses.open_of([patient.id], scene.now - timedelta(hours=patient.policy.answer_within_h))
    due = [dose for dose in doses if dose.state is DoseState.DUE and dose.answered_at is None]
    scene.records.doses.save([replace(dose, nudges=2, wake_at=dose.window_ends_at) for dose in due])
    waiting = [dose.id for dose in due if dose.prompted_at is not None]
    scene.records.messages.drop_for_doses(waiting, "danger told", scene.now)


def _alarm(scene: Scene, patient: Patient, told: dict[str, str], cause: Cause) -> None:
    because = told | {"at": scene.now.isoformat()}
    raise_alarm(scene.records, patient, cause, scene.now, because)


def pass_on_all_well(scene: Scene) -> bool:
    """The person says that all is well while a red alarm is on: passed on in their words, and it goes on until a caregiver
    has spoken with them. False if there is none.
    """
    patient = scene.patient
    assert patient is not None
    red = [each for each in scene.records.escalations.open_of([patient.id]) if each.tier is Tier.RED]
    circle = circle_of(scene.records, patient.id)
    if not red or not circle:
        return False
    bell = Bell(scene.records, patient, scene.now)
    said = scene.heard.text.strip()[:_SAID]
    over = False
    for each in red:
        moved = call_off(each, scene.now)
        scene.records.escalations.save(moved)
        scene.records.escalations.note([EscalationEvent(each.id, scene.now, "called_off", patient.id, said)])
        if moved.state in ENDED:
            over = True
            bell.stand_down(moved)
        elif not each.called_off and each.state is not State.WARNED:
            told = [carer for own_id, carer in circle.items() if own_id in each.told]
            bell.to_carers(each, "carer-told-words", told, {"said": said})
    scene.settle()
    scene.say("safety-clear" if over else "help-goes-on")
    return True


def pass_on_whether_alone(scene: Scene) -> bool:
    """What they answer to "Are you alone?" is passed on in their words; they are asked to stay with a person. False if it
    was not asked.
    """
    patient = scene.patient
    if patient is None or scene.question != "alone":
        return False
    scene.settle()
    circle = circle_of(scene.records, patient.id)
    bell, said = Bell(scene.records, patient, scene.now), scene.heard.text.strip()[:_SAID]
    for each in scene.records.escalations.open_of([patient.id]):
        if each.tier is Tier.RED:
            told = [carer for own_id, carer in circle.items() if own_id in each.told]
            bell.to_carers(each, "carer-told-words", told, {"said": said})
            scene.records.escalations.note([EscalationEvent(each.id, scene.now, "words", patient.id, said)])
    scene.say("suicide-stay", {"names": names_of(circle)}, priority=Priority.RED)
    return True


def ask_safety_list(scene: Scene) -> None:
    """Ask the one safety list."""
    scene.say("safety-list", priority=Priority.CHECK_IN)
    scene.ask("safety")


def ask_near_red(scene: Scene) -> None:
    """Words near danger: the safety list at once, again some minutes later, then a caregiver. Only an answer to it ends that."""
    patient, policy = scene.patient, scene.patient.policy if scene.patient is not None else None
    ask_safety_list(scene)
    if patient is None or policy is None or scene.contact.reach is not Reach.ON:
        return
    because = {"said": scene.heard.text.strip()[:_SAID], "at": scene.now.isoformat()}
    again_at = scene.now + timedelta(minutes=policy.near_red_again_min)
    raise_alarm(scene.records, patient, Cause.NEAR_RED, scene.now, because, tells_at=again_at)
