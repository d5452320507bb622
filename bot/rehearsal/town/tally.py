"""What is counted in a simulated town, so that its size does not grow with the days, and what the counts come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

_FORTNIGHT_DAYS = 14


@dataclass(slots=True)
class Tally:
    """Counts of one district; those of several are added up. Counters hold how often each value came: seconds, texts a day.

    `texts_a_day`: by SMS, not red; `unasked_a_day`: of these, what answers nothing that the person wrote.
    `lag_s`: from when a dose was due to when its prompt was accepted. `told_s`: from red words to a caregiver's phone.
    `found_min`: from the last sign of somebody who went silent to a caregiver's phone. `false`, `alerts`: by kind, each call
    for help once for each caregiver. `false_by_carer`: how many caregivers had so many that were not red.
    """

    patients: int = 0
    carers: int = 0
    days: float = 0.0
    doses: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    received: int = 0
    duplicates: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    lag_s: Counter[int] = field(default_factory=Counter)
    told_s: Counter[int] = field(default_factory=Counter)
    found_min: Counter[int] = field(default_factory=Counter)
    not_found: int = 0
    a_day: Counter[int] = field(default_factory=Counter)
    texts_a_day: Counter[int] = field(default_factory=Counter)
    unasked_a_day: Counter[int] = field(default_factory=Counter)
    alerts: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    false_by_carer: Counter[int] = field(default_factory=Counter)
    asked_back: Counter[str] = field(default_factory=Counter)
    escalations: Counter[str] = field(default_factory=Counter)
    operator: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    checked: Counter[int] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    unspoken: list[str] = field(default_factory=list)

    def __add__(self, other: Tally) -> Tally:
        both = Tally()
        for each in fields(Tally):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            if isinstance(mine, Counter):
                added: object = Counter(mine)
                assert isinstance(added, Counter)
                added.update(theirs)
            elif each.name == "days":
                added = max(mine, theirs)
            else:
                added = mine + theirs
            setattr(both, each.name, added)
        return both

    @property
    def events(self) -> int:
        """What happened: doses that came due, messages that left, messages that came in."""
        return self.doses.total() + self.sent.total() + self.received

    @property
    def holds(self) -> bool:
        """Whether nothing is broken and nothing was lost."""
        return not self.broken and not self.unspoken and not self.lost.total()


def percentile(counts: Mapping[int, int], share: float) -> int | None:
    """The smallest value that at least this share of the counted ones does not pass; None if there are none."""
    left = share * sum(counts.values())
    for value in sorted(counts):
        left -= counts[value]
        if left <= 1e-9:
            return value
    return max(counts, default=None)


def report(tally: Tally, caps: Sequence[int]) -> dict[str, object]:
    """The figures as one document. `caps`: how many texts a day are too many, as the policy says."""
    person_days = max(1, tally.texts_a_day.total())
    over, unasked_over = (
        {str(cap): sum(n for texts, n in counts.items() if texts > cap) for cap in caps}
        for counts in (tally.texts_a_day, tally.unasked_a_day)
    )
    carer_fortnights = tally.carers * tally.days / _FORTNIGHT_DAYS
    not_red = sum(times * many for times, many in tally.false_by_carer.items())
    return {
        "patients": tally.patients,
        "caregivers": tally.carers,
        "days": tally.days,
        "doses": tally.doses.total(),
        "dose_states": dict(sorted(tally.doses.items())),
        "messages": tally.sent.total(),
        "messages_by_channel": dict(sorted(tally.sent.items())),
        "received": tally.received,
        "lag_s": _spread(tally.lag_s),
        "duplicates": tally.duplicates,
        "lost": tally.lost.total(),
        "lost_what": dict(sorted(tally.lost.items())),
        "escalations": tally.escalations.total(),
        "escalations_by_cause": dict(tally.escalations.most_common()),
        "messages_per_day": _per_day(tally.a_day),
        "texts_per_day": {**_per_day(tally.texts_a_day), "person_days": tally.texts_a_day.total(), "over": over},
        "unasked_texts_per_day": {**_per_day(tally.unasked_a_day), "over": unasked_over},
        "texts_over_share": {cap: round(many / person_days, 5) for cap, many in over.items()},
        "alerts": dict(tally.alerts.most_common()),
        "false_alerts": dict(tally.false.most_common()),
        "false_alerts_per_caregiver_fortnight": round(not_red / carer_fortnights, 4) if carer_fortnights else None,
        "false_alerts_most_for_one": max(tally.false_by_carer, default=0),
        "asked_back": dict(tally.asked_back.most_common()),
        "asked_back_per_person": round(tally.asked_back.total() / max(1, tally.patients), 4),
        "red_to_caregiver_s": {**_spread(tally.told_s), "reports": tally.told_s.total()},
        "silence_found_h": {**_hours(tally.found_min), "found": tally.found_min.total(), "open": tally.not_found},
        "operator_messages": dict(tally.operator.most_common()),
        "kills": tally.kills,
        "audit": {
            "holds": not tally.broken,
            "checked": {str(rule): many for rule, many in sorted(tally.checked.items())},
            "broken": tally.broken[:20],
        },
        "unspoken": tally.unspoken[:20],
    }


def _spread(counts: Counter[int]) -> dict[str, int | None]:
    return {"p50": percentile(counts, 0.5), "p99": percentile(counts, 0.99), "most": max(counts, default=None)}


def _hours(minutes: Counter[int]) -> dict[str, float | None]:
    return {name: None if found is None else round(found / 60, 1) for name, found in _spread(minutes).items()}


def _per_day(counts: Counter[int]) -> dict[str, int | None]:
    return {"p50": percentile(counts, 0.5), "p95": percentile(counts, 0.95), "max": max(counts, default=None)}
