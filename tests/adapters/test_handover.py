"""Plans as codes and as text: what goes in comes out unchanged, and what is not whole is refused in a sentence."""

from __future__ import annotations

import base64
import json
import time
import tomllib
import zlib
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from hypothesis import assume, example, given
from hypothesis import strategies as st
from PIL import Image

from bot.exchange import handover
from bot.exchange.code import draw_code
from bot.exchange.handover import HandoverError, read_handover, write_handover
from bot.exchange.plan_file import PlanFileError, read_plan, read_plan_bytes
from bot.exchange.plan_text import to_json, to_toml
from bot.texts.words import say
from scheduler.domain.document import parse_plan
from scheduler.domain.regimen import Plan
from tests.adapters.commands import Terminal, refuses
from tests.builders import plan, step
from tests.examples import examples
from tests.plans_drawn import plans

TAPER = parse_plan(plan(step(14, {"08:00": 20, "14:00": 10, "20:00": 20}), step(None, {"08:00": 10, "20:00": 2.5})))
CODE = write_handover(TAPER)[0]


@given(plans())
@examples(80)
def test_every_plan_comes_out_of_code_json_and_toml_unchanged(drawn: Plan) -> None:
    text = to_json(drawn)
    back = read_handover("\n".join(write_handover(drawn, part_letters=60))).plan
    assert back == drawn
    assert to_json(back).encode() == text.encode()
    assert parse_plan(json.loads(text, parse_float=Decimal)) == drawn
    assert parse_plan(tomllib.loads(to_toml(drawn), parse_float=Decimal)) == drawn
    assert read_plan_bytes(text.encode(), "plan.json") == (drawn, "")
    assert read_plan_bytes(to_toml(drawn).encode(), "plan.toml") == (drawn, "")


def codes_on(screen: str) -> list[str]:
    """The texts of the codes on a terminal's screen, as a camera sees them."""
    found = []
    for block in screen.split("\n\n") if "\n\n" in screen else [screen]:
        lines = [line for line in block.splitlines() if line and set(line) <= set("█▀▄ ")]
        halves = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
        rows = [[halves[letter][half] for letter in line] for line in lines for half in (0, 1)]
        width = max(map(len, rows))
        picture = np.array([row + [255] * (width - len(row)) for row in rows], dtype=np.uint8)
        found += [
            each.text
            for each in zxingcpp.read_barcodes(
                np.pad(np.kron(picture, np.ones((6, 6), np.uint8)), 24, constant_values=255)
            )
        ]
    return found


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys)


def test_a_printed_code_is_read_by_a_camera_and_holds_the_plan(terminal: Terminal) -> None:
    (terminal.folder / "plan.json").write_text(to_json(TAPER))
    ran = terminal.run("plan", "qr", "plan.json")
    assert ran.status == 0, ran.err
    assert all(len(line) <= 80 for line in ran.out.splitlines() if "█" in line)
    (seen,) = codes_on(ran.out)
    assert read_handover(seen).plan == TAPER
    # The line below the code is the same text, for those who cannot scan.
    assert seen in ran.out.splitlines()
    (terminal.folder / "forwarded.txt").write_text(seen)
    assert read_plan("forwarded.txt") == TAPER


def test_a_plan_is_written_anew_as_it_was_read(terminal: Terminal) -> None:
    (terminal.folder / "code.txt").write_text(CODE)
    as_toml = terminal.run("plan", "show", "code.txt", "--toml").out
    (terminal.folder / "plan.toml").write_text(as_toml)
    assert terminal.run("plan", "show", "plan.toml", "--json").out == to_json(TAPER) + "\n"
    assert "20 (08:00) + 10 (14:00) +" in terminal.run("plan", "show", "plan.toml").out
    refuses(terminal.run("plan", "show", "plan.toml", "--json", "--toml"), "not both")


def test_pictures_and_a_text_file_hold_the_same_plan(terminal: Terminal) -> None:
    many = parse_plan(
        plan(*(step(3 + n % 5, {f"{7 + n % 9:02}:{n % 60:02}": 5 + n / 2, "20:17": n}) for n in range(60)), ends="hold")
    )
    (terminal.folder / "plan.toml").write_text(to_toml(many))
    ran = terminal.run("plan", "qr", "plan.toml", "--png", "code.png", "--text", "code.txt", "--json")
    parts = ran.json()["parts"]
    assert 1 < len(parts) <= handover.MOST_PARTS
    seen = []
    for number, name in enumerate(ran.json()["pictures"], start=1):
        assert name == f"code-{number}.png"
        seen += [each.text for each in zxingcpp.read_barcodes(Image.open(terminal.folder / name))]
    assert seen == parts
    assert read_handover("\n".join(reversed(seen))).plan == many
    assert read_plan("code.txt") == many
    with pytest.raises(PlanFileError, match=f"has {len(parts)} parts. Still wanted: 2"):
        read_plan_bytes("\n".join(parts[:1] + parts[2:]).encode(), "code.txt")


def test_a_plan_too_large_to_scan_goes_into_a_file(terminal: Terminal) -> None:
    uneven = [
        step(1 + n % 3, {f"{n % 24:02}:{n * 7 % 60:02}": round(n * 7919 % 9973 / 997 + 1, 4)}) for n in range(900)
    ]
    huge = parse_plan(plan(*uneven, ends="hold"))
    (terminal.folder / "plan.json").write_text(to_json(huge))
    refuses(terminal.run("plan", "qr", "plan.json"), "--text FILE", "codes", status=1)
    assert terminal.run("plan", "qr", "plan.json", "--text", "plan.txt").status == 0
    assert read_plan("plan.txt") == huge


def refusal(text: str, key: str | None = None) -> str:
    with pytest.raises(HandoverError) as caught:
        read_handover(text, key)
    return say(f"handover-error-{caught.value.code}", **caught.value.slots)


DATA_BEGINS = CODE.rindex(":") + 1


# The very last letter has bits that belong to no byte: a change there alone changes nothing.
@given(st.integers(DATA_BEGINS, len(CODE) - 2), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
@example(DATA_BEGINS, "A")
@example(len(CODE) - 2, "7")
def test_one_changed_letter_is_refused(place: int, letter: str) -> None:
    assume(CODE[place] != letter)
    assert "something in it was changed" in refusal(CODE[:place] + letter + CODE[place + 1 :])


@given(st.integers(min_value=0, max_value=len(CODE) - 2))
def test_a_code_cut_short_is_refused(length: int) -> None:
    with pytest.raises(HandoverError):
        read_handover(CODE[:length])
    with pytest.raises(PlanFileError):
        read_plan_bytes(CODE[:length].encode(), "code.txt")


def test_refusals_are_sentences() -> None:
    assert "another version of Stepdown (2)" in refusal(CODE.replace("SD1:", "SD2:"))
    assert "not whole" in refusal(CODE[:-4])
    assert "no plan code" in refusal("hello")
    other = write_handover(parse_plan(plan(step(7, {"08:00": 5}))), part_letters=60)
    mine = write_handover(TAPER, part_letters=60)
    assert "different plan codes" in refusal(f"{mine[0]} {other[1]}")
    assert "Still wanted: 2" in refusal(mine[0])


def test_messengers_may_wrap_and_shout_and_whisper() -> None:
    wrapped = "\n".join(CODE[start : start + 30] for start in range(0, len(CODE), 30)).lower()
    assert read_handover(f"  {wrapped}\n").plan == TAPER


def test_with_a_shared_key_only_its_own_codes_are_accepted() -> None:
    sealed = write_handover(TAPER, key="a secret of the clinic")[0]
    assert read_handover(sealed, "a secret of the clinic").keyed
    assert "seal of your clinic" in refusal(sealed, "another secret")
    assert "seal of your clinic" in refusal(CODE, "a secret of the clinic")
    # A service without the key reads the plan, and knows only that it is whole.
    assert read_handover(sealed) == handover.Handover(TAPER, keyed=False)


def test_a_code_that_unfolds_to_megabytes_is_refused_at_once() -> None:
    packer = zlib.compressobj(9, wbits=-15, zdict=handover._WORDS)
    body = b"\0" + packer.compress(b"[" * 20_000_000) + packer.flush()
    bomb = base64.b32encode(handover._seal(body, None) + body).decode().rstrip("=")
    begun = time.process_time()
    assert "too long" in refusal(f"SD1:1/1:AAAA:{bomb}"[: handover.LONGEST_TEXT])
    assert time.process_time() - begun < 5


@given(st.text(max_size=60) | st.text("SD1:/2345ABCDEFGHIJKLMNOPQRSTUVWXYZ \n", max_size=80).map("SD1:1/1:".__add__))
@examples(200)
def test_any_other_text_is_refused_in_a_sentence(text: str) -> None:
    assert len(refusal(text).splitlines()) == 1


def test_a_screen_code_keeps_its_own_colours() -> None:
    line = draw_code("SD1:1/1:ABCD:EFGH", colours=True).splitlines()[0]
    assert line.startswith("\x1b[38;5;231;48;5;16m")
    assert line.endswith("\x1b[0m")
