"""One district of a simulated town: the real house on a database of its own, a clock that leaps, people and providers."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from bot.bootstrap import House
from bot.rehearsal.in_turn import run_in_turn
from bot.rehearsal.mortal import KilledError, Mortality, mortal_house
from bot.rehearsal.phone import Phone
from bot.rehearsal.town.deeds import Bringing, Deed, Saying, will_report
from bot.rehearsal.town.faults import Faults
from bot.rehearsal.town.habits import Habits
from bot.rehearsal.town.moving_in import move_in
from bot.rehearsal.town.people import Carer, Resident
from bot.rehearsal.town.provider import Copy, TownNetwork, TownTexts
from bot.rehearsal.town.watch import Onlooker
from bot.serve import free_leases
from scheduler.clock import StandingClock
from scheduler.concern import appoint_operator
from scheduler.courier import Courier
from scheduler.deliver import deliver_by
from scheduler.domain.people import ChannelName
from scheduler.tick import tick, wants_tick

# The clock of a town moves in such leaps; what happens between two of them happens at the later one.
GRID = timedelta(seconds=10)
# A process that lives beats on: no leap may look like an outage.
_LONGEST_LEAP = timedelta(minutes=30)
# A supervisor starts a dead process again after so long; leases of the dead one are given back then.
_RESTARTS_AFTER = timedelta(seconds=20)
OPERATOR = "1"
_KILLED_WITHIN = 40
_DAY = timedelta(days=1)


@dataclass(slots=True)
class Rates:
    """How many messages a second each provider takes from us."""

    telegram: float
    sms: float


@dataclass(slots=True)
class Town:
    """Everything that happens is due to `chance`, which begins with the seed; nothing in it asks a real clock."""

    url: str
    clock: StandingClock
    habits: Habits
    faults: Faults
    rates: Rates
    chance: Random
    house: House
    mortality: Mortality
    networks: dict[ChannelName, TownNetwork]
    onlooker: Onlooker
    runner: asyncio.Runner
    couriers: dict[ChannelName, Courier] = field(default_factory=dict)
    residents: list[Resident] = field(default_factory=list)
    owners: dict[Phone, Resident | Carer] = field(default_factory=dict)
    _coming: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _number: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def move_in(self, numbers: list[int]) -> None:
        """Let people with these numbers live here, and appoint an operator."""
        self.residents = move_in(self.house, numbers, self.chance, self.habits, self._phone, self.now)
        for resident in self.residents:
            self.owners.update(dict.fromkeys(resident.phones, resident))
            for carer in resident.carers:
                self.owners.update(dict.fromkeys(carer.phones, carer))
        with self.house.store.transaction() as records:
            appoint_operator(records, ChannelName.TELEGRAM, OPERATOR, self.now)
        self.onlooker.watch(self.residents)

    def _phone(self, name: str, channel: ChannelName, address: str) -> Phone:
        return self.networks[channel].phones.setdefault(address, Phone(name, channel, address, self.say))

    # Time

    def live(self, until: datetime, seen: Callable[[datetime, int], None] = lambda at, events: None) -> None:
        """Live until an instant (UTC), day by day. `seen` is told how far it is, and how much has happened."""
        while self.now < until:
            ends = min(self.now + _DAY, until)
            self._begin_day(ends)
            while self.now < ends:
                self._beat()
                seen(self.now, self.onlooker.tally.events)
                self._leap(ends)
            self._beat()
            self.onlooker.end_day(self.house.store, self.now)

    def _leap(self, ends: datetime) -> None:
        with self.house.store.reading() as records:
            wakes = records.next_wake_at()
        coming = [at for at in (wakes, self._coming[0][0] if self._coming else None) if at is not None]
        least, most = self.now + GRID, min(self.now + _LONGEST_LEAP, ends)
        at = min(max(min(coming, default=most), least), most)
        # Up to the next line of the grid, so that what comes at the same time is done together.
        late = (at - ends).total_seconds() % GRID.total_seconds()
        self.clock.set(min(at + timedelta(seconds=GRID.total_seconds() - late if late else 0), ends))

    def at(self, after: timedelta, do: Callable[[], None]) -> None:
        """Do something so much later."""
        heapq.heappush(self._coming, (self.now + after, next(self._number), do))

    def _begin_day(self, ends: datetime) -> None:
        a_day, faults, chance = self.habits.a_day, self.faults, self.chance
        for network in self.networks.values():
            network.down = None
            if faults.outage_h:
                begins = self.now + timedelta(hours=chance.uniform(0, 24 - faults.outage_h))
                network.down = (begins, begins + timedelta(hours=faults.outage_h))
        for _ in range(int(faults.crashes) + (chance.random() < faults.crashes % 1)):
            self.at(timedelta(seconds=chance.uniform(0, (ends - self.now).total_seconds())), self._mark)
        for resident in self.residents:
            for what, likely in (*a_day.items(), ("extra", resident.habit.extra), ("travel", resident.habit.travels)):
                if likely and chance.random() < likely:
                    self.at(timedelta(hours=chance.uniform(0, 24)), Deed(self, resident, what))

    def _mark(self) -> None:
        """From here on the process has not long to live."""
        self.mortality.left = self.chance.randrange(_KILLED_WITHIN)

    # The house at work

    def _beat(self) -> None:
        while self._coming and self._coming[0][0] <= self.now:
            heapq.heappop(self._coming)[2]()
        try:
            self.runner.run(self._work())
        except KilledError:
            self.start_again()

    async def _work(self) -> None:
        """What a process does in a moment, as `bot.serve` has it: hear, wake, send, until nothing is left to do now."""
        house, now = self.house, self.now
        room = {
            ChannelName.TELEGRAM: int(self.rates.telegram * GRID.total_seconds()) or 1,
            ChannelName.SMS: int(self.rates.sms * GRID.total_seconds()) or 1,
        }
        ticked = False
        while True:
            with house.store.reading() as records:
                work = records.work_at(now)
            done = 0
            if work.inbox:
                done += house.hear()
            if (work.wakes or (not ticked and wants_tick(work, now))) and (
                woken := tick(house.store, now, house.knowledge)
            ).any():
                done += woken.doses + woken.watches + woken.versions + woken.escalations
            ticked = True
            if work.outbox or done:
                for name, courier in self.couriers.items():
                    went = (await deliver_by({name: courier}, min(room[name], 200))) if room[name] > 0 else None
                    if went is not None:
                        room[name] -= went.sent + went.failed
                        done += went.sent + went.failed + went.dropped
            if not done:
                return

    def open_couriers(self) -> None:
        """Each channel's way out, as a process that has just begun has them."""
        store = self.house.store
        self.couriers = {name: Courier(store, network, self.clock) for name, network in self.networks.items()}

    def start_again(self) -> None:
        """What had begun ends without a trace in the store; another process takes over."""
        for courier in self.couriers.values():
            self.runner.run(courier.finish(0))
        self.house.store.close()
        self.onlooker.killed()
        self.mortality.left, self.mortality.is_dead = None, False
        self.clock.leap(_RESTARTS_AFTER)
        self.house = mortal_house(self.url, self.clock, self.networks, self.mortality)
        free_leases(self.house)
        self.open_couriers()

    # The world outside

    def arrived(self, copy: Copy) -> None:
        """A provider accepted something."""
        will_report(self, copy)
        owner = self.owners.get(copy.phone) if copy.phone is not None else None
        self.onlooker.sees(copy, owner)
        if owner is None or copy.phone is None or not copy.arrives or copy.number > 1:
            return
        answers = (
            owner.hears(copy.message, copy.text, self.now, self.chance, self.habits)
            if isinstance(owner, Resident)
            else owner.hears(copy.message.kind, self.chance, self.habits)
        )
        for answer in answers:
            self.at(timedelta(minutes=answer.after_min), Saying(self, copy, answer))

    def say(self, phone: Phone, text: str, about: dict[str, str] | None = None) -> None:
        """Somebody writes; the provider may bring it late, or again."""
        provider_id = f"in-{next(self._number)}"
        late = timedelta(minutes=self.chance.uniform(1, 5)) if self.chance.random() < self.faults.delayed else None
        if late is not None:
            self.at(late, Bringing(self, phone, provider_id, text, about))
        else:
            self.bring(phone, provider_id, text, about)
        if self.chance.random() < self.faults.repeated:
            again = timedelta(minutes=self.chance.choice([0.2, 3, 60]))
            self.at((late or timedelta()) + again, Bringing(self, phone, provider_id, text, about))

    def bring(self, phone: Phone, provider_id: str, text: str, about: dict[str, str] | None) -> None:
        """A provider brings a message in. It brings it again if the house dies before it has answered."""
        try:
            new = self.house.say(phone.channel, phone.address, provider_id, text, about)
        except KilledError:
            self.start_again()
            new = self.house.say(phone.channel, phone.address, provider_id, text, about)
        self.onlooker.tally.received += new

    def close(self) -> None:
        """The end."""
        self.house.store.close()
        self.runner.close()


def open_town(
    url: str, begins_at: datetime, habits: Habits, faults: Faults, rates: Rates, chance: Random, onlooker: Onlooker
) -> Town:
    """An empty town on a new database; it begins at an instant (UTC)."""
    clock, mortality = StandingClock(begins_at), Mortality()
    networks: dict[ChannelName, TownNetwork] = {
        name: kind(name, weather=faults, chance=chance, mortality=mortality)
        for name, kind in ((ChannelName.SMS, TownTexts), (ChannelName.TELEGRAM, TownNetwork))
    }
    house = mortal_house(url, clock, networks, mortality, create=True)
    town = Town(url, clock, habits, faults, rates, chance, house, mortality, networks, onlooker, runner=run_in_turn())
    for network in networks.values():
        network.on_copy = town.arrived
    town.open_couriers()
    return town
