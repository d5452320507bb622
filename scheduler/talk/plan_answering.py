"""The answer to the open question of a plan talk, if the message is one; BACK, BEGIN AGAIN, NOT NOW and STEPS at any of them."""

from __future__ import annotations

import re
from datetime import timedelta

from scheduler.domain.plan_talk import PlanTalk
from scheduler.domain.reply import DOSE_INTENTS, Intent, Reply
from scheduler.domain.version import VersionState
from scheduler.talk.plan_answer import canonical, named, plain, says_phone
from scheduler.talk.plan_bringing import begin_by_steps, bring_words
from scheduler.talk.plan_intake import put_away
from scheduler.talk.plan_release import QUESTION, finish_read_back
from scheduler.talk.plan_standing import stand
from scheduler.talk.plan_talking import advance, load
from scheduler.talk.scene import Scene
from scheduler.talk.which import open_doses

_BACK = frozenset({"back", "go back", "atras"})
_AGAIN = frozenset({"begin again", "start again", "start over", "begin anew"})
_LATER = frozenset({"not now", "leave it", "leave it for later", "leave it for now", "another day", "later"})
_COMMANDS = frozenset({
    *(Intent.TODAY, Intent.PLAN, Intent.NEXT, Intent.LEFT, Intent.PROGRESS, Intent.STATUS, Intent.UNDO, Intent.HELP),
    *(Intent.MENU, Intent.COUNT, Intent.ORDERED, Intent.FETCHED, Intent.PAUSE, Intent.RESUME, Intent.HOLD),
    *(Intent.STEP_BACK, Intent.RESTART, Intent.STOP, Intent.START, Intent.SYMPTOM, Intent.ERASE, Intent.NEW_PLAN),
    *(Intent.READ_BACK, Intent.SPEED, Intent.NOT_YET, Intent.KEEP, Intent.EXPORT, Intent.REMOVE),
})  # fmt: skip
_FREE = frozenset({Intent.ANSWER, Intent.UNKNOWN, Intent.NAME, Intent.OK, Intent.ZONE, Intent.APPOINTMENT})
# Somebody tells of a dose, whatever was asked.
_TOLD = re.compile(r"\b(?:took|taken|had|missed|skipped|forgot|swallowed|tome|tomado)\b")
# What answers another question, after which the one about the plan comes again; and for how long it does so by itself.
_SETTLES = frozenset({Intent.ALL_CLEAR, Intent.NO_SYMPTOM, Intent.REASON, *DOSE_INTENTS})
_SAME_SITTING = timedelta(hours=6)
# TODAY is a command, and a day where one is asked for.
_DAYS = frozenset({"who_day", "start", "visit"})
_BARE_DIGIT = re.compile(r"[1-3]")
# Questions whose answer is a time: a time may also be when a dose was taken.
_TIMED = ("time", "times", "split")


def answer_plan(scene: Scene) -> bool:
    """Take the message as the answer to the open question of a plan talk. False if it is something else."""
    assert scene.patient is not None
    reply, said = scene.heard.reply, scene.heard.text.strip()
    code = scene.asked.get("code", "")
    is_command = reply.intent in _COMMANDS and not (reply.intent is Intent.TODAY and code in _DAYS)
    if scene.attachment is not None or is_command or scene.heard.amber:
        return False
    talk = load(scene)
    if _steer(scene, talk, plain(said)):
        return True
    if talk is None:
        if code != "bring" or reply.intent not in _FREE:
            return False
        if not scene.knowledge.plan_reader.speaks_of_doses(said):
            return False
        # Asked for the prescriber's words: what speaks of amounts is read as such, and asked about.
        bring_words(scene)
        return True
    if _is_dose(scene, reply, code):
        return False
    if _take(scene, talk, code, said):
        return True
    if reply.intent in _FREE or reply.intent in DOSE_INTENTS:
        if scene.knowledge.plan_reader.sounds_like(said) and code != "step":
            bring_words(scene)
        else:
            advance(scene, talk, unread=said)
        return True
    return False


def _steer(scene: Scene, talk: PlanTalk | None, words: str) -> bool:
    """BACK, BEGIN AGAIN, NOT NOW and STEPS."""
    assert scene.patient is not None
    if words in _LATER and not (words == "later" and open_doses(scene)):
        scene.settle()
        live = scene.live()
        active = live is not None and live.state is VersionState.ACTIVE
        scene.say("plan-later", {"why": "active" if active else "none"})
        return True
    if words in _AGAIN:
        put_away(scene)
        scene.say("plan-how-to", {"why": "again"})
        scene.ask(QUESTION, {"code": "bring"})
        return True
    if begin_by_steps(scene):
        return True
    if words in _BACK and talk is not None:
        if not talk.answers:
            scene.say("plan-no-back")
            return True
        back = talk.back(scene.now)
        scene.records.plan_talks.set(back)
        advance(scene, back)
        return True
    return False


def _is_dose(scene: Scene, reply: Reply, code: str) -> bool:
    """A real dose that waits goes before the question: unless several times of day, or an amount with its unit, are asked."""
    if reply.intent not in DOSE_INTENTS:
        return False
    if _TOLD.search(plain(scene.heard.text)) and not reply.unread:
        return True
    if not open_doses(scene) or reply.unread:
        # "Dr Lee, 020 7946 0000, 14:10" holds a time and is nobody's dose.
        return False
    times = scene.knowledge.plan_reader.times(scene.heard.text)
    return not (code.partition(":")[0] in _TIMED and len(times) > 1)


def _take(scene: Scene, talk: PlanTalk, code: str, said: str) -> bool:
    """Keep the answer if it moves the talk on."""
    if code in {"who", "who_day"}:
        return _take_who(scene, talk, code, said)
    if code == "ok":
        return scene.heard.reply.intent is Intent.OK and _keep(scene, talk.answer("ok", "ok", scene.now), code)
    if code == "read_back":
        return finish_read_back(scene, talk, said, lambda told: _keep(scene, told, code))
    if code == "step" or (code == "next_step" and canonical(scene, "over", said) is None):
        return _take_step(scene, talk, said)
    if code == "next_step":
        return _keep(scene, talk.answer("over", canonical(scene, "over", said) or "", scene.now), code)
    if code == "words:times" and _BARE_DIGIT.fullmatch(said):
        said = f"{said} times a day"
    kept = canonical(scene, code, said)
    return kept is not None and _keep(scene, talk.answer(code, kept, scene.now), code)


def _keep(scene: Scene, told: PlanTalk, code: str) -> bool:
    """Store the answer and go on, if the same question does not come again unchanged."""
    assert scene.patient is not None
    zone, today = scene.patient.zone, scene.today()
    standing = stand(told, scene.knowledge, today, zone)
    before = stand(told.back(scene.now), scene.knowledge, today, zone)
    if standing.unfit or (standing.ask == code and standing.slots == before.slots):
        return False
    scene.records.plan_talks.set(told)
    advance(scene, told)
    return True


def _take_who(scene: Scene, talk: PlanTalk, code: str, said: str) -> bool:
    """ "Dr Lee, 7 Sep": the name, and the day if it is there too. A day that is still to come cannot be."""
    reader = scene.knowledge.plan_reader
    day = reader.day(said, scene.today(), past=True)
    if day is not None and day > scene.today():
        return False
    if code == "who_day":
        return day is not None and _keep(scene, talk.answer("who_day", day.isoformat(), scene.now), code)
    name = named(reader, said)
    if name is None or scene.heard.reply.intent is Intent.OK:
        return False
    told = talk.answer("who", name, scene.now)
    if day is not None:
        told = told.answer("who_day", day.isoformat(), scene.now)
    if says_phone(said):
        told = told.answer("how", "phone", scene.now)
    scene.records.plan_talks.set(told)
    advance(scene, told)
    return True


def _take_step(scene: Scene, talk: PlanTalk, said: str) -> bool:
    """One step, read like a prescriber's words; only the strength may still be open."""
    read = scene.knowledge.plan_reader.words(said, [], scene.today())
    if read.plan is None and read.ask_about[0] != "strength":
        scene.say("plan-ask", {"about": read.ask_about[0]} | ({"quote": read.quote} if read.quote else {}))
        return True
    if read.plan is not None and not read.plan.steps:
        return False
    told = talk.answer("step", said, scene.now)
    scene.records.plan_talks.set(told)
    advance(scene, told)
    return True


def resume_plan(scene: Scene) -> None:
    """Whatever went first is answered: the question of the plan is open again, and asked again if another took its place."""
    if scene.patient is None or scene.heard.red or any(message.kind.startswith("plan-") for message in scene.out):
        return
    now_open = scene.records.talk.get(scene.contact.id)
    if now_open is not None and now_open.question is not None:
        return
    if scene.question == QUESTION and scene.talk is not None:
        scene.records.talk.set(scene.talk)
        return
    if scene.question is None or scene.heard.reply.intent not in _SETTLES:
        return
    talk = load(scene)
    if talk is not None and scene.now - talk.changed_at < _SAME_SITTING:
        advance(scene, talk)
