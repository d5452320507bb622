"""What a person's words were understood to mean: made by `bot/reading`, acted on by `receive`. No store, no words to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum


class Intent(StrEnum):
    """What the message is for. The dose answers come first; the rest are questions and commands."""

    TAKEN = "taken"
    TAKEN_LATE = "taken_late"
    TAKEN_PARTIAL = "taken_partial"
    TAKEN_EXTRA = "taken_extra"
    SKIPPED = "skipped"
    SNOOZE = "snooze"
    UNDO = "undo"
    REASON = "reason"
    SOS = "sos"
    SAFETY = "safety"
    ALL_CLEAR = "all_clear"
    TODAY = "today"
    PLAN = "plan"
    NEXT = "next"
    LEFT = "left"
    PROGRESS = "progress"
    COUNT = "count"
    ORDERED = "ordered"
    FETCHED = "fetched"
    PAUSE = "pause"
    RESUME = "resume"
    ZONE = "zone"
    HOME_TIME = "home_time"
    WORDING = "wording"
    NAME = "name"
    HOLD = "hold"
    STEP_BACK = "step_back"
    RESTART = "restart"
    NOT_YET = "not_yet"
    NEW_PLAN = "new_plan"
    READ_BACK = "read_back"
    SPEED = "speed"
    QUESTION = "question"
    QUESTION_DROP = "question_drop"
    LETTER = "letter"
    SHEET = "sheet"
    CALENDAR = "calendar"
    STOP = "stop"
    START = "start"
    OK = "ok"
    ALONE = "alone"
    HELP = "help"
    MENU = "menu"
    ERASE = "erase"
    KEEP = "keep"
    EXPORT = "export"
    REMOVE = "remove"
    THANKS = "thanks"
    SYMPTOM = "symptom"
    NO_SYMPTOM = "no_symptom"
    APPOINTMENT = "appointment"
    KNOWN = "known"
    HOSPITAL = "hospital"
    CALLS = "calls"
    NO_CALLS = "no_calls"
    CARING = "caring"
    STATUS = "status"
    LEAVE = "leave"
    NEW_PHONE = "new_phone"
    WRONG_NUMBER = "wrong_number"
    WHO_IS_THIS = "who_is_this"
    AWAY = "away"
    WHO = "who"
    TOLD = "told"
    SHOW = "show"
    DAILY = "daily"
    DIGEST = "digest"
    LOST = "lost"
    ANSWER = "answer"
    UNKNOWN = "unknown"


DOSE_INTENTS = frozenset(
    {Intent.TAKEN, Intent.TAKEN_LATE, Intent.TAKEN_PARTIAL, Intent.TAKEN_EXTRA, Intent.SKIPPED, Intent.SNOOZE}
)

# What answers something that was asked. Anything else the person asks for of themselves.
ANSWERS = DOSE_INTENTS | {
    *(Intent.REASON, Intent.UNDO, Intent.SAFETY, Intent.ALL_CLEAR, Intent.NO_SYMPTOM, Intent.SYMPTOM),
    *(Intent.COUNT, Intent.ANSWER, Intent.OK, Intent.UNKNOWN),
}


class SkipReason(StrEnum):
    """Why a dose was not taken, in the words of the menu."""

    FORGOT = "forgot"
    OUT_OF_PILLS = "out_of_pills"
    FELT_WORSE = "felt_worse"
    FELT_BETTER = "felt_better"
    TOLD_TO = "told_to"
    OTHER = "other"


class Doubt(StrEnum):
    """Why a reading is not safe to act on; each has its own question."""

    TWO_MEANINGS = "two_meanings"
    FUTURE = "future"
    NO_SUCH_TIME = "no_such_time"
    AMOUNT = "amount"
    WHICH_DOSE = "which_dose"


@dataclass(frozen=True, slots=True)
class Reply:
    """One understood message.

    `letters` are dose letters from a prompt with several open doses ("A", or "ALL"). `dose_time`/`dose_on` name a planned
    dose by wall time and local date ("yesterday's 8pm"). `taken_at` is an instant (UTC). Amounts: `amount_mg`, or
    `tablets` (a count), or `fraction` of the dose. `later_after_min`: minutes until the next reminder. `safety`: digits 4-9
    of the safety list. `value`: free words that answer an open question (a name, a city, a file). `unread`: words that no
    vocabulary accounts for. With a `doubt` nothing is recorded; the matching question is asked. `dose_ids` and `answer_ids`
    come from a button or a quoted message, never from words: the doses, or the recorded answers, that it stood under. They
    may be forged: who may speak of them is checked where they are used. Empty: it stood under none that can be answered.
    """

    intent: Intent
    letters: tuple[str, ...] = ()
    dose_time: time | None = None
    dose_on: date | None = None
    taken_at: datetime | None = None
    amount_mg: Decimal | None = None
    tablets: Decimal | None = None
    fraction: Decimal | None = None
    reason: SkipReason | None = None
    later_after_min: int | None = None
    safety: tuple[int, ...] = ()
    value: str | None = None
    unread: tuple[str, ...] = ()
    doubt: Doubt | None = None
    note: str | None = None
    dose_ids: tuple[int, ...] | None = None
    answer_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """One inbound message with everything the edge could make of it.

    `red`: danger was said, or the safety list was answered with 4-9. `suicidal`: thoughts of ending one's life, which has a
    path of its own. `near_red`: words near danger; the safety list is asked. `amber`: worth a call today. `symptoms` are
    canonical ids. `beside`: alcohol, an opioid or a sedative is named. `text` is what was written.
    """

    text: str
    reply: Reply
    red: bool = False
    suicidal: bool = False
    near_red: bool = False
    amber: bool = False
    symptoms: tuple[str, ...] = ()
    beside: bool = False
