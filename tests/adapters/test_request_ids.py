"""One id leads through the log from a webhook to the message that is sent in answer, and it names nobody."""

from __future__ import annotations

import json
import signal
from pathlib import Path

from tests.adapters.ports import free_port
from tests.adapters.sms_house import ANN
from tests.adapters.test_serve import environment, is_up, process, until
from tests.adapters.twilio_peer import TwilioPeer, real_now


def test_one_search_shows_the_whole_story(sqlite_url: str, tmp_path: Path) -> None:
    port = free_port()
    with TwilioPeer(real_now, f"http://127.0.0.1:{port}") as peer:
        settings = environment(sqlite_url, peer, port, LOG_FORMAT="json", LOG_LEVEL="INFO")
        with process("run", **settings) as running:
            until(lambda: is_up(port))
            assert peer.texts(ANN, "START").status_code == 200
            until(lambda: peer.to(ANN))
            running.send_signal(signal.SIGTERM)
            said = running.communicate(timeout=60)[1].decode()
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    # What the provider lists of the last minutes is looked at as well, and then found to be known.
    (stored,) = [line for line in lines if line["event"] == "inbound.stored" and line["new"]]
    story = [line["event"] for line in lines if line.get("request") == stored["request"]]
    assert story == ["inbound.stored", "inbound.handled", "message.sent"]
    assert ANN[1:] not in said
    assert "START" not in said
