"""Chance in a test is the same in each run: jitter and drawn codes follow from the test's name.

`STEPDOWN_TEST_CHANCE=7 make test` gives every test another draw; `make explore` takes a new one each time.
"""

from __future__ import annotations

import os
import random
import secrets
from collections.abc import Generator
from random import Random

import pytest

_DRAW = "STEPDOWN_TEST_CHANCE"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """From the fixtures of `item` to their end: what is drawn in this process is drawn alike each time."""
    dice = Random(f"{os.environ.get(_DRAW, '')} {item.nodeid}")
    random.seed(dice.getrandbits(64))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "choice", dice.choice)
        patch.setattr(secrets, "randbelow", dice.randrange)
        patch.setattr(secrets, "token_bytes", lambda nbytes=32: dice.randbytes(nbytes or 32))
        return (yield)
