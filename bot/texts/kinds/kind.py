"""What a code of a message says of itself: the slots it needs, the ones it may have, and how much room it gets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """`needs` and `may` are slot names; their meaning is in `slots.py`. `segments`: how many an SMS may cost.

    `drops`: optional slots that give way, in this order, when a text does not fit. `says_late`: a prompt that has to say
    so when it comes late. `lettered`: doses stand there with the letters that answer them. `keeps_letters`: letters
    outside GSM-7 are kept, because the words matter more than the cost. `always_full`: in full wording
    whatever was chosen, for somebody else has to act on it.
    """

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    segments: int = 2
    drops: tuple[str, ...] = ()
    says_late: bool = False
    lettered: bool = False
    keeps_letters: bool = False
    always_full: bool = False


def prompt(
    *needs: str, may: tuple[str, ...] = (), drops: tuple[str, ...] = (), segments: int = 1, lettered: bool = False
) -> Kind:
    return Kind(needs, may, segments, drops, says_late=True, lettered=lettered)


def receipt(*needs: str, may: tuple[str, ...] = ()) -> Kind:
    return Kind(needs, may, segments=1)
