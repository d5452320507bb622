"""What the reader makes of labelled sentences, counted as the sample's own scorer counts.

`python -m tests.reading.utterance_score [NAME…] [--misses]`: one line of figures for each file of `tests/data/utterances`.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.reading.symptoms import RANK, Tier
from bot.reading.understand import Decision, Understanding, understand

FOLDER = Path(__file__).parent.parent / "data" / "utterances"
DOSE = frozenset({"taken", "taken_late", "taken_partial", "skipped", "snooze"})


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`, and the sentences that were not as they should be."""

    hits: int
    of: int
    wrong: tuple[str, ...] = ()

    @property
    def rate(self) -> float:
        return self.hits / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.hits}/{self.of} ({100 * self.rate:.0f} %)" if self.of else "-"


Read = tuple[tuple[dict[str, Any], Understanding], ...]


@cache
def read_file(name: str) -> Read:
    """Every row of a file with what the reader makes of it, without a plan."""
    rows = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return tuple((row, understand(row["text"], None, as_caregiver=row.get("as") == "caregiver")) for row in rows)


def score(read: Read) -> dict[str, Share]:
    """The figures by which reading is judged."""
    red = [each for each in read if each[0]["tier"] == "red"]
    urgent = [each for each in read if each[0]["tier"] in ("red", "amber")]
    none = [each for each in read if each[0]["tier"] == "none"]
    not_now = [each for each in none if each[0]["note"].startswith("not_now")]
    dose = [each for each in none if each[0]["intent"] in DOSE]
    other = [each for each in none if each[0]["intent"] not in DOSE]

    def share(rows: list[tuple[dict[str, Any], Understanding]], hit: list[bool], *, good: bool) -> Share:
        wrong = tuple(_show(row, meaning) for (row, meaning), is_hit in zip(rows, hit, strict=True) if is_hit != good)
        return Share(sum(hit), len(rows), wrong)

    return {
        "red silent": share(red, [m.decision is Decision.ACCEPT for _, m in red], good=False),
        "red alarmed": share(red, [m.decision is Decision.ALARM for _, m in red], good=True),
        "amber or higher": share(urgent, [RANK[m.tier] >= RANK[Tier.AMBER] for _, m in urgent], good=True),
        "amber silent, no tier": share(
            [e for e in urgent if e[0]["tier"] == "amber"],
            [
                m.decision is Decision.ACCEPT and RANK[m.tier] < RANK[Tier.AMBER]
                for row, m in urgent
                if row["tier"] == "amber"
            ],
            good=False,
        ),
        "false red": share(none, [m.tier is Tier.RED for _, m in none], good=False),
        "false red, not now": share(not_now, [m.tier is Tier.RED for _, m in not_now], good=False),
        "asked, dose": share(dose, [m.decision is Decision.ASK for _, m in dose], good=False),
        "asked, other": share(other, [m.decision is Decision.ASK for _, m in other], good=False),
        "intent": share(
            list(read), [m.intent in (row["intent"], *row.get("alt_intents", ())) for row, m in read], good=True
        ),
    }


def _show(row: dict[str, Any], meaning: Understanding) -> str:
    left = f" left {','.join(meaning.left_over)}" if meaning.left_over else ""
    return (
        f"[{row['tier']} {row['intent']} -> {meaning.tier} {meaning.intent} {meaning.decision}"
        f"{' soft' if meaning.soft else ''}] {row['text']}  ({','.join(meaning.symptoms)}{left})"
    )


def main(arguments: list[str]) -> None:
    """Print the figures of the files named, or of all."""
    names = [each for each in arguments if not each.startswith("--")]
    for name in names or sorted(path.stem for path in FOLDER.glob("*.jsonl")):
        figures = score(read_file(name))
        sys.stdout.write(f"{name}: " + "; ".join(f"{what} {share}" for what, share in figures.items()) + "\n")
        if "--misses" in arguments:
            for what, share in figures.items():
                for each in share.wrong:
                    sys.stdout.write(f"    {what}: {each}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
