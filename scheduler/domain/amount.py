"""Exact amounts: how a decimal is written so that two equal amounts always look the same."""

from __future__ import annotations

from decimal import Decimal


def write_amount(amount: Decimal) -> str:
    """The canonical digits of an amount, without exponent or trailing zeros: "2.5", "10"."""
    if amount == amount.to_integral_value():
        return str(int(amount))
    return format(amount.normalize(), "f")


def canonical(amount: Decimal) -> int | Decimal:
    """The same amount as an int where it is whole, otherwise as a Decimal without trailing zeros."""
    return int(amount) if amount == amount.to_integral_value() else amount.normalize()
