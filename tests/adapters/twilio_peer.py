"""A server that behaves like Twilio towards us, over real HTTP: it checks what it is sent, signs what it calls, and fails."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import threading
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode
from xml.etree import ElementTree

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.http_server import HttpServer
from bot.texts.segments import count_segments

SID, TOKEN, NUMBER = "AC" + "a1" * 16, "7f" * 16, "+15005550006"
_KNOWN = {"To", "From", "MessagingServiceSid", "Body", "StatusCallback", "ValidityPeriod", "MediaUrl"}


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answers with an error. Without a code as something between us and Twilio would."""

    code: int = 0
    status: int = 400
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class Lose:
    """The answer is lost: `accepts` says whether the message was taken nevertheless; `after_s` how long that takes."""

    accepts: bool = True
    after_s: float = 0.0


@dataclass(slots=True)
class PeerMessage:
    """One message that Twilio knows, ours or somebody's to us."""

    sid: str
    to: str
    from_: str
    body: str
    direction: str
    created_at: datetime
    form: dict[str, str] = field(default_factory=dict)
    status: str = "queued"
    error_code: int | None = None

    def as_json(self) -> dict[str, Any]:
        at = format_datetime(self.created_at)
        return {
            "sid": self.sid, "account_sid": SID, "to": self.to, "from": self.from_, "body": self.body,
            "direction": self.direction, "status": self.status, "date_created": at, "date_sent": at, "date_updated": at,
            "num_media": "0", "num_segments": str(count_segments(self.body)), "error_code": self.error_code,
            "error_message": None, "messaging_service_sid": self.form.get("MessagingServiceSid"), "price": None,
            "price_unit": "USD", "api_version": "2010-04-01", "subresource_uris": {},
            "uri": f"/2010-04-01/Accounts/{SID}/Messages/{self.sid}.json",
        }  # fmt: skip


class TwilioPeer:
    """Runs in a thread. `faults` meet the next sends, one each; `blocked` numbers have opted out. `asked` counts POSTs.

    `most`: so many messages it takes, and who brings another waits for an answer until this is None again.
    """

    def __init__(self, now: Callable[[], datetime], public_url: str | None = None, token: str = TOKEN) -> None:
        self.now, self.public_url, self.token = now, public_url, token
        self.faults: list[Refuse | Lose] = []
        self.blocked: set[str] = set()
        self.messages: list[PeerMessage] = []
        self.asked: list[dict[str, str]] = []
        self.calls: list[dict[str, str]] = []
        self.call_faults: list[Refuse] = []
        self.wrong: list[str] = []
        self.sms_url = f"{public_url}/twilio/sms"
        self.delay_s = 0.0
        self.most: int | None = None
        self._http = httpx.Client(timeout=60, trust_env=False, verify=False)
        self._sids = count(1)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        root = f"/2010-04-01/Accounts/{SID}"
        self._app = Starlette(
            routes=[
                Route(f"{root}/Messages.json", self._send, methods=["POST"]),
                Route(f"{root}/Messages.json", self._list, methods=["GET"]),
                Route(f"{root}/Calls.json", self._call, methods=["POST"]),
                Route(f"{root}/Calls/{{sid}}.json", self._fetch_call, methods=["GET"]),
                Route(f"{root}/IncomingPhoneNumbers.json", self._numbers, methods=["GET"]),
                Route(f"{root}.json", self._account, methods=["GET"]),
            ]
        )
        self._server = HttpServer(self._app, "127.0.0.1", 0)
        self.base_url = f"http://127.0.0.1:{self._server.port}"

    def __enter__(self) -> TwilioPeer:
        self._thread.start()
        self._run(self._server.start())
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()
        self._run(self._server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        assert not self.wrong, self.wrong

    def _run(self, work: Awaitable[None]) -> None:
        async def awaited() -> None:
            await work

        asyncio.run_coroutine_threadsafe(awaited(), self._loop).result(60)

    # What it holds

    @property
    def out(self) -> list[PeerMessage]:
        """What it took from us, in order."""
        return [each for each in self.messages if each.direction == "outbound-api"]

    def to(self, number: str) -> list[str]:
        """The texts that it took for a number, in order."""
        return [each.body for each in self.out if each.to == number]

    # Its REST API

    async def _send(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        self.asked.append(form)
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        if request.headers.get("Authorization") != _basic(SID, self.token):
            return _refused(Refuse(20003, 401))
        if said := _what_is_wrong(form):
            self.wrong.append(said)
            return _refused(Refuse(21602))
        while self.most is not None and len(self.out) >= self.most:  # ended by a test in another thread
            await asyncio.sleep(0.05)
            if await request.is_disconnected():
                # Nobody waits any more: it is not taken, and said to be lost.
                return PlainTextResponse("", 503)
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, Refuse):
            return _refused(fault)
        if form["To"] in self.blocked:
            return _refused(Refuse(21610))
        if isinstance(fault, Lose) and not fault.accepts:
            return _Lost()
        sent = PeerMessage(
            self._sid(), form["To"], form.get("From", NUMBER), form["Body"], "outbound-api", self.now(), form
        )
        self.messages.append(sent)
        if isinstance(fault, Lose):
            await asyncio.sleep(fault.after_s)
            return _Lost()
        return JSONResponse(sent.as_json(), 201)

    async def _call(self, request: Request) -> Response:
        """Rings somebody: what it is asked for has to be TwiML that it can speak."""
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        if request.headers.get("Authorization") != _basic(SID, self.token):
            return _refused(Refuse(20003, 401))
        if self.call_faults:
            return _refused(self.call_faults.pop(0))
        spoken = ElementTree.fromstring(form.get("Twiml", ""))
        if form.get("From") != NUMBER or spoken.tag != "Response" or not 1 <= len(form["Twiml"]) <= 4000:
            self.wrong.append(f"call: {form}")
        sid = f"CA{next(self._sids):032x}"
        self.calls.append(form | {"Sid": sid})
        made = {"sid": sid, "account_sid": SID, "to": form["To"], "from": form["From"], "status": "queued"}
        return JSONResponse(made, 201)

    async def _fetch_call(self, request: Request) -> Response:
        found = next((each for each in self.calls if each["Sid"] == request.path_params["sid"]), None)
        if found is None:
            return _refused(Refuse(20404, 404))
        said = {"sid": found["Sid"], "account_sid": SID, "to": found["To"], "status": found.get("Status", "ringing")}
        return JSONResponse(said)

    def ends(self, call: dict[str, str], status: str) -> int:
        """A call of ours has ended: its callback is called, if it has one; the answer's status."""
        call["Status"] = status
        assert self.public_url is not None
        path = call["StatusCallback"].removeprefix(self.public_url)
        return self.call(path, {"CallSid": call["Sid"], "CallStatus": status, "To": call["To"]}).status_code

    async def _list(self, request: Request) -> Response:
        if request.headers.get("Authorization") != _basic(SID, self.token):
            return _refused(Refuse(20003, 401))
        asked = request.query_params
        since = asked.get("DateSent>")
        found = [
            each.as_json()
            for each in reversed(self.messages)
            if asked.get("To") in (None, each.to)
            and (since is None or each.created_at >= datetime.fromisoformat(since.replace("Z", "+00:00")))
        ]
        size = int(asked.get("PageSize", "50"))
        return JSONResponse({"messages": found[:size], "page": 0, "page_size": size, "next_page_uri": None})

    async def _account(self, request: Request) -> Response:
        if request.headers.get("Authorization") != _basic(SID, self.token):
            return _refused(Refuse(20003, 401))
        return JSONResponse({"sid": SID, "status": "active", "friendly_name": "test", "type": "Full"})

    async def _numbers(self, request: Request) -> Response:
        own = [{"sid": "PN1", "phone_number": NUMBER, "sms_url": self.sms_url, "account_sid": SID}]
        found = own if request.query_params.get("PhoneNumber") == NUMBER else []
        return JSONResponse({"incoming_phone_numbers": found, "next_page_uri": None, "page": 0, "page_size": 50})

    def _sid(self) -> str:
        return f"SM{next(self._sids):032x}"

    # What it calls

    def texts(
        self, from_: str, body: str, *, sid: str | None = None, signature: str | None = "right", **more: str
    ) -> httpx.Response:
        """Somebody writes to our number, and the webhook is called. `signature`: "right", None, or as given."""
        made = self.holds(from_, body, sid=sid)
        form = {
            "ToCountry": "US", "SmsMessageSid": made.sid, "NumMedia": "0", "SmsSid": made.sid, "SmsStatus": "received",
            "FromCity": "", "Body": body, "To": NUMBER, "NumSegments": "1", "MessageSid": made.sid, "AccountSid": SID,
            "From": from_, "ApiVersion": "2010-04-01", **more,
        }  # fmt: skip
        return self.call("/twilio/sms", form, signature=signature)

    def holds(self, from_: str, body: str, *, sid: str | None = None) -> PeerMessage:
        """Somebody writes to our number, and nobody is told: it stands in the list."""
        made = PeerMessage(sid or self._sid(), NUMBER, from_, body, "inbound", self.now(), status="received")
        if all(each.sid != made.sid for each in self.messages):
            self.messages.append(made)
        return made

    def says(self, message: PeerMessage, *statuses: str, error: int | None = None) -> list[int]:
        """Calls the status callback of a message with each status in turn; the answers' statuses."""
        url = message.form.get("StatusCallback", "")
        assert self.public_url is not None
        assert url.startswith(self.public_url), url
        answers = []
        for status in statuses:
            form = {
                "SmsSid": message.sid, "SmsStatus": status, "MessageStatus": status, "To": message.to,
                "MessageSid": message.sid, "AccountSid": SID, "From": message.from_, "ApiVersion": "2010-04-01",
            }  # fmt: skip
            if error is not None and status in ("failed", "undelivered"):
                form["ErrorCode"] = str(error)
            answers.append(self.call(url.removeprefix(self.public_url), form).status_code)
        return answers

    def call(
        self, path: str, form: dict[str, str], *, signature: str | None = "right", token: str | None = None
    ) -> httpx.Response:
        """POSTs a form to the public URL, signed."""
        assert self.public_url is not None
        url = self.public_url + path
        given = sign(url, form.items(), token or self.token) if signature == "right" else signature
        headers = {} if given is None else {"X-Twilio-Signature": given}
        return self._http.post(url, data=form, headers=headers)


def sign(url: str, fields: Iterable[tuple[str, str]], token: str) -> str:
    """Twilio's signature: the URL and every field in the order of names, HMAC-SHA1, base64."""
    said = url + "".join(name + value for name, value in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


def _what_is_wrong(form: dict[str, str]) -> str | None:
    if unknown := form.keys() - _KNOWN:
        return f"unknown parameters {sorted(unknown)}"
    if not form.get("To", "").startswith("+") or not form["To"][1:].isdigit():
        return f"To: {form.get('To')}"
    if ("From" in form) == ("MessagingServiceSid" in form):
        return "one sender is needed"
    if not form.get("Body") or len(form["Body"]) > 1600:
        return "Body"
    if not 1 <= int(form.get("ValidityPeriod", "60")) <= 36_000:
        return f"ValidityPeriod: {form['ValidityPeriod']}"
    return None


def _refused(fault: Refuse) -> Response:
    headers = {"Retry-After": fault.retry_after} if fault.retry_after is not None else None
    if not fault.code:
        return PlainTextResponse("<html>Bad Gateway</html>", fault.status, headers)
    said = {"code": fault.code, "message": "no", "more_info": "", "status": fault.status}
    return JSONResponse(said, fault.status, headers)


class _Lost(Response):
    """Begins to answer and breaks off: the connection ends in the middle."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"500"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def real_now() -> datetime:
    """The present, as a server of somebody else's would have it."""
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=_seconds())


def _seconds() -> float:
    import time

    return time.clock_gettime(time.CLOCK_REALTIME)


def form_body(form: dict[str, str]) -> bytes:
    """A form as it is sent."""
    return urlencode(form).encode()
