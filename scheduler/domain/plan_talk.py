"""A plan that is being handed over in chat: what was brought, what was answered since. It can be left and taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from scheduler.domain.regimen import Plan
from scheduler.domain.version import Change


class Brought(StrEnum):
    """What a plan talk begins with.

    words: a prescriber's words, pasted. steps: nothing but the person's answers, a step at a time. document: a plan as a
    file or a code. change: the plan that runs, held, taken a step back or gone on with. release: a blocked plan, unchanged.
    """

    WORDS = "words"
    STEPS = "steps"
    DOCUMENT = "document"
    CHANGE = "change"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class PlanTalk:
    """One for each patient at most. `answers` are (code of the question, what was said), in order; the last can be taken back.

    `words` and `plan` are what was brought, `change` what the version will be, `changed_at` (UTC) when it was last added to.
    `reminded`: on how many mornings it was brought to mind since the last answer.
    """

    patient_id: int
    brought: Brought
    change: Change
    changed_at: datetime
    words: str = ""
    plan: Plan | None = None
    answers: tuple[tuple[str, str], ...] = ()
    reminded: int = 0

    def said(self, code: str) -> str | None:
        """The last answer to a question; None if it has none."""
        return next((words for asked, words in reversed(self.answers) if asked == code), None)

    def all_said(self, *codes: str) -> Iterator[tuple[str, str]]:
        """Every answer to these questions, in order."""
        return ((asked, words) for asked, words in self.answers if asked in codes)

    def answer(self, code: str, words: str, now: datetime) -> PlanTalk:
        """With one more answer."""
        return replace(self, answers=(*self.answers, (code, words)), changed_at=now, reminded=0)

    def back(self, now: datetime) -> PlanTalk:
        """Without the last answer."""
        return replace(self, answers=self.answers[:-1], changed_at=now, reminded=0)
