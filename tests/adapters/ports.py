"""Ports for what is started a while after its port was chosen."""

from __future__ import annotations

import os
import socket
from itertools import count

# Below where Linux takes the ports of outgoing connections from (32,768): there any connection of any test could have it first.
_LOWEST, _MANY = 20_000, 12_000
_next = count(os.getpid() * 97)


def free_port() -> int:
    """A port that nobody listens at, and that no other test of this run is given soon."""
    while True:
        port = _LOWEST + next(_next) % _MANY
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
