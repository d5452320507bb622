"""Messages that would leave within minutes of each other become one text, where the words allow it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.checking import check, look_around
from scheduler.domain.message import Message, Priority
from scheduler.domain.people import ChannelName, Patient
from scheduler.ports import Channel, Delivery, Measured, Records

ALSO = "also"
# What only says something: it can stand before any other text, because no bare answer could be meant for it.
RIDERS = frozenset(
    {
        *("recorded-taken", "recorded-late", "recorded-part", "recorded-not-taken", "undone", "snoozed"),
        *("reason-forgot", "reason-out", "reason-better", "reason-told", "reason-other", "reason-saved"),
        *(
            "step-notice",
            "step-notice-ask",
            "plan-last-day",
            "plan-open-end",
            "supply-order",
            "supply-low",
            "supply-visit",
        ),
        *("count-ask", "check-in-done", "check-in-amber", "carer-will", "carer-soon", "carer-unwell", "carer-joined"),
        *(
            "carer-left-you",
            "carer-away-you",
            "carer-back-you",
            "resumed",
            "missed-a-day",
            "noted-symptom",
            "help-cannot",
        ),
    }
)
_BACK = timedelta(days=2)


def gather(
    records: Records, deliveries: Sequence[Delivery], patients: Mapping[int, Patient], channel: Channel, now: datetime
) -> list[Delivery]:
    """The same deliveries, with what waits beside them for the same person put before their words. `now` is UTC.

    What has joined another text is laid aside in the caller's transaction; it never leaves by itself.
    """
    if not isinstance(channel, Measured):
        return list(deliveries)
    leading = {d.message.contact_id: d for d in deliveries if _can_lead(d, patients)}
    if not leading:
        return list(deliveries)
    people = {d.message.person_id for d in leading.values()}
    soon = {each: now + timedelta(minutes=patients[each].policy.texts_join_within_min) for each in people}
    waiting = records.messages.beside(people, now - _BACK, max(soon.values()))
    riders = [m for m in waiting if _can_ride(m, leading) and m.not_before <= soon[m.person_id]]
    if not riders:
        return list(deliveries)
    around = look_around(records, riders, now)
    rode: dict[int, list[int]] = {}
    for rider in riders:
        told, _ = check(rider, around, now)
        if told is None:
            continue
        lead = leading[rider.contact_id]
        joined = _join(lead, told.message)
        if channel.fits(joined):
            leading[rider.contact_id] = joined
            rode.setdefault(rider.contact_id, []).append(rider.id)
    if rode:
        _keep(records, {leading[contact_id].message.id: leading[contact_id] for contact_id in rode}, rode, now)
    return [leading.get(d.message.contact_id, d) for d in deliveries]


def _keep(records: Records, leading: Mapping[int, Delivery], rode: Mapping[int, Sequence[int]], now: datetime) -> None:
    """Save who rides with whom. Everything else stays as it was queued: if this send fails, it is worded anew for the next."""
    for queued in records.messages.by_id(leading):
        also = {ALSO: leading[queued.id].message.slots[ALSO]}
        records.messages.join(replace(queued, slots={**queued.slots, **also}), rode[queued.contact_id], now)


def _can_lead(delivery: Delivery, patients: Mapping[int, Patient]) -> bool:
    message = delivery.message
    mine = message.person_id == message.patient_id and message.person_id in patients
    return delivery.channel is ChannelName.SMS and mine and message.budgeted and message.priority is not Priority.RED


def _can_ride(message: Message, leading: Mapping[int, Delivery]) -> bool:
    lead = leading.get(message.contact_id)
    same = lead is not None and lead.message.person_id == message.person_id == message.patient_id
    return same and message.kind in RIDERS and message.budgeted


def _join(lead: Delivery, rider: Message) -> Delivery:
    due_at = rider.due_at.isoformat() if rider.due_at is not None else None
    before = json.loads(lead.message.slots.get(ALSO, "[]"))
    also = json.dumps([*before, [rider.kind, dict(rider.slots), due_at]])
    return replace(lead, message=replace(lead.message, slots={**lead.message.slots, ALSO: also}))
