"""What every start of the program imports, reads and compiles, done once in the process that others are forked from.

One conversation on a database that is thrown away: nothing of it is left but what any conversation would make again.
"""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

import structlog

import bot.cli.app
import bot.cli.chat
import bot.cli.run
import bot.serve as serve
from bot.rehearsal.people import enrol
from bot.rehearsal.world import open_world
from tests.compiled import keep_compiled

__all__ = ["bot", "serve"]

keep_compiled()
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
with tempfile.TemporaryDirectory() as folder:
    _world = open_world(Path(folder))
    enrol(_world.patient)
    _world.leap(days=1)
    _world.close(strict=False)
structlog.reset_defaults()
