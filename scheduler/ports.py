"""What the mind needs from outside: a store that speaks in lists, and channels. Implemented in `storage` and `bot/channels`.

Everything in one `transaction()` commits together or not at all. All instants are UTC.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol, runtime_checkable

from scheduler.domain.checkin import CheckIn
from scheduler.domain.dose import Dose
from scheduler.domain.escalation import Escalation
from scheduler.domain.intake import Answer, Intake
from scheduler.domain.invitation import Invitation
from scheduler.domain.message import Inbound, Message, MessageState
from scheduler.domain.people import (
    CareLink,
    ChannelName,
    Consent,
    Contact,
    Conversation,
    LinkState,
    Patient,
    Person,
    Reach,
    Role,
    Wording,
)
from scheduler.domain.version import PlanVersion, Watch, WatchKind


class People(Protocol):
    """Persons, contacts, roles, care links, consents; and patients, put together for the scheduler."""

    def add_person(
        self,
        name: str,
        now: datetime,
        *,
        call_me: str | None = None,
        zone: str | None = None,
        language: str = "en",
        country: str | None = None,
    ) -> int: ...
    def person(self, person_id: int) -> Person | None: ...
    def change_person(
        self,
        person_id: int,
        *,
        name: str | None = None,
        call_me: str | None = None,
        zone: str | None = None,
        language: str | None = None,
        country: str | None = None,
    ) -> None:
        """Change the fields that are given; None leaves a field as it is."""

    def give_role(self, person_id: int, role: Role) -> None: ...
    def roles(self, person_id: int) -> frozenset[Role]: ...
    def make_patient(self, person_id: int, wording: Wording, now: datetime) -> None:
        """Make the person a patient (role included) with default policy; harmless if they are one."""

    def change_patient(
        self,
        patient_id: int,
        *,
        wording: Wording | None = None,
        policy: Mapping[str, str] | None = None,
        paused_until: datetime | None = None,
        unpause: bool = False,
    ) -> None: ...
    def patients(self, patient_ids: Iterable[int]) -> dict[int, Patient]:
        """Patients by person id, each with its first working contact (reach on, lowest rank)."""

    def patient_ids(self) -> list[int]: ...
    def contact(self, channel: ChannelName, address: str) -> Contact | None:
        """Find by the address's keyed hash."""

    def contact_by_id(self, contact_id: int) -> Contact | None: ...
    def contacts(self, contact_ids: Iterable[int]) -> dict[int, Contact]:
        """Contacts by id, in one statement."""

    def persons(self, person_ids: Iterable[int]) -> dict[int, Person]:
        """Persons by id, in one statement."""

    def add_contact(self, channel: ChannelName, address: str, reach: Reach, now: datetime) -> int: ...
    def set_reach(self, contact_id: int, reach: Reach) -> None: ...
    def move_contact(self, contact_id: int, address: str) -> bool:
        """Give a contact its new address on the same channel; False if another contact has it already."""

    def drop_contact(self, person_id: int, contact_id: int) -> None:
        """This person is no longer reached there; the contact itself stays."""

    def use_contact(self, person_id: int, contact_id: int, rank: int = 1) -> None: ...
    def contacts_of(self, person_id: int) -> list[Contact]: ...
    def persons_at(self, contact_id: int) -> list[Person]: ...
    def link(self, link: CareLink) -> None:
        """Insert or update the link between these two."""

    def carers_of(self, patient_id: int, role: Role = Role.CAREGIVER) -> list[CareLink]: ...
    def patients_of(self, carer_id: int) -> list[CareLink]: ...
    def set_link(self, patient_id: int, carer_id: int, state: LinkState, now: datetime) -> None: ...
    def add_consent(self, consent: Consent) -> None: ...
    def consents_of(self, person_id: int) -> list[Consent]: ...


class Plans(Protocol):
    """Medicines and their plan versions."""

    def add_medicine(self, patient_id: int, name: str) -> int: ...
    def medicines_of(self, patient_id: int) -> list[tuple[int, str]]: ...
    def add_version(self, version: PlanVersion) -> int: ...
    def save_versions(self, versions: Sequence[PlanVersion]) -> None:
        """Save state, confirmed_by, confirmed_at, why, planned_until, wake_at. The plan itself is never rewritten."""

    def version(self, version_id: int) -> PlanVersion | None: ...
    def versions_of(self, patient_id: int) -> list[PlanVersion]: ...
    def live_of(self, patient_ids: Iterable[int]) -> list[PlanVersion]:
        """Versions waiting, blocked, watch or active."""

    def due(self, now: datetime, limit: int) -> list[PlanVersion]:
        """Versions whose wake_at has come."""


class Doses(Protocol):
    """Doses, by key (version, local date, wall time)."""

    def add(self, doses: Sequence[Dose]) -> int:
        """Insert those whose key is new; how many were. Planning twice adds nothing."""

    def due(self, now: datetime, limit: int) -> list[Dose]:
        """Doses whose wake_at has come: `limit` of them, and any more that the same patients have."""

    def open_of(self, patient_ids: Iterable[int], since: datetime) -> list[Dose]:
        """Prompted or missed, due after `since`, and not answered; or answered with a receipt still owed."""

    def save(self, doses: Sequence[Dose]) -> None:
        """Save everything that may change: state, wake_at, window_ends_at, prompted_at, nudges, letter, taken_mg, taken_at,
        answered_at, reason, receipt_owed."""

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


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one send. `uncounted`: the provider asked to wait, which was no try."""

    message_id: int
    state: MessageState
    at: datetime
    text: str | None = None
    provider_id: str | None = None
    note: str | None = None
    not_before: datetime | None = None
    uncounted: bool = False


class Messages(Protocol):
    """The outbox."""

    def add(self, messages: Sequence[Message]) -> int:
        """Queue those whose key is new; how many were."""

    def lease(
        self,
        now: datetime,
        limit: int,
        lease_until: datetime,
        *,
        channel: ChannelName | None = None,
        only_red: bool = False,
    ) -> list[Message]:
        """Claim what may go now: red first, then in order; at most one per contact, none while one is in flight there.

        With `channel` only what goes that way; with `only_red` nothing that can wait for its turn.
        """

    def begin(self, message_ids: Sequence[int], now: datetime) -> None:
        """Say that sending has begun (state sending, attempts + 1): from here a crash leaves them unknown."""

    def record(self, sent: Sequence[Sent]) -> None:
        """Save the outcome. state waiting with not_before: try again then."""

    def drop(self, message_ids: Sequence[int], note: str, now: datetime) -> None: ...
    def take_back(self, now: datetime) -> tuple[int, int]:
        """Leases that ran out: not begun -> waiting; begun -> unknown. How many of each."""

    def free(self, now: datetime) -> tuple[int, int]:
        """As `take_back`, for every lease there is: when whoever held them has ended for certain. How many of each."""

    def unknown(self, limit: int, channel: ChannelName | None = None) -> list[Message]:
        """Messages whose outcome is not known, oldest first; with `channel` only those that went that way."""

    def add_receipt(self, message_id: int, status: str, rank: int, at: datetime) -> bool:
        """Keep what a provider says later about a message; False if it had said so before."""

    def rank(self, message_id: int) -> int | None:
        """The highest rank of a message's receipts; None if there is none."""

    def knows(self, contact_id: int, provider_ids: Iterable[str]) -> frozenset[str]:
        """Those of the provider's ids that belong to messages to this contact."""

    def drop_for_doses(self, dose_ids: Sequence[int], note: str, now: datetime) -> int:
        """Drop waiting messages that speak only of these doses."""

    def count_on(self, person_ids: Iterable[int], since: datetime) -> dict[int, list[datetime]]:
        """Budgeted messages created since, per person: when each may go. For counting a local day."""

    def sent_to(self, contact_id: int, since: datetime) -> list[Message]:
        """Sent at `since` or later, in the order in which they left, which is not that of their ids."""

    def of_patient(self, patient_id: int, since: datetime) -> list[Message]: ...
    def sent_as(self, contact_id: int, provider_id: str) -> Message | None:
        """The message to this contact that the provider knows by that id."""

    def by_id(self, message_ids: Iterable[int]) -> list[Message]: ...
    def next_at(self) -> datetime | None:
        """The earliest not_before of a waiting message."""


class Inbox(Protocol):
    """What came in, before it is understood."""

    def put(self, inbound: Inbound) -> bool:
        """Insert; False if (provider, provider_id) is known."""

    def lease(self, now: datetime, limit: int, lease_until: datetime) -> list[Inbound]:
        """Claim what is not handled: in order of arrival, the first unhandled one of each contact only."""

    def done(self, inbound_id: int, now: datetime) -> None: ...
    def fail(self, inbound_id: int, note: str, now: datetime, *, dead: bool) -> None: ...
    def last_from(self, contact_ids: Iterable[int]) -> datetime | None: ...
    def waiting(self) -> int: ...
    def free(self) -> int:
        """Take back every lease there is: when whoever held them has ended for certain. How many."""


class Talk(Protocol):
    """The open question of each contact."""

    def get(self, contact_id: int) -> Conversation | None: ...
    def set(self, conversation: Conversation) -> None: ...


class Notes(Protocol):
    """Small named facts of the process itself: the clock's offset, the last tick."""

    def get(self, name: str) -> str | None: ...
    def set(self, name: str, value: str) -> None: ...


class Invitations(Protocol):
    """What lets a person or a caregiver in: a random token, of which only the hash is kept."""

    def add(self, invitation: Invitation, token: str) -> int: ...
    def find(self, token: str) -> Invitation | None:
        """The invitation of a token, used and expired ones too."""

    def use(self, invitation_id: int, contact_id: int, now: datetime) -> bool:
        """Mark it as used by a contact; False if somebody was faster."""

    def of_patient(self, patient_id: int) -> list[Invitation]:
        """Those about a patient, oldest first."""


@dataclass(frozen=True, slots=True)
class EscalationEvent:
    """One thing that happened in an escalation; `words` is what somebody wrote, sealed at rest."""

    escalation_id: int
    at: datetime
    what: str
    person_id: int | None = None
    words: str | None = None


class Escalations(Protocol):
    """Calls for help."""

    def add(self, opened: Escalation) -> int: ...
    def save(self, moved: Escalation) -> None: ...
    def due(self, now: datetime, limit: int) -> list[Escalation]:
        """Those whose wake_at has come, of `limit` patients; red before the rest."""

    def open_of(self, patient_ids: Iterable[int]) -> list[Escalation]:
        """Those of these patients that have not ended, oldest first."""

    def of_patient(self, patient_id: int, since: datetime) -> list[Escalation]: ...
    def note(self, events: Sequence[EscalationEvent]) -> None: ...
    def events_of(self, escalation_id: int) -> list[EscalationEvent]: ...


class CheckIns(Protocol):
    """How they are, as asked and answered."""

    def add(self, begun: CheckIn) -> int: ...
    def save(self, moved: CheckIn) -> None: ...
    def open_of(self, patient_id: int) -> CheckIn | None:
        """The newest that still waits for an answer."""

    def of_patient(self, patient_id: int, since: datetime) -> list[CheckIn]: ...


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken invariant: its rule (0-10, as in DESIGN) and what, by ids only."""

    rule: int
    what: str


class Audit(Protocol):
    """The invariants as queries: how many things each rule looked at, and what is broken."""

    def run(self, now: datetime) -> tuple[dict[int, int], list[Broken]]: ...


class Records(Protocol):
    """Everything the store remembers, within one transaction."""

    @property
    def people(self) -> People: ...
    @property
    def plans(self) -> Plans: ...
    @property
    def doses(self) -> Doses: ...
    @property
    def intakes(self) -> Intakes: ...
    @property
    def stock(self) -> Stock: ...
    @property
    def watches(self) -> Watches: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def talk(self) -> Talk: ...
    @property
    def notes(self) -> Notes: ...
    @property
    def escalations(self) -> Escalations: ...
    @property
    def check_ins(self) -> CheckIns: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def invitations(self) -> Invitations: ...
    def next_wake_at(self) -> datetime | None:
        """The earliest wake_at of anything, or not_before of a waiting message: where a leaping clock goes."""

    def has_work(self, now: datetime) -> bool:
        """Whether anything waits to be handled, woken or sent at `now`."""


class Store(Protocol):
    """The one way to the database; synchronous, safe to use from several threads, one transaction each."""

    def transaction(self) -> AbstractContextManager[Records]:
        """Read and write; commits at the end, rolls back on an exception."""

    def reading(self) -> AbstractContextManager[Records]:
        """Read only, one consistent view."""

    def close(self) -> None:
        """Give every connection back; nothing can be asked afterwards."""


class DeliveryError(Exception):
    """A send that failed. `permanent`: this message will never arrive at this address; `retry_at` (UTC): the provider asks
    to wait until then, which counts as no try; `unknown`: the provider may have accepted it, so it must not be repeated
    blindly. `gone`: nothing will arrive there any more (opted out, blocked, no such address); `config`: nothing of ours will
    leave through this provider until somebody mends the settings. `text`: the words that were handed over, where known.
    """

    def __init__(
        self,
        why: str,
        *,
        permanent: bool = False,
        unknown: bool = False,
        retry_at: datetime | None = None,
        gone: bool = False,
        config: bool = False,
        text: str | None = None,
    ) -> None:
        super().__init__(why)
        self.permanent = permanent or gone
        self.unknown = unknown
        self.retry_at = retry_at
        self.gone = gone
        self.config = config
        self.text = text


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message with what the channel needs to render and send it."""

    message: Message
    channel: ChannelName
    address: str
    language: str
    wording: Wording
    zone: str
    now: datetime
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it: the text as sent, and the provider's own id."""

    text: str
    provider_id: str | None = None


class Channel(Protocol):
    """One provider, one way out. Raises DeliveryError."""

    name: ChannelName

    async def send(self, delivery: Delivery) -> Accepted: ...


@runtime_checkable
class Finder(Protocol):
    """A channel that can look up at its provider whether a send whose answer was lost was accepted."""

    async def find(
        self, delivery: Delivery, known: Callable[[list[str]], Awaitable[frozenset[str]]]
    ) -> Accepted | None:
        """What the provider has of this message; None if it has nothing. `known`: which of its ids are other messages'.

        Raises DeliveryError if the provider cannot be asked.
        """


@runtime_checkable
class Paced(Protocol):
    """A channel whose provider takes only so many messages a second."""

    @property
    def per_second(self) -> float: ...
    @property
    def chat_gap_s(self) -> float:
        """Seconds between two messages to the same address."""
