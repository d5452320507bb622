"""Doses whose time has come: prompt, nudge, ask what happened. Works on batches; each patient's doses are looked at together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from scheduler.domain.dose import OPEN, Dose, Turn, is_answerable, wake
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import ChannelName, Patient
from scheduler.domain.timing import to_wall
from scheduler.domain.version import Watch, WatchKind
from scheduler.outage import LOST
from scheduler.outgoing import after_quiet, is_quiet, to_patient
from scheduler.ports import Alike, Records, Whose

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOOK_BACK = timedelta(hours=30)


# Ticks come every second; a dose woken minutes after its time means that the process was down or stuck.
STOOD_STILL = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Beat:
    """The present instant, and the instant of the tick before it (UTC); None if there was none.

    `lost`: what was answered between them is not known, because the store is an older copy of itself.
    """

    now: datetime
    last: datetime | None
    lost: bool = False


@dataclass(slots=True)
class _Outcome:
    doses: list[Dose] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    extras: list[Watch] = field(default_factory=list)
    moved_alike: list[tuple[Dose, Sequence[Whose]]] = field(default_factory=list)
    said_alike: list[Alike] = field(default_factory=list)

    def say_the_same(self, moved: list[Dose], said: list[Message], whose: Sequence[Whose]) -> None:
        """Let what came of one dose be true of these others."""
        self.moved_alike += [(dose, whose) for dose in moved]
        self.said_alike += [Alike(message, whose, _keys_alike(message, whose)) for message in said]


def wake_doses(records: Records, beat: Beat, limit: int) -> int:
    """Wake the doses that are due (UTC), save them and what follows. How many moved.

    Where many are alike in all that waking looks at, one of them is woken, and the same is said of the others.
    """
    now = beat.now
    claimed = records.doses.claim(now, limit)
    if not claimed:
        return 0
    cases = {whose[0].patient_id: whose for whose in records.doses.alike(claimed, now, now - _LOOK_BACK)}
    spoken_for = {other.patient_id for whose in cases.values() for other in whose[1:]}
    return wake_each(records, [each for each in claimed if each not in spoken_for], beat, cases)


def wake_each(records: Records, patient_ids: Sequence[int], beat: Beat, cases: Mapping[int, Sequence[Whose]]) -> int:
    """Wake what is due of claimed patients, each for themselves. `cases`: of whom the same is true as of one of these."""
    now = beat.now
    of_patient: dict[int, list[Dose]] = defaultdict(list)
    for dose in records.doses.due_of(patient_ids, now):
        of_patient[dose.patient_id].append(dose)
    patients = records.people.patients(of_patient, named=False)
    others: dict[int, list[Dose]] = defaultdict(list)
    for dose in records.doses.open_of(of_patient, now - _LOOK_BACK):
        others[dose.patient_id].append(dose)
    awake = records.watches.of(of_patient, WatchKind.EXTRA)
    extras = {patient_id: watch for patient_id, watch in awake.items() if "said" not in dict(watch.memo)}
    outcome = _Outcome()
    for patient_id, doses in of_patient.items():
        patient = patients.get(patient_id)
        if patient is None:
            continue
        moved, said = len(outcome.doses), len(outcome.messages)
        _wake_patient(patient, doses, others[patient_id], extras.get(patient_id), beat, outcome)
        if others_alike := cases.get(patient_id, ())[1:]:
            outcome.say_the_same(outcome.doses[moved:], outcome.messages[said:], others_alike)
    records.doses.save_woken(outcome.doses, outcome.moved_alike)
    for watch in outcome.extras:
        records.watches.set(watch)
    asked = [message for message in outcome.messages if message.kind == "what-happened"]
    outcome.messages.extend(_after_a_day(records, patients, others, asked, now))
    records.messages.add(outcome.messages, outcome.said_alike)
    return len(outcome.doses) + sum(len(whose) for _, whose in outcome.moved_alike)


def _after_a_day(
    records: Records, patients: dict[int, Patient], others: dict[int, list[Dose]], asked: list[Message], now: datetime
) -> list[Message]:
    """Nothing recorded for a day or longer: once a day it is said not to catch up alone, and whom to call."""
    told: list[Message] = []
    for message in asked:
        patient = patients[message.person_id]
        a_day_ago = now - timedelta(hours=24)
        silent = any(d.answered_at is None and d.due_at <= a_day_ago for d in others[patient.id])
        if silent and not records.intakes.of_patient(patient.id, a_day_ago):
            key = f"missed-a-day:{patient.id}:{to_wall(now, patient.zone).date().isoformat()}"
            told.append(replace(message, kind="missed-a-day", key=key, slots={}))
    return told


def _wake_patient(
    patient: Patient,
    doses: list[Dose],
    others: list[Dose],
    extra: Watch | None,
    beat: Beat,
    outcome: _Outcome,
) -> None:
    now = beat.now
    if patient.contact is None or (patient.paused_until is not None and patient.paused_until > now):
        outcome.doses.extend(_wake_silently(patient, doses, now))
        return
    waking = {dose.id for dose in doses}
    still_open = [d for d in others if d.id not in waking and d.state in OPEN and is_answerable(d, now, patient.policy)]
    used = {dose.letter for dose in still_open}
    overslept = now - min([dose.wake_at or now for dose in doses])
    turns: list[tuple[Dose, Turn]] = []
    for dose in sorted(doses, key=_due_at):
        taken = dose.letter is None or dose.letter in used
        letter = next((x for x in _LETTERS if x not in used), None) if taken else dose.letter
        moved, turn = wake(dose, now, patient.policy, letter)
        if turn is Turn.NOTHING:
            continue
        used.add(moved.letter)
        if extra is not None and turn is Turn.PROMPT:
            # Not nudged towards a dose about which they were asked to ring first.
            moved = replace(moved, nudges=2, wake_at=moved.window_ends_at)
        turns.append((moved, turn))
    if not turns:
        return
    prompts = any(turn is Turn.PROMPT for _, turn in turns)
    folds = prompts and patient.contact.channel is ChannelName.SMS
    owed = [d for d in others if d.receipt_owed and d.answered_at is not None] if folds else []
    outcome.doses += [moved for moved, _ in turns]
    outcome.doses += [replace(dose, receipt_owed=False) for dose in owed]
    messages = _speak(patient, turns, owed, extra, overslept, beat, prompts=prompts)
    outcome.messages.extend(messages)
    if extra is not None and any(message.kind == "dose-after-extra" for message in messages):
        # Said once, before the next dose; follow-ups that are still to come go on.
        memo = dict(extra.memo) | {"said": "yes"}
        outcome.extras.append(
            replace(extra, wake_at=extra.wake_at if memo.get("follow") else None, memo=tuple(memo.items()))
        )


def _key(dose_id: int, turn_and_nudges: str) -> str:
    return f"dose:{dose_id}:{turn_and_nudges}"


def _keys_alike(message: Message, whose: Sequence[Whose]) -> list[str]:
    turn_and_nudges = message.key.removeprefix(_key(message.dose_ids[0], ""))
    return [_key(each.dose_id, turn_and_nudges) for each in whose]


def _due_at(dose: Dose) -> datetime:
    return dose.due_at


def _wake_silently(patient: Patient, doses: list[Dose], now: datetime) -> list[Dose]:
    """Detection goes on where delivery is held: a dose becomes due and, in time, missed; prompted on resuming if open."""
    moved: list[Dose] = []
    for dose in doses:
        woken, turn = wake(dose, now, patient.policy)
        if turn is Turn.PROMPT:
            again = woken.window_ends_at
            if patient.contact is not None and patient.paused_until is not None:
                again = min(again, patient.paused_until)
            woken = replace(woken, prompted_at=None, wake_at=again)
        if turn is not Turn.NOTHING:
            moved.append(woken)
    return moved


def _speak(
    patient: Patient,
    turns: list[tuple[Dose, Turn]],
    owed: list[Dose],
    extra: Watch | None,
    overslept: timedelta,
    beat: Beat,
    *,
    prompts: bool,
) -> list[Message]:
    """The one message about this patient's doses.

    What else is open is added when it is sent, as it is then.
    """
    now = beat.now
    first = turns[0][0]
    asks_only = not prompts and all(turn is Turn.ASK_WHAT_HAPPENED for _, turn in turns)
    slots: dict[str, str] = {}
    if owed:
        slots["receipts"] = ",".join(str(dose.id) for dose in owed)
    if beat.lost or _is_outage(patient, turns, overslept):
        kind = "catch-up"
        slots |= {"from": beat.last.isoformat() if beat.last else now.isoformat(), "until": now.isoformat()}
        slots |= LOST if beat.lost else {}
    elif prompts and extra is not None:
        kind = "dose-after-extra"
        slots |= {"extra_at": dict(extra.memo)["extra_at"]}
    elif prompts:
        kind = "dose-due"
    else:
        kind = "what-happened" if asks_only else "dose-nudge"
    expires_at = None if asks_only or kind == "catch-up" else max([dose.window_ends_at for dose, _ in turns])
    not_before = now
    if not prompts and not is_quiet(patient, first.due_at):
        # A dose that the plan itself puts into the night is asked about in the night; others wait for the morning.
        not_before = after_quiet(patient, now)
        if expires_at is not None and not_before >= expires_at:
            return []
    return to_patient(
        patient,
        kind,
        "+".join([_key(dose.id, f"{turn.value}:{dose.nudges}") for dose, turn in turns]),
        now,
        priority=Priority.REMINDER,
        slots=slots,
        dose_ids=[dose.id for dose, _ in turns],
        not_before=not_before,
        expires_at=expires_at,
        due_at=first.due_at,
    )


def _is_outage(patient: Patient, turns: list[tuple[Dose, Turn]], overslept: timedelta) -> bool:
    """Whether these come late because nothing ran, and not because they were paused or put off."""
    if overslept < STOOD_STILL:
        return False
    late = overslept >= timedelta(minutes=patient.policy.outage_after_min)
    return late or len(turns) > 1 or turns[0][1] is Turn.ASK_WHAT_HAPPENED
