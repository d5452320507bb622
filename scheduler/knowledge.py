"""Facts that are data, loaded once at the edge and handed in: the drug, default policy, pharmacy days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from scheduler.domain.drug import Drug
from scheduler.domain.policy import Policy
from scheduler.ports.plan_reader import PlanReader


@dataclass(frozen=True, slots=True)
class Knowledge:
    """`closed_in(country)` tells on which days pharmacies and clinics of that country are closed (None: weekends only).

    `zones_for(said)` finds IANA zones for a zone, city or country; `country_of(zone)` the ISO code of a zone's country.
    `calls`: whether this house can ring a telephone.
    `plan_reader` reads what people write about a plan.
    """

    drug: Drug
    policy: Policy
    closed_in: Callable[[str | None], Callable[[date], bool]]
    zones_for: Callable[[str], tuple[str, ...]]
    country_of: Callable[[str], str | None]
    plan_reader: PlanReader
    calls: bool = False
