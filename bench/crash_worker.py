"""Keeps processes of ours to be killed: forks one for each line it reads, so that the next begins at once.

Run as `python -m bench.crash_worker`. A line is `{"command", "environment", "point", "nth"}`; the forked process runs that
command as the program does, and kills itself with SIGKILL the nth time it passes the point ("" for never). What is written
back is its process id.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from pathlib import Path

import bot.bootstrap
import bot.channels.sms
import bot.cli.run
import bot.serve
from bench.crash_stepped import follow_steps
from bot.channels.sms import SmsChannel
from bot.cli.app import main
from scheduler.ports import Accepted, Delivery, Store
from storage.store import open_store
from tests.adapters.crash_child import KilledStore, Killer

_OPENS = "open_store"


def arm(killer: Killer) -> None:
    """Have the process pass its points: before and after each commit, before and after each send."""
    send = SmsChannel.send

    def opened(*given: object, **named: object) -> Store:
        return KilledStore(open_store(*given, **named), killer)  # type: ignore[arg-type]

    async def sent(self: SmsChannel, delivery: Delivery) -> Accepted:
        killer.reach("before-send")
        accepted = await send(self, delivery)
        killer.reach("sent")
        return accepted

    setattr(bot.bootstrap, _OPENS, opened)
    SmsChannel.send = sent  # type: ignore[method-assign]


def fork(command: str, environment: dict[str, str], point: str, nth: int) -> int:
    """The process id of one that runs a command with these settings and no others."""
    own = os.fork()
    if own:
        return own
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for name in [name for name in os.environ if name.startswith(("TWILIO_", "TELEGRAM_", "STEPDOWN_"))]:
            del os.environ[name]
        os.environ.update(environment)
        follow_steps()
        arm(Killer(point or None, nth))
        with Path(os.devnull).open("r+", encoding="utf-8") as nothing:
            # The keeper's own are for the keeper: what it has read of its input stays there.
            sys.stdin = sys.stdout = nothing
            status = main([command])
        sys.stderr.write(f"{command} ended by itself with {status}\n")
        os._exit(status)
    except BaseException:
        traceback.print_exc()
        os._exit(70)


if __name__ == "__main__":
    # Nobody waits for them; they are gone when they are gone.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.write(f"{fork(asked['command'], asked['environment'], asked['point'], asked['nth'])}\n")
        sys.stdout.flush()
