"""An SMS that came in, however it came: by webhook or from Twilio's list. Stored once, by its MessageSid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.arrival import Arrival
from bot.channels.phone_number import read_phone_number
from bot.stranger import StrangerLimit
from scheduler.domain.people import ChannelName

_SID = re.compile(r"[A-Za-z0-9]{1,64}")
_SHORT_CODE = re.compile(r"\d{3,8}")
_MOST = 1600
# Read as what they say: a "yes" is a START only for whoever had opted out.
_STARTS = frozenset({"start", "yes", "unstop"})


@dataclass(frozen=True, slots=True)
class InboundSms:
    """`from_` is E.164, or the digits of a short code; `sid` is Twilio's own id; `about` as in `Inbound`."""

    sid: str
    from_: str
    text: str
    about: Mapping[str, str]


def read_sms(
    sid: str | None, from_: str | None, body: str | None, media: str | None, opt_out: str | None
) -> InboundSms | None:
    """An inbound message from Twilio's fields; None if it is malformed. `opt_out`: what Twilio itself made of it."""
    if sid is None or from_ is None or body is None or _SID.fullmatch(sid) is None:
        return None
    number = from_ if _SHORT_CODE.fullmatch(from_) else read_phone_number(from_)
    if number is None:
        return None
    text = body[:_MOST].replace("\x00", "")
    has_media = bool(media and media.isascii() and media.isdigit() and int(media[:4]) > 0)
    if opt_out and opt_out.upper() == "STOP":
        # The number is blocked already, whichever word of whichever language did it.
        text = "STOP"
    elif opt_out and opt_out.upper() == "START" and text.strip().casefold() not in _STARTS:
        # The number is free again, by a word that its owner set up in Twilio and we do not know.
        text = "START"
    return InboundSms(sid, number, text, {"unreadable": "photo"} if has_media else {})


def sms_arrival(sms: InboundSms, at: datetime, limit: StrangerLimit) -> Arrival:
    """The message that came at `at` (UTC), to be stored."""
    return Arrival(ChannelName.SMS, sms.from_, sms.sid, sms.text, at, sms.about, limit)
