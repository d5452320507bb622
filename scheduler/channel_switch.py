"""Whether a channel is off because the provider refuses our settings: then one message at a time tries whether it still is.

A refusal can come with the answer to a send or, for a sender that is not registered, only with a later receipt. That one
is kept in the store, because another process may hear it, and only something that arrived takes it back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.concern import tell_operator
from scheduler.domain.people import ChannelName
from scheduler.ports import Records

_FOR, _FOR_AT_MOST = timedelta(seconds=30), timedelta(minutes=10)
_NOTE = "shut:"


def shut(records: Records, channel: ChannelName, why: str, now: datetime) -> None:
    """A receipt says at `now` (UTC) that nothing of ours gets through: the channel is off, and the operator hears it."""
    records.notes.set(f"{_NOTE}{channel}", now.isoformat())
    slots = {"code": channel.value, "says": why}
    records.messages.add(tell_operator(records, "operator-channel-off", channel.value, now, slots))


def open_again(records: Records, channel: ChannelName) -> None:
    """Something arrived: whatever was refused is mended."""
    if records.notes.get(f"{_NOTE}{channel}"):
        records.notes.set(f"{_NOTE}{channel}", "")


class ChannelSwitch:
    """One process's view of it. Instants are UTC."""

    def __init__(self, channel: ChannelName) -> None:
        self._channel = channel
        self.off_until: datetime | None = None
        self._off_for = _FOR
        self._shut = False

    def look(self, records: Records) -> None:
        """Take over what a receipt said, here or in another process."""
        said = records.notes.get(f"{_NOTE}{self._channel}")
        if said:
            until = datetime.fromisoformat(said) + _FOR_AT_MOST
            self.off_until = until if self.off_until is None else max(self.off_until, until)
        elif self._shut:
            self.off_until, self._off_for = None, _FOR
        self._shut = bool(said)

    def tries_again_at(self, now: datetime, *, tried: bool) -> datetime | None:
        """When what may not leave now is tried again; None if it may leave. `tried`: one is on its way to find out."""
        if self.off_until is None or (now >= self.off_until and not tried):
            return None
        return max(self.off_until, now + _FOR)

    def refused(self, records: Records, why: str, now: datetime) -> None:
        """The provider refused our settings: nothing leaves until a try succeeds, and the operator hears it."""
        if self.off_until is None or now >= self.off_until:
            self.off_until = now + self._off_for
            self._off_for = min(self._off_for * 2, _FOR_AT_MOST)
        slots = {"code": self._channel.value, "says": why}
        records.messages.add(tell_operator(records, "operator-channel-off", self._channel.value, now, slots))

    def accepted(self, now: datetime) -> None:
        """The provider took one. Where only receipts tell, that proves nothing yet: the next try waits for its receipt."""
        if self._shut:
            self.off_until = now + _FOR_AT_MOST
        elif self.off_until is not None:
            self.off_until, self._off_for = None, _FOR
