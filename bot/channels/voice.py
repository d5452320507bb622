"""A call by Twilio, beside the text of a red alarm: a text wakes nobody at night. It says little, and takes a digit."""

from __future__ import annotations

from datetime import datetime

from twilio.base.exceptions import TwilioException
from twilio.twiml.voice_response import Gather, VoiceResponse

from bot.channels.sms import STATUS_PATH
from bot.channels.sms_error import delivery_error
from bot.channels.twilio_http import RefusedError, open_client
from bot.channels.wire import UnansweredError
from bot.channels.wording import put_into_words
from bot.settings import Settings
from bot.texts.words import say
from scheduler.call_outcome import CODE_CALL
from scheduler.clock import Clock
from scheduler.domain.people import ChannelName
from scheduler.ports import Accepted, Delivery, DeliveryError

VOICE_PATH = "/twilio/voice"
_RINGS_S, _WAITS_FOR_A_KEY_S = 40, 10


class VoiceChannel:
    """Rings a number and speaks. With a public address a digit is taken on the line; without one the answer is a text.

    `under_way`: the calls of this process whose end nobody tells us, with their message and when they began (UTC).
    """

    name = ChannelName.VOICE

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Raises ValueError naming the variable that is missing or wrong."""
        if settings.twilio_phone_number is None:
            raise ValueError("TWILIO_PHONE_NUMBER: needed for TWILIO_VOICE=on; a messaging service cannot ring anybody")
        self._from = settings.twilio_phone_number
        self._clock = clock
        self._public_url = settings.public_url.rstrip("/") if settings.public_url else None
        self.client = open_client(settings)
        self.under_way: dict[str, tuple[int, datetime]] = {}

    async def send(self, delivery: Delivery) -> Accepted:
        """Ring, and hand over what is to be said. Raises DeliveryError."""
        text = self._word(delivery)
        twiml = str(self._speak(delivery, text))
        asked: dict[str, object] = {"to": delivery.address, "from_": self._from, "twiml": twiml, "timeout": _RINGS_S}
        if self._public_url is not None:
            # Called once, when it has ended, however it did.
            asked["status_callback"] = f"{self._public_url}{STATUS_PATH}/{delivery.message.id}"
        try:
            made = await self.client.calls.create_async(**asked)
        except (RefusedError, UnansweredError) as error:
            raise delivery_error(error, self._clock.now(), text) from None
        except (TwilioException, ValueError, KeyError, TypeError) as error:
            raise DeliveryError(type(error).__name__, unknown=True, text=text) from None
        if self._public_url is None and made.sid:
            self.under_way[made.sid] = delivery.message.id, self._clock.now()
        return Accepted(text, made.sid)

    def _word(self, delivery: Delivery) -> str:
        slots = {**delivery.message.slots, "keys": "yes" if self._public_url is not None else "no"}
        return put_into_words(delivery, wide=True, slots=slots)

    def _speak(self, delivery: Delivery, text: str) -> VoiceResponse:
        spoken = VoiceResponse()
        if self._public_url is None or delivery.message.kind == CODE_CALL:
            spoken.say(text, loop=3)
            return spoken
        url = f"{self._public_url}{VOICE_PATH}/{delivery.message.id}"
        keys = Gather(num_digits=1, action=url, method="POST", timeout=_WAITS_FOR_A_KEY_S)
        keys.say(text, loop=2)
        spoken.append(keys)
        spoken.say(say("part-voice-no-key", delivery.language))
        return spoken

    async def close(self) -> None:
        """Give the connections back."""
        await self.client.http_client.close()
