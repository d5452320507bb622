"""What somebody takes along: their question for the prescriber, the letter, the week on paper, the calendar."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.domain.message import DRAWS
from scheduler.domain.people import ChannelName
from scheduler.domain.prescriber_question import PrescriberQuestion
from scheduler.domain.reply import Intent
from scheduler.domain.version import VersionState
from scheduler.talk.scene import Scene

_MOST_WORDS = 1000


def note_question(scene: Scene, *, silently: bool = False) -> bool:
    """Keep the question for the prescriber in the words that were written. False if the message is none.

    `silently` while something graver is answered: it is kept all the same.
    """
    reply, patient = scene.heard.reply, scene.patient
    if patient is None or reply.intent is not Intent.QUESTION or not reply.value:
        return False
    scene.records.questions.add(PrescriberQuestion(patient.id, reply.value[:_MOST_WORDS], scene.now))
    if not silently:
        scene.say("question-noted", {"quote": reply.value})
    return True


def tell_questions(scene: Scene) -> None:
    """What is noted for the prescriber, newest first; or how to note something."""
    assert scene.patient is not None
    noted = scene.records.questions.of_patient(scene.patient.id)
    if not noted:
        scene.say("question-how")
    else:
        scene.say("question-list", {"quote": noted[-1].words, "steps": str(len(noted))})


def drop_questions(scene: Scene) -> None:
    """Take back everything that was noted for the prescriber."""
    assert scene.patient is not None
    noted = scene.records.questions.of_patient(scene.patient.id)
    scene.records.questions.take_back([each.id for each in noted], scene.now)
    scene.say("question-dropped" if noted else "question-how")


def send_letter(scene: Scene) -> None:
    """The letter for the prescriber."""
    _send(scene, "letter")


def send_calendar(scene: Scene) -> None:
    """The plan as a calendar. Only an active plan puts anything into one."""
    if _is_active(scene):
        _send(scene, "calendar")


def send_sheet(scene: Scene) -> None:
    """The week on paper. Only an active plan has one."""
    if _is_active(scene):
        _send(scene, "sheet")


def send_export(scene: Scene) -> None:
    """Everything that is kept about them, as a table. No link goes out by text: whoever reads the text would have all of it."""
    if scene.contact.channel is ChannelName.SMS:
        scene.say("export-how")
    else:
        scene.say("export", {DRAWS: "export"})


def _is_active(scene: Scene) -> bool:
    live = scene.live()
    if live is not None and live.state is VersionState.ACTIVE:
        return True
    scene.say("no-plan" if live is None else "watch-only-note")
    return False


def _send(scene: Scene, what: str) -> None:
    """A text has no room for a page. Its words are for where no link to one can be sent; `bot/channels/sms.py` knows."""
    by_text = scene.contact.channel is ChannelName.SMS
    scene.say("page-no-room" if by_text else what, {DRAWS: what})


PAPER: dict[Intent, Callable[[Scene], None]] = {
    Intent.QUESTION: tell_questions,
    Intent.QUESTION_DROP: drop_questions,
    Intent.LETTER: send_letter,
    Intent.SHEET: send_sheet,
    Intent.CALENDAR: send_calendar,
    Intent.EXPORT: send_export,
}
