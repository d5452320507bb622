"""Everything that is kept about one patient as one FHIR Bundle: requests, what was taken, check-ins, alarms.

Only what somebody said is said here. A dose that nobody confirmed is neither taken nor not taken: it is not in the Bundle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.exchange.fhir.model import is_valid
from bot.exchange.fhir.source import Release
from bot.exchange.fhir.writing import NotInFhirError, medicine_concept, milligrams, write_request
from bot.texts.words import has_words, say
from scheduler.domain.document import parse_plan
from scheduler.domain.regimen import Plan

Json = dict[str, Any]
History = Mapping[str, list[dict[str, Any]]]

_ADHERENCE = "http://hl7.org/fhir/CodeSystem/medication-statement-adherence"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/communication-category"
# A plan that rules is active; whatever it waits for, a plan that waits is a draft.
_STATUS = {
    "active": "active",
    "ended": "completed",
    "replaced": "stopped",
    "watch": "on-hold",
    "waiting": "draft",
    "blocked": "draft",
}
_SENT = {
    "sent": "completed",
    "delivered": "completed",
    "unknown": "unknown",
    "failed": "not-done",
    "dropped": "not-done",
}


def write_record(history: History, release: Release) -> Json:
    """The Bundle of one patient, from the document that `bot.exchange.history` makes. Valid by the library's models."""
    record = _Record(history, release)
    entries = [
        {"fullUrl": record.address(node["resourceType"], node["id"]), "resource": node} for node in record.resources()
    ]
    bundle: Json = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    is_valid(bundle, release)
    return bundle


class _Record:
    def __init__(self, history: History, release: Release) -> None:
        self._history = history
        self._release = release
        self._patient = history["patient"][0]
        self._plans: dict[int, Plan] = {each["id"]: parse_plan(each["plan"]) for each in history["plans"]}
        self._doses = {each["id"]: each for each in history["doses"]}

    def address(self, kind: str, name: str) -> str:
        """Where a resource is found in the Bundle: the same in every export of the same person."""
        whose = f"{self._patient['id']}:{self._patient['enrolled_at']}"
        return uuid5(NAMESPACE_URL, f"stepdown:{whose}:{kind}:{name}").urn

    def resources(self) -> Iterator[Json]:
        yield {
            "resourceType": "Patient",
            "id": "patient",
            "name": [{"text": self._patient["name"] or say("fhir-nameless")}],
        }
        yield from map(self._request, self._history["plans"])
        yield from self._statements()
        for each in self._history["check_ins"]:
            yield from self._check_in(each)
        yield from self._alerts()

    @property
    def _subject(self) -> Json:
        return {"reference": self.address("Patient", "patient")}

    def _request(self, version: Mapping[str, Any]) -> Json:
        plan = self._plans[version["id"]]
        head: Json = {"id": f"plan-{version['id']}", "status": _STATUS[version["state"]]}
        if version["created_at"] is not None:
            head["authoredOn"] = version["created_at"]
        decided = version["confirmed_by"] or version["decided_by"]
        if decided:
            head["requester"] = {"display": decided}
        try:
            written = write_request(plan, self._release, self._subject).document
        except NotInFhirError as reason:
            held = {"concept": medicine_concept(plan)}
            written = {
                "resourceType": "MedicationRequest",
                "intent": "order",
                "subject": self._subject,
                "note": [{"text": say("fhir-cannot", why=str(reason))}],
                **({"medication": held} if self._is_r5 else {"medicationCodeableConcept": held["concept"]}),
            }
        return {**written, **head}

    @property
    def _is_r5(self) -> bool:
        return self._release is Release.R5

    def _statements(self) -> Iterator[Json]:
        """What was said to be taken, and what was said not to be."""
        for intake in self._history["intakes"]:
            dose = self._doses.get(intake["dose_id"])
            text = None if intake["kind"] == "dose" else say(f"fhir-intake-{intake['kind']}")
            yield self._statement(
                f"intake-{intake['id']}",
                dose,
                at=intake["taken_at"],
                said_at=intake["recorded_at"],
                mg=intake["mg"],
                adherence=_adherence(intake, dose),
                text=text,
            )
        for dose in self._history["doses"]:
            if dose["state"] == "skipped":
                reason = say(f"fhir-reason-{dose['reason'].replace('_', '-')}") if dose["reason"] else None
                yield self._statement(
                    f"skipped-{dose['id']}",
                    dose,
                    at=dose["due_at"],
                    said_at=dose["answered_at"],
                    mg=None,
                    adherence="not-taking",
                    text=reason,
                )

    def _statement(
        self,
        name: str,
        dose: Mapping[str, Any] | None,
        *,
        at: str,
        said_at: str | None,
        mg: Decimal | int | float | None,
        adherence: str,
        text: str | None,
    ) -> Json:
        plan_id = dose["plan_id"] if dose is not None else self._plan_at(at)
        plan = self._plans.get(plan_id) if plan_id is not None else None
        concept = medicine_concept(plan) if plan is not None else {"text": say("fhir-medicine-unknown")}
        taken = adherence != "not-taking"
        found: Json = {"resourceType": "MedicationStatement", "id": name, "subject": self._subject}
        found |= {"effectiveDateTime": at, **({"dateAsserted": said_at} if said_at else {})}
        request = [{"reference": self.address("MedicationRequest", f"plan-{plan_id}")}] if plan is not None else []
        if self._is_r5:
            coding = {"system": _ADHERENCE, "code": adherence}
            found |= {"status": "recorded", "medication": {"concept": concept}, "informationSource": [self._subject]}
            found["adherence"] = {
                "code": {"coding": [coding]},
                **({"reason": {"text": text}} if text and not taken else {}),
            }
            found |= {"derivedFrom": request} if request else {}
        else:
            found |= {"status": "completed" if taken else "not-taken", "medicationCodeableConcept": concept}
            found |= {"informationSource": self._subject, **({"basedOn": request} if request else {})}
            found |= {"statusReason": [{"text": text}]} if text and not taken else {}
        found |= {"note": [{"text": text}]} if text and taken else {}
        if mg is not None and taken:
            found["dosage"] = [{"doseAndRate": [{"doseQuantity": milligrams(Decimal(str(mg)))}]}]
        return found

    def _plan_at(self, at: str) -> int | None:
        """The newest plan that had begun at an instant (ISO, UTC)."""
        begun = [each for each in self._history["plans"] if each["begins_at"] and each["begins_at"] <= at]
        return max(begun, key=lambda each: int(each["number"]))["id"] if begun else None

    def _check_in(self, check_in: Mapping[str, Any]) -> Iterator[Json]:
        """The answers as a whole, and each number as an observation. A check-in without an answer says nothing."""
        answers = check_in["answers"]
        if not answers:
            return
        name = f"check-in-{check_in['id']}"
        at = check_in["ended_at"] or check_in["asked_at"]
        texts = {code: _words_of(code) for code in answers}
        response: Json = {
            "resourceType": "QuestionnaireResponse",
            "id": name,
            "status": "completed" if check_in["ended_at"] else "in-progress",
            "subject": self._subject,
            "authored": at,
            "item": [
                {"linkId": code, "text": texts[code], "answer": [{"valueInteger": value}]}
                for code, value in answers.items()
            ],
        }
        if self._is_r5:
            # R5 wants to know which questionnaire; ours is published nowhere, so it is named and not addressed.
            response["questionnaire"] = f"urn:stepdown:check-in:{check_in['kind']}"
        if check_in["kind"] != "carer":
            response["source"] = self._subject
        yield response
        for code, value in answers.items():
            yield {
                "resourceType": "Observation",
                "id": f"{name}-{code.replace('_', '-')}",
                "status": "final",
                "code": {"text": texts[code]},
                "subject": self._subject,
                "effectiveDateTime": at,
                "valueInteger": value,
                "derivedFrom": [{"reference": self.address("QuestionnaireResponse", name)}],
            }

    def _alerts(self) -> Iterator[Json]:
        """What other people were told, as it was sent to them."""
        names = {each["person_id"]: each.get("name") for each in self._history["contacts"]}
        for message in self._history["messages"]:
            if not message["kind"].endswith("-alert") or message["state"] not in _SENT:
                continue
            name = names.get(message["person_id"])
            text = message["text"]
            content = {"contentCodeableConcept": {"text": text}} if self._is_r5 else {"contentString": text}
            yield {
                "resourceType": "Communication",
                "id": f"message-{message['id']}",
                "status": _SENT[message["state"]],
                "category": [{"coding": [{"system": _CATEGORY, "code": "alert"}]}],
                "subject": self._subject,
                **({"recipient": [{"display": name}]} if name else {}),
                **({"sent": message["sent_at"]} if message["sent_at"] else {}),
                **({"payload": [content]} if text else {}),
            }


def _words_of(question: str) -> str:
    """What was asked; a question that has no words of its own stands by its code."""
    code = f"fhir-question-{question.replace('_', '-')}"
    return say(code) if has_words(code) else question


def _adherence(intake: Mapping[str, Any], dose: Mapping[str, Any] | None) -> str:
    """Whether what was taken is what the plan has. Whether it was in time is left to who reads the times."""
    if intake["kind"] == "loose" or intake["mg"] is None or (intake["kind"] == "dose" and dose is None):
        return "taking"
    is_whole = intake["kind"] == "dose" and dose is not None and intake["mg"] == dose["mg"]
    return "taking-as-directed" if is_whole else "taking-not-as-directed"
