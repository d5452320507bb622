"""Cuts a prescriber's text into tokens. Nothing is dropped: what is not recognised comes out as `unknown`."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from bot.reading.instructions.shorthand import write_out
from bot.reading.instructions.symbol import Token

_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_ARROW = "\x01"
_N = r"(?:\d+(?:\.\d+)?|\.\d+)"

_RULES: tuple[tuple[str, str], ...] = (
    ("newline", r"\n"),
    ("space", r"[^\S\n]+"),
    ("iso_date", r"\d{4}-\d{2}-\d{2}(?![\d-])"),
    # Two-digit years other than 26-29 are left to the dose patterns: 10/10/20 is a day's doses.
    (
        "numeric_date",
        r"\d{1,2}(?:/\d{1,2}/|\.\d{1,2}\.)(?:20\d\d|2[6-9])(?![\d/.]\d|\d)|\d{1,2}-\d{1,2}-20\d\d(?![\d-])",
    ),
    ("clock", r"(?:[01]?\d|2[0-3]):[0-5]\d(?:\s?(?:[ap]m\b|hrs\b|h\b))?(?!\d)"),
    ("clock", r"(?:1[0-2]|0?[1-9])(?:\.[0-5]\d)?\s?[ap]m\b"),
    ("clock", r"12\s?(?:noon|midday|midnight)\b"),
    ("clock", r"(?:[01]\d|2[0-3])[0-5]\d\s?(?:hrs|hours|h)\b|0\d[0-5]\d(?![\d.])"),
    ("every_hours", r"q\s?\d{1,2}(?:\s?-\s?\d{1,2})?\s?(?:hourly|hours|hrs|hr|h)\b"),
    ("ordinal", r"\d{1,2}(?:st|nd|rd|th)\b"),
    # No day has more than 24 doses; without an end a long row of numbers would be tried from each of them anew.
    ("pattern", rf"{_N}(?:\s?/\s?{_N}){{2,23}}(?![\d/])"),
    ("pattern", rf"{_N}(?:\s?-\s?{_N}){{2,23}}(?![\d-])"),
    ("slash", rf"{_N}\s?/\s?{_N}"),
    ("number", _N),
    ("word", r"[a-z]+"),
    ("arrow", _ARROW),
    ("mark", r"[-.,;:()/+&=#%@~<>|?!\"*\[\]_]"),
    ("unknown", r"\S"),
)
_SCANNER = re.compile("|".join(f"(?P<{kind}_{n}>{rule})" for n, (kind, rule) in enumerate(_RULES)))
_LIST_MARK = re.compile(r"(?m)^[ \t]*(\d{1,2})[.)][ \t]+(?=\S)")


def clean(text: str) -> str:
    """The text in lower case without accents, with one way of writing dashes, arrows, fractions and decimals."""
    text = write_out(text)
    for sign, value in _FRACTIONS.items():
        text = re.sub(rf"(?<=\d)\s?{sign}", value, text).replace(sign, "0" + value)
    text = (
        text.replace("↓", " reduce ")
        .replace("↑", " increase ")
        .translate(_DASHES)
        .replace("×", "x")
        .replace("⁄", "/")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )
    text = re.sub(r">{2,}|→|➔|➜|⇒|(?<![-|:\s])-+>|\s-+>|=+>|»", f" {_ARROW} ", text)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = text.translate({0x2019: None, 0x2018: None, ord("'"): None, ord("`"): None})
    text = re.sub(r"\b(?:[A-Za-z]\.){2,}", lambda m: m[0].replace(".", "") + " ", text)
    text = re.sub(r"\b(bds?|bid|tds|tid|qds|qid|od|qam|nocte|mane)\.(?=\s*[a-z\d,;:])", r"\1", text, flags=re.A)
    text = _drop_inner_points(text).lower().replace("(s)", "s")
    text = re.sub(r"(?m)^[ \t]*[•*·▪◦●-][ \t]+(?=\S)", "", text)
    text = re.sub(r"(?<![\d.,/])(\d+)\s+(?:and\s+|& ?)?1/2(?![/\d])", r"\1.5", text)
    text = re.sub(r"(?<![\d.,])(\d{1,3}),(\d{3})(?=\s*(?:mg|mcg|ml)\b)", r"\1\2", text)
    text = re.sub(r"(?<![\d.,])(\d{1,2}),(5|25|75|125)(?=\s*(?:mg|ml|comp|tab|pastilla))", r"\1.\2", text)
    text = re.sub(
        r"\bi{1,3}(?=(?:\s*-\s*i{2,3})?\s+(?:tabs?|caps?|po|t)\b)|(?<=-)i{2,3}(?=\s+(?:tabs?|caps?|po|t)\b)",
        _roman,
        text,
    )
    text = re.sub(r"\bthe (week|fortnight|month) after(?: that)?\b", r"another \1", text)
    text = re.sub(r"\b(\S+) (?:fewer|less) (tablet|capsule|pill|tab|cap)s?\b", r"reduce by \1 \2", text)
    text = re.sub(r"\b(one|two|half|[12]) (?:fewer|less)(?= (?:each|every|a|per)\b)", r"reduce by \1", text)
    text = re.sub(r"\b(\d+(?:\.\d+)? ?mg) (?:less|fewer|lower)\b(?! than)", r"reduce by \1", text)
    text = re.sub(r"\b(reducir|bajar|disminuir|pasar|baje|reduzca) de (?=\d)", r"\1 desde ", text)
    return _drop_list_marks(text)


def _roman(match: re.Match[str]) -> str:
    return str(len(match[0]))


def _drop_inner_points(text: str) -> str:
    """A point after an abbreviation does not end a sentence, unless a capital letter follows."""
    short = (
        r"\b(tabs?|wks?|approx|hrs?|incl|caps?|mg|ml|dr|mrs?|ms|susp|soln?|disp|qty|max|min|no|sem|comp|dly|mths?)\."
    )
    return re.sub(short + r"(?=\s*[a-z0-9,;:)/(]|\s+(?:mrs?|[A-Z][a-z]+\n))", r"\1", text, flags=re.IGNORECASE | re.A)


def _drop_list_marks(text: str) -> str:
    """Takes away 1. 2. 3. or 1) 2) 3) before lines, only where they count up from one."""
    marks = [int(mark) for mark in _LIST_MARK.findall(text)]
    if len(marks) > 1 and marks == list(range(1, len(marks) + 1)):
        return _LIST_MARK.sub("", text)
    return text


def scan(cleaned: str) -> list[Token]:
    """Tokens of a cleaned text, in order; spaces only separate."""
    tokens = []
    for match in _SCANNER.finditer(cleaned):
        kind = (match.lastgroup or "unknown").rsplit("_", 1)[0]
        if kind != "space":
            tokens.append(Token(kind, match[0].strip() or "\n", match.start(), _numbers(kind, match[0])))
    return tokens


def _numbers(kind: str, text: str) -> tuple[Decimal, ...]:
    if kind == "clock":
        return _clock(text)
    if kind in {"newline", "word", "mark", "arrow", "unknown"}:
        return ()
    return tuple(Decimal(part) for part in re.findall(r"\d+(?:\.\d+)?|\.\d+" if kind not in _DATES else r"\d+", text))


_DATES = {"iso_date", "numeric_date", "every_hours", "ordinal"}


def _clock(text: str) -> tuple[Decimal, ...]:
    if not re.search(r"[:.]", text) and (four := re.match(r"(\d\d)(\d\d)", text)):
        return Decimal(four[1]), Decimal(four[2])
    parts = [int(part) for part in re.findall(r"\d+", text)]
    hour, minute = parts[0], parts[1] if len(parts) > 1 else 0
    if text.endswith(("pm", "noon", "midday")):
        hour = hour % 12 + 12
    elif text.endswith(("am", "midnight")):
        hour %= 12
    return Decimal(hour), Decimal(minute)
