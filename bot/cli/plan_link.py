"""A plan that waits here for somebody new: they open a link, get to know the bot, and are asked about the plan."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

from bot.bootstrap import House
from bot.cli.command_error import ANSWER_IS_NO, CommandError, one_line
from bot.cli.invite import make_invitation, telegram_link
from bot.cli.opening import opened, present
from bot.exchange.code import draw_code, save_code
from bot.exchange.plan_file import PlanFileError, read_plan
from bot.texts.words import say
from scheduler.domain.invitation import VALID_FOR
from scheduler.domain.people import Role, Wording
from scheduler.domain.plan_talk import Brought, PlanTalk
from scheduler.domain.regimen import Plan
from scheduler.domain.version import Change

_LONGEST_NAME = 80


def print_link(file: str, name: str, png: Path | None, *, as_json: bool) -> None:
    """Keep the plan, and print the link as a code, or write it as a picture. Raises CommandError."""
    if not name.isprintable() or len(name) > _LONGEST_NAME:
        raise CommandError(f"--name: words on one line, up to {_LONGEST_NAME} characters")
    try:
        plan = read_plan(file)
    except PlanFileError as error:
        raise CommandError(str(error)) from None
    with opened() as house:
        if telegram_link(house) is None:
            raise CommandError(say("handover-no-bot"), ANSWER_IS_NO)
        made = keep_plan(house, plan, name.strip(), present(house))
    link = str(made["link"])
    if png is not None:
        try:
            save_code(link, png)
        except OSError as error:
            raise CommandError(f"{one_line(str(png))}: cannot be written ({error.strerror or 'no name'})") from None
    if as_json:
        print(json.dumps(made))
        return
    print(say("handover-written", file=one_line(str(png))) if png else draw_code(link, colours=sys.stdout.isatty()))
    print(link)
    print(say("handover-link", until=str(made["expires_at"])))


def keep_plan(house: House, plan: Plan, name: str, now: datetime) -> dict[str, object]:
    """Enter somebody of whom only the plan is known, with the plan as what they bring at `now` (UTC), and make their way in.

    Gives `patient` and what `make_invitation` gives. Nothing is active, and nobody is written to, before they come.
    """
    with house.store.transaction() as records:
        patient_id = records.people.add_person(name, now, call_me=name or None)
        records.people.make_patient(patient_id, Wording.DISCREET, now)
        records.plan_talks.set(PlanTalk(patient_id, Brought.DOCUMENT, Change.START, now, plan=plan))
    return {"patient": patient_id, **make_invitation(house, patient_id, Role.PATIENT, now, VALID_FOR)}
