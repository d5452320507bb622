"""`stepdown setup`, last part: codes to scan, the wait until the person has come in, and the test message."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from bot.bootstrap import House, owning_the_scheduler
from bot.channel_set import has_sms
from bot.cli.invite import make_invitation
from bot.cli.opening import close, open_for
from bot.cli.run import clock_of, keep_running
from bot.cli.setup_asking import Asking
from bot.cli.setup_person import waits_for_carer
from bot.cli.trial import send_test
from bot.exchange.code import draw_code
from bot.settings import Settings
from scheduler.domain.invitation import VALID_FOR
from scheduler.domain.message import MessageState
from scheduler.domain.people import Role

_LOOK_EVERY_S = 0.5
_SENT = frozenset({MessageState.SENT, MessageState.DELIVERED})


def show_ways_in(house: House, patient_id: int, now: datetime, asking: Asking) -> dict[str, Mapping[str, object]]:
    """An invitation for the person, and one for the caregiver they named, as a code to scan and in words."""
    with house.store.reading() as records:
        patient = records.people.patients([patient_id])[patient_id]
        roles = [Role.PATIENT] if patient.contact is None else []
        roles += [Role.CAREGIVER] if waits_for_carer(records, patient_id) else []
    made: dict[str, Mapping[str, object]] = {}
    if house.settings.telegram_bot_token is None and not has_sms(house.settings):
        return made
    for role in roles:
        invitation = make_invitation(house, patient_id, role, now, VALID_FOR)
        made[role.value] = invitation
        asking.tell(f"setup-invite-{role.value}", name=patient.call_me)
        _show(house.settings, invitation, asking)
    return made


def _show(settings: Settings, invitation: Mapping[str, object], asking: Asking) -> None:
    link, code = invitation["link"], str(invitation["code"])
    until = str(invitation["expires_at"])[:10]
    colours = sys.stdout.isatty()
    if link:
        asking.show(draw_code(str(link), colours=colours))
        asking.tell("setup-invite-link", link=str(link), until=until)
    if has_sms(settings):
        number = settings.twilio_phone_number
        if number:
            # What a camera makes of it: a new text to that number, with the code in it.
            asking.show(draw_code(f"SMSTO:{number}:{code}", colours=colours))
        asking.tell("setup-invite-sms", code=code, number=number or "-", until=until)


def wait_until_joined(settings: Settings, patient_id: int, wait_s: float, asking: Asking) -> bool:
    """Listen until the person has said OK, then send them the test message; whether it left within `wait_s`.

    Where a process is at work on this database already, it does the work and this only looks.
    """
    joined = [False]

    async def watch(house: House) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                joined[0] = await _test(house, patient_id)

    if wait_s > 0 and _can_join(settings):
        asking.tell("setup-waiting", minutes=max(1, round(wait_s / 60)))
        with owning_the_scheduler(settings) as owner:
            if owner:
                clock = clock_of(settings, 1, create=False)
                asyncio.run(keep_running(settings, 1, clock, listens=True, schedules=True, beside=watch))
            else:
                house = open_for(settings)
                try:
                    asyncio.run(watch(house))
                finally:
                    close(house)
    asking.tell("setup-joined" if joined[0] else "setup-not-joined", id=patient_id)
    return joined[0]


def _can_join(settings: Settings) -> bool:
    return settings.telegram_bot_token is not None or has_sms(settings)


async def _test(house: House, patient_id: int) -> bool:
    """Look until the test message could be queued, and then until it has left."""
    began = house.clock.now() - timedelta(minutes=1)
    queued = left = False
    while not left:
        queued = queued or await asyncio.to_thread(send_test, house, patient_id)
        with house.store.reading() as records:
            tests = [m for m in records.messages.of_patient(patient_id, began) if m.kind == "test-message"]
        left = any(message.state in _SENT for message in tests)
        await asyncio.sleep(0 if left else _LOOK_EVERY_S)
    return True
