"""How a conversation looks: for a terminal in colour, the bot left and the person right; elsewhere one plain line each."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date
from rich.align import Align
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.texts.button import Button
from bot.texts.moments import word_time
from bot.texts.setting import Setting
from bot.texts.words import say
from scheduler.domain.message import Message, Priority

_WIDEST = 100
_NARROWEST = 40
_BUBBLE = 0.72
_STAMP = 8
# The bar, and the blanks around it.
_BESIDE = 4


class Paper(Protocol):
    """What a window writes on. `at` is UTC; stamps are on the reader's clock, with the date where it changes."""

    def title(self, heading: str, lines: Sequence[str]) -> None: ...
    def told(self, message: Message, buttons: Sequence[Button], setting: Setting, *, earlier: bool = False) -> None: ...
    def own(self, text: str, at: datetime, setting: Setting) -> None: ...
    def notice(self, text: str) -> None: ...


def clean(text: str) -> str:
    """Without control characters: what somebody typed must not drive the terminal of who reads it."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)


def full_date(on: date, language: str) -> str:
    """ "Tuesday 6 October 2026", in the person's language."""
    return format_date(on, "EEEE d MMMM y", locale=language)


def short_moment(at: datetime, setting: Setting) -> str:
    """ "Tue 6 Oct 14:00", on the reader's clock."""
    return f"{format_date(_local(at, setting).date(), 'EEE d MMM', locale=setting.language)} {_stamp(at, setting)}"


def _local(at: datetime, setting: Setting) -> datetime:
    return at.astimezone(ZoneInfo(setting.zone))


def _stamp(at: datetime, setting: Setting) -> str:
    return word_time(_local(at, setting).time().replace(second=0, microsecond=0), setting)


def _labels(buttons: Sequence[Button]) -> list[tuple[str, str]]:
    """What to type, and what it means; only once where they are the same."""
    return [(sent, "" if clean(label).casefold() == sent.casefold() else clean(label)) for sent, label in buttons]


class PlainPaper:
    """Deterministic lines for pipes and logs."""

    def __init__(self, write: Callable[[str], None], name: str, *, echoes: bool) -> None:
        self._write = write
        self._name = name
        self._echoes = echoes
        self._day: date | None = None

    def title(self, heading: str, lines: Sequence[str]) -> None:
        self._write(f"{say('chat-title')}: {heading}")
        for line in lines:
            self._write(f"# {line}")

    def told(self, message: Message, buttons: Sequence[Button], setting: Setting, *, earlier: bool = False) -> None:
        at = message.sent_at or setting.now
        self._date(at, setting)
        lead = f"{_stamp(at, setting)} {say('chat-bot', setting.language)}: "
        lines = clean(message.text or "").splitlines() or [""]
        self._write(lead + lines[0])
        for line in lines[1:]:
            self._write(" " * len(lead) + line)
        if buttons:
            self._write(" " * len(lead) + "  ".join(f"[{sent}] {label}".rstrip() for sent, label in _labels(buttons)))

    def own(self, text: str, at: datetime, setting: Setting) -> None:
        if self._echoes:
            self._date(at, setting)
            self._write(f"{_stamp(at, setting)} {clean(self._name)}: {clean(text)}")

    def notice(self, text: str) -> None:
        for line in clean(text).splitlines():
            self._write(f"# {line}")

    def _date(self, at: datetime, setting: Setting) -> None:
        on = _local(at, setting).date()
        if on != self._day:
            self._day = on
            self._write(f"-- {full_date(on, setting.language)} --")


class ColourPaper:
    """Bubbles by a coloured bar: the bot's at the left, one's own at the right, red for danger."""

    def __init__(self, write: Callable[[str], None], width: Callable[[], int]) -> None:
        self._write = write
        self._width = width
        self._day: date | None = None

    def _print(self, *shown: RenderableType) -> None:
        out = io.StringIO()
        console = Console(
            file=out, force_terminal=True, width=self._columns(), highlight=False, markup=False, emoji=False
        )
        for each in shown:
            console.print(each)
        # Trailing blanks would wrap when the terminal is made narrower.
        self._write("\n".join(line.rstrip(" ") for line in out.getvalue().split("\n")))

    def _columns(self) -> int:
        return max(_NARROWEST, min(self._width() - 1, _WIDEST))

    def _bubble(self) -> int:
        """Columns of a text: not the whole width, so that one sees who speaks, unless there is little of it."""
        return min(self._columns() - _STAMP - _BESIDE, max(_NARROWEST, int(self._columns() * _BUBBLE)))

    def title(self, heading: str, lines: Sequence[str]) -> None:
        head = Text.assemble((f" {say('chat-title')} ", "bold reverse cyan"), "  ", heading)
        self._print("", head, *(Padding(Text(line, style="dim"), (0, 0, 0, 1)) for line in lines))

    def told(self, message: Message, buttons: Sequence[Button], setting: Setting, *, earlier: bool = False) -> None:
        at = message.sent_at or setting.now
        red = message.priority is Priority.RED
        colour = "bright_black" if earlier else "red" if red else "cyan"
        style = "dim" if earlier else "bold" if red else ""
        rows = [row for line in clean(message.text or "").splitlines() for row in self._wrapped(Text(line, style))]
        if buttons and not earlier:
            rows += self._buttons(buttons)
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=_STAMP, justify="right", style="dim", no_wrap=True)
        grid.add_column(width=1, style=colour)
        grid.add_column(max_width=self._bubble())
        for number, line in enumerate(rows):
            grid.add_row(_stamp(at, setting) if number == 0 else "", "┃", line)
        self._print(*self._date(at, setting), grid, "")

    def _wrapped(self, text: Text) -> list[Text]:
        console = Console(width=self._bubble(), file=io.StringIO())
        return list(text.wrap(console, console.width))

    def _buttons(self, buttons: Sequence[Button]) -> list[Text]:
        """As many on a line as there is room for; none is torn from its label."""
        lines = [Text()]
        for sent, label in _labels(buttons):
            each = Text.assemble((f"[{sent}]", "bold cyan"), (f" {label}" if label else "", "cyan"))
            if lines[-1] and lines[-1].cell_len + 2 + each.cell_len > self._bubble():
                lines.append(Text())
            lines[-1].append("  " if lines[-1] else "").append_text(each)
        return lines

    def own(self, text: str, at: datetime, setting: Setting) -> None:
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(justify="right")
        grid.add_column(width=1, style="green")
        grid.add_column(width=_STAMP, style="dim", no_wrap=True)
        for number, line in enumerate(self._wrapped(Text(clean(text)))):
            grid.add_row(line, "┃", _stamp(at, setting) if number == 0 else "")
        self._print(*self._date(at, setting), Align.right(grid), "")

    def notice(self, text: str) -> None:
        self._print(Padding(Text(clean(text), style="yellow"), (0, 0, 0, _STAMP + 1)), "")

    def _date(self, at: datetime, setting: Setting) -> Sequence[RenderableType]:
        on = _local(at, setting).date()
        if on == self._day:
            return ()
        self._day = on
        return (
            Group(Rule(Text(full_date(on, setting.language), style="bold"), style="bright_black", characters="─"), ""),
        )
