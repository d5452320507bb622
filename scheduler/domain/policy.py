"""How long things wait, per patient. The defaults are data in `scheduler/policy.toml`; a patient's own values lie over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import time
from typing import get_type_hints

from scheduler.domain.hours import read_hours


class PolicyError(ValueError):
    """A setting that does not exist or cannot have that value; the text names it and what is allowed."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Durations in the unit their name ends in; wall times are the patient's own. All of it is an unsigned draft.

    `missed_dose_rule` names a leaflet rule of the drug's data file ("none": nobody has chosen one yet).
    """

    first_nudge_after_min: int
    second_nudge_after_min: int
    snooze_min: int
    missed_dose_rule: str
    window_before_next_min: int
    window_least_min: int
    window_most_h: int
    answer_before_h: int
    answer_within_h: int
    quiet_from: time
    quiet_until: time
    texts_normal: int
    texts_step_day: int
    texts_worst: int
    texts_kept_back: int
    texts_kept_for_nudges: int
    texts_join_within_min: int
    receipts_own_days: int
    announce_working_days: int
    step_new_days: int
    board_step_days: int
    clinic_digest_at: time
    operator_overview_from: int
    morning_at: time
    count_every_days: int
    plan_talk_reminders: int
    pause_most_h: int
    short_trip_days: int
    supply_info_days: int
    supply_warn_days: int
    supply_urgent_h: int
    watch_note_every_h: int
    outage_after_min: int
    large_intake_mg: int
    large_intake_least_mg: int
    large_intake_within_h: int
    extra_red_with: str
    extra_red_for_h: int
    extra_red_below_egfr: int
    extra_again_after_h: str
    plan_ahead_h: int
    plan_again_below_h: int
    red_repeat_min: int
    red_repeat_for_min: int
    red_then_min: int
    red_most_h: int
    red_call_again_s: int
    red_unreached_min: int
    alone_again_min: str
    follow_up_after_h: str
    carer_after_warning_min: int
    other_next_min: int
    other_rounds: int
    on_it_min: int
    all_clear_again_min: int
    all_clear_asks: int
    carer_after_h: int
    carer_after_doses: int
    prescriber_after_h: int
    prescriber_after_not_taken: int
    silence_red_h: int
    silence_red_alone_h: int
    lives_alone: str
    watch_after_end_days: int
    evening_tell_until: time
    evening_most_h: int
    calm_since_h: int
    false_alert_wait_min: int
    false_alert_days: int
    false_alert_most_h: int
    prescriber_hours: str
    amount_carer_pct_24h: int
    amount_urgent_pct_24h: int
    amount_urgent_pct_48h: int
    urgent_again_after_h: int
    nothing_for_h: int
    autonomic_signs: str
    red_with_autonomic: str
    unsteady_for_h: int
    amber_apart_h: int
    known_days: int
    vomit_counts_min: int
    vomited_urgent: int
    near_red_again_min: int
    near_red_carer_min: int
    soft_carer_after_h: int
    check_in_evening_at: time
    twice_for_h: int
    daily_after_end_days: int
    weekly_after_end: int
    baseline_answers: int
    baseline_least: int
    compared_days: int
    stiffness_rise: int
    stiffness_high_from: int
    stiffness_rise_high: int
    sleep_little_h: int
    other_night_from_h: int
    other_night_until_h: int
    half_answered_after_h: int
    amber_twice_h: int
    carer_status_a_day: int
    keep_inbox_days: int
    keep_texts_days: int
    keep_rows_days: int
    keep_ended_days: int
    erase_confirm_within_min: int
    erase_after_h: int
    drill_every_days: int
    drill_again_h: int
    reach_proven_days: int
    carer_check_in: str
    carer_check_at: time
    weekly_penn: str
    weekly_phq2: str
    weekly_every_days: int
    phq2_amber_from: int


_TYPES = get_type_hints(Policy)
_LEAST = {
    "window_most_h": 1,
    "answer_within_h": 1,
    "snooze_min": 5,
    "plan_ahead_h": 36,
    "plan_again_below_h": 24,
    "half_answered_after_h": 1,
    "weekly_every_days": 1,
    "short_trip_days": 1,
    **dict.fromkeys(
        ("keep_inbox_days", "keep_texts_days", "keep_rows_days", "keep_ended_days", "erase_confirm_within_min"), 1
    ),
    # Nothing that fetches help may be set to never.
    **dict.fromkeys(("red_repeat_min", "red_then_min", "red_most_h", "red_unreached_min"), 1),
    **dict.fromkeys(("other_next_min", "other_rounds", "on_it_min"), 1),
    **dict.fromkeys(("drill_every_days", "drill_again_h", "reach_proven_days"), 1),
    **dict.fromkeys(("all_clear_again_min", "all_clear_asks", "carer_after_h", "carer_after_doses"), 1),
    **dict.fromkeys(("nothing_for_h", "near_red_again_min", "near_red_carer_min", "soft_carer_after_h"), 1),
    **dict.fromkeys(("prescriber_after_h", "prescriber_after_not_taken", "silence_red_h", "silence_red_alone_h"), 1),
}
_MOST = 100_000
# Done for the whole store at once, so that one person's own value would do nothing.
HOUSE_WIDE = frozenset({"keep_inbox_days", "keep_texts_days", "keep_rows_days", "keep_ended_days"})


def policy_from(data: Mapping[str, object]) -> Policy:
    """Build the defaults from the data file. Raises PolicyError if a value is missing, unknown or not allowed."""
    known = {f.name for f in fields(Policy)}
    for missing in sorted(known - data.keys()):
        raise PolicyError(f"{missing}: missing from the policy file")
    return Policy(**{name: _value(name, value) for name, value in _known(data)})  # type: ignore[arg-type]


def overlay(policy: Policy, own: Mapping[str, object]) -> Policy:
    """Lay a patient's own values over the defaults. Raises PolicyError naming the key and what is allowed."""
    if not own:
        return policy
    for name in sorted(HOUSE_WIDE & own.keys()):
        raise PolicyError(f"{name}: the same for everybody; it is changed in scheduler/policy.toml")
    return replace(policy, **{name: _value(name, value) for name, value in _known(own)})  # type: ignore[arg-type]


def _known(data: Mapping[str, object]) -> list[tuple[str, object]]:
    known = {f.name for f in fields(Policy)}
    for name in data:
        if name not in known:
            raise PolicyError(f"{name}: no such setting; there are {', '.join(sorted(known))}")
    return list(data.items())


def _value(name: str, value: object) -> object:
    kind = _TYPES[name]
    if kind is int:
        text = str(value).strip()
        least = _LEAST.get(name, 0)
        if isinstance(value, bool) or not text.isascii() or not text.isdigit() or not least <= int(text) <= _MOST:
            raise PolicyError(f"{name}: a whole number from {least} to {_MOST}, not {value!r}")
        return int(text)
    if kind is time:
        if isinstance(value, time):
            return value.replace(second=0, microsecond=0)
        try:
            return time.fromisoformat(str(value)).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            raise PolicyError(f"{name}: a time of day such as 22:00, not {value!r}") from None
    if not isinstance(value, str) or not value:
        raise PolicyError(f"{name}: a word, not {value!r}")
    if name == "prescriber_hours":
        try:
            read_hours(value)
        except ValueError as error:
            raise PolicyError(f"{name}: {error}") from None
    return value
