"""Coming in by a link: once, in time, as the one it was made for; and caregivers whom a person names."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli.command_error import CommandError
from bot.cli.invite import make_invitation
from scheduler.domain.people import LinkState, Reach, Role
from tests.adapters.telegram_house import ANN, BEN, STRANGER, TelegramHouse
from tests.adapters.telegram_proxy import USERNAME

NAMELESS = 5004


def _code(home: TelegramHouse, role: Role = Role.CAREGIVER, days: int = 14) -> str:
    made = make_invitation(home.house, home.patient().id, role, home.clock.now(), timedelta(days=days))
    assert made["link"] == f"https://t.me/{USERNAME}?start={made['code']}"
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", str(made["code"]))
    return str(made["code"])


def _links(home: TelegramHouse) -> list[LinkState]:
    with home.house.store.reading() as records:
        return [link.state for link in records.people.carers_of(home.patient().id)]


def test_a_caregiver_comes_in_by_the_link_and_agrees(home: TelegramHouse) -> None:
    home.says(f"/start {_code(home)}", BEN)
    assert home.kinds()[-1] == "carer-welcome"
    assert _links(home) == [LinkState.INVITED]
    contact = home.contact(BEN)
    assert contact is not None
    assert contact.reach is Reach.NEW
    home.presses("OK", BEN)
    assert _links(home) == [LinkState.AGREED]
    assert home.kinds()[-2:] == ["carer-joined", "carer-agreed"]


def test_a_link_works_once(home: TelegramHouse) -> None:
    code = _code(home)
    home.says(f"/start {code}", BEN)
    home.says(f"/start {code}", STRANGER)
    assert home.kinds()[-1] == "invitation-over"
    assert len(_links(home)) == 1


def test_a_link_ends(home: TelegramHouse) -> None:
    code = _code(home)
    home.clock.leap(timedelta(days=15))
    with home.house.store.transaction() as records:
        found = records.invitations.find(code)
        assert found is not None
        home.clock.set(max(home.clock.now(), found.expires_at))
    home.says(f"/start {code}", BEN)
    assert home.peer.last(BEN).text.startswith("This invitation was used before, or is too old.")
    assert _links(home) == []


def test_an_unknown_code_is_answered_and_a_bare_one_is_taken(home: TelegramHouse) -> None:
    home.says("/start AAAAAAAAAAAAAAAAAAAAAA", STRANGER)
    assert home.kinds()[-1] == "invitation-unknown"
    home.says(_code(home), BEN)
    assert home.kinds()[-1] == "carer-welcome"


def test_nobody_becomes_their_own_caregiver(home: TelegramHouse) -> None:
    home.says(f"/start {_code(home)}")
    assert home.kinds()[-1] == "invitation-own"
    assert _links(home) == []


def test_a_person_brings_a_second_phone(home: TelegramHouse) -> None:
    home.says(f"/start {_code(home, Role.PATIENT)}", BEN)
    home.presses("OK", BEN)
    assert home.kinds()[-2:] == ["new-phone-confirm", "new-phone-waits"]
    home.presses("OK")
    assert home.kinds()[-2:] == ["started", "new-phone-on"]
    with home.house.store.reading() as records:
        addresses = [contact.address for contact in records.people.contacts_of(home.patient().id)]
    assert addresses == [str(BEN), str(ANN)]


def test_a_named_caregiver_gets_a_link_to_pass_on(home: TelegramHouse) -> None:
    home.says("/start", STRANGER)
    home.presses("OK", STRANGER)
    home.says("Cleo", STRANGER)
    passed_on = next(b for b in home.peer.chats[str(STRANGER)] if "t.me" in b.text)
    assert not passed_on.protected
    found = re.search(rf"https://t.me/{USERNAME}\?start=([A-Za-z0-9_-]{{22}})$", passed_on.text)
    assert found is not None
    home.says(f"/start {found[1]}", BEN)
    assert home.kinds()[-1] == "carer-welcome"
    with home.house.store.reading() as records:
        contact = records.people.contact_by_id(home.messages()[-1].contact_id)
        assert contact is not None
        assert [person.call_me for person in records.people.persons_at(contact.id)] == ["Cleo"]


def test_nobody_waits_for_a_name(home: TelegramHouse) -> None:
    home.says("/start", STRANGER)
    home.presses("OK", STRANGER)
    home.says("Cleo", STRANGER)
    passed_on = next(b for b in home.peer.chats[str(STRANGER)] if "t.me" in b.text)
    home.says(f"/start {passed_on.text[-22:]}", BEN)
    assert home.peer.last(BEN).text.startswith("Stepdown, for the person who named you: may I text you")
    home.presses("OK", BEN)
    home.says("SOS", STRANGER)
    assert any("the person who named you" in b.text and "SOS" in b.text for b in home.peer.chats[str(BEN)])
    # And a caregiver who came by the operator's link has not told theirs.
    home.says(f"/start {_code(home)}", NAMELESS)
    home.presses("OK", NAMELESS)
    assert any("your contact" in b.text.casefold() for b in home.peer.chats[str(ANN)])


def test_an_invitation_for_nobody_is_refused(home: TelegramHouse) -> None:
    with pytest.raises(CommandError, match="no patient 999"):
        make_invitation(home.house, 999, Role.CAREGIVER, home.clock.now(), timedelta(days=1))


def test_only_the_hash_of_a_token_is_kept(home: TelegramHouse, tmp_path: Path) -> None:
    code = _code(home)
    data = b"".join(path.read_bytes() for path in tmp_path.glob("stepdown.db*"))
    assert code.encode() not in data
