"""Rows and constraints of every table. One metadata; `storage/migrations` brings a database to it."""

from storage.tables.base import Row
from storage.tables.board_pass import board_member, board_pass
from storage.tables.erasure import erasure
from storage.tables.escalation import check_in, escalation, escalation_event, sign
from storage.tables.invitation import invitation
from storage.tables.message import inbox, message, receipt
from storage.tables.person import (
    card,
    care_link,
    consent,
    contact,
    conversation,
    note,
    patient,
    person,
    person_contact,
    person_role,
)
from storage.tables.plan import answer, dose, intake, medicine, plan_version, stock, stock_history, watch
from storage.tables.plan_talk import plan_talk, release_code
from storage.tables.question import prescriber_question
from storage.tables.set_aside import set_aside

metadata = Row.metadata

__all__ = [
    "answer",
    "board_member",
    "board_pass",
    "card",
    "care_link",
    "check_in",
    "consent",
    "contact",
    "conversation",
    "dose",
    "erasure",
    "escalation",
    "escalation_event",
    "inbox",
    "intake",
    "invitation",
    "medicine",
    "message",
    "metadata",
    "note",
    "patient",
    "person",
    "person_contact",
    "person_role",
    "plan_talk",
    "plan_version",
    "prescriber_question",
    "receipt",
    "release_code",
    "set_aside",
    "sign",
    "stock",
    "stock_history",
    "watch",
]
