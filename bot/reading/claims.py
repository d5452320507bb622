"""What each clause of a message claims about the dose: taken, not taken, later, or something that must be asked about.

A negation counts before any word that would say "taken"; whatever is not clearly a claim is left unread, never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.reading.items import Item
from bot.reading.objects import AMOUNT_MARKS, REACH, ends_plainly, is_dose, is_out, is_turned_after, skip_bare_act
from scheduler.domain.reply import SkipReason


class Claim(StrEnum):
    """What a clause says happened to the dose."""

    TAKEN = "taken"
    NOT_TAKEN = "not_taken"
    LATER = "later"
    UNSURE = "unsure"
    ASKED = "asked"


@dataclass(slots=True)
class Clause:
    """The claims of one clause, with the items that back them up. `unread` are items that nothing accounts for."""

    items: Sequence[Item]
    claims: list[Claim] = field(default_factory=list)
    unread: list[Item] = field(default_factory=list)
    times: list[Item] = field(default_factory=list)
    amounts: list[Item] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    reason: SkipReason | None = None
    forgot_only: bool = False
    pending_reason: list[tuple[Item, SkipReason]] = field(default_factory=list)


_REASONS = {
    "worse": SkipReason.FELT_WORSE,
    "better": SkipReason.FELT_BETTER,
    "told": SkipReason.TOLD_TO,
}
_SPANISH_ACTS = ("tom", "hech", "list", "inger", "trag", "me la he", "la he", "lo he", "las he", "he tom")
_MILD_LATER = frozenset({"later", "later on", "shortly", "luego", "despues", "soon", "mas tarde"})
_AFTERWARDS = ("after my ", "after me ", "after the ", "after church", "after work", "after this")
_AFTER_ACT = frozenset(
    {"when", "once", "before", "until", "till", "as soon as", "cuando", "antes de", "hasta", "whenever"}
)


def split_clauses(items: Sequence[Item]) -> list[tuple[list[Item], bool]]:
    """The items of each clause, and whether it ends in a question mark. Breaks and turns ("but") divide."""
    clauses: list[tuple[list[Item], bool]] = []
    current: list[Item] = []
    for item in items:
        if item.kind in ("break", "turn"):
            if current:
                clauses.append((current, item.words == ("?",)))
            elif item.words == ("?",) and clauses:
                clauses[-1] = (clauses[-1][0], True)
            current = []
        else:
            current.append(item)
    if current:
        clauses.append((current, False))
    return clauses


def read_clause(items: Sequence[Item], *, question: bool) -> Clause:
    """The claims of one clause."""
    return _Reader(items, question=question).read()


class _Reader:
    def __init__(self, items: Sequence[Item], *, question: bool) -> None:
        self._items = items
        self._clause = Clause(items)
        self._open: dict[str, Item] = {}
        self._gap = False
        self._question = question
        self._subject: Item | None = None

    def read(self) -> Clause:
        index = 0
        while index < len(self._items):
            index = self._step(index)
        self._close()
        if self._question and self._clause.claims:
            self._clause.claims = [Claim.ASKED if Claim.ASKED in self._clause.claims else Claim.UNSURE]
        return self._clause

    def _step(self, index: int) -> int:
        item = self._items[index]
        match item.kind:
            case "took" | "had" | "take" | "did" | "intend":
                return self._act(index)
            case "not" | "hedge" | "future" | "ask" | "condition":
                self._open_scope(item)
            case "no":
                self._refusal(index)
            case "yes" | "emoji_yes" | "emoji_no" | "emoji_later":
                self._clause.marks.add(item.kind)
            case "not_yet":
                self._claim(Claim.LATER)
                self._open["not"] = item
                self._clause.marks.add("yet")
            case "yet":
                self._clause.marks.add("yet")
            case "later":
                self._later(item)
            case "forgot" | "missed" | "out":
                return self._denial(index)
            case "repeat":
                self._claim(Claim.UNSURE)
            case "worse" | "better" | "told":
                self._clause.pending_reason.append((item, _REASONS[item.kind]))
            case "time":
                self._clause.times.append(item)
            case "amount":
                self._clause.amounts.append(item)
            case "subject" | "person":
                self._subject = item
                if item.kind == "subject":
                    self._unread(item)
            case "unread" | "idiom":
                self._unread(item)
            case "code":
                self._clause.marks.add("code")
                self._claim({"1": Claim.TAKEN, "2": Claim.NOT_TAKEN, "3": Claim.LATER}[item.words[0]])
            case kind if kind in AMOUNT_MARKS:
                self._clause.marks.add("unsure_amount" if self._open else kind)
                self._clause.marks.add(kind)
            case _:
                if item.kind == "filler" and item.words[0] in ("i", "ive", "im", "we", "weve"):
                    self._subject = None
        return index + 1

    def _claim(self, claim: Claim) -> None:
        self._clause.claims.append(claim)

    def _unread(self, item: Item) -> None:
        self._clause.unread.append(item)
        self._gap = True

    def _open_scope(self, item: Item) -> None:
        kind = item.kind
        said = Claim.TAKEN in self._clause.claims
        if kind == "condition" and self._clause.claims == [Claim.LATER]:
            return
        if kind == "condition" and said:
            if " ".join(item.words) not in _AFTER_ACT:
                self._claim(Claim.UNSURE)
            return
        if kind == "hedge" and (said or Claim.NOT_TAKEN in self._clause.claims):
            self._claim(Claim.UNSURE)
            return
        if not self._open:
            self._gap = False
        self._open[kind] = item

    def _refusal(self, index: int) -> None:
        """ "no": an answer by itself or before a claim; before anything else it negates what nobody here knows."""
        item = self._items[index]
        following = self._items[index + 1].kind if index + 1 < len(self._items) else None
        if "code" in self._clause.marks and (following == "amount" or Claim.NOT_TAKEN not in self._clause.claims):
            self._claim(Claim.UNSURE)
            return
        if following in ("unread", "idiom", "pill", "amount", "worse", "better", "told"):
            self._unread(item)
            return
        self._claim(Claim.NOT_TAKEN)
        self._clause.marks |= {"no", "bare_denial"}
        spanish = next(
            (later for later in self._items[index + 1 : index + REACH] if later.kind in ("took", "take")), None
        )
        if spanish is not None and " ".join(spanish.words).startswith(_SPANISH_ACTS):
            self._open["not"] = item

    def _later(self, item: Item) -> None:
        said = Claim.TAKEN in self._clause.claims
        words = " ".join(item.words)
        if said and (words in _MILD_LATER or words.startswith(_AFTERWARDS)):
            return
        if "not" in self._open and item.words[0] in ("remind", "ask", "text"):
            self._unread(item)
            return
        self._claim(Claim.LATER)
        self._open.pop("future", None)
        if "ask" in self._open and self._open["ask"].words[-1] == "you":
            del self._open["ask"]

    def _denial(self, index: int) -> int:
        """ "forgot", "missed", "ran out": not taken, unless something before turns it round."""
        item = self._items[index]
        if not is_dose(self._items, index, alone=True, kinds=("took", "take", "had")) or (
            item.kind == "out" and not is_out(self._items, index)
        ):
            self._unread(item)
            return index + 1
        if item.kind == "out":
            if Claim.TAKEN in self._clause.claims:
                self._unread(item)
            else:
                self._clause.reason = SkipReason.OUT_OF_PILLS
                if "out" not in item.words:
                    self._clause.marks.add("bare_denial")
                self._claim(Claim.NOT_TAKEN)
            return index + 1
        turned = {"not", "hedge", "condition"} & self._open.keys() or (item.kind == "forgot" and "future" in self._open)
        if "ask" in self._open:
            self._claim(Claim.ASKED)
        elif turned or self._subject is not None:
            self._claim(Claim.UNSURE)
        else:
            self._claim(Claim.NOT_TAKEN)
            if item.kind == "forgot":
                self._clause.reason = SkipReason.FORGOT
                self._clause.forgot_only = self._clause.claims == [Claim.NOT_TAKEN]
        self._open.clear()
        return skip_bare_act(self._items, index + 1)

    def _act(self, index: int) -> int:
        """A word that can say "taken": what it says depends on its object and on everything before it."""
        item = self._items[index]
        following = self._items[index + 1] if index + 1 < len(self._items) else None
        if item.kind == "did" and following is not None and following.kind == "take":
            self._open.pop("ask", None)
            return self._resolve(index + 1, past=True)
        if item.kind == "did":
            if following is None or following.kind in ("time", "yes", "harmless") or ends_plainly(self._items, index):
                return self._resolve(index, past=True)
            if following.kind not in ("not", "filler"):
                self._unread(item)
            return index + 1
        if item.kind == "intend":
            return self._intend(index)
        if item.kind == "take":
            done_now = any(later.kind == "now" for later in self._items[index + 1 : index + 4]) and not self._open
            taking = item.words[0] in ("taking", "takin", "doing", "tomando", "tomandola", "having")
            return self._resolve(index, past=done_now and taking)
        return self._resolve(index, past=True)

    def _intend(self, index: int) -> int:
        """ "I'll take it": later, whatever comes after."""
        item = self._items[index]
        if not is_dose(self._items, index, alone=True, kinds=()):
            self._unread(item)
        elif self._open or self._subject is not None or Claim.TAKEN in self._clause.claims:
            self._claim(Claim.UNSURE)
        else:
            self._claim(Claim.LATER)
        return index + 1

    def _resolve(self, index: int, *, past: bool) -> int:
        item = self._items[index]
        if not is_dose(self._items, index, alone=item.kind != "had", kinds=()):
            self._unread(item)
            self._gap = True
            return index + 1
        open_scopes = self._open
        if self._subject is not None or is_turned_after(self._items, index):
            self._claim(Claim.UNSURE)
        elif "ask" in open_scopes:
            self._claim(Claim.ASKED)
        elif "hedge" in open_scopes or "condition" in open_scopes:
            self._claim(Claim.UNSURE)
        elif "not" in open_scopes:
            self._claim(Claim.UNSURE if self._gap else Claim.NOT_TAKEN)
        elif "future" in open_scopes:
            self._claim(Claim.LATER)
        elif past:
            self._claim(Claim.TAKEN)
        elif (
            Claim.TAKEN not in self._clause.claims
            and Claim.NOT_TAKEN not in self._clause.claims
            and Claim.LATER not in self._clause.claims
        ):
            self._unread(item)
        if "unsure_amount" not in self._clause.marks and open_scopes:
            self._clause.marks.add("scoped_act")
        self._open = (
            {kind: scope for kind, scope in open_scopes.items() if kind == "not"}
            if Claim.LATER in self._clause.claims
            else {}
        )
        return index + 1

    def _close(self) -> None:
        """A negation without an act is an answer by itself ("I haven't") if nothing stands beside it; else it is unread."""
        for kind, item in self._open.items():
            if (
                kind == "not"
                and item.kind == "not"
                and item.words[0] not in _ONLY_BEFORE
                and self._is_bare_negation(item)
            ):
                self._claim(Claim.LATER if "yet" in self._clause.marks else Claim.NOT_TAKEN)
                self._clause.marks.add("bare_denial")
            elif item.kind not in ("not_yet", "no") and not self._is_going_out(item):
                self._clause.unread.append(item)
        if "yet" in self._clause.marks:
            self._clause.claims = [Claim.LATER if claim is Claim.NOT_TAKEN else claim for claim in self._clause.claims]
        if Claim.NOT_TAKEN in self._clause.claims and self._clause.reason is None and self._clause.pending_reason:
            self._clause.reason = self._clause.pending_reason[-1][1]

    def _is_going_out(self, item: Item) -> bool:
        """ "Took it, about to head out": what is meant to be done after is no dose."""
        after = [later for later in self._items if later.start >= item.end]
        return (
            item.kind == "future"
            and self._clause.claims == [Claim.TAKEN]
            and bool(after)
            and all(later.kind in ("about_life", "filler", "harmless", "determiner", "time") for later in after)
        )

    def _is_bare_negation(self, negation: Item) -> bool:
        if self._gap:
            return False
        after = [item for item in self._items if item.start >= negation.end]
        return all(
            item.kind in ("filler", "thing", "pill", "determiner", "time", "now", "yet", "both", "emoji_plain")
            or item.words[0] in _PLAIN_ENDS
            for item in after
        )


_ONLY_BEFORE = frozenset(
    {
        "cannot",
        "cant",
        "couldnt",
        "wouldnt",
        "shouldnt",
        "isnt",
        "wasnt",
        "doesnt",
        "without",
        "sin",
        "nor",
        "neither",
        "ni",
        "hardly",
    }
)
_PLAIN_ENDS = frozenset(
    {"sorry", "please", "love", "x", "xx", "thanks", "cheers", "mate", "hun", "today", "no", "lol", "oops"}
)
