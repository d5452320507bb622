"""What the mind needs from outside: a store that speaks in lists, and channels. Implemented in `storage` and `bot/channels`.

Everything in one `transaction()` commits together or not at all. All instants are UTC."""

from __future__ import annotations

from scheduler.ports.aside import Aside, Asides, Waits
from scheduler.ports.board_passes import BoardPasses
from scheduler.ports.channel import Accepted, Channel, Delivery, DeliveryError, Finder, Measured, Paced
from scheduler.ports.fetching import CheckIns, EscalationEvent, Escalations, SignsTold
from scheduler.ports.gauges import Gauges
from scheduler.ports.keeping import Erasures, Retention
from scheduler.ports.mail import Alike, Inbox, Messages, Notes, Paces, Sent, Talk
from scheduler.ports.overview import Overview
from scheduler.ports.people import Cards, Invitations, People
from scheduler.ports.plan_reader import PlanReader, WordsRead
from scheduler.ports.plan_talks import PlanTalks, Releases
from scheduler.ports.plans import Doses, Intakes, Moved, Plans, Questions, Stock, Watches, Whose
from scheduler.ports.store import LAST_TICK, Audit, Broken, News, Records, Store, Telling, TryAgainError, Work

__all__ = [
    "LAST_TICK",
    "Accepted",
    "Alike",
    "Aside",
    "Asides",
    "Audit",
    "BoardPasses",
    "Broken",
    "Cards",
    "Channel",
    "CheckIns",
    "Delivery",
    "DeliveryError",
    "Doses",
    "Erasures",
    "EscalationEvent",
    "Escalations",
    "Finder",
    "Gauges",
    "Inbox",
    "Intakes",
    "Invitations",
    "Measured",
    "Messages",
    "Moved",
    "News",
    "Notes",
    "Overview",
    "Paced",
    "Paces",
    "People",
    "PlanReader",
    "PlanTalks",
    "Plans",
    "Questions",
    "Records",
    "Releases",
    "Retention",
    "Sent",
    "SignsTold",
    "Stock",
    "Store",
    "Talk",
    "Telling",
    "TryAgainError",
    "Waits",
    "Watches",
    "Whose",
    "WordsRead",
    "Work",
]
