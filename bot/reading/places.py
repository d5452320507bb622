"""Where somebody is, as an IANA zone: "Europe/Paris", "paris", "new york"."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

from bot.reading import vocabulary

_NO_PLACES = (
    "Etc/",
    "SystemV/",
    "US/",
    "Factory",
    "GMT",
    "Zulu",
    "UCT",
    "EST",
    "MST",
    "HST",
    "CET",
    "MET",
    "EET",
    "WET",
    "PST8PDT",
    "CST6CDT",
    "ROC",
    "ROK",
    "PRC",
    "W-SU",
    "NZ",
    "GB",
)


@cache
def _zones() -> dict[str, str]:
    """Zone by its own name and by its town, both in small letters with spaces. Shorter names win, so "louisville" is one zone."""
    names = (files("tzdata") / "zones").read_text(encoding="ascii").split()
    zones: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (-name.count("/"), name), reverse=True):
        zones[_plain(name)] = name
        if not name.startswith(_NO_PLACES):
            zones.setdefault(_plain(name.rsplit("/", 1)[-1]), name)
    zones["utc"] = "UTC"
    return zones | vocabulary.load("cities")


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(sign for sign in letters if not unicodedata.combining(sign)).replace("_", " ").split())


def find_zone(place: str) -> str | None:
    """The IANA zone of a place or zone name, or None."""
    return _zones().get(_plain(place.strip(" .!?,")))
