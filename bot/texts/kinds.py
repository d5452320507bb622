"""Every code a message can have: the slots it needs, the ones it may have, and how much room it gets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """`needs` and `may` are slot names; their meaning is in `slots.py`. `segments`: how many an SMS may cost.

    `drops`: optional slots that give way, in this order, when a text does not fit. `says_late`: a prompt that has to say
    so when it comes late. `lettered`: doses stand there with the letters that answer them. `keeps_letters`: letters
    outside GSM-7 are kept, because the words matter more than the cost.
    """

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    segments: int = 2
    drops: tuple[str, ...] = ()
    says_late: bool = False
    lettered: bool = False
    keeps_letters: bool = False


def _prompt(
    *needs: str, may: tuple[str, ...] = (), drops: tuple[str, ...] = (), segments: int = 1, lettered: bool = False
) -> Kind:
    return Kind(needs, may, segments, drops, says_late=True, lettered=lettered)


def _receipt(*needs: str, may: tuple[str, ...] = ()) -> Kind:
    return Kind(needs, may, segments=1)


_ENROL = {
    "welcome": Kind(may=("emergency",)),
    "circle": Kind(may=("name",)),
    "circle-alone": Kind(may=("emergency",)),
    "circle-invited": Kind(("name",), ("code",)),
    "practice": Kind(segments=1),
    "practice-again": Kind(segments=1),
    "practice-done": Kind(segments=1),
    "ask-name": Kind(segments=1),
    "ask-zone": Kind(may=("guess",), segments=1),
    "zone-unknown": Kind(("said",), segments=1),
    "zone-which": Kind(("zones",)),
    "ask-wording": Kind(),
    "ask-plan": Kind(),
    "enrolled": Kind(),
    "not-enrolled": Kind(may=("emergency",), segments=1),
    "say-ok": Kind(segments=1),
    "invitation-over": Kind(segments=1),
    "invitation-unknown": Kind(segments=1),
    "invitation-taken": Kind(segments=1),
    "invitation-own": Kind(segments=1),
    "stranger-red": Kind(may=("emergency",), segments=1),
}

_PEOPLE = {
    "carer-welcome": Kind(("patient",)),
    "carer-noted": Kind(may=("emergency",), segments=1),
    "carer-soon": Kind(("name", "until"), ("doses",), segments=1),
    "carer-agreed": Kind(("patient",)),
    "carer-joined": Kind(("name",), segments=1),
    "carer-stopped": Kind(("name",)),
    "red-flag-alert": Kind(
        ("patient", "said", "at"),
        ("medicine", "last_taken", "phone", "address", "emergency"),
        drops=("address",),
        keeps_letters=True,
    ),
    "opted-out-alert": Kind(("patient",)),
    "channel-lost-alert": Kind(("patient",)),
    "carer-lost": Kind(("name",)),
    "please-ring": Kind(("patient", "about")),
    "supply-alert": Kind(("patient", "run_out_day")),
    "outage-told": Kind(("patient", "from", "until")),
}

_DOSES = {
    "dose-due": _prompt("doses", may=("prescriber", "entered_day", "receipts"), drops=("entered_day", "prescriber")),
    "dose-due-beside": _prompt("doses", "earlier", may=("receipts",), segments=2, lettered=True),
    "dose-due-many": _prompt("doses", may=("earlier", "receipts"), segments=2, lettered=True),
    "dose-nudge": _prompt("doses"),
    "dose-nudge-beside": _prompt("doses", "earlier", segments=2, lettered=True),
    "dose-nudge-many": _prompt("doses", may=("earlier",), segments=2, lettered=True),
    "what-happened": Kind(("doses",), segments=1),
    "what-happened-many": Kind(("doses",), lettered=True),
    "catch-up": Kind(may=("doses", "due", "from", "until"), says_late=True, lettered=True),
    "dose-after-extra": _prompt("doses", may=("extra_at", "poison_or_clinic"), segments=2),
}

_ANSWERS = {
    "recorded-taken": _receipt("doses"),
    "recorded-late": _receipt("doses"),
    "recorded-part": _receipt("doses", may=("mg", "pieces")),
    "recorded-extra": Kind(("taken_at",), ("mg", "emergency")),
    "recorded-loose": _receipt("taken_at", may=("mg", "tablets")),
    "recorded-skipped": _receipt("doses"),
    "recorded-not-taken": _receipt("doses"),
    "reason-saved": Kind(("reason",)),
    "reason-forgot": Kind(),
    "reason-out": Kind(),
    "reason-worse": Kind(),
    "reason-better": Kind(),
    "reason-told": Kind(),
    "reason-other": Kind(),
    "snoozed": _receipt("until"),
    "snooze-too-late": _receipt("doses"),
    "undone": _receipt(may=("doses",)),
    "nothing-to-undo": _receipt(),
    "already-recorded": _receipt("doses"),
    "extra-ask": Kind(segments=1),
    "extra-none": _receipt(),
    "extra-large": Kind(may=("emergency", "poison", "names")),
    "extra-more": Kind(may=("poison", "emergency")),
    "which-dose": Kind(("doses",), lettered=True),
    "nothing-open": Kind(may=("doses",), segments=1),
    "not-today": Kind(("doses",), segments=1),
    "doubt-two-meanings": Kind(segments=1),
    "doubt-future": Kind(segments=1),
    "doubt-no-such-time": Kind(("said",), segments=1),
    "doubt-amount": Kind(may=("doses",)),
    "no-such-dose": Kind(may=("time",), segments=1),
    "how-much": Kind(segments=1),
    "missed-a-day": Kind(may=("emergency", "urgent")),
    "leaflet-rule": Kind(("quote", "source")),
    "leaflet-none": Kind(),
}

_SAFETY = {
    "safety-list": Kind(segments=1),
    "safety-clear": _receipt(),
    "red-flag-advice": Kind(may=("said", "emergency", "medicine", "names"), drops=("said",)),
    "suicide-advice": Kind(may=("crisis", "emergency", "names")),
    "noted-symptom": Kind(segments=1),
    "not-understood": Kind(may=("doses",), segments=1),
    "not-understood-plain": Kind(segments=1),
}

_COMMANDS = {
    "today": Kind(("doses",)),
    "today-none": Kind(segments=1),
    "plan-now": Kind(
        may=(
            "step",
            "of",
            "daily_mg",
            "day",
            "days",
            "next_step_day",
            "next_daily_mg",
            "last_day",
            "ends",
            "prescriber",
        ),
        drops=("prescriber",),
    ),
    "plan-table": Kind(
        may=("rows", "step", "of", "daily_mg", "next_step_day", "next_daily_mg", "last_day", "ends", "prescriber"),
        drops=("prescriber",),
    ),
    "no-plan": Kind(),
    "next": _receipt("doses"),
    "next-none": _receipt(),
    "left": Kind(
        ("rows",),
        ("run_out_day", "run_out_time", "order_by", "visit", "days_short", "ordered"),
        drops=("run_out_time", "ordered"),
    ),
    "left-unknown": Kind(),
    "progress": Kind(
        ("taken", "planned"),
        ("days", "step", "of", "first_daily_mg", "now_daily_mg", "last_day"),
        drops=("last_day",),
    ),
    "menu": Kind(),
    "help": Kind(may=("emergency",)),
    "thanks": _receipt(),
    "paused": Kind(("until",)),
    "pause-long": Kind(("most_h",), ("until",), segments=1),
    "still-paused": Kind(("since",), ("doses",)),
    "resumed": Kind(may=("doses",)),
    "zone-ask": Kind(("zone",), ("too_close", "too_far")),
    "zone-changed": Kind(("zone",), ("doses", "too_close", "too_far"), drops=("doses",)),
    "wording-changed-discreet": Kind(segments=1),
    "wording-changed-full": Kind(),
    "name-changed": _receipt("name"),
    "stopped": Kind(may=("emergency",)),
    "started": Kind(segments=1),
    "count-ask": Kind(may=("strengths",), segments=1),
    "count-saved": _receipt("rows"),
    "count-differs": Kind(("rows",), ("before",)),
    "ordered": Kind(may=("quantity",), segments=1),
    "fetched": _receipt("rows"),
    "not-yet-saved": Kind(may=("prescriber",)),
}

_PLAN = {
    "plan-loaded": Kind(
        ("steps",),
        ("from", "prescriber", "last_day", "ends", "daily_mg", "findings", "supply"),
        drops=("prescriber", "supply"),
    ),
    "plan-started": Kind(may=("from", "daily_mg", "prescriber"), drops=("prescriber",)),
    "plan-ok-needed": Kind(segments=1),
    "plan-zone": Kind(("plan_zone", "zone"), segments=1),
    "plan-time": Kind(may=("when",), segments=1),
    "plan-start-unclear": Kind(("said",), segments=1),
    "plan-blocked": Kind(may=("findings", "prescriber")),
    "plan-change-waits": Kind(may=("findings", "prescriber")),
    "plan-watch": Kind(may=("why", "clinic", "prescriber", "urgent")),
    "plan-waiting": Kind(("missing",)),
    "plan-file-error": Kind(("says",)),
    "plan-confirm-who": Kind(),
    "plan-change-who": Kind(may=("change",)),
    "plan-changed": Kind(may=("change", "who", "from_day", "before_mg", "after_mg")),
    "plan-refused": Kind(("why",)),
    "plan-same": Kind(),
    "watch-only-note": Kind(may=("clinic", "prescriber", "urgent")),
    "step-notice": Kind(("day",), ("daily_mg",), segments=1),
    "step-notice-ask": Kind(("day",), ("daily_mg", "prescriber")),
    "plan-last-day": Kind(("day",), ("prescriber",), drops=("prescriber",)),
    "plan-ended": Kind(may=("day",)),
    "plan-open-end": Kind(("day",), ("prescriber",)),
    "end-reached-open": Kind(may=("prescriber",)),
}

_SUPPLY = {
    "supply-order": Kind(("order_by", "run_out_day")),
    "supply-low": Kind(("run_out_day",), ("days",)),
    "supply-urgent": Kind(("run_out_day",), ("run_out_time", "urgent"), drops=("run_out_time",)),
    "supply-visit": Kind(("days_short", "visit", "run_out_day")),
    "supply-prn": Kind(("rows",)),
}

_HELP = {
    "silence-alert": Kind(
        ("patient", "since"), ("medicine", "last_taken", "phone", "emergency"), drops=("last_taken", "phone")
    ),
    "carer-alert": Kind(
        ("patient", "name", "at"),
        ("said", "medicine", "last_taken", "phone", "emergency"),
        drops=("last_taken", "said"),
        keeps_letters=True,
    ),
    "urgent-alert": Kind(("patient",), ("urgent", "last_taken"), drops=("last_taken",)),
    "carer-on-it": Kind(("patient",)),
    "carer-cannot": Kind(("patient",), segments=1),
    "carer-all-clear": Kind(("patient",)),
    "carer-have-you-spoken": Kind(("patient",)),
    "carer-over": Kind(("patient",), segments=1),
    "carer-themselves": Kind(("patient",), segments=1),
    "carer-nothing-open": Kind(("patient",)),
    "carer-wrong": Kind(("patient",), ("names", "medicine", "last_taken", "emergency"), drops=("last_taken",)),
    "carer-which": Kind(("names",), segments=1),
    "carer-which-wrong": Kind(("names",), ("emergency",)),
    "carer-how": Kind(("patient",), ("emergency",)),
    "carer-told-on-it": Kind(("patient", "name"), segments=1),
    "carer-told-spoke": Kind(("patient", "name")),
    "carer-told-words": Kind(("patient", "said"), keeps_letters=True),
    "carer-stand-down": Kind(("patient",), ("name",), segments=1),
    "carer-given-up": Kind(("patient",), ("emergency",)),
    "carer-status": Kind(("patient",), ("at", "last_taken", "since", "name")),
    "carer-left": Kind(("patient",), segments=1),
    "carer-leave-held": Kind(("patient",)),
    "check-in": Kind(),
    "check-in-again": Kind(),
    "check-stiffness": Kind(segments=1),
    "check-sleep": Kind(segments=1),
    "check-autonomic": Kind(segments=1),
    "check-scale-again": Kind(segments=1),
    "check-in-done": Kind(segments=1),
    "check-in-amber": Kind(segments=1),
    "carer-unwell": Kind(("until", "name"), segments=1),
    "help-on-it": Kind(("name",), segments=1),
    "help-cannot": Kind(("name",), segments=1),
    "help-nobody-yet": Kind(may=("names",), drops=("names",)),
    "help-nobody": Kind(may=("emergency", "names"), drops=("names",)),
    "help-alone": Kind(may=("emergency",)),
    "help-lapsed": Kind(may=("name", "emergency")),
    "help-given-up": Kind(may=("emergency",)),
    "help-over": Kind(may=("name",), segments=1),
    "help-goes-on": Kind(segments=1),
    "help-carer-says": Kind(("name",), ("emergency",), segments=1),
    "carer-left-you": Kind(("name",), segments=1),
    "silence-note": Kind(("since",), ("names", "emergency")),
    "carer-will": Kind(may=("name", "until"), drops=()),
    "urgent-advice": Kind(may=("name", "until", "urgent")),
    "prescriber-note": Kind(("patient", "since")),
    "operator-unanswered": Kind(("code", "since"), segments=1),
}

_SERVICE = {
    "operator-dead-letter": Kind(("code", "says")),
    "operator-channel-lost": Kind(("code", "says")),
    "operator-channel-off": Kind(("code", "says")),
    "trouble": Kind(may=("emergency",)),
    "late-notice": Kind(may=("at",), segments=1, says_late=True),
}

KINDS: dict[str, Kind] = {
    **_ENROL,
    **_PEOPLE,
    **_DOSES,
    **_ANSWERS,
    **_SAFETY,
    **_COMMANDS,
    **_PLAN,
    **_SUPPLY,
    **_HELP,
    **_SERVICE,
}
