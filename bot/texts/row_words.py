"""Tables in words: what is left by strength, a plan by step, as-needed rates, and the findings of a plan review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from decimal import Decimal
from typing import Any

from bot.texts.amounts import MILLILITRES, UNKNOWN, spell, word_amount, word_count, word_mg
from bot.texts.dose_words import read_pieces
from bot.texts.moments import word_date, word_time
from bot.texts.setting import Setting, Squeeze
from bot.texts.words import has_words, say
from scheduler.domain.people import Wording

Row = Mapping[str, Any]

_BLOCK = "BLOCK"
_GRAVITY = {_BLOCK: 0, "WARN": 1, "INFO": 2}


def word_rows(rows: Sequence[Row], before: Sequence[Row], setting: Setting, squeeze: Squeeze) -> dict[str, str | int]:
    """The words of a `rows` slot; what kind of table it is shows in its first row. `before`: what was thought to be left."""
    if "tablets_per_day" in rows[0]:
        return {"rows": " ".join(_rate(row, setting) for row in rows), "rows_lines": "", "rows_expected": ""}
    if "step" in rows[0]:
        used = {key for row in rows for day in _days(row) for dose in day for key, _ in dose.get("pieces") or []}
        lines = [_step(row, setting, name_strengths=len(used) > 1) for row in rows]
        return {"rows": "; ".join(lines), "rows_lines": "\n\n".join(lines), "rows_expected": ""}
    named = len(rows) > 1
    left = [_left(row, setting, named) for row in rows]
    known = {str(row["strength"]): str(row["on_hand"]) for row in before}
    expected = [
        _expected(known.get(str(row["strength"])), words, setting) for row, words in zip(rows, left, strict=True)
    ]
    return {"rows": _and(left, setting), "rows_lines": "\n\n".join(left), "rows_expected": _and(expected, setting)}


def word_findings(findings: Sequence[Row], setting: Setting, squeeze: Squeeze) -> dict[str, str | int]:
    """The words of a `findings` slot, gravest first; what blocks leaves no room for lesser things.

    The same finding on several steps is told once. Discreet: only what each is about, because the review's own words
    hold milligrams.
    """
    gravest = sorted(findings, key=lambda finding: _GRAVITY.get(str(finding["level"]), len(_GRAVITY)))
    kept = [finding for finding in gravest if finding["level"] == _BLOCK] or gravest
    alike: dict[tuple[str, str], list[Row]] = {}
    for finding in kept:
        alike.setdefault((str(finding["level"]), str(finding["rule"])), []).append(finding)
    if setting.wording is Wording.DISCREET:
        texts = list(dict.fromkeys(_rule(each[0], setting) for each in alike.values()))
        between = "; "
    else:
        texts = [_finding(each[0], len(each) - 1, setting) for each in alike.values()]
        between = " "
    lines = "\n\n".join(f"- {each}" for each in texts)
    return {"findings": _some(texts, between, setting, squeeze).rstrip(".") + ".", "findings_lines": lines}


def _finding(finding: Row, others: int, setting: Setting) -> str:
    text = " ".join(str(finding.get("text") or _from_review(finding, setting)).split())
    return say("part-finding-alike", setting.language, text=text, others=others) if others else text


def _from_review(finding: Row, setting: Setting) -> str:
    code = f"review-{str(finding['rule']).lower().replace('_', '-')}-{str(finding['level']).lower()}"
    found = say(code, setting.language, **finding.get("slots", {}))
    step = finding.get("step")
    return say("part-finding-step", setting.language, step=str(step), text=found) if step else found


def _rule(finding: Row, setting: Setting) -> str:
    code = f"part-rule-{str(finding['rule']).lower().replace('_', '-')}"
    return say(code if has_words(code, setting.language) else "part-rule-other", setting.language)


def _left(row: Row, setting: Setting, named: bool) -> str:
    key, language = str(row["strength"]), setting.language
    count = Decimal(str(row["on_hand"]))
    if key == MILLILITRES:
        return say("part-left-ml", language, count=spell(count))
    spoken = word_count(count, setting)
    if key == UNKNOWN:
        return say("part-left-unknown" if named else "part-left-one", language, count=spoken)
    if setting.wording is Wording.FULL:
        return say("part-left-full", language, count=spoken, strength=key)
    return say("part-left-named" if named else "part-left-one", language, count=spoken, strength=key)


def _expected(known: str | None, left: str, setting: Setting) -> str:
    if known is None:
        return left
    return say("part-left-expected", setting.language, left=left, expected=word_count(Decimal(known), setting))


def _rate(row: Row, setting: Setting) -> str:
    short = row.get("days_short")
    return say(
        "part-rate",
        setting.language,
        rate=word_count(Decimal(str(row["tablets_per_day"])), setting),
        days=int(row["full_days"]),
        has_short="yes" if short else "no",
        short=str(short or ""),
    )


def _step(row: Row, setting: Setting, *, name_strengths: bool) -> str:
    language = setting.language
    days = [_day(day, setting, name_strengths=name_strengths) for day in _days(row)]
    told = (
        days[0]
        if len(days) == 1
        else "; ".join(
            say("part-plan-row-day", language, number=number, doses=day) for number, day in enumerate(days, start=1)
        )
    )
    text = say(
        "part-plan-row" if row.get("to") else "part-plan-row-open",
        language,
        now="yes" if row.get("now") else "no",
        step=str(row["step"]),
        to=word_date(str(row.get("to") or ""), setting),
        doses=told,
        **{"from": word_date(str(row["from"]), setting)},
    )
    if setting.wording is Wording.DISCREET or row.get("daily_mg") in (None, ""):
        return text
    return say("part-plan-row-full", language, row=text, total=word_mg(Decimal(str(row["daily_mg"])), setting))


def _days(row: Row) -> Sequence[Sequence[Row]]:
    """The days of a step: one, or those of a cycle, which begins again after the last."""
    return row.get("cycle") or [row["doses"]]


def _day(doses: Sequence[Row], setting: Setting, *, name_strengths: bool) -> str:
    language = setting.language
    told = [
        say(
            "part-plan-row-dose",
            language,
            time=word_time(time.fromisoformat(dose["time"]), setting) if dose.get("time") else "",
            amount=word_amount(
                None if dose.get("mg") is None else Decimal(str(dose["mg"])),
                read_pieces(dose.get("pieces") or []),
                setting,
                name_strengths=name_strengths,
                short=True,
            ),
        )
        for dose in doses
    ]
    return ", ".join(told) or say("part-plan-row-nothing", language)


def _some(texts: Sequence[str], between: str, setting: Setting, squeeze: Squeeze) -> str:
    if len(texts) <= squeeze.entries:
        return between.join(texts)
    more = say("part-more", setting.language, count=len(texts) - squeeze.entries)
    return f"{between.join(texts[: squeeze.entries])} {more}"


def _and(texts: Sequence[str], setting: Setting) -> str:
    if len(texts) < 2:
        return "".join(texts)
    return say("part-join", setting.language, first=", ".join(texts[:-1]), last=texts[-1])
