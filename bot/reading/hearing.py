"""From a message as it came to what it means here: danger first, then the answer, read against the person's own plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.exchange.handover import is_whole, looks_like_handover
from bot.reading.beside import names_sedative
from bot.reading.caring import read_caring
from bot.reading.context import ReadingContext
from bot.reading.plan_reader import spell_out
from bot.reading.pressing import point_at, read_beside, read_press
from bot.reading.replies import says_not_yet
from bot.reading.scales import numbers_in
from bot.reading.symptoms import Tier
from bot.reading.understand import Decision, understand
from bot.reading.words import tokenise
from scheduler.coming_step import is_new
from scheduler.domain.checkin import MOST
from scheduler.domain.dose import OPEN, Dose, DoseState
from scheduler.domain.invitation import is_written_as_token
from scheduler.domain.message import Inbound
from scheduler.domain.people import Conversation, Person, Role
from scheduler.domain.release import is_written_as_code
from scheduler.domain.reply import DOSE_INTENTS, Heard, Intent, Reply
from scheduler.domain.timing import daily_total, to_wall
from scheduler.domain.version import VersionState
from scheduler.ports import Records
from scheduler.talk.writing import Writing, is_asked

_SCALES = frozenset(question.value for question in MOST)
# So long after it was asked a check-in can be answered all in one, whatever was asked since.
_CHECK_IN_WITHIN = timedelta(hours=36)
_EXACT = frozenset({Intent.STOP, Intent.START, Intent.UNDO, Intent.MENU, Intent.OK, Intent.ALONE})


def hear_writing(records: Records, inbound: Inbound, writing: Writing, now: datetime) -> Heard:
    """Read a message at `now` (UTC) as its writer's. What it was signed with is taken off, but never takes danger away."""
    persons = [writing.person] if writing.person is not None else list(writing.everybody)
    heard = hear(records, inbound.contact_id, writing.text, now, inbound.about, persons=persons)
    if writing.text == inbound.text or heard.red or heard.suicidal:
        return heard
    whole = hear(records, inbound.contact_id, inbound.text, now, inbound.about, persons=persons)
    return whole if whole.red or whole.suicidal or (whole.near_red and not heard.near_red) else heard


def hear(
    records: Records,
    contact_id: int,
    text: str,
    now: datetime,
    about: Mapping[str, str] | None = None,
    *,
    persons: Sequence[Person],
) -> Heard:
    """Read a message from a contact at `now` (UTC) with what the store knows about the person's doses and open question.

    `about`: what the channel knows of it beside the words (`Inbound.about`): a button, a quoted message, a place, a file.
    `persons`: who wrote it, or all who may have.
    """
    about = about or {}
    if "pressed" in about:
        return Heard(text, read_press(text, about))
    if is_whole(text):
        # The letters of a plan code are nobody's words.
        return Heard(text, Reply(Intent.PLAN))
    if is_written_as_code(text) or is_written_as_token(text):
        # "RY43C" is no temperature.
        return Heard(text, Reply(Intent.UNKNOWN, unread=(text.strip(),)))
    as_caregiver = bool(persons) and not any(Role.PATIENT in records.people.roles(person.id) for person in persons)
    context = reading_context(records, contact_id, now, persons, text)
    beside = read_beside(about, text)
    if beside is not None:
        return Heard(text, beside)
    meant = understand(
        spell_out(text),
        context,
        as_caregiver=as_caregiver,
        planned_day_mg=_planned_day(records, [p.id for p in persons], now),
    )
    if as_caregiver and meant.tier is not Tier.RED and (answer := read_caring(text)) is not None:
        return Heard(text, Reply(Intent.CARING, value=answer))
    # A code that is not whole may have words of danger behind it: its letters are read like any others.
    code = looks_like_handover(text)
    reply = Reply(Intent.PLAN) if code else point_at(records, contact_id, meant.reply, about)
    if reply.intent in _EXACT or _names_a_file(reply):
        return Heard(text, reply)
    if reply.intent in DOSE_INTENTS:
        # Words that the symptom reader explains ("and I feel fine") need no question; where one is asked all the same,
        # something has to stand as unread.
        asked = meant.decision is Decision.ASK and meant.soft
        reply = replace(reply, unread=meant.left_over or (reply.unread or (text.strip(),) if asked else ()))
    found = meant.tier if not meant.negated else Tier.NONE
    return Heard(
        text,
        reply,
        red=found is Tier.RED,
        suicidal=meant.suicidal,
        near_red=meant.decision is Decision.ASK and not meant.soft,
        amber=found is Tier.AMBER,
        # What somebody says they do not have is no symptom of theirs.
        symptoms=meant.symptoms if found is not Tier.NONE else (),
        beside=names_sedative(text),
    )


def _planned_day(records: Records, person_ids: Sequence[int], now: datetime) -> Decimal | None:
    """What the active plan holds for today, in mg; None without one."""
    for version in records.plans.live_of(person_ids):
        if version.state is VersionState.ACTIVE and version.plan.timezone is not None:
            return daily_total(version.plan, to_wall(now, version.plan.timezone).date()) or None
    return None


def _names_a_file(reply: Reply) -> bool:
    # A folder may be called anything; its name is nobody's symptom.
    return reply.intent is Intent.PLAN and reply.value is not None and reply.value.endswith((".json", ".toml"))


def reading_context(
    records: Records, contact_id: int, now: datetime, persons: Sequence[Person], text: str = ""
) -> ReadingContext:
    """What the reader has to know: zone, planned times and amounts around now, strengths, the open question.

    `text`: what was written, where it bears on which question is meant.
    """
    talk = records.talk.get(contact_id)
    if talk is not None and not any(is_asked(talk, person.id) for person in persons) and persons:
        talk = None
    question = talk.question if talk else None
    patients = records.people.patients([person.id for person in persons])
    patient = next(iter(patients.values()), None)
    if patient is None:
        zone = next((person.zone for person in persons if person.zone), None) or "UTC"
        return ReadingContext(now, zone, (), (), question=question)
    doses = records.doses.of_patient(patient.id, now - timedelta(hours=24), now + timedelta(hours=24))
    kept = [dose for dose in doses if dose.state is not DoseState.REPLACED]
    near = [d for d in kept if now - timedelta(hours=12) <= d.due_at <= now + timedelta(hours=2)]
    waiting = [dose for dose in near if dose.state in OPEN and dose.answered_at is None]
    live = records.plans.live_of([patient.id])
    numbers = numbers_in(text)
    if question in _SCALES and talk is not None and any(_goes_first(dose, talk) for dose in waiting):
        question = question if len(numbers) > 1 else None
    elif (
        question not in _SCALES and len(numbers) > 1 and numbers[0] == "0" and (len(numbers), question) != (2, "safety")
    ):
        # Whatever was asked since: only a check-in is answered like this.
        asked = records.check_ins.of_patient(patient.id, now - _CHECK_IN_WITHIN)
        question = "check_in" if asked else question
    elif question in {None, "check_in", *_SCALES} and not waiting and says_not_yet(tokenise(text)):
        # Nothing is due that could be put off: where a step has just begun it is about that.
        active = [version.plan for version in live if version.state is VersionState.ACTIVE]
        today = to_wall(now, patient.zone).date()
        question = "step_change" if any(is_new(each, today, patient) for each in active) else question
    strengths = {t.strength_mg for version in live for t in version.plan.tablets if t.strength_mg is not None}
    return ReadingContext(
        now=now,
        zone=patient.zone,
        dose_times=tuple(sorted({dose.at for dose in kept})),
        strengths_mg=tuple(sorted(strengths)),
        planned_mg=tuple(dose.mg for dose in (waiting or near)),
        question=question,
        several_open=len(waiting) > 1,
    )


def _goes_first(dose: Dose, talk: Conversation) -> bool:
    """Whether a dose was prompted while a number was asked for: a bare 1 then means the dose."""
    return (
        dose.state is DoseState.DUE
        and dose.prompted_at is not None
        and (talk.asked_at is None or dose.prompted_at >= talk.asked_at)
    )
