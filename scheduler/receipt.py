"""What a provider says about a message after it took it. In any order, more than once: the furthest state stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.call_outcome import nobody_heard
from scheduler.channel_switch import open_again, shut
from scheduler.concern import tell_operator
from scheduler.detour import again_later, go_another_way, other_way
from scheduler.domain.message import Message, MessageState
from scheduler.domain.people import ChannelName
from scheduler.ports import Records, Sent

QUEUED, LEFT, FINAL = 1, 2, 3
_ON_ITS_WAY = frozenset({MessageState.WAITING, MessageState.LEASED, MessageState.SENDING, MessageState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Receipt:
    """`rank` orders states; from FINAL on none gives way to another. `arrived`: at the phone.

    `lost`: it will not arrive. Then `why` is the reason as a code, `gone` says that nothing else will either, `again_after`
    that a second try there makes sense, if there is no other channel; `too_late` that it only outlived its use; `filtered`
    that the same words must not go by this channel again; `config` that nothing of ours will, until the settings are mended.
    """

    status: str
    rank: int
    provider_id: str | None = None
    arrived: bool = False
    lost: bool = False
    why: str = ""
    gone: bool = False
    again_after: timedelta | None = None
    too_late: bool = False
    filtered: bool = False
    config: bool = False


def take_receipt(records: Records, message_id: int, receipt: Receipt, now: datetime) -> bool:
    """Act on a receipt at `now` (UTC), within the caller's transaction. False if there is no such message."""
    found = records.messages.by_id([message_id])
    if not found:
        return False
    message = found[0]
    if message.attempts == 0:
        # Its number belonged to another message, in a store that an older copy of it has replaced.
        return False
    before = records.messages.rank(message_id)
    if not records.messages.add_receipt(message_id, receipt.status, receipt.rank, now):
        return True
    if before is not None and before >= FINAL:
        return True
    here = records.people.contact_by_id(message.contact_id)
    if here is not None and receipt.arrived:
        open_again(records, here.channel)
    another_copy = message.provider_id is not None and receipt.provider_id not in (None, message.provider_id)
    if receipt.arrived:
        records.messages.record([Sent(message_id, MessageState.DELIVERED, now, provider_id=receipt.provider_id)])
    elif receipt.lost and not another_copy:
        records.messages.record(
            [Sent(message_id, MessageState.FAILED, now, provider_id=receipt.provider_id, note=receipt.why)]
        )
        if here is not None and here.channel is ChannelName.VOICE:
            # A call goes beside a text that says all of it: there is no other way to take.
            nobody_heard(records, message, receipt.why, now)
            return True
        if receipt.too_late:
            return True
        if here is not None and receipt.config:
            shut(records, here.channel, receipt.why, now)
        _try_elsewhere(records, message, receipt, now)
    elif message.state in _ON_ITS_WAY and not receipt.lost:
        # It carries our own id: this settles a send whose answer was lost.
        records.messages.record([Sent(message_id, MessageState.SENT, now, provider_id=receipt.provider_id)])
    return True


def _try_elsewhere(records: Records, message: Message, receipt: Receipt, now: datetime) -> None:
    shuts = receipt.filtered or receipt.config
    again = None
    if receipt.again_after is not None and not receipt.gone:
        other = other_way(records, message, now, by_another_channel=shuts)
        again = again_later(message, now, receipt.again_after) if other is None else None
    if again is not None:
        records.messages.add([again])
    else:
        # `undelivered` without another way is a safety event, whatever the reason.
        go_another_way(
            records, message, receipt.why, now, gone=receipt.gone, undelivered=True, by_another_channel=shuts
        )
    if receipt.filtered:
        slots = {"code": f"{message.kind} {message.id}", "says": receipt.why}
        records.messages.add(tell_operator(records, "operator-filtered", message.kind, now, slots))
