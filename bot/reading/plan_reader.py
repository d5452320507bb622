"""Implements `scheduler.ports.PlanReader`: words about a plan, read by the same vocabulary as a prescriber's instructions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal

from bot.reading.instructions import read_instructions, to_plan_document
from bot.reading.instructions.answered import items_of
from bot.reading.instructions.day_name import read_day
from bot.reading.instructions.item import (
    Amount,
    Dated,
    DayName,
    Divided,
    Frequency,
    Interval,
    Medicine,
    Pattern,
    Percent,
    PerDay,
    Place,
    Sign,
    Slots,
    Span,
)
from bot.reading.instructions.scan import clean, scan
from bot.reading.instructions.vocabulary import recognise
from scheduler.domain.document import parse_plan
from scheduler.domain.field import PlanDocumentError
from scheduler.ports.plan_reader import WordsRead

_FEWEST_WORDS = 4
# Words that somebody uses of themselves, never a prescriber of a patient.
_OWN = re.compile(r"\b(?:ive|my|mine|took|had|havent|didnt|forgot|missed|skipped|yo|mi|tome|tomé)\b")
# Prescribers say these too ("until I see you"): then the whole text has to read as a plan.
_SELF = re.compile(r"\b(?:i|im|me)\b")
_FEWEST_OF_A_LETTER = 8
_CLOCK = re.compile(
    r"(?:12\s*)?(noon|midday|midnight)|(\d{1,2})(?:[:.h](\d{2}))?\s*(a\.?m\.?|p\.?m\.?)?", re.IGNORECASE
)
_BETWEEN = re.compile(r"(?:\s|,|;|/|\band\b|\by\b|\bat\b|\ba las\b|&|\+)+", re.IGNORECASE)
_COMPACT = re.compile(r"\b(\d{1,2})(\d{2})\b(?!\s*:)")
_RELATIVE = {"today": 0, "hoy": 0, "yesterday": -1, "ayer": -1, "tomorrow": 1, "mañana": 1, "manana": 1}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MG = re.compile(
    r"(\d{1,4}(?:[.,]\d{1,2})?)\s*(?:mg|mgs|milligrams?)(?:\s+(?:a|per|each)\s+day|\s+daily|/day)?", re.IGNORECASE
)


_ONCE_DAILY = re.compile(r"(\d|mg|ml|tabs?|tablets?|caps?)(\s*)\bo\.?d\b\.?", re.IGNORECASE)
_ONCE_DAILY_IN_A_ROW = re.compile(r"([,;>→]|\bthen)(\s*)\bo\.?d\b\.?", re.IGNORECASE)
_OTHER_TIMES = re.compile(r"\b(?:tds|tid|bd|bid|qds|qid)\b", re.IGNORECASE)


def spell_out(text: str) -> str:
    """A prescriber's "od" in full, as once daily; people use the same letters of an overdose. Other text unchanged."""
    if "od" not in text.casefold().replace(".", "") or not WordsReader().sounds_like(text):
        return text
    spelt = _ONCE_DAILY.sub(r"\1\2once daily", text)
    return _ONCE_DAILY_IN_A_ROW.sub(r"\1\2once daily", spelt) if _OTHER_TIMES.search(text) else spelt


class WordsReader:
    """No state; one for the house."""

    def words(self, text: str, answers: Sequence[tuple[str, str]], today: date) -> WordsRead:
        reading = read_instructions(text, start=None, answers=answers)
        if reading.kind == "ask" and "date_order" not in reading.ask_about and _names_dates(text):
            # Dates without a year need a day to count from; a text without dates leaves its first day to be asked.
            reading = read_instructions(text, start=today, answers=answers)
        if reading.kind == "ask":
            return WordsRead(None, reading.ask_about, reading.quote, reading.not_an_answer)
        try:
            plan = parse_plan(to_plan_document(reading))
        except PlanDocumentError:
            return WordsRead(None, ("dose",))
        return WordsRead(plan)

    def sounds_like(self, text: str) -> bool:
        words = text.casefold().replace("'", "").replace("’", "")
        if len(words.split()) < _FEWEST_WORDS or _OWN.search(words):
            return False
        items = items_of(text)
        if _SELF.search(words) and (len(words.split()) < _FEWEST_OF_A_LETTER or read_instructions(text).kind == "ask"):
            return False
        amount = any(isinstance(item, Amount | Pattern | Percent) for item in items)
        when = any(isinstance(item, Frequency | PerDay | Slots | Divided) for item in items)
        course = any(isinstance(item, Span | Interval | Place | Dated) for item in items)
        turn = any(
            isinstance(item, Sign) and item.kind in {"down", "up", "then", "stop", "prn", "take"} for item in items
        )
        return amount and (when or course) and (turn or (when and course))

    def speaks_of_doses(self, text: str) -> bool:
        return any(isinstance(item, Amount | Pattern | Percent | Frequency | Medicine) for item in items_of(text))

    def day(self, said: str, today: date, *, past: bool) -> date | None:
        plain = said.casefold().strip(" .,!")
        relative = {word for word in _RELATIVE if re.search(rf"\b{word}\b", plain)}
        if len(relative) == 1 and not re.search(r"\d", plain):
            return today + timedelta(days=_RELATIVE[relative.pop()])
        found = _find_day(plain)
        if found is None:
            return None
        name, _ = found
        if isinstance(name, int):
            ahead = (name - today.weekday()) % 7
            if ahead == 0 and not re.search(r"\b(?:next|last)\b", plain):
                # Said on a Monday, "Monday" may be this one or another.
                return None
            return (
                today - timedelta(days=(today.weekday() - name) % 7 or 7)
                if past
                else today + timedelta(days=ahead or 7)
            )
        days = [day for day in _readings(name, today, past=past) if day is not None]
        return days[0] if len(set(days)) == 1 else None

    def without_day(self, said: str) -> str:
        found = _find_day(said.casefold())
        words = said
        if found is not None:
            words = re.sub(re.escape(found[1]), "", said, flags=re.IGNORECASE) if found[1] else said
        for word in _RELATIVE:
            words = re.sub(rf"\b{word}\b", "", words, flags=re.IGNORECASE)
        words = re.sub(r"\s+(?:on|of|am|vom)\s*$", "", words.strip(" ,.;-"), flags=re.IGNORECASE)
        return " ".join(words.split()).strip(" ,.;-")

    def times(self, said: str) -> tuple[time, ...]:
        plain = _COMPACT.sub(r"\1:\2", said.strip().casefold())
        found: list[time] = []
        place = 0
        while place < len(plain):
            between = _BETWEEN.match(plain, place)
            if between is not None:
                place = between.end()
                continue
            clock = _CLOCK.match(plain, place)
            at = _clock(clock) if clock is not None else None
            if clock is None or at is None:
                return ()
            found.append(at)
            place = clock.end()
        return tuple(found) if len(set(found)) == len(found) and found == sorted(found) else ()

    def medicine(self, said: str) -> str | None:
        names = {item.name for item in items_of(said) if isinstance(item, Medicine)}
        return names.pop() if len(names) == 1 else None

    def milligrams(self, said: str) -> Decimal | None:
        match = _MG.fullmatch(said.strip(" .!"))
        return Decimal(match[1].replace(",", ".")) if match is not None else None


def _names_dates(text: str) -> bool:
    return any(isinstance(item, Dated) for item in items_of(text))


def _clock(match: re.Match[str]) -> time | None:
    if match[1]:
        return time(0) if match[1] == "midnight" else time(12)
    hour, minute, half = int(match[2]), int(match[3] or 0), (match[4] or "").replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _find_day(said: str) -> tuple[DayName | int, str] | None:
    """The one day that is named, or a weekday's number, and the words that name it."""
    for index, weekday in enumerate(_WEEKDAYS):
        match = re.search(rf"\b(?:(?:next|last|this|on)\s+)?(?:{weekday}|{weekday[:3]})\b", said)
        if match is not None and not re.search(r"\d", said.replace(match[0], "")):
            return index, match[0]
    symbols = recognise(scan(clean(said)))
    for index in range(len(symbols)):
        read = read_day(symbols, index, slash=True)
        if read is not None:
            words = [re.escape(symbol.text) for symbol in symbols[index : read[1]]]
            match = re.search(r"[\s,.]*".join(words), said)
            return read[0], match[0] if match else ""
    return None


def _readings(name: DayName, today: date, *, past: bool) -> list[date | None]:
    """The days that a name may mean: both orders of a numeric one."""
    if name.numeric and name.month is not None and name.day != name.month:
        ways = [(name.day, name.month), (name.month, name.day)]
    else:
        ways = [(name.day, name.month or 0)]
    return [_nearest(day, month, name.year, today, past=past) for day, month in ways]


def _nearest(day: int, month: int, year: int | None, today: date, *, past: bool) -> date | None:
    years = [year] if year is not None else [today.year, today.year - 1] if past else [today.year, today.year + 1]
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            return None
        if year is not None or (found <= today if past else found >= today):
            return found
    return None
