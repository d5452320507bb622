"""What somebody who was fetched answers to one alarm, whoever they are and however they say it: by text or at the board."""

from __future__ import annotations

from enum import StrEnum

from scheduler.alarm import end
from scheduler.alarm_message import Bell
from scheduler.circle import circle_of
from scheduler.domain.escalation import ENDED, Escalation, acknowledge, clear, hand_over, speak
from scheduler.ports import EscalationEvent


class Answer(StrEnum):
    """The four answers, by the code under which an alarm remembers them."""

    ON_IT = "on_it"
    CANNOT = "cannot"
    SPOKE = "spoke"
    ALL_CLEAR = "all_clear"


def answer_alarm(bell: Bell, each: Escalation, answer: Answer, by: int, name: str, said: str | None) -> Escalation:
    """Move one alarm on by what `by` (a person, called `name`) answers; note it, and tell whoever has to hear of it.

    `said`: their own words. The alarm comes back as it was where the answer has no effect: it has ended, or an all-clear
    came before anybody had spoken with the person. `bell` names patient and present.
    """
    records, now, policy = bell.records, bell.now, bell.patient.policy
    if answer is Answer.ON_IT:
        moved = acknowledge(each, by, now, policy)
    elif answer is Answer.CANNOT:
        moved = hand_over(each, by, now)
    elif answer is Answer.SPOKE:
        moved = speak(each, by, now, policy)
    else:
        moved = clear(each, by, now)
    if moved is each:
        return each
    records.escalations.note([EscalationEvent(each.id, now, answer.value, by, said[:200] if said else None)])
    if moved.state in ENDED:
        end(bell, each, moved, by=by, name=name)
        return moved
    records.escalations.save(moved)
    if answer in {Answer.ON_IT, Answer.SPOKE}:
        bell.hang_up(moved)
    _tell_others(bell, moved, answer, by, name)
    return moved


def _tell_others(bell: Bell, moved: Escalation, answer: Answer, by: int, name: str) -> None:
    """The person hears at once who is on it or cannot; the other caregivers who is on it."""
    circle = circle_of(bell.records, moved.patient_id)
    others = [carer for own_id, carer in circle.items() if own_id != by and own_id in moved.told]
    if answer is Answer.ON_IT:
        bell.to_person(moved, "help-on-it", {"name": name})
        bell.to_carers(moved, "carer-told-on-it", others, {"name": name})
    elif answer is Answer.CANNOT:
        bell.to_person(moved, "help-cannot", {"name": name})
    elif answer is Answer.SPOKE:
        bell.to_carers(moved, "carer-told-spoke", others, {"name": name})
