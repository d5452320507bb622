"""The enrolment card: what somebody needs to reach a patient's door, their clinic, and help that is near them."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Card:
    """Free words and numbers as the person or the operator gave them; all of it is sealed at rest, None: not known.

    `key`: how to get in. `callback`: the number to ring the person on. `clinic` and `out_of_hours`: numbers to ring;
    `clinic_hours` and `out_of_hours_hours` as `domain/hours.py` reads them, on the patient's own clock.
    `local_emergency`: the whole number of the emergency line where they live, for somebody who rings from elsewhere.
    """

    address: str | None = None
    key: str | None = None
    callback: str | None = None
    clinic: str | None = None
    clinic_hours: str | None = None
    out_of_hours: str | None = None
    out_of_hours_hours: str | None = None
    local_emergency: str | None = None


CARD_FIELDS = tuple(field.name for field in fields(Card))
