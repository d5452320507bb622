"""A prescriber's words → a plan, what may be taken when needed, or the questions to ask. Never a guess."""

from bot.reading.instructions.document import to_plan_document
from bot.reading.instructions.flat import to_flat
from bot.reading.instructions.reading import LONGEST_TEXT, InstructionReading, read_instructions

__all__ = ["LONGEST_TEXT", "InstructionReading", "read_instructions", "to_flat", "to_plan_document"]
