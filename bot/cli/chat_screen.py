"""A window on a real terminal: a line to type in at the bottom, the conversation above it in the terminal's own scrollback."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.styles import Style

from bot.cli.chat_command import COMMANDS
from bot.cli.chat_window import Window
from bot.texts.words import say
from scheduler.clock import ChatClock

_STYLE = Style.from_dict({"bottom-toolbar": "noreverse #888888", "you": "ansigreen bold", "clock": "ansicyan bold"})


class _Words(Completer):
    """Tab completes a command behind a slash, and the name of a plan's file."""

    def __init__(self) -> None:
        self._files = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        text = document.text_before_cursor
        if text.startswith("/") and " " not in text:
            yield from (Completion(name, -len(text)) for name in COMMANDS if name.startswith(text))
        elif text.casefold().startswith("plan "):
            yield from self._files.get_completions(Document(text[5:], len(text) - 5), complete_event)


def terminal_width() -> int:
    """Columns of the terminal."""
    return shutil.get_terminal_size().columns


def write_to_screen(text: str) -> None:
    """Write above the line that is being typed."""
    sys.stdout.write(text)
    sys.stdout.flush()


class Screen:
    """Reads lines until /quit, Ctrl-D, or Ctrl-C on an empty line. Has to be used inside `patch_stdout(raw=True)`."""

    def __init__(self, window: Window, clock: ChatClock | None) -> None:
        self._window = window
        self._clock = clock
        self._is_standing = False
        # Not a file: what somebody types here about their health stays in the sealed store alone.
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            completer=_Words(),
            complete_while_typing=False,
            erase_when_done=True,
            bottom_toolbar=self._toolbar,
            refresh_interval=1.0,
            key_bindings=_keys(),
            style=_STYLE,
        )
        if clock is not None:
            self._session.default_buffer.on_text_changed += lambda buffer: self._stand(still=bool(buffer.text))

    async def read(self) -> None:
        """The conversation, until it is closed."""
        prompt: StyleAndTextTuples = [("class:you", f" {self._window.seat.name} › ")]
        while True:
            try:
                line = await self._session.prompt_async(prompt)
            except (EOFError, KeyboardInterrupt):
                return
            finally:
                self._stand(still=False)
            if not await self._window.handle(line):
                return
            await asyncio.sleep(0)

    def _stand(self, *, still: bool) -> None:
        if self._clock is None or still == self._is_standing:
            return
        self._is_standing = still
        if still:
            self._clock.stand()
        else:
            self._clock.run()

    def _toolbar(self) -> StyleAndTextTuples:
        window = self._window
        setting = window.seat.setting()
        hint = "chat-hint" if window.heart is not None else "chat-hint-guest"
        parts = [say("chat-stands" if self._is_standing else hint, setting.language)]
        if window.speed != 1:
            parts.insert(0, say("chat-speed", setting.language, speed=f"{window.speed:g}"))
        return [("class:clock", f" {window.moment(setting.now)}"), ("", f"  ·  {'  ·  '.join(parts)}")]


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("c-c")
    def _(event: KeyPressEvent) -> None:
        """Clears the line; on an empty one closes the window."""
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=EOFError)

    return keys
