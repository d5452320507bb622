"""Writes out what pharmacists and typists shorten, where it can mean one thing only. Everything else is left as it stands."""

from __future__ import annotations

import re

from bot.reading.instructions.phrasing import plain

_SPELT = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_VALUES = {word: str(n) for n, word in enumerate(_SPELT, 1)}
_NUMBER = "|".join(_SPELT)
_TWICE_FIRST = re.compile(rf"\b(\d{{1,2}}) ?\(({_NUMBER})\)", re.IGNORECASE)
_TWICE_LAST = re.compile(rf"\b({_NUMBER}) ?\((\d{{1,2}})\)", re.IGNORECASE)
# "T1T", "T2TS": take so many tablets.
_TAKE = re.compile(r"\bt(?:k|ake)?\s?(\d(?:\.5)?|1/2|½)\s?t(?:s|ab|abs)?\b", re.IGNORECASE)
_UNIT = r"(?:mgs?|mls?|tabs?|tablets?|caps?|capsules?)"
_ENDS = r"(?=\s*(?:$|[,.;()+|\t\n]|then\b|for\b|until\b|and stop|x\s?\d|\d{1,2}/52\b))"
# "10 mg ON": omni nocte. In a text of capitals alone, "on 2/7" may be a date, so it is left.
_NIGHT = re.compile(rf"(?<=[a-zA-Z\d])(\s+)on\b{_ENDS}", re.IGNORECASE)
_NIGHT_DAYS = re.compile(r"(?<=[a-z\d])(\s+)ON\b(?=\s*\d{1,2}/(?:7|12)\b)")
_AFTER_AMOUNT = re.compile(rf"(?:\d\s*{_UNIT}|\b(?:{_NUMBER}|half|a|i{{1,3}})\s+(?:{_UNIT}))$", re.IGNORECASE)
# No amount with its unit is longer.
_LOOK_BACK = 30
_TAKE_ON = re.compile(r"\btake on (tablet|capsule|pill|tab|cap)\b", re.IGNORECASE)
_ONCE = (
    r"(?:[bt]i?d|[bt]ds|q[di][sd]|od|daily|a day|per day|nocte|mane|at night|in the morning|"
    r"(?:\d|twice|three times|four times) ?(?:times|x)? ?(?:a day|daily|per day))"
)
_PAST = r"(?:it |this |that |dose )?(?:was|previously|formerly|had been|down from|reduced from)"
# "15 mg tds (was 20 mg tds)": what has been, and nothing else.
_WAS = re.compile(rf" ?\({_PAST} \d{{1,3}}(?:\.\d)? ?(?:mg)? ?{_ONCE}?\)", re.IGNORECASE)
_BRING = re.compile(
    r"\b(bring|take|get)(?:ing)? (?:(?:the|your|my|his|her|this|it) )?(?:dose of )?(baclofen )?(?:dose )?down\b(?! to a)",
    re.IGNORECASE,
)
# "10/-/10": the dash is a dose that is left out.
_LEFT_OUT = re.compile(r"(?<![\d/.-])(?:\d{1,3}(?:\.\d+)?|-)(?: ?/ ?(?:\d{1,3}(?:\.\d+)?|-)){2,3}(?![\d/-])")
_EACH_HOURS = re.compile(r"\bc/ ?(\d{1,2}) ?h(?:oras?|rs?)?\b", re.I)
_UNTIL = re.compile(r"\b(?:untill|unitl|untl|utill|unil|untli)\b", re.IGNORECASE)
# "60 mg daily (20 mg x 3)": the day's total, and how it is split.
_SPLIT = re.compile(
    r"\b(daily|a day|per day|/ ?day|/ ?d) ?\((?:(\d+(?:\.\d+)?) ?mg ?x ?(\d)|(\d) ?x ?(\d+(?:\.\d+)?) ?mg)\)",
    re.IGNORECASE,
)
_ALL_IN = re.compile(r"\b(?:all|(?:all )?(?:doses|figures|amounts|numbers)(?: are)?) in (mg|ml)\b", re.IGNORECASE)
# "10 u" would be units; a "u" that stands after a word is somebody.
_YOU = re.compile(r"(?<!\d)(?<!\d )\bu\b(?!\.)", re.IGNORECASE)
_UP_TO_TIMES = re.compile(r"\bhasta (?=(?:un[oa]?|dos|tres|cuatro|\d) ve(?:z|ces)\b)", re.IGNORECASE)
_BY_HALF_TABLET = re.compile(r"\bby half (?:an? )?(?=(?:tab|tablet|cap|capsule|pill)s?\b)", re.IGNORECASE)
# "Reassess mid-January": when somebody is seen, and nothing of the doses.
_SEEN_IN = re.compile(
    r"(\b(?:review|reassess|recheck|appointment|clinic)\b[^.;:\n]{0,20}?)\b(?:mid|early|late)[- ]"
    r"(?=(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
    re.IGNORECASE,
)
_NO_MORE = re.compile(r"\bno (?:more |further )?(?:baclofen|baclofeno|lioresal)\b", re.IGNORECASE)
_ONE_HALF = re.compile(r"\b(?:one|1)-half\b", re.I)
_LENGTH_AFTER = re.compile(r"\bthe ((?:\w+ )?(?:weeks|days|months|fortnight)) after that\b", re.I)
_AFTER_THAT = re.compile(r"(^|[,.;:\n]\s*|\b(?:then|and|so) )(?:the )?(week|fortnight|month) after(?: that)?\b", re.I)

# "And a week after that the night dose": a week later; "the week after that" is the week itself.
_LATER = re.compile(
    rf"\b((?:an?|{_NUMBER}|\d{{1,2}}) (?:days?|weeks?|fortnights?|months?)) after that\b", re.IGNORECASE
)
_THIS_AND_NEXT = re.compile(r"\b(la (?:pr[oó]xima|siguiente))(?= \d)", re.IGNORECASE)
_THEY_ARE = re.compile(r"\bson de (?=\d{1,3} ?mg\b)", re.IGNORECASE)


def write_out(text: str) -> str:
    """The text with shorthand written out, letters in the case they had."""
    text = plain(_YOU.sub("you", text))
    text = _TWICE_FIRST.sub(lambda m: m[1] if _VALUES[m[2].lower()] == m[1] else m[0], text)
    text = _TWICE_LAST.sub(lambda m: m[2] if _VALUES[m[1].lower()] == m[2] else m[0], text)
    text = _WAS.sub("", text)
    text = _TAKE.sub(lambda m: f"take {m[1]} tab", text)
    text = _TAKE_ON.sub(r"take one \1", text)
    text = _BRING.sub(lambda m: f"reduce {m[2] or ''}".rstrip(), text)
    text = _LEFT_OUT.sub(lambda m: m[0].replace("-", "0") if re.search(r"\d", m[0]) else m[0], text)
    text = _EACH_HOURS.sub(r"cada \1 h", text)
    text = _UNTIL.sub("until", text)
    text = _SPLIT.sub(lambda m: f"{m[1]} in {m[3] or m[4]} doses of {m[2] or m[5]} mg", text)
    text = _ALL_IN.sub(r"(\1)", text)
    text = _UP_TO_TIMES.sub("maximo ", text)
    text = _BY_HALF_TABLET.sub("by 0.5 ", text)
    text = _SEEN_IN.sub(r"\1", text)
    text = _NO_MORE.sub("none", text)
    text = _ONE_HALF.sub("half", text)
    text = _LENGTH_AFTER.sub(r"another \1", text)
    text = _LATER.sub(r"\1 later", text)
    text = _THIS_AND_NEXT.sub(r"\1 semana", text) if "esta semana" in text.lower() else text
    text = _THEY_ARE.sub("comprimidos de ", text)
    text = _AFTER_THAT.sub(r"\1another \2", text)
    if text != text.upper():
        text = _NIGHT_DAYS.sub(lambda m: _at_night(m, text), text)
    return _NIGHT.sub(lambda m: _at_night(m, text), text)


def _at_night(match: re.Match[str], text: str) -> str:
    return (
        f"{match[1]}nocte"
        if _AFTER_AMOUNT.search(text[max(match.start() - _LOOK_BACK, 0) : match.start()])
        else match[0]
    )
