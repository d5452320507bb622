"""`stepdown patients test`: one message that shows whether they are reached."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.bootstrap import House
from bot.cli.command_error import ANSWER_IS_NO, CommandError
from bot.cli.opening import opened, present
from bot.texts.words import say
from scheduler.outgoing import to_patient


def test(
    patient_id: Annotated[int, typer.Argument(metavar="ID", help="The patient's number, as `patients` lists it.")],
) -> None:
    """Send the person a test message. It leaves as soon as `stepdown run` is at work."""
    with opened() as house:
        with house.store.reading() as records:
            if patient_id not in records.people.patients([patient_id]):
                raise CommandError(f"ID: there is no patient {patient_id}; `stepdown patients` lists them")
        if not send_test(house, patient_id):
            raise CommandError(say("operator-test-nobody"), ANSWER_IS_NO)
    typer.echo(say("operator-test-queued"))


def send_test(house: House, patient_id: int) -> bool:
    """Queue the test message for a patient who has said OK; False if they have not."""
    now = present(house)
    with house.store.transaction() as records:
        patient = records.people.patients([patient_id])[patient_id]
        key = f"test:{patient_id}:{int(now.timestamp())}"
        slots = {"name": patient.call_me}
        return records.messages.add(to_patient(patient, "test-message", key, now, slots=slots, budgeted=False)) > 0
