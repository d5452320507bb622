"""Reading a person's file: who tapers, how they are reached, who cares for them, and their plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from bot.exchange.card_file import CardError, read_card
from bot.exchange.text_document import one_line
from bot.texts.words import HOME
from scheduler.admission import CarerEntry, Entry
from scheduler.domain.document import parse_plan
from scheduler.domain.field import PlanDocumentError
from scheduler.domain.people import ChannelName, Wording

_PHONE = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_CHAT_ID = re.compile(r"-?[1-9][0-9]{0,19}", re.ASCII)
_MOST_CARERS = 10
_MOST_CONTACTS = 5


class PersonFileError(ValueError):
    """A file that cannot be entered. Its text is one line: the field, counted from 1 in lists, and what is allowed."""


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("plain text on one line")
    return text


def _a_zone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError("an IANA time zone such as Europe/London")
    return text


def _a_language(text: str) -> str:
    known = sorted(folder.name for folder in HOME.iterdir() if any(folder.glob("*.ftl")))
    if text not in known:
        raise ValueError(f"one of {', '.join(known)}")
    return text


_Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), AfterValidator(_printable)
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Contact(_Strict):
    channel: Literal["console", "sms", "telegram"]
    address: _Name

    @model_validator(mode="after")
    def _fits_its_channel(self) -> _Contact:
        if self.channel == "sms" and not _PHONE.fullmatch(self.address):
            raise ValueError("address: a phone number in full, such as +447700900123")
        if self.channel == "telegram" and not _CHAT_ID.fullmatch(self.address):
            raise ValueError("address: a Telegram chat id, digits only")
        return self

    def read(self) -> tuple[ChannelName, str]:
        # A window is opened by a name whose capitals nobody remembers.
        address = self.address.casefold() if self.channel == "console" else self.address
        return ChannelName(self.channel), address


class _Carer(_Strict):
    name: _Name
    contacts: list[_Contact] = Field(default=[], max_length=_MOST_CONTACTS)


class _Person(_Strict):
    name: _Name
    timezone: Annotated[str, AfterValidator(_a_zone)]
    contacts: list[_Contact] = Field(min_length=1, max_length=_MOST_CONTACTS)
    consent: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    call_me: _Name | None = None
    language: Annotated[str, AfterValidator(_a_language)] = "en"
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    wording: Literal["discreet", "full"] = "discreet"
    caregivers: list[_Carer] = Field(default=[], max_length=_MOST_CARERS)
    card: dict[str, Any] = {}
    policy: dict[str, Any] = {}
    plan: Any = None


def read_person(data: object) -> Entry:
    """An entry from a document. Raises PersonFileError naming the first field that is wrong."""
    if not isinstance(data, Mapping):
        raise PersonFileError("an object with name, timezone, contacts and consent is wanted")
    try:
        person = _Person.model_validate(dict(data))
    except ValidationError as error:
        raise PersonFileError(_say(error)) from None
    try:
        plan = None if person.plan is None else parse_plan(person.plan)
    except PlanDocumentError as error:
        raise PersonFileError(f"plan.{error.field}: {error.says}") from None
    try:
        card = read_card(person.card)
    except CardError as error:
        raise PersonFileError(str(error)) from None
    return Entry(
        name=person.name,
        call_me=person.call_me,
        zone=person.timezone,
        language=person.language,
        country=person.country,
        wording=Wording(person.wording),
        contacts=tuple(contact.read() for contact in person.contacts),
        carers=tuple(
            CarerEntry(carer.name, tuple(contact.read() for contact in carer.contacts)) for carer in person.caregivers
        ),
        plan=plan,
        card=card,
        policy={name: str(value) for name, value in person.policy.items()},
        consent=person.consent,
    )


def _say(error: ValidationError) -> str:
    first = error.errors()[0]
    place = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{one_line(part)}" for part in first["loc"]).lstrip(
        "."
    )
    says = str(first["msg"]).removeprefix("Value error, ")
    if first["type"] == "missing":
        says = "is needed"
    elif first["type"] == "extra_forbidden":
        return f"{place}: no such field here; see `stepdown patients add --help`"
    elif first["type"] == "string_pattern_mismatch":
        says = "two capital letters such as GB"
    # What a rule of two fields says begins with the field it is about.
    return f"{place}.{says}" if says.startswith("address: ") else f"{place}: {says[:1].lower()}{says[1:]}"
