"""A document that somebody sent, fetched into memory; never onto a disk."""

from __future__ import annotations

from urllib.parse import quote

import httpx

from bot.exchange.plan_file import MOST_BYTES


class TelegramFiles:
    """Fetches synchronously, for a worker thread: what waits for the file is the handling of that one message."""

    def __init__(self, token: str, base_url: str, timeout_s: float) -> None:
        self._base = base_url.rstrip("/")
        self._token = token
        self._timeout_s = timeout_s

    def fetch(self, file_id: str) -> bytes:
        """At most one byte more than a plan file may have. Raises OSError if it cannot be had."""
        try:
            with httpx.Client(timeout=self._timeout_s, trust_env=False) as client:
                asked = client.post(f"{self._base}/bot{self._token}/getFile", data={"file_id": file_id})
                asked.raise_for_status()
                path = asked.json()["result"]["file_path"]
                url = f"{self._base}/file/bot{self._token}/{quote(str(path))}"
                with client.stream("GET", url) as answer:
                    answer.raise_for_status()
                    data = b""
                    for part in answer.iter_bytes():
                        data += part
                        if len(data) > MOST_BYTES:
                            break
                    return data
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            # Without the cause: it would name the address, and the token with it.
            raise OSError("the file could not be fetched") from None
