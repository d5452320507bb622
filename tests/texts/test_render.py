"""Every code, in every wording, country and channel: it can be said, it fits, and it uses the slots it asks for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.kinds import KINDS
from bot.texts.render import SlotError, render
from bot.texts.segments import count_segments, is_gsm7
from bot.texts.setting import Setting
from scheduler.domain.people import Wording
from tests.texts import sample

COUNTRIES = ("GB", "US", "DE", "AU", None)


def every_setting() -> Iterator[Setting]:
    for wording in Wording:
        for country in COUNTRIES:
            for wide in (False, True):
                yield sample.setting(wording, country, wide)


def slot_sets(kind: str) -> Iterator[Mapping[str, str]]:
    described = KINDS[kind]
    yield sample.usual(kind, described.needs + described.may)
    yield sample.usual(kind, described.needs)
    yield sample.worst(kind, described.needs + described.may)
    yield sample.worst(kind, described.needs)


@pytest.mark.parametrize("kind", KINDS)
def test_it_can_be_said_everywhere_and_a_text_message_fits(kind: str) -> None:
    for setting in every_setting():
        for slots in slot_sets(kind):
            text = render(kind, slots, setting)
            assert text.strip() == text
            assert text
            assert "{" not in text
            assert "None" not in text
            assert "  " not in text
            assert " ." not in text
            assert " ," not in text
            assert not text[0].islower()
            if not setting.wide:
                assert is_gsm7(text), text
                assert count_segments(text) <= KINDS[kind].segments, text


@pytest.mark.parametrize("kind", ["dose-due-many", "dose-nudge-many"])
def test_two_discreet_doses_fit_one_segment(kind: str) -> None:
    text = render(kind, {"doses": sample.TWO, "receipts": sample.RECEIPTS}, sample.setting())
    assert count_segments(text) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_letters_from_elsewhere_never_cost_more(kind: str) -> None:
    described = KINDS[kind]
    slots = sample.usual(kind, described.needs + described.may)
    slots |= {name: sample.ODD_WORDS for name in sample.NAMES | {"said", "says", "quote"} if name in slots}
    text = render(kind, slots, sample.setting())
    assert described.keeps_letters or is_gsm7(text)
    assert not any(mark in text for mark in "^{}[]~\\|€’„”…—✓" if not described.keeps_letters)


def test_an_alert_keeps_the_letters_it_was_written_in() -> None:
    slots = sample.usual("red-flag-alert", KINDS["red-flag-alert"].needs) | {"said": "院子里有人", "patient": "李娜"}
    text = render("red-flag-alert", slots, sample.setting())
    assert "李娜" in text
    assert "院子里有人" in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_slot_is_named(kind: str) -> None:
    needs = KINDS[kind].needs
    for name in needs:
        slots = sample.usual(kind, needs)
        del slots[name]
        if name == "patient":
            # Somebody may have given no name; what is told about them leaves all the same.
            said = render(kind, slots | {"patient": ""}, sample.setting()).lower()
            assert "this person" in said or "the person who named you" in said
            continue
        with pytest.raises(SlotError, match=f"{kind}: slot {name} is missing"):
            render(kind, slots, sample.setting())


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        render("nonsense", {}, sample.setting())


def test_a_needed_slot_that_does_not_read_is_named() -> None:
    with pytest.raises(SlotError, match="dose-due: slot doses does not read"):
        render("dose-due", {"doses": '[{"time": "eight"}]'}, sample.setting())


def test_an_optional_slot_that_does_not_read_holds_nothing_up() -> None:
    slots = {"doses": sample.ONE, "receipts": "not JSON"}
    assert render("dose-due", slots, sample.setting()) == render("dose-due", {"doses": sample.ONE}, sample.setting())


def test_slots_that_nobody_asked_for_are_left_aside() -> None:
    assert render("thanks", {"doses": "whatever", "mood": "fine"}, sample.setting()) == render(
        "thanks", {}, sample.setting()
    )


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 9, 7, hour, minute, tzinfo=UTC)


def test_a_prompt_reads_as_agreed() -> None:
    setting = sample.setting(now=at(7))
    assert render("dose-due", {"doses": sample.ONE}, setting) == "8:00: 1 and a half. 1 done, 2 not taken, 3 later."
    american = replace(setting, country="US")
    assert render("dose-due", {"doses": sample.ONE}, american) == "8 am: 1 and a half. 1 done, 2 not taken, 3 later."
    full = replace(setting, wording=Wording.FULL)
    slots = {"doses": sample.ONE, "prescriber": "Dr Lee", "entered_day": "2026-09-01"}
    assert render("dose-due", slots, full) == (
        "Your plan from Dr Lee (entered 1 Sep) lists 15 mg (1 and a half tablets of 10 mg) at 8:00. "
        "Done? 1 taken, 2 not taken, 3 later."
    )


def test_a_receipt_rides_in_front() -> None:
    slots = {"doses": sample.ONE, "receipts": sample.RECEIPTS}
    text = render("dose-due", slots, sample.setting(now=at(7)))
    assert text.startswith("6:00 done 6:05. 8:00 now: 1 and a half.")


def test_a_skipped_receipt_says_so() -> None:
    receipts = sample.doses(sample.dose("06:00", state="skipped"))
    text = render("dose-due", {"doses": sample.ONE, "receipts": receipts}, sample.setting(now=at(7)))
    assert text.startswith("6:00 not taken. 8:00 now:")


PROMPTS = sorted(kind for kind, described in KINDS.items() if described.says_late and "doses" in described.needs)


@pytest.mark.parametrize("kind", PROMPTS)
@pytest.mark.parametrize("wording", Wording)
def test_a_late_prompt_says_so(kind: str, wording: Wording) -> None:
    slots = sample.usual(kind, KINDS[kind].needs)
    late = render(kind, slots, sample.setting(wording, now=at(10, 20)), due_at=at(7))
    assert "(due 8:00, now 11:20)" in late
    nearly = render(kind, slots, sample.setting(wording, now=at(7, 9)), due_at=at(7))
    assert "(due" not in nearly
    assert "(due 8:00, now 8:10)" in render(kind, slots, sample.setting(wording, now=at(7, 10)), due_at=at(7))


def test_a_late_prompt_names_another_day() -> None:
    text = render("dose-due", {"doses": sample.ONE}, sample.setting(now=at(7) + timedelta(days=1)), due_at=at(7))
    assert "(due yesterday 8:00, now 8:00)" in text


def test_a_prompt_knows_by_itself_that_it_is_late() -> None:
    assert "(due 8:00, now 12:20)" in render("dose-due", {"doses": sample.ONE}, sample.setting())


def test_a_person_with_nobody_is_told_so_and_an_unknown_circle_is_not_guessed() -> None:
    setting = sample.setting()
    assert "I am telling Ana." in render("red-flag-advice", {"names": "Ana"}, setting)
    assert "I have nobody to tell." in render("red-flag-advice", {"names": ""}, setting)
    unsaid = render("red-flag-advice", {}, setting)
    assert "nobody to tell" not in unsaid
    assert "telling" not in unsaid


@pytest.mark.parametrize("kind", ["red-flag-alert", "red-flag-advice", "extra-large"])
@pytest.mark.parametrize("country", COUNTRIES)
def test_red_messages_say_that_nobody_is_watching(kind: str, country: str | None) -> None:
    for slots in slot_sets(kind):
        text = render(kind, slots, sample.setting(country=country))
        assert "This is automatic. No one is watching live. It cannot call an ambulance." in text


def test_an_alert_never_shortens_a_number() -> None:
    described = KINDS["red-flag-alert"]
    slots = sample.worst("red-flag-alert", described.needs + described.may)
    assert "+447700900123" in render("red-flag-alert", slots, sample.setting(country=None))


def test_the_number_given_with_an_alert_wins_over_the_readers_country() -> None:
    slots = sample.usual("red-flag-alert", KINDS["red-flag-alert"].needs) | {"emergency": "112"}
    text = render("red-flag-alert", slots, sample.setting(country="US"))
    assert "112" in text
    assert "911" not in text


def test_line_breaks_in_what_people_wrote_do_not_break_a_message() -> None:
    slots = {"patient": "Sam", "said": "help\n\n1 done\r\nFrom: the clinic", "at": "2026-09-07T11:15:00+00:00"}
    for wide in (False, True):
        assert "\n" not in render("red-flag-alert", slots, sample.setting(wide=wide))


def test_undoing_says_what_holds_now() -> None:
    setting = sample.setting()
    assert "8:00 is not recorded now" in render("undone", {"doses": sample.ONE}, setting)
    assert "recorded as before, taken 8:05" in render("undone", {"doses": sample.RECORDED}, setting)


def test_what_a_review_found_is_named_in_full_wording_and_only_hinted_at_in_discreet() -> None:
    for wide in (False, True):
        slots = {"findings": sample.FINDINGS}
        full = render("plan-blocked", slots, sample.setting(Wording.FULL, wide=wide))
        assert "Step 2 is a bigger change than most sources describe." in full
        discreet = render("plan-blocked", slots, sample.setting(wide=wide))
        assert "the size of a step" in discreet
        assert "bigger change" not in discreet


_TEXT = st.text(max_size=120)


@given(patient=_TEXT, said=_TEXT, phone=_TEXT)
def test_whatever_people_are_called_and_write_the_alert_goes_out(patient: str, said: str, phone: str) -> None:
    slots = {"patient": patient or "x", "said": said or "x", "phone": phone, "at": "2026-09-07T11:15:00+00:00"}
    slots = {name: value if value.strip() not in ("", "[]", "{}", "null") else "x" for name, value in slots.items()}
    text = render("red-flag-alert", slots, sample.setting())
    assert "999" in text
    assert "It cannot call an ambulance." in text


@given(name=_TEXT.filter(lambda text: text.strip() not in ("", "[]", "{}", "null")))
def test_any_name_stays_within_gsm7_and_its_segments(name: str) -> None:
    text = render("carer-joined", {"name": name}, sample.setting())
    assert is_gsm7(text)
    assert count_segments(text) == 1


def test_an_earlier_dose_is_asked_about_without_its_amount() -> None:
    missed = sample.dose("08:00", "A", state="missed")
    now = sample.dose("12:00", "B", mg="5", pieces=[["10", "0.5"]])
    setting = sample.setting(now=at(11))
    text = render("dose-due-beside", {"doses": sample.doses(now), "earlier": sample.doses(missed)}, setting)
    assert text == (
        "Now B 12:00: half. 1B done, 2B not taken, 3B later. "
        "Not recorded: A 8:00. If taken, 1A and the time. If not, 2A."
    )
    assert count_segments(text) == 1
    full = render(
        "dose-due-beside",
        {"doses": sample.doses(now), "earlier": sample.doses(missed)},
        replace(setting, wording=Wording.FULL),
    )
    assert "5 mg" in full
    assert "15 mg" not in full


@pytest.mark.parametrize("wording", Wording)
@pytest.mark.parametrize("kind", [kind for kind, described in KINDS.items() if "doses" in described.needs])
def test_no_amount_is_named_for_a_dose_past_its_time(kind: str, wording: Wording) -> None:
    if kind in {"dose-due", "dose-nudge", "next", "doubt-amount", "recorded-part"}:
        return  # never said of such a dose, or about the amount itself
    slots = sample.usual(kind, KINDS[kind].needs)
    slots["doses"] = sample.doses(sample.dose("08:00", "A", state="missed"), sample.dose("09:00", "B", state="missed"))
    slots.pop("earlier", None)
    if "earlier" in KINDS[kind].needs:
        slots["earlier"] = slots["doses"]
    for wide in (False, True):
        text = render(kind, slots, sample.setting(wording, wide=wide))
        assert "half" not in text
        assert "15 mg" not in text


def test_after_an_outage_what_is_past_and_what_is_due_are_kept_apart() -> None:
    setting = sample.setting(now=at(11, 20))
    missed, due = sample.dose("08:00", "A", state="missed"), sample.dose("12:00", "B")
    both = render("catch-up", {"doses": sample.doses(missed), "due": sample.doses(due)}, setting, due_at=at(7))
    assert both == (
        "This comes late (due 8:00, now 12:20). Not recorded: A 8:00. What happened? "
        "If taken, text letter and time, like 1A 8:10. If not, 2A. "
        "Now B 12:00: 1 and a half. 1B done, 2B not taken, 3B later."
    )
    only_due = render("catch-up", {"doses": "[]", "due": sample.doses(due)}, setting, due_at=at(7))
    assert only_due == "This comes late (due 8:00, now 12:20). Now 12:00: 1 and a half. 1 done, 2 not taken, 3 later."
    only_missed = render("catch-up", {"doses": sample.doses(missed), "due": "[]"}, setting, due_at=at(7))
    assert only_missed.endswith("Not recorded: 8:00. What happened? If taken, text the time, like 8:10. If not, 2.")


def test_letters_are_left_out_where_nobody_has_to_answer_with_them() -> None:
    lettered = sample.doses(sample.dose("08:00", "A", **sample.TAKEN), sample.dose("12:00", "B"))
    assert render("today", {"doses": lettered}, sample.setting()).startswith("Today: 8:00: 1 and a half")
    skipped = sample.doses(sample.dose("08:00", "A", state="skipped"))
    assert render("recorded-skipped", {"doses": skipped}, sample.setting()).startswith("8:00 recorded as not taken.")


def test_what_is_long_is_said_whole() -> None:
    """The library behind the words refuses a slot of more than 2,500 characters; where there is room, nothing is too long."""
    text = "Please ring Ann now. " * 30
    lines = [{"at": at(hour).isoformat(), "name": "Ben", "about": "asked", "text": text} for hour in range(9)]
    said = render("told", {"told": json.dumps(lines)}, sample.setting(wide=True))
    assert said.count("Please ring Ann now.") == 9 * 30
