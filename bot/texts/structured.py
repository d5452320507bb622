"""Slots that carry more than one word: doses, tables, findings, time zones. Each gives one or more variables."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from bot.texts.amounts import MILLILITRES
from bot.texts.dose_words import ToldDose, read_dose, read_pieces, word_doses, word_part, word_receipts
from bot.texts.moments import word_date, word_moment, word_time
from bot.texts.row_words import word_findings, word_rows
from bot.texts.setting import Setting, Squeeze
from bot.texts.words import say
from scheduler.domain.people import Wording

Words = dict[str, str | int]

_EXAMPLE_COUNTS = ("42", "17", "9", "5")


def _doses(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    several = given.get("several_strengths", "") == "yes"
    words = word_doses(_read_doses("doses", given), setting, squeeze, name_strengths=several)
    return words | {"doses_total": _how_many(given)}


def _due(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    several = given.get("several_strengths", "") == "yes"
    words = word_doses(_read_doses("due", given), setting, squeeze, name_strengths=several)
    return {"due_list": words["doses_list"], "due_letter": words["doses_letter"], "doses_total": _how_many(given)}


def _earlier(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    words = word_doses(_read_doses("earlier", given), setting, squeeze)
    return {"earlier_times": words["doses_times"], "earlier_letter": words["doses_letter"]}


def _read_doses(name: str, given: Mapping[str, str]) -> list[ToldDose]:
    """Letters are shown only where they are needed to answer: in a message that asks about more than one dose."""
    doses = [read_dose(each) for each in _list(given[name])]
    if given.get("lettered") == "yes" and _how_many(given) > 1:
        return doses
    return [replace(dose, letter=None) for dose in doses]


def _how_many(given: Mapping[str, str]) -> int:
    return sum(len(_list(given[name])) for name in ("doses", "due", "earlier") if name in given)


def _pieces(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    of = _read_doses("doses", given)[0] if "doses" in given else None
    return {"pieces": word_part(read_pieces(_list(given["pieces"])), of, setting)}


def _receipts(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    return {"receipts": word_receipts(_list(given["receipts"]), setting)}


def _strengths(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    told = given["strengths"].strip()
    strengths = [str(each) for each in _list(told)] if told.startswith("[") else [x.strip() for x in told.split(",")]
    if len(strengths) < 2:
        return {"strengths": "", "strengths_count": ""}
    full = setting.wording is Wording.FULL
    named = [
        say("part-strength-ml", setting.language)
        if each == MILLILITRES
        else say("part-strength-full" if full else "part-strength-named", setting.language, strength=each)
        for each in strengths
    ]
    joined = say("part-join", setting.language, first=", ".join(named[:-1]), last=named[-1])
    counted = " ".join(f"{each}={count}" for each, count in zip(strengths, _EXAMPLE_COUNTS, strict=False))
    return {"strengths": joined, "strengths_count": counted}


def _signs(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    """Kinds of signs by their codes, "sweating tremor_mild/tremor_severe"."""
    codes = [kind.split("/")[0].replace("_", "-") for kind in given["signs"].split()]
    named = [say(f"part-sign-{code}", setting.language) for code in codes]
    if len(named) < 2:
        return {"signs": "".join(named)}
    return {"signs": say("part-join", setting.language, first=", ".join(named[:-1]), last=named[-1])}


def _guess(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    return {"guess": _city(given["guess"]), "guess_time": _clock_in(given["guess"], setting)}


def _zone(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    return {"zone": _city(given["zone"]), "zone_time": _clock_in(given["zone"], setting)}


def _plan_zone(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    return {"plan_zone": _city(given["plan_zone"])}


def _home(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    return {"home": _city(given["home"])}


def _both(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    """The same instants as two clocks show them: "14:00 (9:00)"."""
    told = [[word_time(time.fromisoformat(str(each)), setting) for each in pair] for pair in _list(given["both"])]
    return {"both": ", ".join(f"{home} ({there})" for home, there in told)}


def _rows(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    before = _list(given["before"]) if "before" in given else []
    return word_rows(_list(given["rows"]), before, setting, squeeze)


def _before(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    return {"before": ""}


def _findings(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    return word_findings(_list(given["findings"]), setting, squeeze)


def _published(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    told = []
    for each in _list(given["published"]):
        low, high = int(each["low_days"]) // 7, int(each["high_days"] or each["low_days"]) // 7
        span = str(low) if low == high else say("part-span", setting.language, low=str(low), high=str(high))
        told.append(say("part-published", setting.language, where=str(each["where"]), span=span))
    return {"published": "; ".join(told)}


def _entered_day(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    return {"entered_day": word_date(given["entered_day"], setting)}


def _told(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    """When, to whom, and which kind of message, newest first; as lines with the words as they were sent."""
    short, lines = [], []
    for row in _list(given["told"]):
        about = say(f"part-told-{row['about']}", setting.language)
        at = word_moment(str(row["at"]), setting)
        name = unbreak(str(row["name"]))
        short.append(say("part-told", setting.language, at=at, name=name, about=about))
        lines.append(
            say("part-told-line", setting.language, at=at, name=name, text=unbreak(str(row.get("text") or about)))
        )
    shown = min(squeeze.entries, 3)
    more = [say("part-more", setting.language, count=len(short) - shown)] if len(short) > shown else []
    return {"told_list": " ".join([*short[:shown], *more]), "told_lines": "\n\n".join(lines)}


def _tally(given: Mapping[str, str], setting: Setting, squeeze: Squeeze) -> Words:
    """How many are on the board for what, "red:2,supply:1", as "2 red, 1 running short"."""
    pairs = [each.partition(":") for each in given["tally"].split(",")]
    return {"tally": ", ".join(say(f"board-tally-{why}", setting.language, count=int(n)) for why, _, n in pairs)}


STRUCTURED: dict[str, Callable[[Mapping[str, str], Setting, Squeeze], Words]] = {
    "signs": _signs,
    "doses": _doses,
    "due": _due,
    "earlier": _earlier,
    "pieces": _pieces,
    "receipts": _receipts,
    "strengths": _strengths,
    "guess": _guess,
    "zone": _zone,
    "plan_zone": _plan_zone,
    "home": _home,
    "both": _both,
    "rows": _rows,
    "before": _before,
    "findings": _findings,
    "entered_day": _entered_day,
    "published": _published,
    "told": _told,
    "tally": _tally,
}


def unbreak(text: str) -> str:
    """The text with every run of blanks and line breaks as one blank: what people wrote cannot break a message apart."""
    return " ".join(text.split())


def _list(text: str) -> list[Any]:
    data = json.loads(text)
    if not isinstance(data, list) or not data:
        raise ValueError("not a list with something in it")
    return data


def _city(zone: str) -> str:
    return unbreak(zone.rsplit("/", 1)[-1].replace("_", " "))


def _clock_in(zone: str, setting: Setting) -> str:
    try:
        return word_time(setting.now.astimezone(ZoneInfo(zone)).time(), setting)
    except (KeyError, ValueError, OSError):
        return word_time(setting.now.astimezone(ZoneInfo(setting.zone)).time(), setting)
