"""Who sees all of a simulated town, what is true and what was told, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.rehearsal.town.people import ASKED_BACK, Carer, Resident
from bot.rehearsal.town.provider import Copy
from bot.rehearsal.town.tally import Tally
from scheduler.domain.dose import DoseState
from scheduler.domain.escalation import ALERTS
from scheduler.domain.message import Priority
from scheduler.domain.people import ChannelName
from scheduler.domain.timing import to_wall
from scheduler.ports import Store

# A dose that is over for so long, and nobody was asked about, was lost.
_OVER_FOR = timedelta(hours=3)
_KEPT_FOR = timedelta(days=2)
_UNTOLD_AFTER = timedelta(minutes=30)


@dataclass(slots=True)
class Onlooker:
    """Keeps what it needs for a day or two and counts the rest."""

    tally: Tally = field(default_factory=Tally)
    _residents: Sequence[Resident] = ()
    _a_day: Counter[tuple[int, date]] = field(default_factory=Counter)
    _texts: Counter[tuple[int, date]] = field(default_factory=Counter)
    _unasked: Counter[tuple[int, date]] = field(default_factory=Counter)
    _prompted: set[int] = field(default_factory=set)
    _asked: dict[int, datetime] = field(default_factory=dict)
    _red: dict[Resident, datetime] = field(default_factory=dict)
    _found: set[Resident] = field(default_factory=set)
    _false: Counter[Carer] = field(default_factory=Counter)
    _swept_until: datetime | None = None
    _since: datetime | None = None

    def watch(self, residents: Sequence[Resident]) -> None:
        """Know who lives there."""
        self._residents = residents
        self.tally.patients = len(residents)
        self.tally.carers = sum(len(each.carers) for each in residents)

    def sees(self, copy: Copy, owner: Resident | Carer | None) -> None:
        """A provider accepted a copy of a message."""
        message, now = copy.message, copy.at
        if copy.number > 1:
            self.tally.duplicates += 1
        if message.edits is None:
            self.tally.sent[copy.phone.channel.value if copy.phone is not None else "elsewhere"] += 1
        for dose in message.dose_ids:
            self._asked[dose] = now
        if owner is None:
            self.tally.operator[message.kind] += 1
        elif isinstance(owner, Resident):
            self._to_resident(copy, owner)
        elif copy.arrives and copy.number == 1:
            self._to_carer(copy, owner)

    def _to_resident(self, copy: Copy, owner: Resident) -> None:
        message, now = copy.message, copy.at
        if message.kind in ASKED_BACK and copy.number == 1:
            self.tally.asked_back[message.kind] += 1
        if message.kind.startswith("dose-due") and message.due_at is not None:
            if not self._prompted.issuperset(message.dose_ids):
                self.tally.lag_s[int((now - message.due_at).total_seconds())] += 1
            self._prompted.update(message.dose_ids)
        if message.edits is not None or copy.phone is None:
            return
        today = (owner.number, to_wall(now, owner.zone).date())
        self._a_day[today] += 1
        if copy.phone.channel is ChannelName.SMS and message.budgeted and message.priority is not Priority.RED:
            self._texts[today] += 1
            # Every answer to a message has the message's own key.
            self._unasked[today] += not message.key.startswith("in:")

    def _to_carer(self, copy: Copy, owner: Carer) -> None:
        message, resident = copy.message, owner.of
        if message.kind not in ALERTS:
            return
        reported_at = self._red.pop(resident, None) if message.priority is Priority.RED else None
        if reported_at is not None:
            self.tally.told_s[int((copy.at - reported_at).total_seconds())] += 1
        if resident.gone_at is not None and resident not in self._found:
            self._found.add(resident)
            since = max(resident.last_said_at or resident.gone_at, self._since or resident.gone_at)
            self.tally.found_min[int((copy.at - since).total_seconds() // 60)] += 1
        about = message.key.split(":")[1]
        if about in owner.alerts:
            return
        owner.alerts.add(about)
        self.tally.alerts[message.kind] += 1
        if not resident.is_wrong(copy.at, message.kind):
            self.tally.false[message.kind] += 1
            if message.priority is not Priority.RED:
                self._false[owner] += 1

    def told_red(self, resident: Resident, now: datetime) -> None:
        """A resident wrote red words; somebody who answers for them has to hear so."""
        if resident.carers:
            self._red.setdefault(resident, now)

    def found(self, resident: Resident) -> None:
        """Somebody who had gone silent has been visited."""
        self._found.discard(resident)

    def killed(self) -> None:
        """The process was killed."""
        self.tally.kills += 1

    def begin(self, now: datetime) -> None:
        """The first day begins."""
        self._since = self._swept_until = now

    def end_day(self, store: Store, now: datetime) -> None:
        """Look at what is over, and keep of it only how many there were."""
        until = now - _OVER_FOR
        since = self._swept_until or now
        with store.reading() as records:
            for resident in self._residents:
                patient = records.people.patients([resident.patient_id])[resident.patient_id]
                out_of_reach = resident.stopped or patient.contact is None or patient.paused_until is not None
                for dose in records.doses.of_patient(resident.patient_id, since, until):
                    if dose.state is DoseState.REPLACED:
                        continue
                    self.tally.doses[dose.state.value] += 1
                    if dose.id not in self._asked and dose.answered_at is None and not out_of_reach:
                        self.tally.lost["dose nobody was asked about"] += 1
        self._swept_until = max(since, until)
        self._asked = {dose: at for dose, at in self._asked.items() if now - at <= _KEPT_FOR}
        self._prompted &= self._asked.keys()
        yesterday = (now - _KEPT_FOR).date()
        for counts, folded in self._daily():
            for key in [key for key in counts if key[1] <= yesterday]:
                folded[counts.pop(key)] += 1

    def _daily(self) -> list[tuple[Counter[tuple[int, date]], Counter[int]]]:
        """What is counted by person and day, and where it goes once the day is over."""
        tally = self.tally
        return [
            (self._a_day, tally.a_day),
            (self._texts, tally.texts_a_day),
            (self._unasked, tally.unasked_a_day),
        ]

    def end(self, store: Store, now: datetime) -> Tally:
        """Count what is left, and have the house audited."""
        tally = self.tally
        tally.days = round((now - (self._since or now)) / timedelta(days=1), 3)
        for counts, folded in self._daily():
            folded.update(counts.values())
        tally.lost["red words no caregiver heard"] += sum(now - at > _UNTOLD_AFTER for at in self._red.values())
        tally.not_found = sum(
            each.gone_at is not None and each not in self._found and bool(each.carers) for each in self._residents
        )
        tally.false_by_carer.update(self._false[carer] for each in self._residents for carer in each.carers)
        with store.reading() as records:
            tally.lost["message never handled"] += records.inbox.waiting()
            for resident in self._residents:
                for each in records.escalations.of_patient(resident.patient_id, self._since or now):
                    tally.escalations[f"{each.tier.value} {each.cause.value}"] += 1
            checked, broken = records.audit.run(now)
        tally.checked.update(checked)
        tally.broken += [f"rule {each.rule}: {each.what}" for each in broken]
        return tally
