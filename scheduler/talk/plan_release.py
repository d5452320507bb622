"""What lets a blocked plan go, and a change told by telephone: the clinic's code, or a read-back with a copy to a caregiver."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.circle import circle_of
from scheduler.domain.people import ChannelName
from scheduler.domain.plan_talk import Brought, PlanTalk
from scheduler.domain.regimen import Plan
from scheduler.domain.release import bare_code, is_open
from scheduler.domain.review import releasable, review
from scheduler.domain.timing import to_wall
from scheduler.domain.version import Change, PlanVersion, VersionState
from scheduler.talk.plan_answer import read_back
from scheduler.talk.plan_intake import confirm, plan_slots, put_away, tell_copy
from scheduler.talk.plan_rows import say_rows
from scheduler.talk.scene import Scene

QUESTION = "plan_talk"


def blocked_of(scene: Scene) -> PlanVersion | None:
    """The patient's blocked version; the newest, if there are several."""
    assert scene.patient is not None
    live = scene.records.plans.live_of([scene.patient.id])
    blocked = [version for version in live if version.state is VersionState.BLOCKED]
    return max(blocked, key=lambda version: version.number, default=None)


def use_code(scene: Scene) -> bool:
    """Take a clinic's code. False if the message is none. A wrong one changes nothing, and too many void what is open."""
    code = bare_code(scene.heard.text)
    if code is None or scene.patient is None:
        return False
    found = scene.records.releases.find(scene.patient.id, code)
    version = blocked_of(scene)
    if found is None or version is None or found.version_id != version.id or not is_open(found, scene.now):
        if found is None:
            scene.records.releases.count_wrong(scene.patient.id)
        scene.say("plan-code-wrong")
        return True
    if not releasable(review(version.plan, scene.knowledge.drug, now_on=scene.today())):
        scene.say("plan-refused", {"why": "another"})
    elif scene.records.releases.use(found.id, scene.now):
        _let_go(scene, version, f"{found.by}, by the clinic's code")
    return True


def begin_read_back(scene: Scene) -> None:
    """READ BACK: the prescriber is on the telephone and confirms the blocked plan."""
    version = blocked_of(scene)
    if version is None:
        scene.say("plan-refused", {"why": "not_blocked"})
        return
    findings = review(version.plan, scene.knowledge.drug, now_on=scene.today())
    if not releasable(findings):
        scene.say("plan-refused", {"why": "another"})
        return
    assert scene.patient is not None
    if not circle_of(scene.records, scene.patient.id):
        # Somebody beside the person has to hear of it, or it would be the patient's typing alone.
        scene.say("plan-read-back-alone")
        return
    talk = PlanTalk(scene.patient.id, Brought.RELEASE, Change.START, scene.now, plan=version.plan)
    scene.records.plan_talks.set(talk)
    say_read_back(scene, talk, version.plan, None)
    scene.ask(QUESTION, {"code": "read_back"})


def say_read_back(scene: Scene, talk: PlanTalk, plan: Plan, unread: str | None) -> None:
    """The plan to be read aloud to whoever is on the telephone, and what to note of them."""
    if unread is not None:
        missing = read_back(scene, unread, _own_numbers(scene)).missing
        scene.say("plan-need", {"about": f"read_back_{missing[0]}" if missing else "read_back"})
        return
    if talk.brought is not Brought.CHANGE or talk.said("how") is not None:
        say_rows(scene, plan)
    scene.say("plan-read-back", plan_slots(plan, [], scene.today()))


def _own_numbers(scene: Scene) -> frozenset[str]:
    """Telephone numbers of the person and of those who care for them: none of them is the prescriber's."""
    assert scene.patient is not None
    people = scene.records.people
    ids = [scene.patient.id, *(link.carer_id for link in people.carers_of(scene.patient.id))]
    addresses = [c.address for own in ids for c in people.contacts_of(own) if c.channel is ChannelName.SMS]
    return frozenset("".join(filter(str.isdigit, address)) for address in addresses)


def finish_read_back(scene: Scene, talk: PlanTalk, said: str, keep: Callable[[PlanTalk], bool]) -> bool:
    """Name, number and time of the call. False while one of them is missing. A copy goes to the caregivers."""
    assert scene.patient is not None
    told = read_back(scene, said, _own_numbers(scene))
    if told.missing or told.at is None:
        return False
    wall = to_wall(told.at, scene.patient.zone)
    who = f"{told.name}, by phone {told.number}, {wall:%H:%M} on {wall:%Y-%m-%d}"
    if talk.brought is not Brought.RELEASE:
        return keep(talk.answer("read_back", who, scene.now))
    version = blocked_of(scene)
    put_away(scene)
    if version is None or version.plan != talk.plan:
        scene.say("plan-refused", {"why": "not_blocked"})
        return True
    _let_go(scene, version, who)
    tell_copy(scene, who, version.plan)
    return True


def _let_go(scene: Scene, version: PlanVersion, who: str) -> None:
    assert scene.patient is not None
    scene.settle()
    confirm(scene.records, version, scene.patient, who, scene.now, scene.knowledge)
