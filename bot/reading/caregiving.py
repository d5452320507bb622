"""What a caregiver tells of a dose, in the words that the patient would have used: "she had hers" → "i had mine"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from bot.reading import vocabulary
from bot.reading.words import fold


def speak_as_patient(text: str) -> str:
    """`text` with the patient in the first person, folded; only for reading doses, never for what is kept or shown."""
    spoken = fold(text)
    for pattern, instead in _rules():
        spoken = pattern.sub(instead, spoken)
    return spoken


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    data = vocabulary.load("caregiving")
    classes = {name: "|".join(sorted(data[name], key=len, reverse=True)) for name in ("whom", "whose")}
    return tuple((_compile(said, classes), instead) for said, instead in data["said"].items())


def _compile(said: str, classes: Mapping[str, str]) -> re.Pattern[str]:
    parts: list[str] = []
    for part in re.findall(r"\([^)]*\)\??|\S+", said):
        if part == "..":
            parts.append(r"(?:\s+[a-z0-9]+){0,2}")
            continue
        optional, body = part.endswith("?"), part.removesuffix("?")
        kept = body.startswith("(") and "<" not in body
        body = body.strip("()")
        for name, words in classes.items():
            body = body.replace(f"<{name}>", words)
        group = f"({body})" if kept else f"(?:{body})"
        lead = r"\s+" if parts else ""
        parts.append(f"(?:{lead}{group})?" if optional else f"{lead}{group}")
    return re.compile(r"\b" + "".join(parts) + r"\b")
