"""On which dates pharmacies and clinics are closed: weekends and the public holidays of a country."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from bot.exchange.zones import country_of

_SATURDAY = 5
_COUNTRIES = {"UK": "GB", "USA": "US"}


def closed_in(country: str | None) -> Callable[[date], bool]:
    """Tells whether a date is closed in a country (ISO code, or a market such as "UK"); unknown: weekends alone.

    Saturdays count as closed: ordering a day early does no harm, a day late can.
    """
    code = None if country is None else country.strip().upper()
    return _closed_in(_COUNTRIES.get(code, code) if code else None)


def closed_days(market: str | None, timezone: str | None) -> Callable[[date], bool]:
    """The same for a plan: by its market, or else by the country of its time zone."""
    return closed_in(market or (country_of(timezone) if timezone else None))


@cache
def _closed_in(country: str | None) -> Callable[[date], bool]:
    import holidays

    try:
        public = None if country is None else holidays.country_holidays(country)
    except NotImplementedError:
        public = None

    def closed(on: date) -> bool:
        return on.weekday() >= _SATURDAY or (public is not None and on in public)

    return closed
