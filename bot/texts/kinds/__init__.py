"""Every code a message can have, one file for each part of the conversation."""

from __future__ import annotations

from bot.texts.kinds.answers import ANSWERS
from bot.texts.kinds.carer_days import CARER_DAYS
from bot.texts.kinds.checkins import CHECK_INS
from bot.texts.kinds.clinic import CLINIC
from bot.texts.kinds.commands import COMMANDS
from bot.texts.kinds.doses import DOSES
from bot.texts.kinds.enrol import ENROL
from bot.texts.kinds.fetching import HELP
from bot.texts.kinds.keeping import KEEPING
from bot.texts.kinds.kind import Kind
from bot.texts.kinds.pages import PAGES
from bot.texts.kinds.people import PEOPLE
from bot.texts.kinds.plan import PLAN
from bot.texts.kinds.plan_talk import PLAN_TALK
from bot.texts.kinds.running import SERVICE
from bot.texts.kinds.safety import SAFETY
from bot.texts.kinds.supply import SUPPLY

__all__ = ["KINDS", "Kind"]

KINDS: dict[str, Kind] = {
    **ENROL,
    **PEOPLE,
    **DOSES,
    **ANSWERS,
    **SAFETY,
    **COMMANDS,
    **PLAN,
    **PLAN_TALK,
    **SUPPLY,
    **CHECK_INS,
    **CARER_DAYS,
    **HELP,
    **CLINIC,
    **PAGES,
    **SERVICE,
    **KEEPING,
}
