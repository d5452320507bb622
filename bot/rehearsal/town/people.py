"""Simulated people: what they do in truth, what they tell of it, and when. Chance decides, by their habits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from bot.rehearsal.phone import Phone
from bot.rehearsal.town.habits import CarerHabit, Habit, Habits, Minutes
from scheduler.domain.escalation import ALERTS
from scheduler.domain.message import Message
from scheduler.domain.people import ChannelName
from scheduler.domain.timing import to_wall

_ASKS_DOSES = ("dose-due", "dose-nudge", "dose-after-extra", "catch-up", "what-happened")
_CHECK_INS = {"check-in": "check_in", "check-in-evening": "check_in_evening"}
_NUMBERS = {"check-rest": "numbers", "check-rest-short": "numbers_short"}
_ONE_NUMBER = {"check-stiffness": "3", "check-sleep": "7", "check-autonomic": "0"}
_HOW_THEY_ARE = frozenset(
    {"safety-list", "safety-again", "help-alone", "silence-note", "soft-again", "check-in-again", "check-scale-again"}
    | {"not-understood", "not-understood-plain"}
)
# What is asked back because words were not understood, or could mean two things.
ASKED_BACK = frozenset(
    {"which-dose", "not-understood", "not-understood-plain", "not-read", "soft-again", "how-much", "extra-ask"}
    | {"doubt-two-meanings", "doubt-future", "doubt-no-such-time", "doubt-amount", "no-such-dose", "nothing-open"}
)
# Not about how somebody is: no lie of theirs can make these false.
_ABOUT_THINGS = frozenset({"supply-alert", "opted-out-alert", "channel-lost-alert"})
# For so long after something was wrong in truth an alert is no false one.
_WRONG_FOR = timedelta(hours=48)
_IN_DANGER_FOR = timedelta(hours=12)
_REMEMBERED = 24


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody will write, so many minutes from now; `presses`: it is a button of the message they heard."""

    after_min: float
    text: str
    presses: bool = False


@dataclass(slots=True, eq=False)
class Carer:
    """Somebody who cares for one resident."""

    name: str
    habit: CarerHabit
    phones: list[Phone]
    of: Resident
    number: int
    alerts: set[str] = field(default_factory=set)

    def hears(self, kind: str, chance: Random, habits: Habits) -> list[Answer]:
        """What they answer. "6", spoke with them, is said once they have been there."""
        if self.habit.after_min is None:
            return []
        after = _draw(chance, self.habit.after_min)
        if kind in ALERTS:
            return [Answer(after, "4"), Answer(after + _draw(chance, habits.nudged_after_min) + 5, "6")]
        if kind in {"carer-all-clear", "carer-have-you-spoken"}:
            return [Answer(after, "6")]
        if kind in {"carer-welcome", "carer-drill"}:
            return [Answer(after, "OK" if kind == "carer-welcome" else "4")]
        return []


@dataclass(slots=True, eq=False)
class Resident:
    """Somebody who tapers. What is true of them, whatever they told, is in the fields that end in `_at` (UTC)."""

    number: int
    name: str
    habit: Habit
    zone: str
    phones: list[Phone]
    patient_id: int = 0
    carers: list[Carer] = field(default_factory=list)
    missed_at: datetime | None = None
    unwell_at: datetime | None = None
    red_at: datetime | None = None
    extra_at: datetime | None = None
    gone_at: datetime | None = None
    last_said_at: datetime | None = None
    stopped: bool = False
    answers_at: datetime | None = None
    took: dict[int, bool] = field(default_factory=dict)

    def is_wrong(self, now: datetime, kind: str) -> bool:
        """Whether somebody who was alerted at `now` had reason to be."""
        if kind in _ABOUT_THINGS or self.gone_at is not None or self.stopped:
            return True
        return any(
            at is not None and now - at <= _WRONG_FOR
            for at in (self.missed_at, self.extra_at, self.unwell_at, self.red_at)
        )

    def is_in_danger(self, now: datetime) -> bool:
        return self.red_at is not None and now - self.red_at <= _IN_DANGER_FOR

    def hears(self, message: Message, text: str, now: datetime, chance: Random, habits: Habits) -> list[Answer]:
        """What they answer to a message, if they do."""
        kind = message.kind
        if self.gone_at is not None or self.stopped:
            return []
        if kind.startswith(_ASKS_DOSES):
            return self._hears_of_doses(message, text, now, chance, habits)
        if kind in _CHECK_INS:
            if chance.random() >= self.habit.checks_in:
                return []
            said = chance.choice(habits.words[_CHECK_INS[kind]])
            return [Answer(_draw(chance, habits.check_in_after_min), said)]
        if kind == "carer-soon":
            if chance.random() >= habits.answers_warning:
                return []
            told = [self.took[dose] for dose in message.dose_ids if dose in self.took]
            said = ("1 ALL" if len(told) > 1 else "1") if all(told) else "2"
            return [Answer(_draw(chance, habits.nudged_after_min), said)]
        return self._is_asked_back(kind, now, chance, habits)

    def _is_asked_back(self, kind: str, now: datetime, chance: Random, habits: Habits) -> list[Answer]:
        said = None
        if kind in _HOW_THEY_ARE:
            said = "4" if self.is_in_danger(now) and chance.random() < 0.5 else "0"
        elif kind == "which-dose":
            said = "1 ALL"
        elif kind in {"doubt-two-meanings", "doubt-amount"}:
            said = "1"
        elif kind in _NUMBERS:
            said = chance.choice(habits.words[_NUMBERS[kind]])
        elif kind in _ONE_NUMBER:
            said = _ONE_NUMBER[kind]
        if said is None or chance.random() >= self.habit.tells:
            return []
        return [Answer(_draw(chance, habits.asked_back_after_min), said)]

    def _hears_of_doses(
        self, message: Message, text: str, now: datetime, chance: Random, habits: Habits
    ) -> list[Answer]:
        first = False
        for dose in message.dose_ids:
            if dose not in self.took:
                first = True
                self.took[dose] = chance.random() < self.habit.takes
                if not self.took[dose]:
                    self.missed_at = now
        for old in sorted(self.took)[:-_REMEMBERED]:
            del self.took[old]
        if self.answers_at is not None and self.answers_at > now:
            # They have it in mind already.
            return []
        if chance.random() >= (self.habit.tells if first else self.habit.nudged):
            return []
        after = _draw(chance, self.habit.after_min if first else habits.nudged_after_min)
        self.answers_at = now + timedelta(minutes=after)
        return [self._tell(message, text, after, now, chance, habits, first=first)]

    def _tell(
        self,
        message: Message,
        text: str,
        after: float,
        now: datetime,
        chance: Random,
        habits: Habits,
        *,
        first: bool,
    ) -> Answer:
        told = [self.took.get(dose, True) for dose in message.dose_ids]
        taken = all(told)
        if "1A" in text or "1 ALL" in text:
            return Answer(after, "1 ALL" if taken else "2 ALL")
        pressing = any(presses(phone) for phone in self.phones) and chance.random() < habits.presses
        if pressing:
            return Answer(after, "1" if taken else "2", presses=True)
        if not taken:
            return Answer(after, chance.choice(habits.words["skipped"]))
        if chance.random() < self.habit.mistypes:
            return Answer(after, chance.choice(habits.words["mistyped"]))
        if not first and message.due_at is not None and chance.random() < 0.3:
            at = to_wall(min(message.due_at + timedelta(minutes=3), now), self.zone)
            return Answer(after, chance.choice(habits.words["taken_at"]).format(at=f"{at:%-H:%M}"))
        return Answer(after, chance.choice(habits.words["taken"]))


def presses(phone: Phone) -> bool:
    """Whether there are buttons on this phone."""
    return phone.channel is ChannelName.TELEGRAM


def _draw(chance: Random, minutes: Minutes) -> float:
    return chance.uniform(*minutes)
