"""`stepdown patients` and `stepdown policy`: all of an entry or nothing, nobody reached before their OK."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.commands import STEEP, Terminal, person_document, plan_document, refuses, write_json


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database_url: str
) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys, database_url)


@pytest.fixture
def on_sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sqlite_url: str
) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys, sqlite_url)


def add(terminal: Terminal, **changed: object) -> dict[str, Any]:
    ran = terminal.run(
        "patients", "add", write_json(terminal.folder, "person.json", person_document(**changed)), "--json"
    )
    assert ran.status == 0, ran.err
    answer: dict[str, Any] = ran.json()
    return answer


def show(terminal: Terminal, number: int, *more: str) -> dict[str, Any]:
    answer: dict[str, Any] = terminal.run("patients", "show", str(number), "--json", *more).json()
    return answer


def test_an_entry_with_a_plan_is_there_and_nobody_is_reached_before_their_ok(terminal: Terminal) -> None:
    added = add(
        terminal,
        plan=plan_document(timezone="America/New_York"),
        policy={"snooze_min": 20},
        caregivers=[{"name": "Ann", "contacts": [{"channel": "console", "address": "Ann"}]}],
    )
    assert added["plan"] == {"version": 1, "state": "active"}
    shown = show(terminal, added["id"])
    assert shown["plan"]["state"] == "active"
    assert shown["plan"]["daily_mg"] == 55
    assert shown["contacts"] == [{"channel": "console", "address": "jo", "reach": "new"}]
    assert shown["caregivers"][0]["state"] == "invited"
    # The plan's times follow the person, wherever it was written.
    assert {dose["at"] for dose in shown["next_doses"]} <= {"08:00", "14:00", "20:00"}
    assert shown["timezone"] == "Europe/London"
    assert shown["country"] == "GB"
    assert shown["supply"]["on_hand"] == {"10": 180}
    assert shown["supply"]["runs_out"] is not None
    assert [row["id"] for row in terminal.run("patients", "--json").json()] == [added["id"]]
    assert terminal.run("audit", "--json").json()["holds"] is True


def test_from_standard_input_and_as_toml(on_sqlite: Terminal) -> None:
    written = 'name = "Bo"\ntimezone = "Europe/Paris"\nconsent = "by phone"\n'
    written += '[[contacts]]\nchannel = "sms"\naddress = "+33612345678"\n'
    ran = on_sqlite.run("patients", "add", "-", typed=written)
    assert ran.status == 0, ran.err
    assert "patient 1" in ran.out
    assert show(on_sqlite, 1)["country"] == "FR"


def test_addresses_are_masked_unless_asked_for(on_sqlite: Terminal) -> None:
    add(
        on_sqlite,
        contacts=[{"channel": "sms", "address": "+447700900123"}, {"channel": "telegram", "address": "123456"}],
    )
    assert [each["address"] for each in show(on_sqlite, 1)["contacts"]] == ["…123", "…456"]
    assert [each["address"] for each in show(on_sqlite, 1, "--full")["contacts"]] == ["+447700900123", "123456"]
    assert "77009" not in on_sqlite.run("patients", "show", "1").out
    assert "77009" not in on_sqlite.run("patients", "--json").out


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "zone": ({"timezone": "Mars/One"}, "timezone: an IANA time zone"),
    "no consent": ({"consent": ""}, "consent:"),
    "slip": ({"nmae": "x"}, "nmae:"),
    "channel": ({"contacts": [{"channel": "fax", "address": "1"}]}, "contacts[1].channel:"),
    "phone": (
        {"contacts": [{"channel": "console", "address": "a"}, {"channel": "sms", "address": "077"}]},
        "contacts[2].address:",
    ),
    "chat id": ({"contacts": [{"channel": "telegram", "address": "@jo"}]}, "contacts[1].address:"),
    "no contact": ({"contacts": []}, "contacts:"),
    "name": ({"name": "Jo\nSmith"}, "name:"),
    "wording": ({"wording": "loud"}, "wording:"),
    "language": ({"language": "tlh"}, "language:"),
    "country": ({"country": "England"}, "country:"),
    "carer": ({"caregivers": [{"contacts": []}]}, "caregivers[1].name:"),
    "policy name": ({"policy": {"snooze": 3}}, "policy.snooze:"),
    "policy value": ({"policy": {"snooze_min": "soon"}}, "policy.snooze_min:"),
    "policy list": ({"policy": {"snooze_min": [1]}}, "policy.snooze_min:"),
    "plan days": ({"plan": plan_document(steps=[{"days": -1, "doses": []}])}, "plan.steps[1].days:"),
    "plan time": (
        {"plan": plan_document(steps=[{"days": 3, "doses": [{"at": "25:00", "mg": 1}]}])},
        "plan.steps[1].doses[1].at:",
    ),
    "plan over": ({"plan": plan_document(steps=[{"days": 3, "doses": []}], ends="stop")}, "plan.steps:"),
    "plan none": ({"plan": "as before"}, "plan"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_field_is_named_and_nothing_is_stored(on_sqlite: Terminal, what: str) -> None:
    changed, named = WRONG[what]
    file = write_json(on_sqlite.folder, "person.json", person_document(**changed))
    refuses(on_sqlite.run("patients", "add", file), named)
    assert on_sqlite.run("patients", "--json").json() == []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"name": NaN}', "\xff", '{"name": "a", "name": "b"}', "[" * 5000])
def test_what_is_no_person_is_refused_in_one_line(on_sqlite: Terminal, text: str) -> None:
    file = on_sqlite.folder / "person.json"
    file.write_text(text, encoding="latin-1")
    refuses(on_sqlite.run("patients", "add", str(file)))


def test_two_patients_may_share_an_address_and_each_agrees(terminal: Terminal) -> None:
    add(terminal)
    second = add(terminal, name="Bo", call_me="Bo", contacts=[{"channel": "console", "address": "JO"}])
    assert [show(terminal, own)["contacts"][0]["reach"] for own in (1, second["id"])] == ["new", "new"]
    assert terminal.run("audit", "--json").json()["holds"] is True


def test_a_caregiver_may_have_two_patients(on_sqlite: Terminal) -> None:
    ann = [{"name": "Ann", "contacts": [{"channel": "console", "address": "ann"}]}]
    add(on_sqlite, caregivers=ann)
    second = add(on_sqlite, contacts=[{"channel": "console", "address": "bo"}], caregivers=ann)
    assert show(on_sqlite, second["id"])["caregivers"][0]["contacts"][0]["address"] == "ann"
    ran = on_sqlite.run("chat", "--as", "Ann")
    assert ran.out.count("[OK]") == 2


def test_a_blocked_plan_stays_blocked_until_a_named_prescriber_confirms(terminal: Terminal) -> None:
    added = add(terminal, plan=plan_document(start="2040-01-02", steps=STEEP))
    assert added["plan"]["state"] == "blocked"
    assert {finding["rule"] for finding in added["findings"] if finding["level"] == "BLOCK"} == {"STEP_SIZE"}
    number = str(added["id"])
    assert show(terminal, added["id"])["next_doses"] == []
    refuses(terminal.run("patients", "confirm", number, "--by", " 7 "), "--by")
    assert show(terminal, added["id"])["plan"]["state"] == "blocked"
    ran = terminal.run("patients", "confirm", number, "--by", "Dr May", "--phone", "020 7946 0000", "--json")
    assert ran.json()["state"] == "active"
    plan = show(terminal, added["id"])["plan"]
    assert (plan["state"], plan["confirmed_by"]) == ("active", "Dr May, 020 7946 0000")
    assert plan["confirmed_at"] is not None
    refuses(terminal.run("patients", "confirm", number, "--by", "Dr May"), "no blocked plan", status=1)


def test_a_prescriber_ends_a_plan_and_what_was_planned_falls_away(terminal: Terminal) -> None:
    added = add(terminal, plan=plan_document(start="2040-01-02"))
    number = str(added["id"])
    assert show(terminal, added["id"])["plan"]["state"] == "active"
    refuses(terminal.run("patients", "end", number, "--by", "7"), "--by")
    ran = terminal.run("patients", "end", number, "--by", "Dr May", "--json")
    assert (ran.status, ran.json()["state"]) == (0, "ended")
    shown = show(terminal, added["id"])
    assert shown["next_doses"] == []
    refuses(terminal.run("patients", "end", number, "--by", "Dr May"), "no plan", status=1)
    assert terminal.run("audit", "--json").json()["holds"]


def test_what_cannot_be_made_is_never_released(on_sqlite: Terminal) -> None:
    added = add(on_sqlite, plan=plan_document(tablets=[{"strength_mg": 10, "pieces": 1}]))
    assert added["plan"]["state"] == "blocked"
    refuses(on_sqlite.run("patients", "confirm", "1", "--by", "Dr May"), "DIVISIBILITY", "anew", status=1)
    assert show(on_sqlite, 1)["plan"]["state"] == "blocked"


def test_a_plan_without_a_start_waits(on_sqlite: Terminal) -> None:
    added = add(on_sqlite, plan=plan_document(start=None))
    assert added["plan"]["state"] == "waiting"
    assert show(on_sqlite, 1)["plan"]["missing"] == ["start"]
    assert "start" in on_sqlite.run("patients", "show", "1").out


def test_words_for_people_never_tell_anybody_to_stop(on_sqlite: Terminal) -> None:
    file = write_json(on_sqlite.folder, "p.json", person_document(plan=plan_document(start="2040-01-02", steps=STEEP)))
    said = on_sqlite.run("patients", "add", file).out
    assert "BLOCKED" in said
    assert "do not stop suddenly" in " ".join(said.split())


@pytest.mark.parametrize("typed", [("show", "9"), ("confirm", "9", "--by", "Dr May")])
def test_nobody_of_that_number(on_sqlite: Terminal, typed: tuple[str, ...]) -> None:
    refuses(on_sqlite.run("patients", *typed), "no patient 9")


def test_policy_shows_defaults_and_a_persons_own(terminal: Terminal) -> None:
    default = terminal.run("policy", "--json").json()
    add(terminal)
    changed = terminal.run("policy", "1", "snooze_min=20", "quiet_from=21:30", "--json").json()
    assert changed == {**default, "snooze_min": 20, "quiet_from": "21:30"}
    assert terminal.run("policy", "1", "--json").json() == changed
    assert terminal.run("policy", "--json").json() == default
    assert "21:30" in terminal.run("policy", "1").out


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (("1", "snooze_min=soon"), "snooze_min"),
        (("1", "snooze_min=20", "bogus=1"), "bogus"),
        (("1", "snooze_min"), "snooze_min"),
        (("1", "snooze_min=20", "snooze_min=30"), "once"),
        (("snooze_min=20",), "PATIENT"),
        (("7", "snooze_min=20"), "no patient 7"),
    ],
)
def test_a_wrong_policy_changes_nothing(on_sqlite: Terminal, typed: tuple[str, ...], named: str) -> None:
    add(on_sqlite)
    before = on_sqlite.run("policy", "1", "--json").json()
    refuses(on_sqlite.run("policy", *typed), named)
    assert on_sqlite.run("policy", "1", "--json").json() == before


def test_json_is_one_document(on_sqlite: Terminal) -> None:
    add(on_sqlite, plan=plan_document())
    for typed in (("patients", "--json"), ("patients", "show", "1", "--json"), ("policy", "1", "--json")):
        ran = on_sqlite.run(*typed)
        assert len(ran.out.splitlines()) == 1
        json.loads(ran.out)


CARD = {
    "address": "12 Mill Lane, flat 3",
    "key": "with Mrs Ives at 14",
    "callback": "0117 496 0123",
    "clinic": "0117 496 0200",
    "clinic_hours": "mon-fri 09:00-17:00",
    "out_of_hours": "0117 496 0300",
    "local_emergency": "0117 496 0999",
}


def test_the_card_is_kept_changed_and_hidden(terminal: Terminal) -> None:
    added = add(terminal, card=CARD)
    shown = show(terminal, added["id"])["card"]
    assert shown["key"] == "…"
    assert shown["out_of_hours_hours"] is None
    assert "Mill Lane" not in terminal.run("patients", "show", "1").out
    assert show(terminal, added["id"], "--full")["card"] == {**CARD, "out_of_hours_hours": None}
    ran = terminal.run("patients", "card", "1", "key=", "address=  4  Quay Road ", "--json")
    assert ran.json() == {**CARD, "key": None, "address": "4 Quay Road", "out_of_hours_hours": None}
    assert "Quay Road" in terminal.run("patients", "card", "1").out


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ("clinic_hours=nine to five", "card.clinic_hours:"),
        ("local_emergency=999", "card.local_emergency: the whole number"),
        ("clinic=ask", "card.clinic: a telephone number"),
        ("colour=blue", "card.colour:"),
        ("key", "key: NAME=VALUE"),
        (f"address={'x' * 161}", "card.address: at most 160"),
    ],
)
def test_a_wrong_field_of_the_card_is_named(on_sqlite: Terminal, field: str, named: str) -> None:
    add(on_sqlite, card={"address": "here"})
    refuses(on_sqlite.run("patients", "card", "1", field), named)
    assert show(on_sqlite, 1, "--full")["card"]["address"] == "here"
    refuses(on_sqlite.run("patients", "card", "7"), "there is no patient 7")


def test_who_agreed_to_what_is_shown_and_what_is_missing(terminal: Terminal) -> None:
    add(terminal, caregivers=[{"name": "Ann"}])
    shown = show(terminal, 1)
    assert shown["gaps"] == ["person", "nobody"]
    assert shown["caregivers"][0]["reached"] == "nowhere"
    assert [(each["kind"], each["given"]) for each in shown["consents"]] == [("enrolment", True)]
    assert "words" not in shown["consents"][0]
    assert show(terminal, 1, "--full")["consents"][0]["words"] == "in clinic, 3 September"
    assert "nobody yet" in terminal.run("patients").out
    assert "Nobody can be told yet" in " ".join(terminal.run("patients", "show", "1").out.split())
    kept = terminal.run("patients", "consent", "1", "full_wording", "yes", "--words", "yes please", "--json").json()
    assert kept[-1]["kind"] == "full_wording"
    assert show(terminal, 1)["wording"] == "full"
    assert terminal.run("patients", "consent", "1", "calls", "no", "--words", "not at night", "--of", "ann").status == 0
    assert show(terminal, 1)["caregivers"][0]["consents"][0]["given"] is False
    checked = terminal.run("check", "--json").json()["checks"]
    assert [each["says"] for each in checked if each["about"] == "people"] == [
        "can't be reached: patient 1",
        "nobody can be told for: patient 1",
    ]


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (("9",), "there is no patient 9"),
        (("1", "calls", "yes"), "--words"),
        (("1", "calls", "yes", "--words", "x", "--of", "Zoe"), "no one caregiver called Zoe"),
        (("1", "messages", "yes", "--words", "x"), "messages"),
    ],
)
def test_an_agreement_needs_its_words_and_nobody_agrees_to_messages_for_another(
    on_sqlite: Terminal, said: tuple[str, ...], named: str
) -> None:
    add(on_sqlite)
    refuses(on_sqlite.run("patients", "consent", *said), named)
    assert len(show(on_sqlite, 1)["consents"]) == 1


def test_a_prescriber_by_phone_and_then_by_code(on_sqlite: Terminal) -> None:
    add(on_sqlite)
    asked = ("patients", "prescriber", "1", "--name", "Dr May")
    refuses(on_sqlite.run(*asked, "--hours", "nine to five"), "--hours: hours such as")
    refuses(on_sqlite.run(*asked, "--phone", "ask"), "--phone: a telephone number")
    refuses(on_sqlite.run("patients", "prescriber", "7", "--name", "Dr May"), "there is no patient 7")
    no_name = on_sqlite.run("patients", "invite", "1", "--role", "prescriber")
    assert (no_name.status, "who is it?" in no_name.err) == (1, True)
    ran = on_sqlite.run(*asked, "--phone", "020 7946 0000", "--hours", "mon-fri 09:00-17:00", "--json")
    assert ran.json() == {"id": 1, "prescriber": "Dr May", "phone": "020 7946 0000", "hours": "mon-fri 09:00-17:00"}
    assert "By phone only" in on_sqlite.run(*asked).out
    card = show(on_sqlite, 1, "--full")["card"]
    assert (card["clinic"], card["clinic_hours"]) == ("020 7946 0000", "mon-fri 09:00-17:00")
    assert len(on_sqlite.run("patients", "invite", "1", "--role", "prescriber", "--json").json()["code"]) == 22
    shown = show(on_sqlite, 1)["prescribers"]
    assert [(each["name"], each["state"]) for each in shown] == [("Dr May", "invited")]
    assert "Prescriber told" in on_sqlite.run("patients", "show", "1").out


def test_a_field_of_signs_that_cannot_be_printed_is_named_on_one_line(terminal: Terminal) -> None:
    terminal.run("migrate")
    for strange in (person_document(card={"\x1e": None}), person_document(**{"na\x1fme": 1})):
        refuses(terminal.run("patients", "add", write_json(terminal.folder, "person.json", strange)), "?")
