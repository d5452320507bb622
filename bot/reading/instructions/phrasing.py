"""Rewrites ways of speaking that say one thing only: what labels and letters add around a dose, how patients put it."""

from __future__ import annotations

import re

_COUNT = {"a": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "half": "0.5"}
_NUM = r"\d+(?:\.\d+)?"
_ENDS = r"(?=\s*(?:$|[.,;:)\n]|\b(?:then|and|after)\b))"

# "Three 5 ml spoonfuls": what they hold together.
_SPOONS = re.compile(
    rf"\b({_NUM}|{'|'.join(_COUNT)}) ?x? ?({_NUM}) ?mls? (?:tea|medicine )?spoon(?:ful)?s?(?:ful)?\b", re.IGNORECASE
)
# "1 - 1/2 - 1", "1½ - 0 - 1": a day's doses with room around the dashes. Two parts might be dates.
_PART = r"(?:\d{1,3} ?½|½|\d{1,3}[ -]1/2|1/2|\d{1,3}(?:\.\d+)?)"
_SPACED = re.compile(rf"(?<![\d/.-])(?<![\d/.-] ){_PART}(?: ?- ?{_PART}){{2,3}}(?! ?[-/]? ?\d|½)")
# "10 mg / 0 / 10 mg": the unit is said of each, or of some.
_UNITS_BETWEEN = re.compile(
    rf"(?<![\d/.])({_NUM})( ?mg)?((?: ?/ ?{_NUM}(?: ?mg)?){{2,3}})(?![\d/])(?! ?/)", re.IGNORECASE
)
_WHO = (
    r"(?:(?:it|she|he|they|you|u|i|we|this|the (?:drug|medicine|medication|tablets?|capsules?|dose|course|patient)|"
    r"(?:your |the |his |her |my )?(?:baclofen|tablets?|dose)|patient|pt)(?: ?['’]?(?:s|re|m|ve))?)"
)
_COMPLETELY = r"(?:completely|fully|totally|entirely|altogether|finally|safely|all)"
_GONE = (
    r"(?:discontinued|stopped|ceased|off|finished|withdrawn|weaned off|tapered off|come off|"
    r"no longer (?:taking|on|needed)(?: any)?|not taking any|gone|all gone|none left|used up)"
)
# "Until it has been completely stopped", "till she is fully off it".
_UNTIL_OFF = re.compile(
    rf"\b(?:until|untill|till|til|unitl)\s+(?:{_WHO}\s+)?(?:(?:is|are|am|has|have|had|can be|gets?|being|been|be)\s+)*"
    rf"(?:{_COMPLETELY} )?{_GONE}(?: (?:it|them|of it|of them|the (?:drug|medicine|medication)|this|baclofen|"
    rf"{_COMPLETELY}))*{_ENDS}",
    re.IGNORECASE,
)
# "The tablets are the 10 mg ones."
_TABLETS_ARE = re.compile(
    rf"\b(?:the |my |your |his |her |these |our )?(?:tablets?|tabs?|pills?|capsules?|caps?) "
    rf"(?:i have |you have |supplied |given )?(?:are|is|r|=|come as|contain|hold) (?:all |only |each )?(?:the )?({_NUM}) ?mg"
    r"(?: ones| each| tablets?| size| strength)?(?=\s*(?:[.,;)\n]|$))",
    re.IGNORECASE,
)
_PLACE = (
    r"(?:ms|gp|the|clinic|surgery|pain|neuro|neurology|spasticity|hospital|team|practice|pharmacy|nurse|rehab|physio|ur|"
    r"your|health|centre|center|community|ward|spinal|unit|dept|department|office)"
)
# "Hi its Sue from the MS clinic."
_GREETED = r"(?:(?:hi|hello|hey|hiya)\b(?: there)?[ ,!.]*)?"
_ITS_ME = re.compile(
    rf"^\s*(?:(?:msg |message )?from(?: {_PLACE})+ ?:|"
    rf"{_GREETED}(?:it'?s|it’s|this is|here is) (?!stop|off|the)[a-z]+ ?(?:from|frm|at|@|,)?(?: {_PLACE})+ ?(?:here)?[.,:;!-])",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\bnxt (?=(?:w(?:ee)?ks?|months?|fortnight|days?|\d|two|three|four)\b)", re.IGNORECASE)
_WEEK_AFTER = re.compile(r"\b(?:the )?wk after(?: that)?\b(?=\s*(?:[,.;:]|$|then))", re.IGNORECASE)
_DAY_ABOUT = re.compile(r"(\balternating with [^,.;]{2,12}),? day about,?", re.IGNORECASE)
_DAY_ABOUT_ALONE = re.compile(r"\bday about\b", re.IGNORECASE)
_ALL_UNIT = re.compile(r"\ball (?:doses|figures|amounts|numbers|values|columns)(?: are| =|:)? (mg|ml)\b", re.IGNORECASE)
# "- CHANGED.", "(amended)": what a discharge letter says of the entry, not of the dose.
_STATUS = re.compile(
    r" ?(?:[-–—:] ?|\()(?:dose )?(?:changed|amended|altered|updated|new|dose change)\)?(?=[.:\n])", re.IGNORECASE
)
_WAS_NOW = re.compile(
    rf"\b(?:was|previously|before|formerly|on admission)(?: on| taking|:)? ({_NUM} ?mg[^.;,:\n\d]{{2,30}})[.;,] ?"
    r"(?:is )?now(?: on| take| taking|:)?(?= \d)",
    re.IGNORECASE,
)
# "30 mg a day (10 mg three times)": the total, and how it is split.
_SPLIT = re.compile(
    rf"\b(daily|a day|per day) \(?(?:as |taken as |i\.?e\.? |so )?({_NUM}) ?mg (three|four|two|twice|3|4|2)(?: ?x| times)?"
    r"(?: a day| daily)?\)",
    re.IGNORECASE,
)
_TIMES = {"two": 2, "twice": 2, "three": 3, "four": 4}
_LONE_NUMBER = re.compile(r"(^|[:\n]) ?1[.)] +(?=[A-Za-z])")

# "Ward round 14/01/2027: …": the day of the letter, and not the plan's first day.
_DAY = r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d|\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9}(?: 20\d\d)?)"
_MET = (
    r"(?:ward round|clinic|appointment|consultation|visit|phone call|call|discussion|meeting|letter|assessment|"
    r"conversation|seen|reviewed|dictated|referral|admission|admitted|mdt)(?: in clinic| today| in outpatients| dated)?"
)
_MET_ON = re.compile(rf"\b({_MET}) (?:on |of |dated )?{_DAY}(?=\s*[:.,;)\n])", re.IGNORECASE)
# "Dose: 1 tablet - Frequency: TDS - Duration: 10 days": the names of a form's fields.
_FIELD = re.compile(r"(?:\s*[-–|,;]\s*|\s+)(route|frequency|freq|duration|interval) ?: ?", re.IGNORECASE)
_FIELD_DOSE = re.compile(r"\s*(?:[-–|,]\s*|(?<=then) )(?:dose|amount) ?: ?", re.IGNORECASE)
_COATED = re.compile(
    rf"({_NUM} ?mg) (?:gastro-?resistant|film-?coated|enteric-?coated|modified-?release|prolonged-?release|dispersible|soluble|"
    r"scored|oral|e/?c|m/?r) (tablets?|tabs?|capsules?|caps?)\b",
    re.IGNORECASE,
)
_CUT_OUT = re.compile(
    r"\b(?:cut|leave|miss|take|drop) (?:the|your|my|his|her) (\w+(?: time)?) (?:one|dose|tablet|baclofen|tabs?)s? out\b",
    re.IGNORECASE,
)
_AFTER_THE = re.compile(r"\bafter the (\d{1,2})(?:st|nd|rd|th)\b,?(?! (?:of|dose|day|week|month))", re.IGNORECASE)
_DATES = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_TO_STOP = re.compile(r"(?<=[.;\n]) ?to (?=(?:stop|finish|discontinue|cease)\b)", re.IGNORECASE)
_REPLY_IF_OK = re.compile(
    r"(?:^|(?<=[.;!\n])) ?(?:pls|plz|please) (?:text|reply|call|ring|email|answer|let me know|confirm)(?: back| me| us)? "
    r"(?:if|that|when) (?:this is |that is |that'?s |its |it'?s |you )?(?:ok|okay|clear|received|understood|understand|got this)"
    r"(?=[.!\n]|$)",
    re.IGNORECASE,
)
# "50 mg daily for a week (20/10/20)": the total, and how it is split; the split has to come to the total.
_TOTAL_SPLIT = re.compile(
    rf"({_NUM} ?mg) ?(?:daily|a day|per day|/ ?day|/ ?d|total)((?: for| x)? [^(,.;:\n]{{2,14}})? ?"
    rf"\((?:as |i\.?e\.? )?({_NUM}(?: ?/ ?{_NUM}){{1,3}})(?: ?mg)?\)",
    re.IGNORECASE,
)
_HOURS_OF_DAYS = re.compile(r"(?:\bx ?|\bfor )(24|48|72|96) ?(?:h|hrs?|hours)\b", re.IGNORECASE)
_COME_OFF = re.compile(
    r",? (?:and then|and|then) (?:you can |i |to )?come off (?:it|them|completely|altogether|the \w+)?"
    r"(?: completely| altogether)?(?=\s*(?:$|[.;\n]))",
    re.IGNORECASE,
)
_SEEN = r"(?:see|review|reviewed|appointment|appt|follow[- ]?up|f/?u|r/?v|recheck|seen|see me|see us)"
_SEEN_BY = r"(?:by|with|at|in|the|your|our|me|us|him|her|you|again|dr\.?|clinic|gp|nurse|team|practice|[A-Z][a-z]+)"
# "See Dr Lee in 3 months.": when somebody is met, in a sentence of its own.
_SEE_IN = re.compile(
    rf"(?<=[.;\n]) ?(?:[Pp]lease |(?:I|[Ww]e) will |to )?(?i:{_SEEN})(?: {_SEEN_BY}){{0,6}} in (?:approx\.? |about )?"
    r"\d+(?: ?- ?\d+)? ?(?:/52|/12|/7|weeks?|wks?|months?|days?)(?: time)?(?=\s*(?:$|[.;\n]))"
)
# "Stop gradually", "slowly stop", "stop over a week": by steps that are not said.
_STOP = r"(?:stop(?:ped|ping)?|discontinued?|cease|finish|come off|off|suspender|dejar)"
_SLOWLY = r"(?:slowly|gradually|gently|in stages|by degrees|bit by bit|little by little|step by step|poco a poco|gradualmente)"
_OVER = (
    r"over (?:a |the |\d+ |several |two |three |four |next |coming |following )*(?:days?|weeks?|wks?|months?|fortnight)"
)
_STOP_SLOWLY = re.compile(
    rf"\b(?:{_SLOWLY},? {_STOP}\b|{_STOP}(?: it| them| taking| baclofen| the \w+)* (?:{_SLOWLY}|{_OVER}))",
    re.IGNORECASE,
)
_FOLLOWED_BY = re.compile(r"\bf/b\b", re.IGNORECASE)
_WITH = re.compile(r"\bw/ ?(?=[a-z])(?!c\b|b\b|e\b)", re.IGNORECASE)
_START_END = re.compile(
    rf"\bstart(?:ing| date)?:? ({_DAY})[,;]? (?:end|ending|end date|finish)(?: date)?:? ({_DAY})", re.IGNORECASE
)
_BEFORE_STOPPING = re.compile(r",? before stopping(?: completely| altogether| it| entirely)?\b", re.IGNORECASE)
_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {word: n for n, word in enumerate(_ONES.split(), 1)}
_VALUES |= {word: n * 10 for n, word in enumerate(_TENS.split(), 2)}
_SPELT_OUT = re.compile(rf"\b(\d{{2,3}}) ?\(((?:(?:{'|'.join(_VALUES)}|hundred|and)[- ]?)+)\)", re.IGNORECASE)

# What a pharmacy prints around the sig: how much is in the bag, and the day it was handed out.
_BAG_FIRST = re.compile(
    rf"^\s*([2-9]\d|\d{{3}}) ?x? ([A-Za-z]+) ({_NUM} ?mg) ?(tablets?|tabs?|capsules?|caps?)\b(?=\s*[.:\n-])",
    re.IGNORECASE,
)
_BAG_DATED = re.compile(
    r"(?im)^[ \t]*(\d{2,3}) ?(tablets?|tabs?|capsules?|caps?)?[ \t]*(?:,|-|on)?[ \t]*\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d[ \t]*$"
)
_BOTTLES = re.compile(r"(?<=[.\n]) ?\d{2,4} ?ml(?: ?x ?\d{1,2}| bottles?)?[ \t.]*$", re.IGNORECASE)
_PRINTED_ON = re.compile(
    r"(?im)(?:^|(?<=[.;] ))[ \t]*(?:dispensed|printed|typed|dictated|date (?:dispensed|of letter|typed|printed|of issue)|"
    r"letter date|rx date|filled|date filled)(?: on)?:?[ \t]*\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d[ \t.]*(?=\n|$)"
)


def plain(text: str) -> str:
    """The text with such ways of speaking in the plain form, letters in the case they had."""
    text = _SPOONS.sub(_in_spoons, text)
    text = _SPACED.sub(_closed_up, text)
    text = _UNITS_BETWEEN.sub(_unit_once, text)
    text = _UNTIL_OFF.sub("until off", text)
    text = _TABLETS_ARE.sub(r"\1 mg tablets", text)
    text = _ITS_ME.sub("", text)
    text = _NEXT.sub("next ", text)
    text = _WEEK_AFTER.sub("another week", text)
    text = _DAY_ABOUT.sub(r"\1", text)
    text = _DAY_ABOUT_ALONE.sub("alternate days", text)
    text = _ALL_UNIT.sub(r"(\1)", text)
    text = _SPLIT.sub(lambda m: f"{m[1]} in {_TIMES.get(m[3].lower(), m[3])} doses of {m[2]} mg", text)
    text = _STATUS.sub("", text)
    text = _WAS_NOW.sub(r"Currently \1. Take", text)
    if not re.search(r"(?m)(?:^|[:\n.;]) ?2[.)] ", text):
        text = _LONE_NUMBER.sub(r"\1 ", text)
    text = _MET_ON.sub(r"\1", text)
    text = _FIELD_DOSE.sub(" ", text) if _FIELD.search(text) else text
    text = _FIELD.sub(lambda m: " for " if m[1][0] in "dD" else " ", text)
    text = _COATED.sub(r"\1 \2", text)
    text = _CUT_OUT.sub(r"omit the \1 dose", text)
    text = _AFTER_THE.sub(lambda m: _after_the_last(m, text), text)
    text = _TO_STOP.sub(" then ", text)
    text = _REPLY_IF_OK.sub("", text)
    text = _TOTAL_SPLIT.sub(r"\3 mg (total \1)\2", text)
    text = _HOURS_OF_DAYS.sub(lambda m: f"for {int(m[1]) // 24} days", text)
    text = _COME_OFF.sub(", then stop", text)
    text = _SEE_IN.sub(" review", text)
    text = _STOP_SLOWLY.sub("reduce as directed", text)
    text = _FOLLOWED_BY.sub("then", text)
    text = _WITH.sub("with ", text)
    text = _START_END.sub(r"from \1 to \2", text)
    text = _BEFORE_STOPPING.sub(", then stop", text)
    text = _SPELT_OUT.sub(_said_twice, text)
    text = _BAG_FIRST.sub(r"\2 \3 \4. Qty \1", text)
    text = _BAG_DATED.sub(lambda m: f"Qty {m[1]}." if m[2] else m[0], text)
    text = _PRINTED_ON.sub("", text)
    return _BOTTLES.sub("", text)


def _after_the_last(match: re.Match[str], text: str) -> str:
    """ "… until Sunday 14 February. After the 14th …": the same day again."""
    named = _DATES.findall(text[: match.start()])
    return "then" if named and int(named[-1]) == int(match[1]) else match[0]


def _said_twice(match: re.Match[str]) -> str:
    value = 0
    for word in re.findall("[a-z]+", match[2].lower()):
        value = max(value, 1) * 100 if word == "hundred" else value + _VALUES.get(word, 0)
    return match[1] if value == int(match[1]) else match[0]


def _in_spoons(match: re.Match[str]) -> str:
    count = _COUNT.get(match[1].lower(), match[1])
    return f"{float(count) * float(match[2]):g} ml"


def _closed_up(match: re.Match[str]) -> str:
    parts = re.split(r" ?- ?(?!1/2)| - (?=1/2)|(?<=[ \d])-(?=1/2-)", match[0])
    sizes = [_size(part.strip()) for part in parts]
    return "-".join(sizes) if None not in sizes else match[0]


def _size(part: str) -> str:
    part = part.replace("½", " 1/2").strip()
    if part.endswith("1/2"):
        whole = part[:-3].strip(" -")
        return f"{whole or 0}.5"
    return part


def _unit_once(match: re.Match[str]) -> str:
    units = re.findall("mg", match[0], re.IGNORECASE)
    if not units or (len(units) == 1 and match[0].lower().rstrip().endswith("mg")):
        return match[0]
    return "/".join(re.findall(_NUM, match[0])) + " mg"
