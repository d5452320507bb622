"""A code and its slots become the words that are sent: in the person's wording, on their clock, in the room there is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.texts.button import buttons as buttons
from bot.texts.dose_words import read_dose
from bot.texts.kinds import KINDS as KINDS
from bot.texts.kinds import Kind
from bot.texts.moments import word_instant
from bot.texts.segments import count_segments, flatten
from bot.texts.setting import Setting as Setting
from bot.texts.setting import Squeeze
from bot.texts.slots import SlotError as SlotError
from bot.texts.slots import fill, shorten
from bot.texts.words import has_words, say
from scheduler.domain.people import Wording

ALSO = "also"
LATE_AFTER = timedelta(minutes=10)

_ROOMY = Squeeze(name=60, quotation=800, entries=99, short_amounts=False)
_TIGHTER = (
    Squeeze(name=28, quotation=200, entries=99, short_amounts=False),
    Squeeze(name=28, quotation=120, entries=4, short_amounts=True),
    Squeeze(name=20, quotation=80, entries=3, short_amounts=True),
)
_TIGHTEST = (
    Squeeze(name=16, quotation=50, entries=2, short_amounts=True),
    Squeeze(name=12, quotation=24, entries=1, short_amounts=True),
)


def render(kind: str, slots: Mapping[str, str], setting: Setting, *, due_at: datetime | None = None) -> str:
    """The text of `kind`. `due_at` (UTC): the instant it speaks of, so that a prompt that comes late says so.

    On a narrow channel the text is GSM-7 (only red alerts keep other letters) and packed ever tighter until it fits; what
    cannot fit goes out long, because a text that is cut says less than one that costs more. Raises KeyError for an
    unknown kind, SlotError for a slot that is missing or does not read.
    """
    if ALSO in slots:
        return _together(kind, slots, setting, due_at)
    described = KINDS[kind]
    if described.always_full:
        setting = replace(setting, wording=Wording.FULL)
    late = _late(slots, setting, due_at) if described.says_late else {"has_late": "no", "late_due": "", "late_now": ""}
    code = _variant(kind, setting)
    if setting.wide:
        return _put(code, kind, described, slots, setting, _ROOMY, late)
    text = ""
    for squeeze, dropped in _ways_to_fit(described):
        kept = {name: value for name, value in slots.items() if name not in dropped}
        text = _put(code, kind, described, kept, setting, squeeze, late)
        flat = flatten(text)
        # Where letters are kept, the room is measured as if they were not: more segments, rather than fewer words.
        text = flatten(text, unknown=None) if described.keeps_letters else flat
        if count_segments(flat) <= described.segments:
            break
    return text


def _together(kind: str, slots: Mapping[str, str], setting: Setting, due_at: datetime | None) -> str:
    """Several messages as one text: what `also` holds stands first, each as it would be said alone."""
    before = [
        render(other, more, setting, due_at=datetime.fromisoformat(due) if due else None)
        for other, more, due in json.loads(slots[ALSO])
    ]
    own = {name: value for name, value in slots.items() if name != ALSO}
    return " ".join([*before, render(kind, own, setting, due_at=due_at)])


def _put(
    code: str,
    kind: str,
    described: Kind,
    slots: Mapping[str, str],
    setting: Setting,
    squeeze: Squeeze,
    late: Mapping[str, str],
) -> str:
    words = fill(kind, described, slots, setting, squeeze) | dict(late)
    text = say(code, setting.language, **words)
    if name := " ".join(slots.get("for", "").split()):
        # One phone, several people: everything says whose it is.
        text = say("part-for", setting.language, name=shorten(name, squeeze.name, mark=""), text=text)
    # As in a letter: a line break is where the writer's line was full, an empty line begins a new one.
    text = re.sub(r" *\n\n+ *", "\n", re.sub(r"(?<!\n) *\n *(?!\n)", " ", text)).strip()
    return text[:1].upper() + text[1:]


def _variant(kind: str, setting: Setting) -> str:
    """The most specific words there are: for the channel and the wording, for one of them, for all."""
    wording = setting.wording.value
    ways = (f"{kind}-wide-{wording}", f"{kind}-wide", f"{kind}-{wording}") if setting.wide else (f"{kind}-{wording}",)
    return next((way for way in ways if way not in KINDS and has_words(way, setting.language)), kind)


def _ways_to_fit(described: Kind) -> Iterator[tuple[Squeeze, tuple[str, ...]]]:
    for squeeze in _TIGHTER:
        yield squeeze, ()
    if described.keeps_letters:
        # In an alarm a quotation gives way before the door or the number does.
        yield _TIGHTEST[0], ()
    for many in range(1, len(described.drops) + 1):
        yield _TIGHTER[-1], described.drops[:many]
    for squeeze in _TIGHTEST:
        yield squeeze, described.drops


def _late(slots: Mapping[str, str], setting: Setting, due_at: datetime | None) -> dict[str, str]:
    due = due_at or _newest_due(slots)
    if due is None or setting.now - due < LATE_AFTER:
        return {"has_late": "no", "late_due": "", "late_now": ""}
    return {"has_late": "yes", "late_due": word_instant(due, setting), "late_now": word_instant(setting.now, setting)}


def _newest_due(slots: Mapping[str, str]) -> datetime | None:
    try:
        told = [each for name in ("doses", "due") for each in json.loads(slots.get(name) or "[]")]
        instants = [read_dose(each).due_at for each in told]
    except (LookupError, TypeError, ValueError):
        return None  # filling the slot says what is wrong with it
    return max((due for due in instants if due is not None), default=None)
