"""`stepdown patients code`: a clinic's code, by which a blocked plan may begin once its prescriber agrees to it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from bot.bootstrap import House
from bot.cli.command_error import ANSWER_IS_NO, CommandError, one_line
from bot.cli.opening import opened, present
from bot.texts.words import say
from scheduler.domain.finding import Level
from scheduler.domain.release import VALID_FOR, ReleaseCode, bare_code, new_code
from scheduler.domain.review import releasable, review
from scheduler.domain.timing import to_wall
from scheduler.domain.version import VersionState

_MOST_DAYS = 30


def code(
    patient_id: Annotated[int, typer.Argument(metavar="ID", help="The patient's number, as `patients` lists it.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="The prescriber who confirms with it, by name.")],
    days: Annotated[int, typer.Option("--days", metavar="N", help="How long it can be used.")] = VALID_FOR.days,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Make a code for the blocked plan of a patient. It works once, for that plan only, and is not kept.

    Give it to the prescriber who is named, not to the patient: they pass it on when they have agreed to the plan. The patient
    texts CODE and the code. Some plans no code releases, because they cannot be carried out as written: exit status 1.
    """
    named = one_line(by)[:80]
    if not any(letter.isalpha() for letter in named):
        raise CommandError("--by: the prescriber's name")
    if not 1 <= days <= _MOST_DAYS:
        raise CommandError(f"--days: 1 to {_MOST_DAYS}, not {days}")
    with opened() as house:
        made = make_code(house, patient_id, named, present(house), timedelta(days=days))
    if as_json:
        typer.echo(json.dumps(made))
        return
    typer.echo(say("code-made", code=str(made["code"]), who=named, until=str(made["expires_at"])))


def make_code(house: House, patient_id: int, by: str, now: datetime, valid_for: timedelta) -> dict[str, object]:
    """Keep a code made at `now` (UTC) in the name of `by`; gives its id, code, version and expires_at (UTC).

    Raises CommandError if there is no such patient, nothing of theirs is blocked, or what is blocked needs another plan.
    """
    written = new_code()
    with house.store.transaction() as records:
        patient = records.people.patients([patient_id]).get(patient_id)
        if patient is None:
            raise CommandError(f"ID: there is no patient {patient_id}; `stepdown patients` lists them")
        live = records.plans.live_of([patient_id])
        blocked = [version for version in live if version.state is VersionState.BLOCKED]
        version = max(blocked, key=lambda each: each.number, default=None)
        if version is None:
            raise CommandError(f"patient {patient_id} has no blocked plan, so no code is needed", ANSWER_IS_NO)
        findings = review(version.plan, house.knowledge.drug, now_on=to_wall(now, patient.zone).date())
        if not releasable(findings):
            rules = sorted({x.rule for x in findings if x.level is Level.BLOCK and not releasable([x])})
            raise CommandError(
                f"no code releases this plan ({', '.join(rules)}): the prescriber has to write it anew", ANSWER_IS_NO
            )
        until = now + valid_for
        bare = bare_code(written)
        assert bare is not None
        own_id = records.releases.add(ReleaseCode(patient_id, version.id, by, now, until), bare)
    expires_at = until.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"id": own_id, "code": written, "version": version.number, "expires_at": expires_at}
