"""Numbers that a text gives its own steps: "Step 1 … Step 2 …", a table's first column. They only count, and must count right."""

from __future__ import annotations

from decimal import Decimal

from bot.reading.instructions.quantity import Symbols, at

HEADINGS = frozenset({"step", "stage", "phase", "rung"})


def is_label(symbols: Symbols, index: int) -> bool:
    return at(symbols, index).text in HEADINGS and at(symbols, index + 1).kind == "number"


def counts_wrong(symbols: Symbols) -> bool:
    """Whether a label is doubled, left out or out of order, or "after step 8" names another than the last one."""
    last: Decimal | None = None
    for index in range(len(symbols)):
        if not is_label(symbols, index):
            continue
        number = symbols[index + 1].numbers[0]
        if at(symbols, index - 1).text == "after":
            if last is not None and number != last:
                return True
        elif last is not None and number != last + 1:
            return True
        else:
            last = number
    return False
