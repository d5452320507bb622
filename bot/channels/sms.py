"""SMS by Twilio: one message out, and whether Twilio has one whose answer was lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from twilio.base.exceptions import TwilioException

from bot.channels.phone_number import sends_per_second, takes_pictures
from bot.channels.picture import drawn
from bot.channels.sms_error import delivery_error
from bot.channels.twilio_http import RefusedError, open_client
from bot.channels.wire import UnansweredError
from bot.channels.wording import put_into_words
from bot.media import EXPIRES_AFTER_S, MediaError, open_pictures
from bot.pages.drawing import Draw, Picture
from bot.settings import Settings
from bot.texts.segments import MOST_SEGMENTS, count_segments
from bot.texts.words import say
from scheduler.clock import Clock
from scheduler.domain.message import DRAWS
from scheduler.domain.people import ChannelName
from scheduler.ports import Accepted, Delivery, DeliveryError

STATUS_PATH = "/twilio/status"
# What Twilio accepts; a text that waits longer in its queue than it is of use is noise.
_SHORTEST_S, _LONGEST_S = 10, 36_000
_POOL_PER_SECOND = 10.0
# Clocks differ, and a request may have been on its way for as long as its time-out.
_BEFORE, _AFTER = timedelta(seconds=30), timedelta(minutes=3)
_LISTED_AT_MOST = 100
_MOST_MMS = 5_000_000
_MOST_SEGMENTS = 2


class SmsChannel:
    """Sends by a number or a messaging service. Raises DeliveryError for whatever goes wrong."""

    name = ChannelName.SMS

    def __init__(self, settings: Settings, clock: Clock, draw: Draw | None = None) -> None:
        """Raises ValueError naming the variable that is missing or wrong."""
        self._sender, self.per_second = _sender(settings)
        self._number = None if settings.twilio_messaging_service_sid else settings.twilio_phone_number
        self._draw, self._pictures = draw, open_pictures(settings, draw)
        self.chat_gap_s = 1.0
        self.client = open_client(settings)
        self._clock = clock
        self._public_url = settings.public_url.rstrip("/") if settings.public_url else None

    async def send(self, delivery: Delivery) -> Accepted:
        """Word it in GSM-7 and hand it over, with its picture where one can go along. Raises DeliveryError."""
        words, picture = put_into_words(delivery, wide=False), await drawn(self._draw, delivery)
        if picture is not None and not picture.is_image:
            link = self._url(delivery)
            return await self._hand_over(delivery, _linked(link, delivery) if link else words)
        url = self._address(picture, delivery)
        if url == "":
            return await self._hand_over(delivery, _alone(words, delivery))
        if url is None:
            return await self._hand_over(delivery, words)
        try:
            return await self._hand_over(delivery, words, url)
        except DeliveryError as error:
            if not error.permanent or error.gone:
                raise
            # Refused, so that nothing has left: the words matter more than the picture.
            return await self._hand_over(delivery, _alone(words, delivery))

    def _address(self, picture: Picture | None, delivery: Delivery) -> str | None:
        """Where Twilio can fetch the picture; None if there is none, empty if there is one that cannot go by text."""
        if picture is None:
            return None
        if len(picture.data) > _MOST_MMS or not takes_pictures(self._number, delivery.address):
            return ""
        return self._url(delivery)

    def _url(self, delivery: Delivery) -> str:
        """The signed address of what is drawn; empty without an address of our own."""
        message = delivery.message
        try:
            return self._pictures.url(message.slots[DRAWS], message.patient_id or 0, delivery.now)
        except MediaError:
            return ""

    async def _hand_over(self, delivery: Delivery, text: str, picture: str | None = None) -> Accepted:
        message = delivery.message
        asked: dict[str, object] = {"to": delivery.address, "body": text, **self._sender}
        if picture is not None:
            asked["media_url"] = [picture]
        if self._public_url is not None:
            # Our own id in the path settles sends whose answer is lost.
            asked["status_callback"] = f"{self._public_url}{STATUS_PATH}/{message.id}"
        if message.expires_at is not None:
            left = int((message.expires_at - self._clock.now()).total_seconds())
            asked["validity_period"] = max(_SHORTEST_S, min(left, _LONGEST_S))
        try:
            made = await self.client.messages.create_async(**asked)
        except (RefusedError, UnansweredError) as error:
            raise delivery_error(error, self._clock.now(), text) from None
        except (TwilioException, ValueError, KeyError, TypeError) as error:
            # It was answered, but not readably: it may have been accepted.
            raise DeliveryError(type(error).__name__, unknown=True, text=text) from None
        return Accepted(text, made.sid)

    def fits(self, delivery: Delivery) -> bool:
        """Implements `scheduler.ports.Measured`: at most two segments."""
        try:
            return count_segments(put_into_words(delivery, wide=False)) <= MOST_SEGMENTS
        except DeliveryError:
            # It has no words; sending it alone will say so.
            return False

    async def find(
        self, delivery: Delivery, known: Callable[[list[str]], Awaitable[frozenset[str]]]
    ) -> Accepted | None:
        """Look among what Twilio lists for this number around the time of sending. Raises DeliveryError."""
        message = delivery.message
        began = message.sending_at or message.created_at
        try:
            # Newest first. Not by the date of sending, which a message that is still queued does not have.
            listed = await self.client.messages.list_async(to=delivery.address, limit=_LISTED_AT_MOST)
        except (RefusedError, UnansweredError) as error:
            raise delivery_error(error, self._clock.now(), "") from None
        except (TwilioException, ValueError, KeyError, TypeError) as error:
            raise DeliveryError(type(error).__name__) from None
        around = [each for each in listed if each.direction != "inbound" and _within(each.date_created, began)]
        others = await known([each.sid for each in around])
        ours = [each for each in around if each.sid not in others]
        wanted = message.text
        # The same words first; a service may have changed them, and a second copy is worse than a wrong id.
        best = next((each for each in ours if wanted is not None and each.body == wanted), ours[0] if ours else None)
        return None if best is None else Accepted(best.body or wanted or "", best.sid)

    async def close(self) -> None:
        """Give the connections back."""
        await self.client.http_client.close()


def _within(created: datetime | None, began: datetime) -> bool:
    if created is None:
        return True
    aware = created if created.tzinfo is not None else created.replace(tzinfo=UTC)
    return began - _BEFORE <= aware <= began + _AFTER


def _alone(words: str, delivery: Delivery) -> str:
    """The words with a sentence that the picture cannot come, where that costs no third segment."""
    told = f"{words} {say('picture-not-by-text', delivery.language)}"
    return told if count_segments(told) <= _MOST_SEGMENTS else words


def _linked(link: str, delivery: Delivery) -> str:
    """A page takes no room in a text as a link, which works for as long as it says."""
    return say("page-by-link", delivery.language, link=link, minutes=EXPIRES_AFTER_S // 60)


def _sender(settings: Settings) -> tuple[dict[str, object], float]:
    given = settings.twilio_messages_per_second
    if settings.twilio_messaging_service_sid:
        return {"messaging_service_sid": settings.twilio_messaging_service_sid}, given or _POOL_PER_SECOND
    if settings.twilio_phone_number:
        number = settings.twilio_phone_number
        return {"from_": number}, given or sends_per_second(number)
    raise ValueError("TWILIO_PHONE_NUMBER or TWILIO_MESSAGING_SERVICE_SID: a sender is needed")
