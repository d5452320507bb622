"""Learns `bot/reading/symptoms/data/likeness.tsv` from the labelled sentences; says what it catches of files not seen.

`python -m tests.reading.likeness_learner`: figures of each file when learned from the others, then the weights are written.
`--figures` leaves the weights alone; `--weights` leaves the figures out, which take one learning for each file.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.reading.symptoms import read_symptoms
from bot.reading.symptoms.lexicon import load_lexicon
from bot.reading.symptoms.likeness import list_features
from tests.reading.utterance_score import DOSE, FOLDER

WEIGHTS = Path(__file__).parents[2] / "bot" / "reading" / "symptoms" / "data" / "likeness.tsv"
ROUNDS, STEP, SHRINK, AT_LEAST = 12, 0.3, 2e-4, 2
Row = tuple[frozenset[str], str, str]


def list_own() -> list[str]:
    """The files that may be learned from: the sample and everything of our own hand; never what another hand wrote."""
    paths = [*FOLDER.glob("*.jsonl"), *(FOLDER / "own_hand").glob("*.jsonl")]
    return sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in paths)


def read_rows(name: str) -> list[Row]:
    """Features, tier and intent of each sentence of a file."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = (json.loads(line) for line in lines)
    return [(list_features(read_symptoms(row["text"]).words), row["tier"], row["intent"]) for row in rows]


def learn(rows: Sequence[Row]) -> dict[str, float]:
    """Logistic regression by AdaGrad, both classes of equal weight; green sentences are left out. The same each time."""
    used = [(features, tier != "none") for features, tier, _ in rows if tier != "green"]
    seen = Counter(feature for features, _ in used for feature in features)
    weights = {feature: 0.0 for feature, times in seen.items() if times >= AT_LEAST}
    squares = dict.fromkeys(weights, 1e-6)
    kept = [(sorted(features & weights.keys()), danger) for features, danger in used]
    share = sum(danger for _, danger in kept) / len(kept)
    chance = random.Random(1)
    for _ in range(ROUNDS):
        chance.shuffle(kept)
        for features, danger in kept:
            scale = 1 / math.sqrt(len(features))
            said = 1 / (1 + math.exp(-sum(weights[each] for each in features) * scale))
            error = (said - danger) * (0.5 / share if danger else 0.5 / (1 - share)) * scale
            for each in features:
                slope = error + SHRINK * weights[each]
                squares[each] += slope * slope
                weights[each] -= STEP * slope / math.sqrt(squares[each])
    return weights


def weigh(features: frozenset[str], weights: Mapping[str, float]) -> float:
    """The score as the reader works it out."""
    known = [weights[each] for each in features if each in weights]
    return sum(known) / math.sqrt(max(1, len(known)))


def main(arguments: list[str]) -> None:
    """Figures by file, and the weights."""
    figures = load_lexicon().thresholds["likeness"]
    rows = {name: read_rows(name) for name in list_own()}
    for name, own in rows.items() if "--weights" not in arguments else ():
        weights = learn([row for other, each in rows.items() if other != name for row in each])
        shares = []
        for what, kept in (
            ("red", [f for f, tier, _ in own if tier == "red"]),
            ("harmless dose replies", [f for f, tier, intent in own if tier == "none" and intent in DOSE]),
            ("other harmless", [f for f, tier, intent in own if tier == "none" and intent not in DOSE]),
        ):
            over = sum(weigh(features, weights) > float(figures["asked_from"]) for features in kept)
            shares.append(f"{what} {over}/{len(kept)}")
        sys.stdout.write(f"{name}: raised if accepted: {', '.join(shares)}\n")
    if "--figures" in arguments:
        return
    weights = learn([row for each in rows.values() for row in each])
    lines = [f"{round(100 * weight)}\t{feature}" for feature, weight in sorted(weights.items()) if round(100 * weight)]
    WEIGHTS.write_text(
        "# Learned by tests/reading/likeness_learner.py; do not edit.\n" + "\n".join(lines) + "\n", "utf-8"
    )
    sys.stdout.write(f"{len(lines)} weights\n")


if __name__ == "__main__":
    main(sys.argv[1:])
