"""The plan review: how far a plan is from what sources say. It points things out to the prescriber and proposes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from scheduler.domain.drug import Drug
from scheduler.domain.finding import Finding, Level
from scheduler.domain.regimen import Plan
from scheduler.domain.review_dose import review_doses
from scheduler.domain.review_taper import review_taper
from scheduler.domain.review_whole import review_whole

__all__ = ["UNRELEASABLE", "Finding", "Level", "activates", "releasable", "review"]

# What no confirmation unlocks: such a plan cannot be carried out as it is written, so another one is needed.
UNRELEASABLE = frozenset({"GAP", "OVERLAP", "DIVISIBILITY", "PRN_RANGE", "STRENGTH_MISSING"})


def review(plan: Plan, drug: Drug, *, now_on: date | None = None) -> list[Finding]:
    """Every finding about a plan: speed first, then single days and doses, then the plan as a whole.

    `now_on` is the person's date, used to say how an as-needed supply lasts when the plan has no start.
    """
    found = [*review_taper(plan, drug), *review_doses(plan, drug), *review_whole(plan, drug, now_on)]
    return [_marked(finding, drug.status) for finding in found]


def _marked(finding: Finding, status: str) -> Finding:
    return Finding(finding.level, finding.rule, finding.step, finding.slots, finding.source, status)


def activates(findings: Iterable[Finding]) -> bool:
    """Whether a plan with these findings may be activated without a prescriber's word."""
    return all(finding.level is not Level.BLOCK for finding in findings)


def releasable(findings: Iterable[Finding]) -> bool:
    """Whether a named prescriber's confirmation could activate it: nothing in it needs another plan."""
    return not any(finding.level is Level.BLOCK and finding.rule in UNRELEASABLE for finding in findings)
