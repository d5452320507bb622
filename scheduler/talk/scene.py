"""One inbound message with all that it concerns: who wrote, about whom, what was asked before, and what is answered now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from scheduler.domain.dose import Dose
from scheduler.domain.intake import Answer
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import Contact, Conversation, Patient, Person, Role
from scheduler.domain.regimen import Plan
from scheduler.domain.reply import ANSWERS, Heard
from scheduler.domain.timing import to_wall
from scheduler.domain.version import PlanVersion, VersionState
from scheduler.knowledge import Knowledge
from scheduler.ports import Records
from scheduler.slots import doses_slot

# The questions of the first conversation, in order.
GETTING_TO_KNOW = ("enrol_ok", "circle", "practice", "name", "zone", "wording", "plan_file")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A plan file that came with the message: the plan, or the one line that says what is wrong with the file.

    `beside`: what the file says that the plan does not hold, in words.
    """

    plan: Plan | None = None
    error: str | None = None
    beside: str = ""


@dataclass(slots=True)
class Scene:
    """What `receive` works on; answers are collected in `out` and queued in the same transaction. `now` is UTC.

    `answers`: ids of what was recorded here, so that the receipt's own Undo takes back exactly that.
    """

    records: Records
    knowledge: Knowledge
    now: datetime
    inbound_id: int
    contact: Contact
    heard: Heard
    person: Person
    patient: Patient | None
    talk: Conversation | None
    attachment: Attachment | None = None
    out: list[Message] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def say(
        self,
        kind: str,
        slots: Mapping[str, str] | None = None,
        *,
        doses: Sequence[Dose] = (),
        priority: Priority = Priority.REST,
        even_unconsented: bool = False,
        about: int | None = None,
    ) -> None:
        """Answer on the contact that wrote. An answer is never held back by quiet hours; it counts toward
        the day's texts if it answers an answer, not if it was asked for."""
        filled = dict(slots or {})
        if doses:
            filled["doses"] = doses_slot(doses)
            live = self.live()
            if live is not None and len(live.plan.tablets) > 1:
                filled["several_strengths"] = "yes"
        self.out.append(
            Message(
                person_id=self.person.id,
                contact_id=self.contact.id,
                kind=kind,
                key=f"in:{self.inbound_id}:{len(self.out)}",
                priority=priority,
                not_before=self.now,
                created_at=self.now,
                slots=filled,
                patient_id=about or (self.patient.id if self.patient else None),
                budgeted=priority is not Priority.RED and self._answers_us(),
                even_unconsented=even_unconsented,
            )
        )

    def _answers_us(self) -> bool:
        return self.heard.reply.intent in ANSWERS and self.question not in GETTING_TO_KNOW

    def remember(self, answer: Answer) -> None:
        """Keep what was recorded, for `undo`."""
        self.answers.append(self.records.intakes.add_answer(answer))

    def ask(self, question: str, slots: Mapping[str, str] | None = None) -> None:
        """Keep what was asked, so that a bare answer finds it. One open question per contact."""
        about = self.patient.id if self.patient else None
        self.records.talk.set(Conversation(self.contact.id, about, question, slots or {}, self.now))

    def settle(self) -> None:
        """No question is open any more."""
        if self.talk is not None and self.talk.question is not None:
            self.records.talk.set(Conversation(self.contact.id, self.talk.about, None, {}, None))

    @property
    def question(self) -> str | None:
        return self.talk.question if self.talk else None

    @property
    def asked(self) -> Mapping[str, str]:
        return self.talk.slots if self.talk else {}

    def today(self) -> date:
        """The writer's own date."""
        zone = self.patient.zone if self.patient else self.person.zone or "UTC"
        return to_wall(self.now, zone).date()

    def live(self) -> PlanVersion | None:
        """The version that rules now: the active one, else the newest that waits."""
        if self.patient is None:
            return None
        versions = self.records.plans.live_of([self.patient.id])
        active = [version for version in versions if version.state is VersionState.ACTIVE]
        return max(active or versions, key=lambda version: version.number, default=None)

    def reload(self) -> None:
        """Read the patient again after a change to them."""
        if self.patient is not None:
            self.patient = self.records.people.patients([self.patient.id])[self.patient.id]

    def has_role(self, role: Role) -> bool:
        return role in self.records.people.roles(self.person.id)
