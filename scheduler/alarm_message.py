"""What an escalation says, to whom, under which key: codes and slots, no words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.circle import Carer, circle_of, facts_for_help, names_of
from scheduler.concern import tell_operator
from scheduler.domain.escalation import AGAIN_AT, RED_CAUSES, Act, Cause, Escalation, Tier, Turn
from scheduler.domain.message import MessageState, Priority
from scheduler.domain.people import Conversation, Patient
from scheduler.outgoing import to_carer, to_patient
from scheduler.ports import EscalationEvent, Records

CALL = "voice-alert"
_KINDS = {
    Cause.SILENCE: "silence-alert",
    Cause.CARER: "carer-alert",
    Cause.AMOUNT_URGENT: "urgent-alert",
    Cause.SUPPLY: "supply-alert",
    Cause.OPTED_OUT: "opted-out-alert",
    Cause.UNREACHABLE: "channel-lost-alert",
    Cause.SIGNS: "signs-alert",
    Cause.NEAR_RED: "doubt-alert",
}
_ABOUT = {
    Cause.UNCONFIRMED: "unconfirmed",
    Cause.NOT_TAKEN: "unconfirmed",
    Cause.AMOUNT: "reason",
    Cause.AMBER: "unwell",
    Cause.DOUBT: "doubt",
    Cause.BUDGET: "budget",
}


@dataclass(slots=True)
class Bell:
    """Says what an escalation calls for. `now` is UTC."""

    records: Records
    patient: Patient
    now: datetime

    def ring(self, escalation: Escalation, turns: Sequence[Turn], circle: Mapping[int, Carer]) -> None:
        """Queue the messages of these turns, and note each attempt."""
        for turn in turns:
            self._note(escalation, turn)
            match turn.act:
                case Act.TELL:
                    self._tell(escalation, [circle[carer] for carer in turn.to if carer in circle])
                case Act.NOBODY:
                    # The emergency number is for danger; an open dose that nobody rang about is not that.
                    kind = "help-nobody" if escalation.tier is Tier.RED else "help-nobody-yet"
                    self.to_person(escalation, kind, {"names": names_of(circle)})
                case Act.ASK_PERSON:
                    self.to_person(escalation, "help-alone")
                    self._ask_safety()
                case Act.ASK_SAFETY:
                    self.to_person(escalation, "safety-again", {"names": names_of(circle)})
                    self._ask_safety()
                case Act.OPERATOR:
                    self.to_operator(escalation)
                case Act.LAPSED:
                    self._lapsed(escalation, turn.to, circle)
                case Act.ASK_ALL_CLEAR:
                    asked = [circle[carer] for carer in turn.to if carer in circle]
                    self.to_carers(escalation, "carer-all-clear", asked)
                case Act.GIVEN_UP:
                    kind = "help-tried" if escalation.tier is Tier.AMBER else "help-given-up"
                    again = self._again(escalation)
                    self.to_person(escalation, kind, {"names": names_of(circle), **again})
                    told = [carer for own_id, carer in circle.items() if own_id in escalation.told]
                    self.to_carers(escalation, "carer-given-up", told, again)

    def _again(self, escalation: Escalation) -> dict[str, str]:
        """When everybody is asked again, where a later rule of its own does that."""
        at = escalation.because.get(AGAIN_AT)
        later = at is not None and escalation.cause is Cause.UNCONFIRMED and datetime.fromisoformat(at) > self.now
        return {"until": at} if later and at is not None else {}

    def _note(self, escalation: Escalation, turn: Turn) -> None:
        people: Iterable[int | None] = turn.to or (None,)
        self.records.escalations.note(
            [EscalationEvent(escalation.id, self.now, turn.act.value, person) for person in people]
        )

    def _tell(self, escalation: Escalation, carers: Sequence[Carer]) -> None:
        red = escalation.tier is Tier.RED
        slots = dict(escalation.because)
        slots |= facts_for_help(self.records, self.patient, self.now, medicine=escalation.cause is not Cause.SUICIDE)
        if escalation.cause in RED_CAUSES:
            kind = _KINDS.get(escalation.cause, "red-flag-alert")
        elif red and "name" in slots:
            kind = "carer-alert"
        else:
            kind = _KINDS.get(escalation.cause, "please-ring")
            slots["about"] = _ABOUT.get(escalation.cause, "unconfirmed")
        self.to_carers(escalation, kind, carers, slots)
        if red:
            self._call(escalation, carers)
        for carer in carers:
            for contact in carer.contacts:
                self.records.talk.set(Conversation(contact.id, self.patient.id, "carer", {}, self.now))

    def _call(self, escalation: Escalation, carers: Sequence[Carer]) -> None:
        """Ring those who agreed to it, beside the text, and once more soon after: telephones let a repeated call through."""
        policy = self.patient.policy
        again = self.now + timedelta(seconds=policy.red_call_again_s)
        over = self.now + timedelta(minutes=policy.red_repeat_min)
        self.records.messages.add(
            [
                replace(
                    to_carer(
                        carer.person.id,
                        contact,
                        self.patient.id,
                        CALL,
                        f"{self._key(escalation, CALL)}:{carer.person.id}:{contact.id}:{number}",
                        self.now,
                        priority=Priority.RED,
                        slots={"patient": self.patient.call_me},
                        not_before=at,
                    ),
                    expires_at=over,
                )
                for carer in carers
                for contact in carer.calls
                for number, at in enumerate((self.now, again), 1)
            ]
        )

    def hang_up(self, escalation: Escalation) -> None:
        """Somebody answered: calls that have not been made yet are not made."""
        made = self.records.messages.of_patient(self.patient.id, escalation.opened_at)
        waits = [m.id for m in made if m.kind == CALL and m.state is MessageState.WAITING]
        self.records.messages.drop(waits, "answered", self.now)

    def to_carers(
        self, escalation: Escalation, kind: str, carers: Sequence[Carer], slots: Mapping[str, str] | None = None
    ) -> None:
        """Tell these caregivers: a red one on every contact they have, another one on the first."""
        red = escalation.tier is Tier.RED
        messages = [
            to_carer(
                carer.person.id,
                contact,
                self.patient.id,
                kind,
                f"{self._key(escalation, kind)}:{carer.person.id}:{contact.id}",
                self.now,
                priority=Priority.RED if red else Priority.ESCALATION,
                slots=self._filled(carer, slots or {}),
            )
            for carer in carers
            for contact in (carer.contacts if red else carer.contacts[:1])
        ]
        self.records.messages.add(messages)

    def _filled(self, carer: Carer, slots: Mapping[str, str]) -> dict[str, str]:
        """For somebody in another country the patient's own emergency line, which theirs would not reach."""
        filled = {"patient": self.patient.call_me, **slots}
        is_far = carer.person.country not in {None, self.patient.country}
        if is_far and (line := self.records.cards.of(self.patient.id).local_emergency):
            filled["emergency"] = line
        return filled

    def to_person(self, escalation: Escalation, kind: str, slots: Mapping[str, str] | None = None) -> None:
        """Tell the person themselves."""
        red = escalation.tier is Tier.RED
        self.records.messages.add(
            to_patient(
                self.patient,
                kind,
                self._key(escalation, kind),
                self.now,
                priority=Priority.RED if red else Priority.ESCALATION,
                slots=slots,
                budgeted=not red,
            )
        )

    def to_operator(self, escalation: Escalation) -> None:
        """Tell whoever runs this, by the patient's number alone."""
        slots = {"code": str(self.patient.id), "since": escalation.opened_at.isoformat()}
        about = str(escalation.id)
        self.records.messages.add(tell_operator(self.records, "operator-unanswered", about, self.now, slots))

    def _lapsed(self, escalation: Escalation, to: Sequence[int], circle: Mapping[int, Carer]) -> None:
        name = next((circle[carer].name for carer in to if carer in circle), "")
        self.to_person(escalation, "help-lapsed", {"name": name} if name else {})

    def _ask_safety(self) -> None:
        if self.patient.contact is not None:
            talk = Conversation(self.patient.contact.id, self.patient.id, "safety", {}, self.now)
            self.records.talk.set(talk)

    def stand_down(self, escalation: Escalation, *, by: int | None = None, name: str = "") -> None:
        """It is over: everybody who was told hears so, and by whom; so does the person. `name`: of somebody at the clinic."""
        circle = circle_of(self.records, self.patient.id, away_too=True)
        told = [carer for own_id, carer in circle.items() if own_id in escalation.told and own_id != by]
        name = circle[by].name if by is not None and by in circle else name
        self.to_carers(escalation, "carer-stand-down", told, {"name": name} if name else {})
        if by is not None:
            self.to_person(escalation, "help-over", {"name": name} if name else {})

    def _key(self, escalation: Escalation, kind: str) -> str:
        return f"esc:{escalation.id}:{kind}:{int(self.now.timestamp())}"
