"""Members of a clinic: let in by a token, and answering alarms at the board as caregivers do by text."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.alarm_answer import Answer, answer_alarm
from scheduler.alarm_message import Bell
from scheduler.domain.board_pass import SESSION_FOR, BoardPass, Member, PassKind, is_valid, new_secret
from scheduler.domain.escalation import SEEN, Escalation, State
from scheduler.domain.people import Patient
from scheduler.overview import KEPT_FOR
from scheduler.ports import EscalationEvent, Records


def member_named(records: Records, name: str, now: datetime) -> Member:
    """The member of that name, added if there is none; capitals and blanks make no difference."""
    wanted = " ".join(name.split())
    for member in records.board_passes.members():
        if member.name.casefold() == wanted.casefold():
            return member
    return records.board_passes.add_member(wanted, now)


def give_token(records: Records, name: str, days: int, now: datetime) -> tuple[BoardPass, str]:
    """A new token for a member, valid for so many days from `now` (UTC). The secret is shown once and never kept."""
    member, secret = member_named(records, name, now), new_secret()
    made = BoardPass(member.person_id, PassKind.TOKEN, now, now + timedelta(days=days))
    return replace(made, id=records.board_passes.add(made, secret)), secret


def begin_session(records: Records, token: str, now: datetime) -> tuple[BoardPass, str] | None:
    """A session for whoever holds a valid token, and its secret; None for any other."""
    found = records.board_passes.find(token)
    if found is None or not is_valid(found, PassKind.TOKEN, now):
        return None
    secret = new_secret()
    made = BoardPass(found.member_id, PassKind.SESSION, now, min(now + SESSION_FOR, found.expires_at), found.id)
    records.board_passes.add(made, secret)
    return made, secret


def session_of(records: Records, secret: str, now: datetime) -> tuple[BoardPass, Member] | None:
    """Whose valid session that is at `now` (UTC); None if it is none, or its token has ended."""
    found = records.board_passes.find(secret)
    if found is None or found.from_id is None or not is_valid(found, PassKind.SESSION, now):
        return None
    token = records.board_passes.by_id(found.from_id)
    if token is None or not is_valid(token, PassKind.TOKEN, now):
        return None
    member = next((each for each in records.board_passes.members() if each.person_id == found.member_id), None)
    return None if member is None else (found, member)


def answer_at_board(
    records: Records, patient: Patient, member: Member, answer: Answer, note: str, now: datetime
) -> list[tuple[Escalation, Escalation]]:
    """Answer every alarm of a patient that is going on, as a caregiver would by text: before and after, for each.

    "On it" ends nothing, and lapses as a caregiver's does. A red alarm ends by an all-clear that comes after somebody has
    spoken with the person. One that has ended because everything was tried is noted as seen, and leaves the board. The note
    is kept with the alarm; it is told to nobody.
    """
    bell = Bell(records, patient, now)
    moved = [
        (each, answer_alarm(bell, each, answer, member.person_id, member.name, note))
        for each in records.escalations.open_of([patient.id])
    ]
    tried = given_up(records, patient.id, now)
    records.escalations.note([EscalationEvent(each.id, now, SEEN, member.person_id, note or None) for each in tried])
    return [*moved, *((each, each) for each in tried)]


def given_up(records: Records, patient_id: int, now: datetime) -> list[Escalation]:
    """Alarms for which everything was tried, and that nobody at the clinic has seen yet."""
    alarms = records.overview.alarms([patient_id], now - KEPT_FOR).get(patient_id, ())
    return [each for each in alarms if each.state is State.EXHAUSTED]
