"""The HTTP routes: check who asks, hand over, answer fast. Nothing that a stranger sends gives a 500."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable

import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import VoiceResponse

from bot.board.pages import BoardPages
from bot.bootstrap import House, is_away
from bot.channels.sms_inbound import read_sms
from bot.channels.twilio_signature import Form, TwilioSignature, signature_of
from bot.channels.voice_inbound import take_key
from bot.health import Health, look_at_health
from bot.intake import STORED_WITHIN_S, Intake, sms_given
from bot.media import MediaError, Pictures
from bot.metrics import Metrics
from bot.taking import KEY, RECEIPT, SMS, TELEGRAM, Brought, receipt_in
from bot.texts.words import say
from scheduler.trace import during, new_request

MOST_BYTES = 64 * 1024
# A provider sends it in one go; whoever does not holds a connection, and nothing else, so long.
BODY_WITHIN_S = 10.0
_TELEGRAM_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the name of a header
_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_MESSAGE_ID = re.compile(r"[0-9]{1,18}")
_log = structlog.get_logger(__name__)


class _AnswerError(Exception):
    """The request is answered with this status, and nothing is done."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class Web:
    """The routes of one house. `came_in` is called when something was stored that can be handled now."""

    def __init__(
        self,
        house: House,
        came_in: Callable[[], None],
        metrics: Metrics,
        pictures: Pictures,
        intake: Intake | None = None,
    ) -> None:
        self._house = house
        self._came_in = came_in
        self._metrics = metrics
        self._pictures = pictures
        self._signature = signature_of(house.settings)
        self.intake = intake or Intake(house, came_in)
        metrics.show_spool(self.intake.spool.waiting)
        secret = house.settings.telegram_webhook_secret
        self._secret = secret.get_secret_value().encode() if secret is not None else None
        self.app = Starlette(
            routes=[
                Route("/twilio/sms", self._guard(self._sms), methods=["POST"]),
                Route("/twilio/status/{message}", self._guard(self._status), methods=["POST"]),
                Route("/twilio/voice/{message}", self._guard(self._voice), methods=["POST"]),
                Route("/telegram", self._guard(self._telegram), methods=["POST"]),
                Route("/health", self._guard(self._health), methods=["GET"]),
                Route("/metrics", self._guard(self._show_metrics), methods=["GET"]),
                Route("/media/{token}", self._guard(self._media), methods=["GET"]),
                *BoardPages(house).routes(self._guard),
            ]
        )

    def _guard(self, route: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        name = route.__name__.strip("_")

        async def guarded(request: Request) -> Response:
            try:
                with during(new_request()):
                    answer = await route(request)
            except _AnswerError as error:
                answer = PlainTextResponse("", error.status)
            except ClientDisconnect:
                answer = PlainTextResponse("", 400)
            except Exception as error:
                # Ours, not the sender's: a provider asks again after a 503.
                _log.error("web.failed", route=name, error=error)
                answer = PlainTextResponse("", 503)
            self._metrics.requests.labels(name, str(answer.status_code)).inc()
            return answer

        return guarded

    async def _sms(self, request: Request) -> Response:
        form = await self._signed_form(request)
        sms = read_sms(
            form.get("MessageSid") or form.get("SmsSid"),
            form.get("From"),
            form.get("Body"),
            form.get("NumMedia"),
            form.get("OptOutType"),
        )
        if sms is None:
            raise _AnswerError(400)
        answer = _TWIML
        if await self.intake.bring(SMS, sms_given(sms)) is Brought.KEPT:
            now = self._house.clock.now()
            said = await self.intake.aside(lambda: self.intake.emergency.sms(sms.from_, sms.text, now))
            if said is not None:
                spoken = MessagingResponse()
                spoken.message(said)
                answer = str(spoken)
        return Response(answer, media_type="text/xml")

    async def _status(self, request: Request) -> Response:
        form = await self._signed_form(request)
        said, number = form.get("MessageStatus") or form.get("SmsStatus"), _message_id(request)
        rang = form.get("CallStatus")
        if not said and not rang:
            raise _AnswerError(400)
        given = {
            "message": str(number),
            "call": rang,
            "status": said,
            "sid": form.get("CallSid") if rang else form.get("MessageSid") or form.get("SmsSid"),
            "error": form.get("ErrorCode"),
        }
        known = {name: value for name, value in given.items() if value}
        receipt = receipt_in(known)
        if receipt is not None:
            if await self.intake.bring(RECEIPT, known) is Brought.NOBODYS:
                raise _AnswerError(404)
            self._metrics.receipts.labels("voice" if rang else "sms", receipt.status).inc()
        return PlainTextResponse("")

    async def _voice(self, request: Request) -> Response:
        """A key that was pressed during a call."""
        form = await self._signed_form(request)
        number = _message_id(request)
        house = self._house
        try:
            async with asyncio.timeout(STORED_WITHIN_S):
                said = await asyncio.to_thread(take_key, house.store, house.clock, number, form)
        except Exception as error:
            if not isinstance(error, TimeoutError) and not is_away(error):
                raise
            await self.intake.keep(KEY, {**form, "message": str(number)})
            spoken = VoiceResponse()
            spoken.say(say("part-voice-kept"))
            return Response(str(spoken), media_type="text/xml")
        if said is None:
            raise _AnswerError(404)
        if said[1]:
            self._came_in()
        return Response(said[0], media_type="text/xml")

    async def _signed_form(self, request: Request) -> Form:
        body = await _body(request)
        signature: TwilioSignature | None = self._signature
        given, url = request.headers.get("X-Twilio-Signature"), request.url
        # The path as it came: decoding and encoding again would not give back what was signed.
        path = request.scope.get("raw_path", url.path.encode()).decode("latin-1").partition("?")[0]
        form = None if signature is None else signature.form_of(path, url.query, body, given)
        if form is None:
            raise _AnswerError(403)
        return form

    async def _telegram(self, request: Request) -> Response:
        if self._house.settings.telegram_bot_token is None or self._secret is None:
            raise _AnswerError(404)
        body = await _body(request)
        given = request.headers.get(_TELEGRAM_SECRET, "").encode("latin-1")
        if not hmac.compare_digest(given, self._secret):
            raise _AnswerError(403)
        try:
            words = body.decode()
            brought = await self.intake.bring(TELEGRAM, {"body": words})
        except ValueError:
            raise _AnswerError(400) from None
        if brought is Brought.KEPT:
            now = self._house.clock.now()
            said = await self.intake.aside(lambda: self.intake.emergency.telegram(body, now))
            if said is not None:
                return JSONResponse(said)
        return PlainTextResponse("")

    async def _health(self, request: Request) -> Response:
        try:
            async with asyncio.timeout(STORED_WITHIN_S):
                health = await asyncio.to_thread(look_at_health, self._house)
        except TimeoutError:
            health = Health(database=False, scheduler=False)
        waiting = await self.intake.aside(self.intake.spool.waiting)
        ok = health.ok and not waiting
        return JSONResponse({**health.as_json(), "ok": ok, "spool_waiting": waiting}, 200 if ok else 503)

    async def _show_metrics(self, request: Request) -> Response:
        return Response(await asyncio.to_thread(self._metrics.show), media_type=self._metrics.media_type)

    async def _media(self, request: Request) -> Response:
        try:
            picture = await asyncio.to_thread(self._pictures.open, request.path_params["token"])
        except MediaError as error:
            raise _AnswerError(error.status) from None
        return Response(picture.data, media_type=picture.media_type, headers={"Cache-Control": "private, no-store"})


def _message_id(request: Request) -> int:
    """Our own message's id, from the path."""
    said = request.path_params["message"]
    if _MESSAGE_ID.fullmatch(said) is None:
        raise _AnswerError(400)
    return int(said)


async def _body(request: Request) -> bytes:
    """The body, up to the limit; what says or turns out to be longer is not read to its end."""
    said = request.headers.get("Content-Length", "0")
    if said.isascii() and said.isdigit() and int(said[:12]) > MOST_BYTES:
        raise _AnswerError(413)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise _AnswerError(413)
    except TimeoutError:
        raise _AnswerError(408) from None
    return bytes(body)
