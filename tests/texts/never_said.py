"""What is never said, whoever asks: advice about amounts, praise or blame, a guess at what a sign comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from bot.rehearsal.world import World
from scheduler.domain.regimen import Plan
from scheduler.domain.timing import daily_total, steps_with_dates
from tests.texts import sample

# Words that are allowed although they are among the forbidden ones: said by the law's, the carriers' or the makers' rules,
# or there so that nobody changes anything suddenly.
ALLOWED = (
    "do not stop suddenly",
    "This does not mean stop your medicine",
    "Do not catch up or restart by yourself",
    "Running out is like a sudden stop",
    "HELP or STOP",
    "STOP ends all messages",
    "STOP ends all texts",
    "STOP ends messages",
    sample.USUAL["quote"],
)
ADVICE = re.compile(
    r"\b(take|taking|takes) (more|less|it|this|that|them|again|another|both|extra|two|one|half|\d)\b|\brestart|"
    r"\bdoubl|\bstop|\bskip|\bcatch up\b|\bincrease|\bdecrease|\bgo up\b|\bcut down\b|\bshould\b|\bmust\b",
    re.IGNORECASE,
)
PRAISE_OR_BLAME = re.compile(
    r"\b(well done|great|good (job|work)|congrat\w*|proud|streak|keep it up|excellent|perfect|awesome|amazing)\b|"
    r"\byou (have )?(missed|forgot|failed)|\bmissed\b|\bfail\w*|\bunfortunately\b|\boops\b",
    re.IGNORECASE,
)
GUESS = re.compile(r"withdraw|overdos|toxic|addict", re.IGNORECASE)

_QUOTED = re.compile(r'"[^"]*"')
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?) mg\b")
# A review of the plan says how far its steps lie apart, and what a label allows: figures about the plan, not of it.
_REVIEWS = frozenset({"plan-loaded", "plan-blocked", "plan-change-waits", "plan-read"})


def check_words(world: World) -> None:
    """Every message of a story: no advice, no blame, no guess, and no amount but those of a plan or of somebody's own words.

    What is quoted is somebody's own.
    """
    known = _amounts_of(world)
    for network in world.networks.values():
        for phone in network.phones.values():
            for message in (*phone.heard, *phone.unheard):
                text = _QUOTED.sub("", message.text)
                for allowed in ALLOWED:
                    text = text.replace(allowed, "")
                for forbidden in (ADVICE, PRAISE_OR_BLAME, GUESS):
                    assert not forbidden.search(text), f"{message.kind}: {message.text}"
                if message.kind not in _REVIEWS:
                    said = set(_AMOUNT.findall(text))
                    assert said <= known, f"{message.kind} says {sorted(said - known)} mg: {message.text}"


def _amounts_of(world: World) -> set[str]:
    known = {number for words in world.said for number in re.findall(r"\d+(?:\.\d+)?", words)}
    with world.house.store.reading() as records:
        for patient_id in records.people.patient_ids():
            for version in records.plans.versions_of(patient_id):
                known |= {format(amount.normalize(), "f") for amount in _amounts(version.plan)}
            for intake in records.intakes.of_patient(patient_id, world.now.replace(year=2020)):
                known |= set() if intake.mg is None else {format(intake.mg.normalize(), "f")}
    return known


def _amounts(plan: Plan) -> Iterable[Decimal]:
    for tablet in plan.tablets:
        if tablet.strength_mg is not None:
            yield tablet.strength_mg
    for amount in (plan.context.reported_current_mg, plan.context.plan_baseline_mg):
        if amount is not None:
            yield amount
    for step in plan.steps:
        for day in step.cycle:
            yield from (line.mg for line in day)
    for _, first, _ in steps_with_dates(plan):
        yield daily_total(plan, first)
