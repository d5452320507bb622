"""Rewrites a pasted table (pipes, tabs, columns, commas) as one line of words for each row, so that it is read like any text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.reading.instructions.day_name import read_dated
from bot.reading.instructions.scan import scan
from bot.reading.instructions.stretch import read_place
from bot.reading.instructions.vocabulary import column_kind, recognise

_SPLITS = (r"\s*\|\s*", r" *\t *", r" {2,}", r"\s*[,;]\s*")
_NONE = {"", "-", "--", "0", "nil", "none", "x", "0 mg", "0mg", "nothing", "0 tablets", "no dose"}
_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+|\d/\d|half")
_BARE_FREQUENCY = re.compile(r"(\d+(?:\.\d+)?)\s+([a-z][a-z ]*)")
_DOSE_CELL = re.compile(r"(\d{1,3}(?:\.\d+)?)\s?(mg|ml|tabs?|tablets?)?")
_RULE = re.compile(r"^[\s|:+=-]*-{2,}[\s|:+=-]*$")
# "2 am" in a row would read as a clock time, so headings are written out.
_SLOT_WORDS = {
    "morning": "in the morning",
    "noon": "at noon",
    "afternoon": "in the afternoon",
    "evening": "in the evening",
    "bedtime": "at bedtime",
}
_UNIT = re.compile(r"\(?\b(mg|mgs|ml|mls|tablets?|tabs?)\b\)?")


@dataclass(frozen=True, slots=True)
class _Column:
    kind: str
    words: str
    unit: str


def rewrite_tables(cleaned: str) -> str:
    """The text with every table in it written out. Text without a table comes back unchanged."""
    lines = cleaned.split("\n")
    out: list[str] = []
    index = 0
    while index < len(lines):
        found = _read_table(lines, index)
        if found is None:
            out.append(_write_bare_row(lines[index]))
            index += 1
        else:
            out += found[0]
            index = found[1]
    return "\n".join(out)


@lru_cache(maxsize=4096)
def _cells(line: str, split: str) -> tuple[str, ...]:
    stripped = line.strip(" ")
    if "|" in split:
        stripped = stripped.strip("|").strip(" ") if stripped.startswith("|") else stripped.rstrip(" ")
    return tuple(cell.strip() for cell in re.split(split, stripped))


@lru_cache(maxsize=4096)
def _is_rule(line: str) -> bool:
    return _RULE.match(line) is not None and len(line.strip()) > 2


def _read_table(lines: list[str], start: int) -> tuple[list[str], int] | None:
    for split in _SPLITS:
        heading = list(_cells(lines[start], split))
        if len(heading) < 2 or len(heading) > 12:
            continue
        rows: list[list[str]] = []
        end = start + 1
        while end < len(lines):
            cells = _cells(lines[end], split)
            if _is_rule(lines[end]):
                end += 1
                continue
            if len(cells) < 2 or not lines[end].strip():
                break
            rows.append(list(cells))
            end += 1
        if not rows:
            continue
        columns = [_column(cell, first=n == 0) for n, cell in enumerate(heading)]
        if columns[0] is not None and columns[0].kind == "step":
            # The first column only counts the rows, so that one of "days" is how long each lasts.
            columns = [_Column("duration", "", "") if c is not None and c.words == "days" else c for c in columns]
        if all(columns):
            return _write(_known(columns), rows), end
        if turned := _turn(heading, rows):
            return turned, end
    return None


def _write_bare_row(line: str) -> str:
    """A row of a table without a heading: when, and then the three or four doses of a day, as a pattern."""
    for split in _SPLITS[:3]:
        cells = _cells(line, split)
        if len(cells) not in {4, 5} or not all(cell in _NONE or _DOSE_CELL.fullmatch(cell) for cell in cells[1:]):
            continue
        symbols = recognise(scan(cells[0].rstrip(":")))
        place = read_place(symbols, 0) or read_dated(symbols, 0, row=True)
        units = {match[2] for cell in cells[1:] if (match := _DOSE_CELL.fullmatch(cell)) and match[2]}
        if place and place[1] == len(symbols) and len(units) < 2:
            sizes = [match[1] if (match := _DOSE_CELL.fullmatch(cell)) else "0" for cell in cells[1:]]
            return f"{cells[0].rstrip(':')}: {'/'.join(sizes)} {''.join(units)}".rstrip()
    return line


def _known(columns: list[_Column | None]) -> list[_Column]:
    return [column for column in columns if column]


def _column(heading: str, *, first: bool) -> _Column | None:
    unit = _UNIT.search(heading)
    words = re.sub(r"\bbaclofen[oe]?\b", "", heading).strip(" :*_") or heading.strip(" :*_")
    kind = column_kind(words) or column_kind(_UNIT.sub("", words).strip(" ()"))
    named = unit[1] if unit else ""
    if kind:
        return _Column(kind, words, named)
    if named in {"mg", "mgs"} and not _UNIT.sub("", words).strip(" ()") and not first:
        return _Column("dose", words, "mg")
    if words == "" and first:
        return _Column("period", "", "")
    bare = _UNIT.sub("", words).strip(" ()")
    symbols = recognise(scan(bare))
    if symbols and all(symbol.has("slot") or symbol.kind == "clock" or symbol.text in "()" for symbol in symbols):
        return _Column("slot", _SLOT_WORDS.get(symbols[0].senses.get("slot", ""), f"at {bare}"), named)
    return None


def _write(columns: list[_Column], rows: list[list[str]]) -> list[str]:
    unit = next((column.unit for column in columns if column.unit), "")
    written = []
    for row in rows:
        if len(row) < len(columns) and not _only_words(row):
            row = row + [""] * (len(columns) - len(row)) if "" in row else ["?", *row]
        written.append(_write_row(columns, row, unit))
    return written


def _only_words(row: list[str]) -> bool:
    return not any(re.search(r"\d", cell) for cell in row[1:])


def _write_row(columns: list[_Column], row: list[str], unit: str) -> str:
    opening, parts, closing = "", [], ""
    slots = any(column.kind in {"slot", "dose"} for column in columns)
    spoken = [cell for cell in row[1:] if cell not in _NONE]
    blank = not any(row[1:])
    for column, cell in zip(columns, row, strict=False):
        if column.kind == "step":
            opening += f"step {number[0]}: " if (number := re.search(r"\d+", cell)) else ""
            continue
        if column.kind == "period":
            opening += _period(column.words, cell)
        elif column.kind == "slot":
            if cell not in _NONE:
                word = "" if re.match(r"(stop|off|finish)", cell) else column.words
                parts.append(f"{_amount(cell, column.unit or unit)} {word}")
        elif column.kind == "total":
            amount = _amount(cell, column.unit or unit)
            if cell not in _NONE:
                closing += (
                    f", total {amount}" if slots else f" {amount} daily" if re.search(r"\d", cell) else f" {cell}"
                )
        elif column.kind == "frequency":
            parts.append(f"{cell} times a day" if _PLAIN.fullmatch(cell) else cell)
        elif column.kind == "duration":
            parts.append(f"for {cell} days" if _PLAIN.fullmatch(cell) else f"for {cell}" if cell else "")
        else:
            parts.append(_amount(cell, column.unit or unit))
    joint = ", " if all(column.kind != "dose" for column in columns) else " "
    body = joint.join(part for part in parts if part.strip())
    extra = " ".join(row[len(columns) :])
    zero = any(
        column.kind == "dose" and cell in _NONE - {"", "-", "--"} for column, cell in zip(columns, row, strict=False)
    )
    if blank and columns[0].kind != "step":
        # Nothing is written in it: no dose, or forgotten?
        body = "? "
    elif (not spoken and columns[-1].kind in {"slot", "total"}) or (zero and all(cell in _NONE for cell in row[1:])):
        body = "nil"
    return f"{opening} {body}{closing} {extra}".strip()


def _amount(cell: str, unit: str) -> str:
    if unit and (bare := _BARE_FREQUENCY.fullmatch(cell)) and recognise(scan(bare[2]))[0].has("freq"):
        return f"{bare[1]} {unit} {bare[2]}"
    return f"{cell} {unit}" if _PLAIN.fullmatch(cell) and unit else cell


def _period(words: str, cell: str) -> str:
    if re.fullmatch(r"\d{1,3}(\s*(-|to|&|and)\s*\d{1,3})?\s*(\+|onwards?)?", cell):
        unit = next((word for word in ("week", "wk", "semana", "dia", "day") if words.startswith(word)), None)
        return f"{unit} {cell}: " if unit else ""
    cell = re.sub(r" on$", " onwards", cell)
    return f"{cell}: " if cell else ""


def _turn(heading: list[str], rows: list[list[str]]) -> list[str] | None:
    """A table with weeks across and times of day down."""
    places = [recognise(scan(cell)) for cell in heading[1:]]
    if not all(symbols and (read := read_place(symbols, 0)) and read[1] == len(symbols) for symbols in places):
        return None
    columns = [_column(row[0], first=False) for row in rows]
    if not all(columns) or any(len(row) != len(heading) for row in rows):
        return None
    known = _known(columns)
    unit = next((column.unit for column in known if column.unit), "")
    return [
        _write_row([_Column("period", "", ""), *known], [heading[n], *(row[n] for row in rows)], unit)
        for n in range(1, len(heading))
    ]
