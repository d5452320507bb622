"""The page of one patient: the last days of doses, check-ins, alarms, tablets, and what was told. In words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from bot.board.line import Board, Line, names_of, read_board, setting_of
from bot.texts.moments import word_day, word_instant, word_time
from bot.texts.numbers import lines_for
from bot.texts.setting import Setting
from bot.texts.words import has_words, say
from scheduler.clinic import given_up
from scheduler.domain.amount import write_amount
from scheduler.domain.card import Card
from scheduler.domain.checkin import CheckIn
from scheduler.domain.dose import Dose, DoseState
from scheduler.domain.escalation import ENDED, Escalation, State
from scheduler.domain.message import Message
from scheduler.domain.people import Patient
from scheduler.domain.timing import daily_total, day_of_plan, missing, to_wall
from scheduler.domain.version import PlanVersion, VersionState
from scheduler.knowledge import Knowledge
from scheduler.pills import supply_slots
from scheduler.ports import EscalationEvent, Records

DAYS = 3
_ALARMS_BACK = timedelta(days=14)
_MOST_TOLD = 60
_SECRET = ("address", "key")
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlarmWords:
    """One alarm: its heading, what they wrote, and what happened in it, oldest first (when, who, what, words)."""

    title: str
    said: str
    is_open: bool
    is_red: bool
    events: Sequence[Cells]


@dataclass(frozen=True, slots=True)
class PatientPage:
    """Everything on the page; tables are rows of cells in the order of their columns."""

    line: Line
    stale: str | None
    emergency: str | None
    on_it_min: int
    alarms: Sequence[AlarmWords]
    has_open: bool
    awaits_all_clear: bool
    plan: str
    supply: Sequence[str]
    ring: Sequence[Cells]
    doses: Sequence[Cells]
    check_ins: Sequence[Cells]
    told: Sequence[Cells]


def read_patient(records: Records, knowledge: Knowledge, patient_id: int, now: datetime) -> PatientPage | None:
    """The page of a patient at `now` (UTC); None if there is none of that number."""
    board: Board = read_board(records, now, [patient_id])
    if not board.lines:
        return None
    (line,) = board.lines
    patient, since = line.row.patient, now - timedelta(days=DAYS)
    setting = setting_of(patient, now)
    alarms = records.escalations.of_patient(patient_id, now - _ALARMS_BACK)
    alarms += [each for each in records.escalations.open_of([patient_id]) if each not in alarms]
    doses = records.doses.of_patient(patient_id, since, now + timedelta(hours=12))
    versions = records.plans.live_of([patient_id])
    active = [each for each in versions if each.state is VersionState.ACTIVE]
    version = max(active or versions, key=lambda each: each.number, default=None)
    return PatientPage(
        line,
        board.stale,
        lines_for(patient.country).emergency,
        patient.policy.on_it_min,
        [_alarm(records, each, patient, setting) for each in sorted(alarms, key=_newest_open_first)],
        any(each.state not in ENDED for each in alarms) or bool(given_up(records, patient_id, now)),
        any(each.state is State.SPOKEN for each in alarms),
        _plan(version, patient, now),
        _supply(records, version, knowledge, setting),
        _ring(records.cards.of(patient_id)),
        [_dose(each, setting) for each in reversed(doses) if each.state is not DoseState.REPLACED],
        [_check_in(each, setting) for each in reversed(records.check_ins.of_patient(patient_id, since))],
        _told(records, records.messages.of_patient(patient_id, since), setting),
    )


def _newest_open_first(alarm: Escalation) -> tuple[bool, float]:
    return alarm.state in ENDED, -alarm.opened_at.timestamp()


def _alarm(records: Records, alarm: Escalation, patient: Patient, setting: Setting) -> AlarmWords:
    events = records.escalations.events_of(alarm.id)
    names = names_of(records, (each.person_id for each in events)) | {patient.id: patient.call_me}
    tier = say(f"board-why-{alarm.tier.value}")
    cause = say(f"board-cause-{alarm.cause.value.replace('_', '-')}")
    return AlarmWords(
        f"{tier}: {cause}, {word_instant(alarm.opened_at, setting)}",
        alarm.because.get("said", ""),
        alarm.state not in ENDED,
        alarm.tier.value == "red",
        [_event(each, names, setting) for each in events],
    )


def _event(event: EscalationEvent, names: Mapping[int, str], setting: Setting) -> Cells:
    code = f"board-event-{event.what.replace('_', '-')}"
    what = say(code) if has_words(code) else event.what
    who = names.get(event.person_id, "") if event.person_id is not None else ""
    return word_instant(event.at, setting), who, what, event.words or ""


def _plan(version: PlanVersion | None, patient: Patient, now: datetime) -> str:
    if version is None:
        return say("board-reason-watch-none")
    plan = version.plan
    today = to_wall(now, patient.zone).date()
    place = None if missing(plan) else day_of_plan(plan, today)
    if version.state is not VersionState.ACTIVE or place is None:
        return say(
            "board-patient-plan-other", medicine=plan.medication, state=say(f"operator-plan-{version.state.value}")
        )
    return say(
        "board-patient-plan-line",
        medicine=plan.medication,
        step=place[0],
        of=len(plan.steps),
        daily_mg=write_amount(daily_total(plan, today)),
        prescriber=plan.prescriber or say("board-patient-no-prescriber"),
    )


def _supply(records: Records, version: PlanVersion | None, knowledge: Knowledge, setting: Setting) -> list[str]:
    if version is None:
        return []
    found = []
    for strength, count in records.stock.on_hand(version.medicine_id).items():
        kind = {"ml": "-ml", "unknown": "-unknown"}.get(strength, "")
        found.append(say(f"board-patient-left{kind}", count=write_amount(count), strength=strength))
    slots = supply_slots(records, version, knowledge, setting.now)
    if "run_out_day" in slots:
        day = word_day(datetime.fromisoformat(slots["run_out_day"]).date(), setting)
        order = word_day(datetime.fromisoformat(slots["order_by"]).date(), setting)
        found.append(say("board-patient-runs-out", day=day, time=slots["run_out_time"], order=order))
    return found


def _ring(card: Card) -> list[Cells]:
    """Whom to ring; where somebody lives and how to get in is for whoever goes there, and they are told."""
    known = ((field.name, getattr(card, field.name)) for field in fields(card) if field.name not in _SECRET)
    return [(say(f"board-card-{name.replace('_', '-')}"), str(value)) for name, value in known if value]


def _dose(dose: Dose, setting: Setting) -> Cells:
    at = "" if dose.taken_at is None else word_instant(dose.taken_at, setting, beside=dose.on)
    is_part = dose.state is DoseState.TAKEN and dose.taken_mg is not None and dose.taken_mg < dose.mg
    code = "part" if is_part else dose.state.value
    state = say(f"board-dose-{code}", at=at, mg=write_amount(dose.taken_mg) if dose.taken_mg is not None else "")
    return word_day(dose.on, setting), word_time(dose.at, setting), f"{write_amount(dose.mg)} mg", state


def _check_in(each: CheckIn, setting: Setting) -> Cells:
    grade = say(f"board-grade-{each.grade.value if each.grade is not None else 'none'}")
    known = {name: f"board-question-{name.replace('_', '-')}" for name in each.answers}
    answers = ", ".join(
        f"{say(known[name]) if has_words(known[name]) else name} {n}" for name, n in each.answers.items()
    )
    return word_instant(each.asked_at, setting), grade, answers


def _told(records: Records, messages: Sequence[Message], setting: Setting) -> list[Cells]:
    newest = list(messages)[::-1][:_MOST_TOLD]
    names = names_of(records, {each.person_id for each in newest})
    rows: list[Cells] = []
    for each in newest:
        own = each.person_id == each.patient_id
        to = say("board-patient-to-them") if own else names.get(each.person_id, "")
        at = word_instant(each.sent_at or max(each.not_before, each.created_at), setting)
        rows.append((at, to, each.text or "", say(f"board-state-{each.state.value}")))
    return rows
