"""The answers a channel with buttons offers: what is sent back, which means the same as typing it, and what stands on it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.texts.words import say

Button = tuple[str, str]

_DOSE = (("1", "button-1"), ("2", "button-2"), ("3", "button-3"))
_REASONS = tuple((letter, f"button-{letter.lower()}") for letter in "FOWBTX")
_UNDO = (("U", "button-u"),)
_SAFETY = tuple((digit, f"button-{digit}") for digit in "4567890")
# "Much worse than usual", in place of the number of the stiffness.
WORSE = "W"
_CARER = tuple((digit, f"button-carer-{digit}") for digit in "4567")

_OF: dict[str, tuple[Button, ...]] = {
    "welcome": (("OK", "button-ok"),),
    "new-phone-confirm": (("OK", "button-ok"),),
    "welcome-here-too": (("OK", "button-ok"),),
    "not-enrolled": (("OK", "button-ok"),),
    "say-ok": (("OK", "button-ok"),),
    "carer-welcome": (("OK", "button-ok"),),
    "practice": _DOSE,
    "practice-again": _DOSE,
    "ask-wording": (("DISCREET", "button-discreet"), ("FULL", "button-full")),
    "dose-due": _DOSE,
    "dose-nudge": _DOSE,
    "dose-after-extra": _DOSE[:2],
    "what-happened": _DOSE[1:2],
    "recorded-taken": _UNDO,
    "recorded-late": _UNDO,
    "recorded-part": _UNDO,
    "recorded-extra": _UNDO,
    "recorded-loose": _UNDO,
    "recorded-skipped": _REASONS + _UNDO,
    "recorded-not-taken": _UNDO,
    "snooze-too-late": _DOSE[:2],
    "snoozed": _DOSE[:2],
    "already-recorded": (("EXTRA", "button-extra"), *_UNDO),
    "doubt-two-meanings": (*_DOSE[:2], ("SOS", "button-sos")),
    "doubt-amount": _DOSE[:1],
    "safety-list": _SAFETY,
    "reason-worse": _SAFETY,
    "not-understood": (("0", "button-fine"), ("SOS", "button-sos")),
    "not-understood-plain": (("0", "button-fine"), ("SOS", "button-sos")),
    "red-flag-alert": _CARER,
    "please-ring": _CARER,
    "carer-drill": _CARER[:1],
    "silence-alert": _CARER,
    "carer-alert": _CARER,
    "urgent-alert": _CARER,
    "carer-all-clear": _CARER[2:],
    "carer-have-you-spoken": _CARER,
    "carer-on-it": _CARER[2:],
    "carer-told-words": (_CARER[0], *_CARER[2:]),
    "carer-nothing-open": _CARER[2:],
    "carer-status": _CARER[2:],
    "carer-how": _CARER,
    "help-alone": _SAFETY,
    "check-in": _SAFETY,
    "check-in-again": _SAFETY,
    "check-in-evening": _SAFETY,
    "silence-note": _SAFETY,
    "supply-alert": _CARER[:2],
}
# The numbers of a check-in: the question each kind asks, and the answers there are.
NUMBERED: dict[str, tuple[str, range]] = {
    "check-stiffness": ("stiffness", range(11)),
    "check-sleep": ("sleep_hours", range(13)),
    "check-autonomic": ("autonomic", range(3)),
    "check-penn": ("spasm_frequency", range(5)),
    "check-spasms": ("spasm_frequency", range(5)),
    "check-spasm-severity": ("spasm_severity", range(1, 4)),
    "check-phq2": ("phq_interest", range(4)),
    "check-interest": ("phq_interest", range(4)),
    "check-low": ("phq_low", range(4)),
}
# Which answers fit the doses of a slot: those past their time can no longer be taken "now" or put off.
_BY_LETTER: dict[str, dict[str, tuple[Button, ...]]] = {
    "dose-due-beside": {"doses": _DOSE, "earlier": _DOSE[1:2]},
    "dose-due-many": {"doses": _DOSE, "earlier": _DOSE[1:2]},
    "dose-nudge-beside": {"doses": _DOSE, "earlier": _DOSE[1:2]},
    "dose-nudge-many": {"doses": _DOSE, "earlier": _DOSE[1:2]},
    "which-dose": {"doses": _DOSE},
    "what-happened-many": {"doses": _DOSE[1:2]},
    "catch-up": {"doses": _DOSE[1:2], "due": _DOSE},
}
_ALL_AT_ONCE = frozenset({"dose-due-many", "dose-nudge-many"})


def buttons(kind: str, slots: Mapping[str, str], language: str = "en") -> tuple[Button, ...]:
    """(what is sent back, label) for each button of a message, in order; none where only words answer it."""
    if kind == "circle":
        told = _OF["welcome"] if slots.get("name") else ()
        return _labelled((*told, ("ALONE", "button-alone")), language)
    if kind == "ask-zone":
        return _labelled(_OF["welcome"] if slots.get("guess") else (), language)
    if kind == "reason-saved" and slots.get("reason") == "felt_worse":
        return _labelled(_SAFETY, language)
    if kind == "undone":
        told = json.loads(slots.get("doses") or "[]")
        return _labelled(_DOSE if len(told) == 1 and told[0].get("state") == "due" else (), language)
    if kind in NUMBERED:
        worse = ((WORSE, say("button-worse", language)),) if kind == "check-stiffness" else ()
        return (*((str(each), say("button-number", language, number=str(each))) for each in NUMBERED[kind][1]), *worse)
    if kind in _BY_LETTER:
        return _lettered(kind, slots, language)
    return _labelled(_OF.get(kind, ()), language)


def _labelled(codes: tuple[Button, ...], language: str) -> tuple[Button, ...]:
    return tuple((sent, say(code, language)) for sent, code in codes)


def _lettered(kind: str, slots: Mapping[str, str], language: str) -> tuple[Button, ...]:
    asked = [
        (str(dose["letter"]), answers)
        for name, answers in _BY_LETTER[kind].items()
        for dose in json.loads(slots.get(name) or "[]")
        if dose.get("letter")
    ]
    if len(asked) < 2:
        return _labelled(asked[0][1] if asked else (), language)
    each = tuple(
        (f"{sent}{letter}", say("button-now", language, label=say(code, language), letter=letter))
        for letter, answers in asked
        for sent, code in answers
    )
    # "All" stays unambiguous: it is not offered while an earlier dose is asked about beside those that are due.
    every = kind in _ALL_AT_ONCE and len(asked) == sum(answers == _DOSE for _, answers in asked)
    return (*each, ("1 ALL", say("button-all", language))) if every else each
