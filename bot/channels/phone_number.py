"""Telephone numbers: written in many ways, kept in one (E.164)."""

from __future__ import annotations

import phonenumbers


def read_phone_number(written: str, country: str | None = None) -> str | None:
    """The number in E.164 ("+15005550006"); None if it is none. Without `country` (ISO 3166) it has to begin with +."""
    try:
        number = phonenumbers.parse(written.strip(), country)
    except phonenumbers.NumberParseException:
        return None
    # "Possible" and not "valid": ranges are opened faster than their lists are updated.
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


# Where pictures go by text: from a number of one of these countries to another (Twilio's documentation).
_MMS = frozenset({"US", "CA"})


def takes_pictures(sender: str | None, number: str) -> bool:
    """Whether a picture can go from `sender` (None: one that the provider chooses) to `number`, both E.164."""
    return all(_region(each) in _MMS for each in (sender, number) if each is not None)


def country_of_number(number: str) -> str | None:
    """The country (ISO 3166 alpha-2) of a number in E.164, the largest that has its code if no one is sure.

    None for a short code, or a number of nowhere.
    """
    found = _region(number)
    if found is not None:
        return found
    try:
        largest = phonenumbers.region_code_for_country_code(phonenumbers.parse(number, None).country_code or 0)
    except phonenumbers.NumberParseException:
        return None
    return largest if largest.isalpha() and largest != "ZZ" else None


def _region(number: str) -> str | None:
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return None


def sends_per_second(number: str) -> float:
    """How many messages a second a sender of ours may send (general knowledge, differs by account and country)."""
    if len(number.lstrip("+")) <= 6:
        return 100.0
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return 1.0
    return 3.0 if kind == phonenumbers.PhoneNumberType.TOLL_FREE else 1.0
