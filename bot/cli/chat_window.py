"""One window of the conversation: takes lines, shows what came. It knows neither keyboard nor pipe."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.bootstrap import House
from bot.cli.chat_command import COMMANDS, MOST_LEAP, Command, read_command, word_length
from bot.cli.chat_paper import Paper, short_moment
from bot.cli.chat_seat import MOST_LETTERS, Seat
from bot.cli.heart import SHOW_LIFE_EVERY, Heart
from bot.cli.opening import ALIVE_AT, ahead_of_this_machine
from bot.texts.button import Button, buttons
from bot.texts.words import say
from scheduler.clock import SystemClock
from scheduler.domain.message import Message

_QUIET_FOR = timedelta(days=2)
_GONE_AFTER = 3 * SHOW_LIFE_EVERY
_LOOK_EVERY_S = 0.4
_ANSWER_WITHIN = timedelta(seconds=8)
_PLAN_FILE = re.compile(r"(?P<word>plan|load|read)\s+(?P<file>\S.*)", re.IGNORECASE)
_LETTERED = re.compile(r"\b[123][A-Z]\b")
_log = structlog.get_logger(__name__)


class FollowedClock:
    """The clock of another process: the machine's own, and as far ahead as that process last said."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self._real = SystemClock()

    def now(self) -> datetime:
        return self._real.now() + self.ahead


class Window:
    """`heart` is there only in the window that owns the scheduler; the others look what it did."""

    def __init__(
        self, house: House, seat: Seat, paper: Paper, *, again: str, speed: float = 1.0, heart: Heart | None = None
    ) -> None:
        self.house = house
        self.seat = seat
        self.paper = paper
        self.heart = heart
        self.speed = speed
        self._again = again
        self._alone = False
        self._is_first_look = True

    async def open(self) -> None:
        """Take the seat, show what came while nobody looked, and the welcome of a new person."""
        self.seat.take()
        setting = self.seat.setting()
        earlier = self.seat.earlier()
        if earlier:
            self.paper.notice(say("chat-earlier", setting.language))
            for message in earlier:
                self.paper.told(message, (), setting, earlier=True)
        if self.heart is not None:
            await self.heart.beat()
        else:
            self._follow()
            await self._wait_for_answer()

    def show(self) -> None:
        """Write down what was sent here since the last look."""
        was_here, setting = self.seat.was_here(), self.seat.setting()
        news = self.seat.news()
        if news and was_here and self._is_first_look:
            self.paper.notice(say("chat-while-away", setting.language))
        self._is_first_look = False
        for message in news:
            self.paper.told(message, _buttons_of(message, setting.language), setting)

    async def look(self) -> None:
        """In a window that owns nothing: follow the clock and the conversation, until cancelled."""
        while True:
            try:
                self._follow()
                self.show()
            except Exception as error:
                _log.error("chat.look-failed", error=error)
            await asyncio.sleep(_LOOK_EVERY_S)

    async def handle(self, typed: str) -> bool:
        """Deal with one line. False when the window is to be closed."""
        line = typed.strip()
        if not line:
            return True
        try:
            command = read_command(line)
            if command is not None:
                return await self._obey(command, line)
            await self._say(line)
        except Exception as error:
            _log.debug("chat.failed", error=error)
            self.show_trouble(error)
        return True

    def show_trouble(self, error: Exception) -> None:
        """One line about what went wrong inside; whoever knows the code is told which kind."""
        self.paper.notice(say("chat-trouble", kind=type(error).__name__))

    def close(self) -> None:
        """The last line."""
        kind = "chat-bye" if self.heart is not None else "chat-bye-guest"
        self.paper.notice(say(kind, self.seat.setting().language, command=self._again))

    async def _say(self, line: str) -> None:
        setting = self.seat.setting()
        self.paper.own(line, setting.now, setting)
        if len(line) > MOST_LETTERS:
            self.paper.notice(say("chat-too-long", setting.language, most=MOST_LETTERS))
            return
        self.seat.say(_name_the_file(line))
        if self.heart is not None:
            await self.heart.beat()
        else:
            await self._wait_for_answer()

    async def _wait_for_answer(self) -> None:
        """Until whoever owns the scheduler has dealt with what was said here."""
        clock = SystemClock()
        since = clock.now()
        while self.seat.waits() and not self._alone and clock.now() - since < _ANSWER_WITHIN:
            await asyncio.sleep(0.05)
            self._follow()
        # What was handled is sent a moment later.
        await asyncio.sleep(0.3)
        self.show()

    def _follow(self) -> None:
        clock = self.house.clock
        if not isinstance(clock, FollowedClock):
            return
        now = SystemClock().now()
        with self.house.store.reading() as records:
            clock.ahead = ahead_of_this_machine(records, now)
            alive_at = records.notes.get(ALIVE_AT)
        alone = alive_at is None or now - datetime.fromisoformat(alive_at) > _GONE_AFTER
        if alone != self._alone:
            self._alone = alone
            self.paper.notice(say("chat-alone" if alone else "chat-back", command=self._again.partition(" --as")[0]))

    async def _obey(self, command: Command, line: str) -> bool:
        setting = self.seat.setting()
        language = setting.language
        if command.name == "/quit":
            return False
        if command.name == "/help":
            self.paper.notice(self._help(language))
        elif command.name == "/clock":
            self.paper.notice(self._clock())
        elif command.name == "/leap" and command.wrong:
            self.paper.notice(say("chat-leap-how", language, most=MOST_LEAP.days))
        elif command.name == "/leap" and self.heart is None:
            self.paper.notice(say("chat-leap-guest", language))
        elif command.name == "/leap" and self.heart is not None:
            await self._leap(self.heart, command.far)
        else:
            said = line.split()[0][:40]
            self.paper.notice(say("chat-unknown", language, said=said, known=", ".join(COMMANDS)))
        return True

    async def _leap(self, heart: Heart, far: timedelta | None) -> None:
        until = None if far is None else heart.clock.now() + far
        language = self.seat.setting().language
        show, heart.after_beat = heart.after_beat, heart.after_beat if far else lambda: None
        try:
            leapt = await heart.leap(until, _QUIET_FOR)
        finally:
            heart.after_beat = show
        if far is None and not leapt.said and not leapt.has_more and leapt.by < timedelta(seconds=1):
            self.paper.notice(say("chat-leap-nothing", language))
            return
        kind = "chat-leapt" if leapt.said else "chat-leapt-quiet"
        self.paper.notice(say(kind, language, by=word_length(leapt.by, language), to=self.moment(leapt.to)))
        # After one leap it reads best when it was said first, and then what that brought.
        self.show()

    def _help(self, language: str) -> str:
        rows = [("/leap", "leap"), ("/leap 3h", "leap-far")] if self.heart is not None else []
        rows += [("/clock", "clock"), ("/help", "help"), ("/quit", "quit")]
        said = [f"{name:<9} {say(f'chat-help-{code}', language)}" for name, code in rows]
        return "\n".join([say("chat-help", language), *said])

    def _clock(self) -> str:
        setting = self.seat.setting()
        ahead = setting.now - SystemClock().now()
        return say(
            "chat-clock",
            setting.language,
            now=self.moment(setting.now),
            zone=setting.zone,
            ahead=word_length(ahead, setting.language) if ahead >= timedelta(minutes=1) else "no",
            speed="one" if self.speed == 1 else f"{self.speed:g}",
        )

    def moment(self, at: datetime) -> str:
        """Day and time on the reader's clock."""
        return short_moment(at, self.seat.setting())


def _buttons_of(message: Message, language: str) -> tuple[Button, ...]:
    """The answers it offers. None where its words ask for letters, because more doses than it was queued for were open
    when it left: a bare "1" would then not say which."""
    shown = buttons(message.kind, message.slots, language)
    if _LETTERED.search(message.text or "") and not any(_LETTERED.search(sent) for sent, _ in shown):
        return ()
    return shown


def _name_the_file(line: str) -> str:
    """A plan's file by its whole path: the bot may run in another folder than the one this was typed in."""
    found = _PLAN_FILE.fullmatch(line)
    if found is None:
        return line
    file = Path(found["file"].strip("\"'")).expanduser()
    return f"{found['word']} {file.absolute()}" if file.is_file() else line
