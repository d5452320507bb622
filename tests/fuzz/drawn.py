"""Texts, bytes and documents to be bent: real ones of the tests' data, with pieces cut, doubled, swapped or made strange."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.adapters.fhir_drawn import daily, dosage, request

DATA = Path(__file__).parents[1] / "data"
EXAMPLES = Path(__file__).parents[2] / "examples"

# Signs with a history of breaking readers: bounds, directions, joiners, digits of other scripts, numbers without end.
STRANGE = [
    *["\0", "\x1b[2J", "\r", "\n\n", "\ufeff", "\u202e", "\u200d", "\u0301" * 30, "\ud7ff", "\U0001f9d1\u200d\u2695"],
    *[
        "٣",
        "½",
        "Ⅷ",
        "9" * 400,
        "1e999999999",
        "-1",
        "0",
        "NaN",
        "10/13/26",
        "29 Feb",
        "24:00",
        "25:61",
        "10.5.3",
        "1-0-1",
    ],
    *[
        "%s%n",
        "{}",
        "${x}",
        "(" * 200,
        "[" * 200,
        '"',
        "'",
        "\\",
        "<!--",
        "]]>",
        "&amp;",
        "=1+1",
        "mg " * 60,
        "x" * 3000,
    ],
    *["SOS", "STOP", "SD1:"],
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(STRANGE),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def _lines(folder: str) -> list[str]:
    files = sorted((DATA / folder).rglob("*.jsonl"))
    return [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


@cache
def sentences() -> list[str]:
    """What people write to us in the tests' data."""
    return _lines("utterances")


@cache
def instructions() -> list[str]:
    """What prescribers write in the tests' data."""
    return _lines("instructions")


@cache
def plans() -> list[str]:
    """Plan documents, as text."""
    stored = [json.dumps(each["plan"]) for each in json.loads((DATA / "plans.json").read_text())["plans"]]
    return stored + [file.read_text() for file in sorted(EXAMPLES.glob("*.json"))]


@cache
def prescriptions() -> list[str]:
    """FHIR resources, as text: JSON and XML."""
    several = [dosage(1, 10, daily()), dosage(2, 5, daily(2))]
    written = [json.dumps(request(*several[: number + 1])) for number in range(2)]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": json.loads(written[1])}]}
    return [*written, json.dumps(bundle)] + [
        file.read_text("utf-8") for file in sorted((DATA / "fhir").rglob("*")) if file.suffix in (".json", ".xml")
    ]


@st.composite
def bent(draw: st.DrawFn, corpus: list[str], most: int = 4) -> str:
    """One of the corpus after up to `most` changes: a piece cut out, doubled, swapped with another's, or something strange."""
    text = draw(st.sampled_from(corpus))
    for _ in range(draw(st.integers(0, most))):
        one, other = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        match draw(st.integers(0, 4)):
            case 0:
                text = text[:one] + text[other:]
            case 1:
                text = text[:other] + text[one:other] * 2 + text[other:]
            case 2:
                strange = draw(st.sampled_from(STRANGE) | st.text(max_size=5))
                text = text[:one] + strange + text[one:]
            case 3:
                donor = draw(st.sampled_from(corpus))
                text = text[:one] + donor[one:other] + text[other:]
            case _:
                text = text[:one] + text[one:other].swapcase()[::-1] + text[other:]
    return text


@st.composite
def bent_document(draw: st.DrawFn, corpus: list[str]) -> str:
    """A JSON document of the corpus in which up to three values, wherever they stand, are something else or gone."""
    document: Any = json.loads(draw(st.sampled_from([text for text in corpus if text.lstrip().startswith(("{", "["))])))
    for _ in range(draw(st.integers(1, 3))):
        holder, place = document, None
        while isinstance(holder, dict | list) and holder:
            place = draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
            inside = holder[place]
            if not isinstance(inside, dict | list) or not inside or draw(st.integers(0, 3)) == 0:
                break
            holder = inside
        if place is None or not isinstance(holder, dict | list):
            continue
        if draw(st.booleans()):
            holder[place] = draw(JSON)
        else:
            del holder[place]
        if not document:
            break
    return json.dumps(document)
