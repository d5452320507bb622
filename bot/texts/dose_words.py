"""Doses as they stand in messages: alone, in a lettered list, or with what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from bot.texts.amounts import Pieces, word_amount, word_mg, word_pieces
from bot.texts.moments import local_now, word_day_time, word_instant, word_time
from bot.texts.setting import Setting, Squeeze
from bot.texts.words import say

EXAMPLE_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ToldDose:
    """A dose as a slot carries it. Instants are UTC, `day` and `time` the plan's own.

    `strengths`: how many strengths of tablet the plan has; beyond one, even a discreet text says which.
    """

    time: time
    day: date
    mg: Decimal | None
    pieces: Pieces
    due_at: datetime | None
    state: str
    letter: str | None
    taken_at: datetime | None
    taken_mg: Decimal | None
    strengths: int

    @property
    def told_state(self) -> str:
        """The state, with `part` for a dose of which less than planned was taken."""
        less = self.mg is not None and self.taken_mg is not None and self.taken_mg < self.mg
        return "part" if self.state == "taken" and less else self.state


def read_dose(data: Mapping[str, Any]) -> ToldDose:
    """One entry of a `doses` slot. Raises KeyError, TypeError or ValueError if it is not one."""
    return ToldDose(
        time=time.fromisoformat(data["time"]),
        day=date.fromisoformat(data["day"]),
        mg=_decimal(data.get("mg")),
        pieces=read_pieces(data.get("pieces") or []),
        due_at=_instant(data.get("due_at")),
        state=data.get("state") or "planned",
        letter=data.get("letter") or None,
        taken_at=_instant(data.get("taken_at")),
        taken_mg=_decimal(data.get("taken_mg")),
        strengths=int(data.get("strengths") or 1),
    )


def read_pieces(data: Sequence[Sequence[Any]]) -> Pieces:
    """A `pieces` slot: pairs of strength (or "ml", "unknown") and count."""
    return tuple((str(key), Decimal(str(count))) for key, count in data)


def word_doses(
    doses: Sequence[ToldDose], setting: Setting, squeeze: Squeeze, *, name_strengths: bool = False
) -> dict[str, str | int]:
    """Every word that a message about these doses can use; `dose_…` speaks of the first of them.

    `name_strengths`: the plan has several strengths of tablet. Doses that differ in strength show it by themselves.
    """
    if name_strengths or len({key for dose in doses for key, _ in dose.pieces}) > 1:
        doses = [replace(dose, strengths=max(2, dose.strengths)) for dose in doses]
    first, language = doses[0], setting.language
    lettered = [dose.letter for dose in doses if dose.letter]
    names = [_name(dose, setting) for dose in doses]
    lines = [
        say("part-dose-line", language, name=name, amount=_amount(dose, setting, squeeze), state=dose.state)
        for name, dose in zip(names, doses, strict=True)
    ]
    states = [_with_state(line, dose, setting) for line, dose in zip(lines, doses, strict=True)]
    return {
        "dose_time": word_day_time(first.day, first.time, setting),
        "dose_amount": _amount(first, setting, squeeze),
        "dose_mg": "" if first.mg is None else word_mg(first.mg, setting),
        "dose_state": first.told_state,
        "dose_has_taken": "yes" if first.taken_at else "no",
        "dose_taken": _taken(first, setting),
        "dose_example": word_time((datetime.combine(first.day, first.time) + EXAMPLE_AFTER).time(), setting),
        "dose_ahead": "yes" if first.due_at and first.due_at > setting.now else "no",
        "doses_count": len(doses),
        "doses_list": "; ".join(lines),
        "doses_states": "; ".join(states),
        "doses_state_lines": "\n\n".join(states),
        "doses_times": ", ".join(names) if lettered or len(names) < 2 else _and(names, setting),
        "doses_taken": ", ".join(
            say(
                "part-dose-taken",
                language,
                name=name,
                has="yes" if dose.taken_at else "no",
                taken=_taken(dose, setting),
            )
            for name, dose in zip(names, doses, strict=True)
        ),
        "doses_letter": lettered[0] if lettered else "",
        "doses_ones": ", ".join(
            say("part-letter-example", language, number="1", letter=dose.letter or "") for dose in doses
        ),
    }


def word_receipts(receipts: Sequence[Mapping[str, Any]], setting: Setting) -> str:
    """Receipts that ride in front of the next prompt: "8:00 done 8:05."."""
    return " ".join(_receipt(receipt, setting) for receipt in receipts)


def word_part(pieces: Pieces, dose: ToldDose | None, setting: Setting) -> str:
    """The pieces that were taken, told apart by strength where the plan has several."""
    return word_pieces(pieces, setting, name_strengths=dose is not None and _several(dose))


def _receipt(receipt: Mapping[str, Any], setting: Setting) -> str:
    at, taken_at = time.fromisoformat(receipt["time"]), _instant(receipt.get("taken_at"))
    day = date.fromisoformat(receipt["day"]) if receipt.get("day") else local_now(setting).date()
    return say(
        "part-receipt",
        setting.language,
        time=word_day_time(day, at, setting),
        state="skipped" if receipt.get("skipped") or taken_at is None else "taken",
        taken="" if taken_at is None else word_instant(taken_at, setting, beside=day),
    )


def _amount(dose: ToldDose, setting: Setting, squeeze: Squeeze) -> str:
    return word_amount(dose.mg, dose.pieces, setting, name_strengths=_several(dose), short=squeeze.short_amounts)


def _several(dose: ToldDose) -> bool:
    return dose.strengths > 1 or len(dose.pieces) > 1


def _name(dose: ToldDose, setting: Setting) -> str:
    clock = word_day_time(dose.day, dose.time, setting)
    return say("part-dose-name", setting.language, letter=dose.letter or "none", time=clock)


def _with_state(line: str, dose: ToldDose, setting: Setting) -> str:
    told = "planned" if dose.told_state in ("taken", "part") and dose.taken_at is None else dose.told_state
    return say("part-dose-state", setting.language, line=line, state=told, taken=_taken(dose, setting))


def _taken(dose: ToldDose, setting: Setting) -> str:
    if dose.taken_at is None:
        return ""
    # Beside a dose of yesterday, today's 0:10 has to be called today's: the day is left out only next to its own.
    return word_instant(dose.taken_at, setting, beside=dose.day)


def _and(parts: Sequence[str], setting: Setting) -> str:
    return say("part-join", setting.language, first=", ".join(parts[:-1]), last=parts[-1])


def _decimal(value: object) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def _instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
