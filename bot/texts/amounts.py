"""Amounts in words. Discreet: only what a hand needs to know; full: the milligrams and what makes them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.texts.setting import Setting
from bot.texts.words import say
from scheduler.domain.people import Wording

Pieces = Sequence[tuple[str, Decimal]]
MILLILITRES = "ml"
UNKNOWN = "unknown"

_QUARTERS = {Decimal("0"): 0, Decimal("0.25"): 1, Decimal("0.5"): 2, Decimal("0.75"): 3}
_SPOKEN_WITH_AN = ("8", "11", "18")


def word_amount(
    mg: Decimal | None, pieces: Pieces, setting: Setting, *, name_strengths: bool = False, short: bool = False
) -> str:
    """One dose's amount. `name_strengths`: the house holds several strengths, so that a bare "1 and a half" is not
    enough to act on. `short`: full wording without the word tablet."""
    if setting.wording is Wording.DISCREET or short:
        made_of = word_pieces(pieces, setting, name_strengths=name_strengths)
    else:
        made_of = _join([_full_piece(key, count, setting) for key, count in pieces], setting)
    if setting.wording is Wording.DISCREET or mg is None:
        return made_of or say("part-amount-on-list", setting.language)
    milligrams = word_mg(mg, setting)
    return say("part-amount", setting.language, mg=milligrams, pieces=made_of) if made_of else milligrams


def word_pieces(pieces: Pieces, setting: Setting, *, name_strengths: bool = False) -> str:
    """Pieces without milligrams: "1 and a half", or "1 of the 20s and half a 10" where the strengths must be told apart."""
    named = name_strengths or len(pieces) > 1
    return _join([_bare_piece(key, count, setting, named) for key, count in pieces], setting)


def word_mg(mg: Decimal, setting: Setting) -> str:
    """Milligrams: "15 mg", "2.5 mg"."""
    return say("part-mg", setting.language, number=spell(mg))


def word_count(count: Decimal, setting: Setting) -> str:
    """A count of tablets as it is spoken: "1 and a half", "a quarter"; a decimal where it is not in quarters."""
    whole, quarters = int(count), _QUARTERS.get(count % 1)
    if quarters is None:
        return spell(count)
    return say("part-count", setting.language, whole=whole, quarters=quarters)


def spell(number: Decimal) -> str:
    """A decimal without exponent or trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _bare_piece(key: str, count: Decimal, setting: Setting, named: bool) -> str:
    if key == MILLILITRES:
        return say("part-ml", setting.language, number=spell(count))
    if not named or key == UNKNOWN:
        return word_count(count, setting)
    return say(
        "part-named-piece",
        setting.language,
        count=word_count(count, setting),
        below_one=_below_one(count),
        strength=key,
        an="yes" if key in _SPOKEN_WITH_AN else "no",
    )


def _full_piece(key: str, count: Decimal, setting: Setting) -> str:
    if key == MILLILITRES:
        return say("part-ml", setting.language, number=spell(count))
    return say(
        "part-tablets",
        setting.language,
        count=word_count(count, setting),
        below_one=_below_one(count),
        one="yes" if count == 1 else "no",
        known="no" if key == UNKNOWN else "yes",
        strength=key,
    )


def _below_one(count: Decimal) -> str:
    quarters = _QUARTERS.get(count) if count < 1 else None
    return {1: "quarter", 2: "half", 3: "quarters"}.get(quarters or 0, "no")


def _join(parts: Sequence[str], setting: Setting) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return say("part-join", setting.language, first=", ".join(parts[:-1]), last=parts[-1])
