"""Plans, doses, what was taken, and the pills in the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Protocol

from scheduler.domain.dose import Dose, Planned
from scheduler.domain.intake import Answer, Intake
from scheduler.domain.prescriber_question import PrescriberQuestion
from scheduler.domain.version import PlanVersion, VersionState, Watch, WatchKind


class Plans(Protocol):
    """Medicines and their plan versions."""

    def add_medicine(self, patient_id: int, name: str) -> int: ...
    def medicines_of(self, patient_id: int) -> list[tuple[int, str]]: ...
    def add_version(self, version: PlanVersion) -> int: ...
    def save_versions(self, versions: Sequence[PlanVersion]) -> None:
        """Save state, confirmed_by, confirmed_at, why, planned_until, wake_at. The plan itself is never rewritten."""

    def move(self, moved: Sequence[Moved]) -> None:
        """Save how far each is planned."""

    def version(self, version_id: int) -> PlanVersion | None: ...
    def versions_of(self, patient_id: int) -> list[PlanVersion]: ...
    def live_of(self, patient_ids: Iterable[int]) -> list[PlanVersion]:
        """Versions waiting, blocked, watch or active."""

    def due(self, now: datetime, limit: int) -> list[PlanVersion]:
        """Versions whose wake_at has come."""


class Moved(NamedTuple):
    """A version after planning: its state, up to where its doses are in the store, and when to look again (UTC)."""

    version_id: int
    state: VersionState
    planned_until: datetime | None
    wake_at: datetime | None


class Whose(NamedTuple):
    """A due dose by who it is: its own id, its patient's, and that of the contact to which they are written."""

    dose_id: int
    patient_id: int
    contact_id: int


class Doses(Protocol):
    """Doses, by key (version, local date, wall time)."""

    def add(self, doses: Sequence[Dose]) -> int:
        """Insert those whose key is new; how many were. Planning twice adds nothing."""

    def add_planned(self, planned: Sequence[Planned]) -> int:
        """The same for doses that wake when they are due and of which nothing else is known."""

    def claim(self, now: datetime, limit: int) -> list[int]:
        """Patients of the `limit` doses that have waited longest of those whose wake_at has come."""

    def due_of(self, patient_ids: Iterable[int], now: datetime) -> list[Dose]:
        """Every dose of claimed patients whose wake_at has come."""

    def alike(self, patient_ids: Iterable[int], now: datetime, since: datetime) -> list[list[Whose]]:
        """The due doses of those claimed patients about whom there is nothing else to think of, put together by all that waking
        looks at: state and times of the dose, and the patient's policy, zone and channel.

        Nothing else: they can be written to and are not paused, have no other dose that is due or that `open_of` gives after
        `since`, are not asked to ring first, and the dose's window has not ended.
        """

    def open_of(self, patient_ids: Iterable[int], since: datetime) -> list[Dose]:
        """Prompted or missed, due after `since`, and not answered; or answered with a receipt still owed."""

    def save(self, doses: Sequence[Dose]) -> None:
        """Save everything that may change: state, wake_at, window_ends_at, prompted_at, nudges, letter, taken_mg, taken_at,
        answered_at, reason, receipt_owed."""

    def save_woken(self, doses: Sequence[Dose], alike: Iterable[tuple[Dose, Iterable[Whose]]] = ()) -> None:
        """Save only what waking changes: state, wake_at, prompted_at, nudges, letter, receipt_owed. `alike`: those that moved
        as this one did."""

    def by_id(self, dose_ids: Iterable[int]) -> list[Dose]: ...
    def of_patient(self, patient_id: int, since: datetime, until: datetime) -> list[Dose]:
        """Every dose with since <= due_at < until, replaced ones too, in order of due_at."""

    def replace_from(self, version_id: int, begins_at: datetime) -> list[int]:
        """Mark this version's planned doses with due_at >= begins_at as replaced; their ids."""


class Intakes(Protocol):
    """What was taken, and answers that can be undone."""

    def add(self, intake: Intake) -> int: ...
    def undo(self, intake_id: int, now: datetime) -> None: ...
    def of_patient(self, patient_id: int, since: datetime) -> list[Intake]:
        """By taken_at, undone ones left out."""

    def add_answer(self, answer: Answer) -> int: ...
    def last_answer(self, patient_id: int, since: datetime, dose_id: int | None = None) -> Answer | None:
        """The newest answer recorded after `since` that is not undone; of one dose, if it is given."""

    def answers(self, answer_ids: Iterable[int]) -> list[Answer]:
        """Answers by id, undone ones too."""

    def undo_answer(self, answer_id: int, now: datetime) -> None: ...


class Stock(Protocol):
    """Pills in the house, per medicine and strength key ("10", "ml", "unknown")."""

    def on_hand(self, medicine_id: int) -> dict[str, Decimal]: ...
    def set_on_hand(self, medicine_id: int, on_hand: Mapping[str, Decimal], now: datetime, why: str) -> None:
        """Set these keys, and keep a line of history with `why` (counted, taken, fetched, undone, enrolled)."""

    def ordered(self, medicine_id: int) -> tuple[Decimal, datetime] | None:
        """What is ordered and not yet in hand, and since when."""

    def set_ordered(self, medicine_id: int, quantity: Decimal | None, now: datetime) -> None: ...
    def counted_at(self, medicine_id: int) -> datetime | None:
        """When a person last counted or fetched."""


class Watches(Protocol):
    """Whatever else waits for time."""

    def set(self, watch: Watch) -> None:
        """Insert or update by (patient, kind)."""

    def get(self, patient_id: int, kind: WatchKind) -> Watch | None: ...
    def of(self, patient_ids: Iterable[int], kind: WatchKind) -> dict[int, Watch]:
        """The watches of that kind that are awake (wake_at not null), by patient."""

    def due(self, now: datetime, limit: int) -> list[Watch]: ...


class Questions(Protocol):
    """What people want to ask their prescriber."""

    def add(self, question: PrescriberQuestion) -> int: ...
    def of_patient(self, patient_id: int) -> list[PrescriberQuestion]:
        """Oldest first; those that were taken back are left out."""

    def take_back(self, question_ids: Iterable[int], now: datetime) -> None: ...
