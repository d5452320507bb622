"""Answers about doses: taken, late, in part, too much, not taken, later, undo. Never guesses between two doses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from scheduler.budget import has_room_for_receipt
from scheduler.domain.dose import Dose, DoseState, skip, snooze
from scheduler.domain.people import ChannelName, Reach
from scheduler.domain.reply import Doubt, Intent, Reply, SkipReason
from scheduler.domain.version import VersionState
from scheduler.slots import number, pieces_slot
from scheduler.talk.extra import log_extra, record_extra
from scheduler.talk.loose import log_loose
from scheduler.talk.recording import pieces_of, record_taken, remember
from scheduler.talk.scene import Scene
from scheduler.talk.which import TAKING, find_meant, one_dose, open_doses


def answer_dose(scene: Scene, reply: Reply) -> None:
    """Record what the reply says about a dose, or ask which dose or what was meant. Times are UTC."""
    patient = scene.patient
    assert patient is not None
    if reply.doubt is not None and reply.doubt is not Doubt.WHICH_DOSE:
        doses = open_doses(scene)
        scene.say(f"doubt-{reply.doubt.value.replace('_', '-')}", {"said": scene.heard.text[:40]}, doses=doses)
        return
    if _is_watch_only(scene):
        log_loose(scene, reply)
        return
    if scene.question == "extra_really" and not reply.letters and reply.dose_time is None:
        dose = one_dose(scene, scene.asked.get("dose"))
        if dose is not None and reply.dose_ids is not None and dose.id not in reply.dose_ids:
            dose = None
        if dose is not None and reply.intent is Intent.TAKEN_EXTRA:
            record_extra(scene, reply.amount_mg or dose.mg, reply.taken_at or scene.now, dose)
            return
        if dose is not None and reply.intent is Intent.TAKEN_LATE and reply.taken_at and not open_doses(scene):
            _take(scene, reply, [dose])
            return
    meant = find_meant(scene, reply)
    if meant is None:
        return
    if reply.intent is Intent.SNOOZE:
        _snooze(scene, meant, reply)
    elif reply.intent is Intent.SKIPPED:
        _skip(scene, meant, reply)
    elif reply.intent in TAKING:
        _take(scene, reply, meant)


def _is_watch_only(scene: Scene) -> bool:
    live = scene.live()
    return live is not None and live.state is not VersionState.ACTIVE and not open_doses(scene)


def _take(scene: Scene, reply: Reply, doses: Sequence[Dose]) -> None:
    assert scene.patient is not None
    again = [dose for dose in doses if dose.state is DoseState.TAKEN]
    if again and reply.dose_ids is not None and reply.intent is Intent.TAKEN:
        # The same button once more: nothing changes, and the same receipt is given.
        scene.say("recorded-taken", doses=again)
        return
    if again and reply.dose_ids is not None and reply.intent is Intent.TAKEN_EXTRA:
        # A button is pressed twice too easily for that: it counts only while it is being asked.
        scene.say("already-recorded", doses=again)
        scene.ask("extra_really", {"dose": str(again[-1].id)})
        return
    if again and reply.intent in {Intent.TAKEN, Intent.TAKEN_EXTRA}:
        if reply.intent is Intent.TAKEN_EXTRA and len(doses) == 1:
            record_extra(scene, _beyond(reply, doses[0]), reply.taken_at or scene.now, doses[0])
            return
        scene.say("already-recorded", doses=again)
        scene.ask("extra_really", {"dose": str(again[-1].id)})
        return
    for dose in doses:
        if reply.taken_at is not None and reply.taken_at < dose.due_at - timedelta(
            hours=scene.patient.policy.answer_before_h
        ):
            scene.say("not-today", doses=[dose])
            return
    recorded: list[Dose] = []
    past = False
    for dose in doses:
        amount = _amount(reply, dose)
        if amount is None and reply.intent is Intent.TAKEN_EXTRA:
            taken_at = reply.taken_at or scene.now
            recorded.append(record_taken(scene, dose, dose.mg, taken_at))
            record_extra(scene, None, taken_at, dose)
            continue
        if amount is None or amount <= 0:
            scene.say("doubt-amount", doses=[dose])
            return
        # Told afterwards without a time, it counts as taken when it was due; told in its time, as taken now.
        past = scene.now >= dose.due_at + timedelta(hours=scene.patient.policy.answer_within_h)
        taken_at = reply.taken_at or (dose.due_at if past else scene.now)
        recorded.append(record_taken(scene, dose, min(amount, dose.mg), taken_at))
        if amount > dose.mg:
            record_extra(scene, amount - dose.mg, taken_at, dose)
    scene.settle()
    if any(dose.taken_mg != dose.mg for dose in recorded):
        part = recorded[0]
        pieces = pieces_slot(pieces_of(scene, part, part.taken_mg or part.mg))
        scene.say("recorded-part", {"mg": number(part.taken_mg or part.mg), "pieces": pieces}, doses=recorded)
    elif _folds(scene) and reply.taken_at is None and len(recorded) == 1 and not scene.heard.reply.unread:
        scene.records.doses.save([replace(recorded[0], receipt_owed=True)])
    elif not any(message.kind.startswith("extra-") for message in scene.out):
        scene.say(
            "recorded-late" if reply.taken_at or past else "recorded-taken",
            doses=recorded,
        )


def _folds(scene: Scene) -> bool:
    """After the first days a receipt by SMS waits for the next prompt instead of being a text of its own; in the first days
    as well, once what is left of the day's texts is kept for saying whom I shall ask."""
    patient = scene.patient
    assert patient is not None
    # A receipt waits only where the next prompt will go the same way.
    if patient.contact is None or {scene.contact.channel, patient.contact.channel} != {ChannelName.SMS}:
        return False
    if scene.now >= patient.enrolled_at + timedelta(days=patient.policy.receipts_own_days):
        return True
    return not has_room_for_receipt(scene.records, patient, scene.now)


def _beyond(reply: Reply, dose: Dose) -> Decimal | None:
    """What was taken beyond a dose that is recorded already; None if the amount is not known."""
    told, taken = _told(reply, dose), dose.taken_mg or dose.mg
    if told is None or reply.note == "on_top" or told <= taken:
        return told
    return told - taken


def log_large(scene: Scene, reply: Reply) -> None:
    """Danger was answered already; the large intake behind it is logged, so that the next prompt asks for a call first."""
    assert scene.patient is not None
    nearby = scene.records.doses.of_patient(scene.patient.id, scene.now - timedelta(hours=24), scene.now)
    if nearby and scene.contact.reach is Reach.ON:
        log_extra(scene, _told(reply, nearby[-1]), reply.taken_at or scene.now, nearby[-1], red=True)


def _amount(reply: Reply, dose: Dose) -> Decimal | None:
    """How much in all. "An extra one" comes on top of the dose; "two instead of one" is the whole."""
    told = _told(reply, dose)
    return told + dose.mg if told is not None and reply.note == "on_top" else told


def _told(reply: Reply, dose: Dose) -> Decimal | None:
    # A share is of this dose, whichever dose the reader weighed it against.
    if reply.fraction is not None:
        return reply.fraction * dose.mg
    if reply.amount_mg is not None:
        return reply.amount_mg
    if reply.tablets is not None:
        strengths = {name for name, _ in dose.pieces}
        if len(strengths) == 1 and (only := next(iter(strengths))).replace(".", "").isdigit():
            return reply.tablets * Decimal(only)
        return None
    return dose.mg if reply.intent in {Intent.TAKEN, Intent.TAKEN_LATE} else None


def _skip(scene: Scene, doses: Sequence[Dose], reply: Reply) -> None:
    assert scene.patient is not None
    for dose in doses:
        if dose.state is DoseState.TAKEN:
            scene.say("already-recorded", doses=[dose])
            return
    if reply.dose_ids is not None and reply.reason is None and all(d.state is DoseState.SKIPPED for d in doses):
        scene.say("recorded-skipped", doses=doses)
        scene.ask("reason", {"doses": json.dumps([dose.id for dose in doses])})
        return
    skipped = []
    for dose in doses:
        remember(scene, dose, "skipped")
        skipped.append(skip(dose, reply.reason, scene.now))
    scene.records.doses.save(skipped)
    scene.records.messages.drop_for_doses([d.id for d in doses], "answered", scene.now, scene.patient.id)
    if reply.reason is not None:
        scene.settle()
        scene.say("recorded-not-taken", doses=skipped)
        say_reason(scene, reply.reason)
        return
    scene.say("recorded-skipped", doses=skipped)
    scene.ask("reason", {"doses": json.dumps([dose.id for dose in skipped])})


def give_reason(scene: Scene, reason: SkipReason) -> None:
    """Add the reason to the doses that were just recorded as not taken."""
    ids = json.loads(scene.asked.get("doses", "[]"))
    doses = [dose for dose in scene.records.doses.by_id(ids) if dose.state is DoseState.SKIPPED]
    scene.records.doses.save([replace(dose, reason=reason) for dose in doses])
    scene.settle()
    say_reason(scene, reason)


def say_reason(scene: Scene, reason: SkipReason) -> None:
    """Answer a reason; feeling worse brings the safety list."""
    short = {SkipReason.OUT_OF_PILLS: "out", SkipReason.FELT_WORSE: "worse", SkipReason.FELT_BETTER: "better"}
    short |= {SkipReason.TOLD_TO: "told", SkipReason.FORGOT: "forgot", SkipReason.OTHER: "other"}
    scene.say(f"reason-{short[reason]}")
    if reason is SkipReason.FELT_WORSE:
        scene.ask("safety")


def _snooze(scene: Scene, doses: Sequence[Dose], reply: Reply) -> None:
    assert scene.patient is not None
    minutes = reply.later_after_min or scene.patient.policy.snooze_min
    until = scene.now + timedelta(minutes=minutes)
    later: list[Dose] = []
    for dose in doses:
        if dose.state in {DoseState.TAKEN, DoseState.SKIPPED}:
            scene.say("already-recorded", doses=[dose])
            return
        snoozed = snooze(dose, until) if dose.state is not DoseState.MISSED else None
        if snoozed is None:
            scene.say("snooze-too-late", doses=[dose])
            return
        # Put off before its time it has not been asked about yet: it is prompted once, not before it is due.
        later.append(snoozed if dose.prompted_at else replace(snoozed, wake_at=max(until, dose.due_at)))
    scene.records.doses.save(later)
    scene.records.messages.drop_for_doses([d.id for d in doses], "put off", scene.now, scene.patient.id)
    scene.settle()
    asked_at = (min(dose.wake_at or until for dose in later)).isoformat()
    scene.say("snoozed", {"until": asked_at, "at": asked_at}, doses=later)
