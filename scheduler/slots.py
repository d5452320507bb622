"""Doses and amounts as slots of a message: plain data for the words to be made from at the edge."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from scheduler.domain.dose import Dose, Pieces


def number(amount: Decimal) -> str:
    """An amount without trailing zeros or exponent: 10, 2.5."""
    return format(amount.normalize(), "f")


def pieces_slot(pieces: Pieces) -> str:
    """[["10", "1.5"]]: strength in mg (or "ml") and how many."""
    return json.dumps([[name, number(count)] for name, count in pieces])


def doses_slot(doses: Sequence[Dose]) -> str:
    """A JSON list with everything a sentence about doses may need; wall times, local dates, instants in UTC."""
    return json.dumps(
        [
            {
                "id": dose.id,
                "letter": dose.letter if dose.answered_at is None else None,
                "time": dose.at.strftime("%H:%M"),
                "day": dose.on.isoformat(),
                "mg": number(dose.mg),
                "pieces": [[name, number(count)] for name, count in dose.pieces],
                "due_at": dose.due_at.isoformat(),
                "state": dose.state.value,
                "taken_at": dose.taken_at.isoformat() if dose.taken_at else None,
                "taken_mg": number(dose.taken_mg) if dose.taken_mg is not None else None,
            }
            for dose in doses
        ]
    )


def stock_slot(on_hand: Mapping[str, Decimal]) -> str:
    """[{"strength": "10", "on_hand": "59.5"}], largest strength first."""
    rows = sorted(
        on_hand.items(), key=lambda row: -Decimal(row[0]) if row[0].replace(".", "").isdigit() else Decimal(0)
    )
    return json.dumps([{"strength": strength, "on_hand": number(count)} for strength, count in rows])
