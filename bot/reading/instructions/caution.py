"""Recognises the warnings that pharmacies print on labels ("may cause drowsiness"); they say nothing of the dose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.reading.instructions.vocabulary import advice_words

_MEDICINE = r"(?:medicine|medicines|medication|tablets?|capsules?|baclofen|lioresal|drug|treatment|it|them|this|these)"
_WHO = r"(?:doctor|dr|prescriber|gp|pharmacist|nurse|clinic|specialist|team|physician|consultant|healthcare|provider)"
_SPOKEN = (
    rf"(?:you|your|the|a|has|have|told|tells|says|say|so|asks|advises|advised|instructed|directed|by|to|do|stop|first|"
    rf"speaking|talking|checking|asking|consulting|with|advice|of|or|unless|without|except|on|it|is|been|medical|{_WHO})"
)
# "Do not stop taking this medicine unless your doctor tells you to stop."
_NOT_TO_STOP = re.compile(
    r"(?:warning |caution |important |: |please |you must |you should )*(?:do not|dont|don t|never|must not|should not|not to)"
    rf"(?: be)?(?: suddenly| abruptly)? (?:stop|stopped|discontinue)(?: taking| using)?(?: (?:this|your|the|these))?"
    rf"(?: {_MEDICINE})?(?P<leans>(?: (?:suddenly|abruptly|all at once))?(?: (?:unless|without|except)(?: {_SPOKEN})+)?)"
)


def is_caution(words: Sequence[str]) -> bool:
    """Whether a sentence is a printed warning or only polite: every word is one of theirs, and one of them could be nothing else.

    None of those words doses, counts or times anything; "do not stop …" is taken as a warning only where it stands alone
    or leans on a doctor's word.
    """
    said = [word for word in words if word.isalnum()]
    if not said:
        return False
    if (found := _NOT_TO_STOP.fullmatch(" ".join(said))) and found["leans"]:
        return True
    if "take" in said and {"not", "dont", "never"} & set(said) and "with" not in said:
        # "If drowsy do not take this medicine" waits for something.
        return False
    if advice_words("greets") & set(said) and set(said) <= advice_words("greets") | advice_words("greeting"):
        return True
    return bool(advice_words("warns") & set(said)) and set(said) <= advice_words("warns") | advice_words("warning")
