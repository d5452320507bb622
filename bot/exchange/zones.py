"""Time zones as people name them: an IANA name, a city in one, or a country that has only one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

_ALSO = {"uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "usa": "US", "eire": "IE", "holland": "NL"}


@cache
def _table() -> tuple[dict[str, str], dict[str, str], dict[str, tuple[str, ...]]]:
    """Zone → country, country name → code, code → zones; from the tz database's own tables."""
    folder = files("tzdata") / "zoneinfo"
    names: dict[str, str] = {}
    for line in (folder / "iso3166.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, name = line.split("\t")
            names[_plain(name)] = code
    of_zone: dict[str, str] = {}
    of_country: dict[str, list[str]] = {}
    for line in (folder / "zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _, zone, *_rest = line.split("\t")
            of_zone[zone] = code
            of_country.setdefault(code, []).append(zone)
    return of_zone, names | _ALSO, {code: tuple(zones) for code, zones in of_country.items()}


def _plain(said: str) -> str:
    return " ".join(said.casefold().replace("_", " ").replace("-", " ").replace(",", " ").split())


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    of_zone, _, _ = _table()
    found: dict[str, set[str]] = {}
    for zone in available_timezones():
        if "/" not in zone and zone != "UTC":
            continue
        if zone.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/")):
            found.setdefault(_plain(zone), set()).add(zone)
            continue
        found.setdefault(_plain(zone), set()).add(zone)
        city = _plain(zone.rsplit("/", 1)[-1])
        # "New York" stands in one zone, its old aliases do not count as a second one.
        if zone in of_zone or city not in found:
            found.setdefault(city, set()).add(zone)
    return {name: _prefer(zones, of_zone) for name, zones in found.items()}


def _prefer(zones: set[str], of_zone: dict[str, str]) -> tuple[str, ...]:
    listed = sorted(zone for zone in zones if zone in of_zone)
    return tuple(listed or sorted(zones))


def zones_for(said: str) -> tuple[str, ...]:
    """IANA zones that a person may mean by a zone, city or country; several mean that it has to be asked."""
    plain = _plain(said)
    for lead in ("i m in ", "im in ", "i am in ", "in ", "zone "):
        plain = plain.removeprefix(lead)
    if not plain or len(plain) > 60:
        return ()
    _, names, of_country = _table()
    direct = _by_name().get(plain) or _by_name().get(plain.split(" / ")[-1])
    if direct:
        return direct
    code = names.get(plain)
    return of_country.get(code, ()) if code else ()


def country_of(zone: str) -> str | None:
    """The ISO 3166 code of the country a zone lies in; None if the tz database names none."""
    return _table()[0].get(zone)
