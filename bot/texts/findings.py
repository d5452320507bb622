"""A finding of the plan review in words."""

from __future__ import annotations

from bot.texts.words import say
from scheduler.domain.review import UNRELEASABLE, Finding, Level


def say_finding(finding: Finding, language: str = "en") -> str:
    """What was found; for a BLOCK also what that means, and that a sudden change can be dangerous."""
    name = f"review-{finding.rule.lower().replace('_', '-')}-{finding.level.value.lower()}"
    found = say(name, language, **finding.slots)
    if finding.level is not Level.BLOCK:
        return found
    held = "review-held-other-plan" if finding.rule in UNRELEASABLE else "review-held"
    return " ".join([found, say(held, language), say("review-sudden", language)])


def say_mark(finding: Finding, language: str = "en") -> str:
    """The standing of the threshold behind a finding: a draft until a clinician signs it."""
    return say(f"review-mark-{finding.mark}", language)
