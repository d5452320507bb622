"""One message understood as a whole: danger first, then the dose, then whether anything is left that nobody can explain.

A message is accepted without a question only when every word of it is accounted for by a closed vocabulary. Whatever is
left over is asked about: softly where the words are merely unknown, at once where they stand near danger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.reading.caregiving import speak_as_patient
from bot.reading.closed import weigh
from bot.reading.context import ReadingContext
from bot.reading.replies import read_reply
from bot.reading.symptoms import RANK, SymptomReading, Tier, order_symptoms, read_digit
from bot.reading.symptoms.lexicon import load_lexicon
from bot.reading.symptoms.likeness import measure_likeness
from bot.reading.words import tokenise
from scheduler.domain.reply import Intent, Reply


class Decision(StrEnum):
    """What happens next: recorded in silence, asked about, or help is called."""

    ACCEPT = "accept"
    ASK = "ask"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Understanding:
    """What one message means.

    `intent` is one of the sixteen public names. `symptoms` are canonical ids, most serious first; with `negated` they
    are what the person says they do not have. `amount_mg` in mg and `at` in UTC are None without a plan and a clock.
    `soft` tells the two kinds of `ask` apart: unknown words only, or words near danger. `suicidal` chooses the crisis
    path. `left_over` are the words that nothing accounts for.
    """

    intent: str
    tier: Tier
    symptoms: tuple[str, ...]
    negated: bool
    amount_mg: Decimal | None
    at: datetime | None
    decision: Decision
    reply: Reply
    soft: bool
    suicidal: bool
    left_over: tuple[str, ...]


_NAMES = {
    Intent.UNDO: "other",
    Intent.REASON: "skipped",
    Intent.SOS: "help",
    Intent.SAFETY: "symptom",
    Intent.ALL_CLEAR: "no_symptom",
    Intent.TODAY: "plan",
    Intent.NEXT: "plan",
    Intent.PROGRESS: "plan",
    Intent.LEFT: "supply",
    Intent.COUNT: "supply",
    Intent.ORDERED: "supply",
    Intent.FETCHED: "supply",
    Intent.MENU: "help",
    Intent.OK: "thanks",
    Intent.RESUME: "start",
}
_PUBLIC = frozenset({
    "taken", "taken_late", "taken_partial", "taken_extra", "skipped", "snooze", "symptom", "no_symptom", "help", "stop", "start",
    "plan", "supply", "appointment", "thanks", "other",
})  # fmt: skip
_NO_SENTENCE = 2
_KEYWORDS = frozenset({Intent.STOP, Intent.START, Intent.UNDO, Intent.MENU, Intent.ERASE})
# A caregiver's commands. From somebody who tapers the same words may be a call for help: "lost", "call me".
_CARERS_ONLY = frozenset({Intent.LOST, Intent.CALLS})
_POLICY = {"extra_dose": "taken_extra", "abrupt_stop": "skipped"}
_INTAKES = frozenset({Intent.TAKEN, Intent.TAKEN_LATE, Intent.TAKEN_PARTIAL, Intent.TAKEN_EXTRA})
_DOSE = _INTAKES | {Intent.SKIPPED, Intent.SNOOZE}


def understand(
    text: str,
    context: ReadingContext | None,
    *,
    as_caregiver: bool = False,
    planned_day_mg: Decimal | None = None,
) -> Understanding:
    """The meaning of one message; never raises.

    `planned_day_mg`: what the plan holds for today in mg; with it an intake is red at the draft limits for this person.
    `as_caregiver`: the third person is the patient, and the digits 4 to 9 are a caregiver's own.
    """
    reading = weigh(text, as_caregiver=as_caregiver, extra_mg=_red_intake(planned_day_mg))
    reply = read_reply(speak_as_patient(text) if as_caregiver else text, context)
    tier, symptoms = reading.tier, reading.symptoms
    if reply.intent in _KEYWORDS and not reply.unread:
        tier, symptoms = Tier.NONE, ()
    if reply.intent is Intent.SOS:
        tier = Tier.RED
    if reply.intent is Intent.SAFETY and not as_caregiver:
        tier, symptoms = Tier.RED, order_symptoms((*(read_digit(digit) for digit in reply.safety), *symptoms))
    if _is_heap(reply, planned_day_mg):
        tier, symptoms = Tier.RED, order_symptoms(("overdose", *symptoms))
    left = _left_over(text, reading, reply)
    decision = _look_again(_decide(tier, reading, reply, left), tier, reading, reply)
    if decision is Decision.ACCEPT and reply.intent in _CARERS_ONLY and not as_caregiver:
        decision = Decision.ASK
    negated = reading.negated and tier is Tier.NONE and reply.intent not in _DOSE
    return Understanding(
        intent=_name_intent(tier, symptoms, reply, reading),
        tier=tier,
        symptoms=symptoms,
        negated=negated,
        amount_mg=reply.amount_mg if context is not None else None,
        at=reply.taken_at if context is not None else None,
        decision=decision,
        reply=reply,
        soft=decision is Decision.ASK and not reading.near_red and not reading.untimely,
        suicidal=reading.suicidal or 9 in reply.safety,
        left_over=left,
    )


def _red_intake(planned_day_mg: Decimal | None) -> Decimal | None:
    """From how many mg at once an intake is red: the lower of the fixed limit and the planned day's multiple."""
    if planned_day_mg is None:
        return None
    figures = load_lexicon().thresholds["intake"]
    return min(figures["red_mg"], max(figures["red_not_under_mg"], figures["red_times_planned_day"] * planned_day_mg))


def _is_heap(reply: Reply, planned_day_mg: Decimal | None) -> bool:
    """Whether the dose reader found an amount taken at once that is red, in words without a verb of taking ("200 mg down")."""
    limit = _red_intake(planned_day_mg) or load_lexicon().thresholds["intake"]["red_mg"]
    return reply.intent in _INTAKES and reply.amount_mg is not None and reply.amount_mg >= limit


def _decide(tier: Tier, reading: SymptomReading, reply: Reply, left: tuple[str, ...]) -> Decision:
    if tier is Tier.RED:
        return Decision.ALARM
    if reply.intent in _KEYWORDS and not reply.unread:
        return Decision.ACCEPT
    if reading.near_red or reading.untimely or reply.doubt is not None or left:
        return Decision.ASK
    if reply.intent is not Intent.UNKNOWN and not reply.unread:
        return Decision.ACCEPT
    return Decision.ASK if reading.unsettled else Decision.ACCEPT


def _is_anchored(reading: SymptomReading, reply: Reply) -> bool:
    return reading.anchored or (reply.intent in _DOSE and len(reply.unread) == 1)


def _look_again(decision: Decision, tier: Tier, reading: SymptomReading, reply: Reply) -> Decision:
    """What would be accepted is asked about where it is like the sentences that told of danger; never the other way."""
    exact = reply.intent not in _DOSE | {Intent.UNKNOWN} or len(reading.words) <= _NO_SENTENCE
    if decision is not Decision.ACCEPT or tier is Tier.AMBER or (exact and not reply.unread):
        return decision
    figures = load_lexicon().thresholds["likeness"]
    closed = tier is Tier.GREEN or (reply.intent is not Intent.UNKNOWN and not reply.unread)
    open_limit = "asked_from" if _is_anchored(reading, reply) else "asked_from_unanchored"
    limit = figures["asked_from_closed" if closed else open_limit]
    return Decision.ASK if measure_likeness(reading.words) > limit else decision


def _left_over(text: str, reading: SymptomReading, reply: Reply) -> tuple[str, ...]:
    """Words that neither the symptoms' nor the doses' nor the everyday vocabulary accounts for."""
    everyday = load_lexicon().everyday
    unread = set(reply.unread)
    if not unread and reply.intent is not Intent.UNKNOWN:
        return ()
    written = {token.text for token in tokenise(text) if token.kind != "break"}
    left: list[str] = []
    for place, word in enumerate(reading.words):
        if place in reading.accounted or word.forms & everyday:
            continue
        if word.piece_text in written and word.piece_text not in unread and reply.intent is not Intent.UNKNOWN:
            continue
        left.append(word.text)
    return tuple(left)


def _name_intent(tier: Tier, symptoms: tuple[str, ...], reply: Reply, reading: SymptomReading) -> str:
    if tier is not Tier.NONE:
        return _name_with_symptoms(tier, symptoms, reply)
    if reading.negated and reply.intent in (
        Intent.UNKNOWN,
        Intent.NO_SYMPTOM,
        Intent.ALL_CLEAR,
        Intent.THANKS,
        Intent.OK,
    ):
        return "no_symptom"
    if reply.intent is Intent.UNKNOWN and reading.purpose is not None:
        return reading.purpose
    name = _NAMES.get(reply.intent, reply.intent.value)
    return name if name in _PUBLIC else "other"


def _name_with_symptoms(tier: Tier, symptoms: tuple[str, ...], reply: Reply) -> str:
    if reply.intent is Intent.SOS:
        return "help"
    if tier is Tier.RED:
        return "symptom"
    if len(symptoms) == 1 and symptoms[0] in _POLICY:
        return "supply" if reply.intent in (Intent.LEFT, Intent.ORDERED, Intent.COUNT) else _POLICY[symptoms[0]]
    if reply.intent in _DOSE and RANK[tier] < RANK[Tier.AMBER]:
        return reply.intent.value
    return "symptom"
