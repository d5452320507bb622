"""How much a message is like the sentences that told of danger: a second look at what would be accepted in silence.

A linear model over words and pairs of words, learned from our own labelled sentences by
`python -m tests.reading.likeness_learner`. It may raise "accept" to "ask" and nothing else: it knows neither negation nor
whose symptom it is. Its weights stand in `data/likeness.tsv`, one word or pair a line, in hundredths; above zero speaks
for danger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise

from bot.reading.symptoms.lexicon import DATA
from bot.reading.symptoms.word import Word

FILE = DATA / "likeness.tsv"
_LONGEST_STEP = 6
_NOTE = "#"


def list_features(words: Sequence[Word]) -> frozenset[str]:
    """What the model looks at: each word in its shortest form, pairs of neighbours, and roughly how long it is."""
    forms = ["0" if word.text[0].isdigit() else min(word.forms, key=lambda form: (len(form), form)) for word in words]
    framed = ["^", *forms, "$"]
    pairs = (f"{first} {second}" for first, second in pairwise(framed))
    return frozenset({"<any>", f"<length {min(_LONGEST_STEP, len(words) // 3)}>", *forms, *pairs})


def measure_likeness(words: Sequence[Word]) -> Decimal:
    """Above zero: more like danger than like everyday talk. Without a unit; about -5 to 5."""
    weights = load_weights()
    known = [feature for feature in list_features(words) if feature in weights]
    return Decimal(sum(weights[feature] for feature in known)) / 100 / Decimal(max(1, len(known))).sqrt()


@cache
def load_weights() -> Mapping[str, int]:
    """Weights by feature, in hundredths. Read once per process."""
    return read_weights(FILE.read_text(encoding="utf-8").splitlines())


def read_weights(lines: Iterable[str]) -> dict[str, int]:
    """The lines of the file as weights. Raises ValueError for a line that is none."""
    weights: dict[str, int] = {}
    for line in lines:
        if line and not line.startswith(_NOTE):
            weight, _, feature = line.partition("\t")
            weights[feature] = int(weight)
    return weights
