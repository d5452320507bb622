"""A channel that this house does not have although people are reached by it: it sends nothing, so that other ways are taken."""

from __future__ import annotations

from scheduler.domain.people import ChannelName
from scheduler.ports import Accepted, Delivery, DeliveryError


class AbsentChannel:
    """Refuses everything until somebody sets the channel up."""

    def __init__(self, name: ChannelName) -> None:
        self.name = name

    async def send(self, delivery: Delivery) -> Accepted:
        raise DeliveryError("the channel is not set up", config=True)
