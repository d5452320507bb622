"""What a message says about doses: its clauses weighed together, with their times and amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading.amounts import Amount
from bot.reading.claims import Claim, Clause, read_clause, split_clauses
from bot.reading.context import ReadingContext
from bot.reading.intakes import Intake, weigh
from bot.reading.items import HARMLESS, Item
from bot.reading.mentions import Mention
from bot.reading.moments import Calendar, Moment
from bot.reading.placing import Placing, join_day
from bot.reading.words import Token
from scheduler.domain.reply import Doubt, Intent, Reply, SkipReason

_FRESH = frozenset({"now", "just", "finally", "eventually", "already", "ahora", "late", "since"})
_BEFORE_AMOUNT = frozenset({"took", "had", "take", "extra", "only", "part", "determiner", "mistake", "code"})
_PILLS = frozenset({"pills", "tablets", "pastillas"})
_SHORT_MIN = 60
"""A lone span up to this many minutes ("20 mins") asks for a later reminder, which records nothing."""


def read_doses(items: Sequence[Item], tokens: Sequence[Token], context: ReadingContext | None) -> Reply:
    """The reply as far as doses go; UNKNOWN where nothing is said of a dose. `unread` lists what nothing accounts for."""
    return _Message(items, tokens, context).read()


class _Message:
    def __init__(self, items: Sequence[Item], tokens: Sequence[Token], context: ReadingContext | None) -> None:
        self._items = items
        self._positions = {item.start: position for position, item in enumerate(items)}
        self._tokens = tokens
        self._context = context
        self._calendar = Calendar(context) if context is not None else None
        self._clauses = [read_clause(part, question=question) for part, question in split_clauses(items)]
        self._unread = {item for clause in self._clauses for item in clause.unread}
        self._marks = {mark for clause in self._clauses for mark in clause.marks}

    def read(self) -> Reply:
        claims = {claim for clause in self._clauses for claim in clause.claims}
        if not claims:
            return self._without_claim()
        if Claim.UNSURE in claims:
            return self._doubtful(Doubt.TWO_MEANINGS)
        if Claim.ASKED in claims:
            return self._unknown()
        if Claim.TAKEN in claims:
            if len(claims) == 1 or self._is_late_after_all(claims):
                return self._taken(self._clauses_of_taken())
            return self._doubtful(Doubt.TWO_MEANINGS)
        if Claim.LATER in claims:
            return self._later(claims)
        return self._skipped()

    def _is_late_after_all(self, claims: set[Claim]) -> bool:
        """ "Forgot, but took it just now": the only way in which "not taken" may stand beside "taken"."""
        if claims != {Claim.TAKEN, Claim.NOT_TAKEN}:
            return False
        denied = [clause for clause in self._clauses if Claim.NOT_TAKEN in clause.claims]
        taken = [clause for clause in self._clauses if Claim.TAKEN in clause.claims]
        if not all(clause.forgot_only for clause in denied) or self._clauses.index(denied[-1]) > self._clauses.index(
            taken[0]
        ):
            return False
        words = {word for clause in taken for item in clause.items for word in item.words}
        return bool(words & _FRESH) or any(clause.times or clause.marks & {"extra", "heap"} for clause in taken)

    def _clauses_of_taken(self) -> list[Clause]:
        return [clause for clause in self._clauses if Claim.NOT_TAKEN not in clause.claims]

    def _without_claim(self) -> Reply:
        self._account_for_reasons(keep=False)
        if self._unread or self._open_marks():
            return self._unknown()
        times = [item for clause in self._clauses for item in clause.times]
        amounts = [item for clause in self._clauses for item in clause.amounts]
        agreed, refused = bool(self._marks & {"yes", "emoji_yes"}), "emoji_no" in self._marks
        if agreed and refused:
            return self._doubtful(Doubt.TWO_MEANINGS)
        if refused:
            return Reply(Intent.SKIPPED)
        if amounts or self._marks & {"extra", "part", "mistake", "heap"}:
            return self._amount_alone(amounts)
        if times:
            return self._time_alone(times, agreed=agreed)
        if agreed:
            return self._taken(self._clauses)
        if "emoji_later" in self._marks:
            return Reply(Intent.SNOOZE)
        return self._unknown()

    def _open_marks(self) -> bool:
        return bool(self._marks & {"heap", "unsure_amount"})

    def _amount_alone(self, items: list[Item]) -> Reply:
        """An amount without a verb: clear only where it says part or too much by itself."""
        amounts = [item.amount for item in items if item.amount is not None]
        intake = weigh(amounts, self._marks, self._words(), self._context)
        partial = any(amount.fraction is not None and amount.fraction < 1 for amount in amounts)
        clear = (
            partial
            or self._marks & {"extra", "part", "only", "mistake"}
            or any(amount.planned or amount.part for amount in amounts)
        )
        whole_and_half = any(
            item.amount is not None and item.amount.bare is not None and len(item.words) > 1 for item in items
        ) and all(amount.bare is None or amount.bare != int(amount.bare) for amount in amounts)
        if not clear and not (whole_and_half and self._context is not None):
            return Reply(Intent.UNKNOWN, doubt=Doubt.AMOUNT)
        return self._taken(self._clauses, intake)

    def _time_alone(self, items: list[Item], *, agreed: bool) -> Reply:
        mentions = [item.time for item in items if item.time is not None]
        shapes = {mention.shape for mention in mentions}
        if shapes <= {"in"} and len(mentions) == 1:
            return self._later(set())
        if len(mentions) == 1 and mentions[0].shape == "span" and (mentions[0].minutes or 0) <= _SHORT_MIN:
            return self._later(set())
        if shapes & {"in", "span"}:
            return self._doubtful(Doubt.TWO_MEANINGS)
        if not agreed and all(mention.shape in ("part", "day") and not mention.names_dose for mention in mentions):
            return self._doubtful(Doubt.TWO_MEANINGS)
        return self._taken(self._clauses)

    def _taken(self, clauses: Sequence[Clause], intake: Intake | None = None) -> Reply:
        self._account_for_reasons(keep=False)
        marks = {mark for clause in clauses for mark in clause.marks}
        if intake is None:
            intake = weigh(self._amounts(clauses), marks, self._words(), self._context)
        placed = Placing(self._items, self._positions, self._context).place(
            item for clause in clauses for item in clause.times
        )
        self._unread.update(placed.unread)
        several = self._context is not None and self._context.several_open
        letters = ("ALL",) if "both" in marks and several else ()
        doubt = intake.doubt or placed.doubt
        if "both" in marks and doubt is None and (self._is_pile() if not several else self._names_pills()):
            doubt = Doubt.AMOUNT
        late = placed.taken_at is not None and intake.intent is Intent.TAKEN
        return Reply(
            Intent.TAKEN_LATE if late else intake.intent,
            letters=letters,
            dose_time=placed.dose.dose_time if placed.dose else None,
            dose_on=placed.dose.dose_on if placed.dose else None,
            taken_at=placed.taken_at.at if placed.taken_at else None,
            amount_mg=intake.amount_mg,
            tablets=intake.tablets,
            fraction=intake.fraction,
            unread=self._unread_words(),
            doubt=doubt,
            note=intake.note or placed.note,
        )

    def _is_pile(self) -> bool:
        """ "Took them all" may mean a dose of several tablets, or far too many."""
        words = self._words()
        return "both" not in words and ("it" not in words or "them" in words)

    def _names_pills(self) -> bool:
        return any(item.kind == "both" and set(item.words) & _PILLS for item in self._items)

    def _amounts(self, clauses: Sequence[Clause]) -> list[Amount]:
        """The amounts that belong to the dose; a bare number elsewhere in the message stays unread."""
        found: list[Amount] = []
        for clause in clauses:
            for item in clause.amounts:
                if item.amount is None:
                    continue
                if item.amount.bare is not None and not self._belongs(item):
                    self._unread.add(item)
                    continue
                found.append(item.amount)
        return found

    def _belongs(self, item: Item) -> bool:
        position = self._positions[item.start]
        before = self._items[max(0, position - 3) : position]
        after = self._items[position + 1].kind if position + 1 < len(self._items) else None
        while (
            before
            and before[-1].kind == "filler"
            and before[-1].words[0] in ("just", "about", "approximately", "around", "roughly")
        ):
            before = before[:-1]
        return (bool(before) and before[-1].kind in _BEFORE_AMOUNT) or after in ("mistake", "extra")

    def _later(self, claims: set[Claim]) -> Reply:
        """Later; with any amount beside it, it may be a plan to take too much, and stays unread."""
        if "code" in self._marks and Claim.NOT_TAKEN in claims:
            return self._doubtful(Doubt.TWO_MEANINGS)
        times = [item for clause in self._clauses for item in clause.times]
        amounts = [item for clause in self._clauses for item in clause.amounts]
        minutes_said = [
            item.amount.bare for item in amounts if item.amount is not None and item.amount.bare is not None
        ]
        asked_again = any(item.kind == "later" for item in self._items)
        if self._marks & {"extra", "heap", "mistake", "both"} or (
            amounts and not (asked_again and len(amounts) == len(minutes_said) == 1)
        ):
            if "code" in self._marks and len(amounts) == len(minutes_said) == 1:
                return self._doubtful(Doubt.TWO_MEANINGS)
            return self._unknown()
        self._account_for_reasons(keep=False)
        minutes: list[int] = [int(said) for said in minutes_said if 1 <= said <= 720]
        if minutes and any(item.kind == "later" and item.words[-1] in ("til", "till", "until") for item in self._items):
            times = [replace(amounts[0], time=Mention("clock", minutes.pop()))]
        named: list[Mention] = []
        doubt: Doubt | None = None
        for item in times:
            mention = item.time
            if mention is None or mention.shape in ("ago", "now", "vague"):
                self._unread.add(item)
            elif mention.names_dose:
                named.append(mention)
            elif mention.shape in ("in", "span"):
                minutes.extend([mention.minutes] if mention.minutes is not None else [])
            elif self._calendar is not None:
                until = self._calendar.minutes_until(mention)
                if isinstance(until, Doubt):
                    doubt = until
                elif until is not None:
                    minutes.append(until)
        if len(set(minutes)) > 1:
            doubt = Doubt.TWO_MEANINGS
        dose = self._calendar.place(named[0]) if self._calendar is not None and len(named) == 1 else Moment()
        return Reply(
            Intent.SNOOZE,
            dose_time=dose.dose_time,
            dose_on=dose.dose_on,
            later_after_min=minutes[0] if minutes and doubt is None else None,
            unread=self._unread_words(),
            doubt=doubt or dose.doubt,
        )

    def _skipped(self) -> Reply:
        self._account_for_reasons(keep=True)
        if self._unread and all(
            "bare_denial" in clause.marks for clause in self._clauses if Claim.NOT_TAKEN in clause.claims
        ):
            return self._unknown()
        answered_both = {"yes", "no"} <= self._marks and not any(
            item.kind in ("not", "forgot", "missed", "out") for item in self._items
        )
        if answered_both or self._marks & {"extra", "heap", "mistake"}:
            return self._doubtful(Doubt.TWO_MEANINGS)
        amounts = [item.amount for clause in self._clauses for item in clause.amounts if item.amount is not None]
        if self._marks & {"both", "part", "only"} or any(amount.fraction is not None for amount in amounts):
            several = self._context is not None and self._context.several_open
            if not ("both" in self._marks and several):
                return Reply(Intent.TAKEN_PARTIAL, unread=self._unread_words(), doubt=Doubt.AMOUNT)
        named: list[Mention] = []
        for clause in self._clauses:
            for item in clause.times:
                if item.time is None or item.time.shape in ("span", "in", "ago", "vague") or self._is_since(item):
                    self._unread.add(item)
                elif item.time.shape != "now":
                    named.append(item.time if item.time.shape != "clock" else replace(item.time, names_dose=True))
        clocks, days = join_day(
            [mention for mention in named if mention.shape == "clock"],
            [mention for mention in named if mention.shape != "clock"],
        )
        named = clocks + days
        dose = self._calendar.place(named[0]) if self._calendar is not None and named else Moment()
        reasons = [reason for clause in self._clauses for reason in [clause.reason] if reason is not None]
        return Reply(
            Intent.SKIPPED,
            letters=("ALL",) if "both" in self._marks else (),
            dose_time=dose.dose_time,
            dose_on=dose.dose_on,
            reason=_strongest(reasons),
            unread=self._unread_words(),
            doubt=Doubt.WHICH_DOSE if len(set(named)) > 1 else dose.doubt,
        )

    def _is_since(self, item: Item) -> bool:
        """ "None since Thursday" tells of days, not of one dose."""
        position = self._positions[item.start]
        return position > 0 and self._items[position - 1].words[-1] == "since"

    def _account_for_reasons(self, *, keep: bool) -> None:
        """Reasons count only beside a dose that was not taken; elsewhere their words are how somebody feels."""
        for clause in self._clauses:
            for item, reason in clause.pending_reason:
                if not keep:
                    self._unread.add(item)
                elif clause.reason is None:
                    clause.reason = reason

    def _doubtful(self, doubt: Doubt) -> Reply:
        self._account_for_reasons(keep=False)
        return Reply(Intent.UNKNOWN, unread=self._unread_words(), doubt=doubt)

    def _unknown(self) -> Reply:
        """Nothing understood: everything but courtesies is unread."""
        self._account_for_reasons(keep=False)
        self._unread.update(
            item for item in self._items if item.kind not in HARMLESS and item.kind not in ("break", "emoji_yes")
        )
        return Reply(Intent.UNKNOWN, unread=self._unread_words())

    def _words(self) -> set[str]:
        return {token.text for token in self._tokens}

    def _unread_words(self) -> tuple[str, ...]:
        return tuple(word for item in sorted(self._unread, key=lambda item: item.start) for word in item.words)


def _strongest(reasons: list[SkipReason]) -> SkipReason | None:
    """The first reason said, unless a weightier one follows "forgot"."""
    others = [reason for reason in reasons if reason is not SkipReason.FORGOT]
    return (others or reasons or [None])[0]
