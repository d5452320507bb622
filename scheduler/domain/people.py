"""People, the addresses that reach them, and who cares for whom: all of it many to many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scheduler.domain.policy import Policy


class Role(StrEnum):
    """What somebody is in this house; a person may hold several."""

    PATIENT = "patient"
    CAREGIVER = "caregiver"
    PRESCRIBER = "prescriber"


class ChannelName(StrEnum):
    """The roads a message can take. `voice` rings a caregiver who agreed to that, in an alarm, and carries nothing else."""

    TELEGRAM = "telegram"
    SMS = "sms"
    CONSOLE = "console"
    VOICE = "voice"


class Wording(StrEnum):
    """`discreet` names no drug and no milligrams; `full` does, and only when asked for."""

    DISCREET = "discreet"
    FULL = "full"


class Reach(StrEnum):
    """Whether a contact may be written to: `new` has not agreed yet, `off` has opted out or no longer works."""

    NEW = "new"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody we know. `name` and `call_me` are sealed at rest; `zone` is IANA, `country` ISO 3166 alpha-2."""

    id: int
    name: str
    call_me: str | None
    zone: str | None
    language: str
    country: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """One address on one channel. `address` is sealed at rest and found by its keyed hash."""

    id: int
    channel: ChannelName
    address: str
    reach: Reach
    created_at: datetime


class LinkState(StrEnum):
    """How far a caregiver's invitation has come."""

    INVITED = "invited"
    AGREED = "agreed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class CareLink:
    """`carer_id` (a person) looks after `patient_id`. `rank` is the order in which they are told; 1 first."""

    patient_id: int
    carer_id: int
    role: Role
    rank: int
    state: LinkState
    since_at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """Who agreed to what (`kind`), by which words, when. A withdrawal is a row of its own with `given` False."""

    person_id: int
    contact_id: int | None
    kind: str
    given: bool
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Patient:
    """A person who tapers, as the scheduler sees them.

    `contact` is where messages go first; None if nobody can be reached. `paused_until` (UTC) holds reminders, not
    detection. `enrolled_at` starts the first week, in which every answer gets its own receipt.
    """

    id: int
    call_me: str
    zone: str
    language: str
    country: str | None
    wording: Wording
    policy: Policy
    enrolled_at: datetime
    paused_until: datetime | None = None
    contact: Contact | None = None
    prescriber: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was last asked on one contact, so that a bare answer finds its question. `about` is the patient it concerns."""

    contact_id: int
    about: int | None
    question: str | None
    slots: Mapping[str, str] = field(default_factory=dict)
    asked_at: datetime | None = None
