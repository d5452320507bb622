"""What somebody agreed to beyond being written to: their last word on each thing counts."""

from __future__ import annotations

from enum import StrEnum

from scheduler.ports import Records


class Agreement(StrEnum):
    """`calls`: to be rung by the machine. `name_medicine`: alarms may name the drug. `full_wording`: their own texts may."""

    CALLS = "calls"
    NAME_MEDICINE = "name_medicine"
    FULL_WORDING = "full_wording"


def last_word(records: Records, person_id: int, about: Agreement) -> bool | None:
    """Whether they agreed; None if they have never been asked."""
    given = [each.given for each in records.people.consents_of(person_id) if each.kind == about]
    return given[-1] if given else None
