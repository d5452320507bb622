"""What every start of the program imports and reads, done once in the process that others are forked from."""

from __future__ import annotations

import bot.cli.app
import bot.cli.chat
import bot.cli.run
import bot.serve as serve
from bot.reading.understand import understand
from bot.texts.words import say

__all__ = ["bot", "serve"]

understand("1", None)
say("part-this-person")
