"""A place on the map and the time zone there, from tables of our own: no one is asked where a person is."""

from __future__ import annotations

from tzfpy import get_tz


def zone_at(latitude: float, longitude: float) -> str | None:
    """The IANA zone at a point in degrees; None for one that is none, and on the open sea."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    zone = str(get_tz(longitude, latitude))
    return zone if zone and not zone.startswith("Etc/") else None
