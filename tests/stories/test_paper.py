"""A question for the prescriber, kept in the person's own words and never instead of help; pages where there is room for them."""

from __future__ import annotations

from bot.pages.drawing import draw
from bot.rehearsal.people import begin, desk_of
from bot.rehearsal.phone import Network
from bot.rehearsal.world import World
from scheduler.domain.message import DRAWS, Message
from scheduler.domain.people import ChannelName
from tests.builders import plan
from tests.enrolled import enrol


def noted(world: World) -> list[str]:
    with world.house.store.reading() as records:
        return [each.words for each in records.questions.of_patient(world.person("Ann").id)]


def newest(world: World, kind: str) -> Message:
    with world.house.store.reading() as records:
        messages = records.messages.of_patient(world.person("Ann").id, world.person("Ann").enrolled_at)
    return [each for each in messages if each.kind == kind][-1]


def test_a_question_is_kept_in_their_words_and_taken_off_again(home: World) -> None:
    ann = home.patient
    ann.texts("question")
    ann.hears("question-how", "QUESTION and your words")
    ann.texts("Question: 100 works for me, how do I tell him?")
    ann.hears("question-noted", '"100 works for me, how do I tell him?"', "LETTER")
    ann.texts("for my doctor can I go slower")
    ann.hears("question-noted", "can I go slower")
    ann.texts("my questions")
    ann.hears("question-list", "the newest of 2", "can I go slower")
    assert noted(home) == ["100 works for me, how do I tell him?", "can I go slower"]
    ann.texts("no question")
    ann.hears("question-dropped")
    assert noted(home) == []
    ann.texts("no question")
    ann.hears("question-how")


def test_danger_in_a_question_comes_first_and_the_question_is_kept(home: World) -> None:
    home.patient.texts("question for my doctor: theres bugs crawling on the wall, is that normal")
    home.patient.hears("red-flag-advice")
    assert noted(home) == ["theres bugs crawling on the wall, is that normal"]


def test_pages_go_where_there_is_room_and_the_picture_goes_with_progress(home: World) -> None:
    ann = home.patient
    ann.texts("letter")
    ann.hears("letter", "Read it before you pass it on")
    ann.texts("calendar")
    ann.hears("calendar")
    ann.texts("sheet")
    ann.hears("sheet")
    ann.texts("progress")
    ann.hears("progress")
    what = newest(home, "progress").slots[DRAWS]
    picture = draw(what, home.house.store, home.person("Ann").id, home.now)
    assert picture.is_image
    assert "Ann" not in picture.file_name
    ann.texts("export")
    ann.hears("export", "mind who sees it")
    assert newest(home, "export").slots[DRAWS] == "export"
    table = draw("export", home.house.store, home.person("Ann").id, home.now)
    assert table.file_name == "my-data.csv"
    assert b"mind who sees it" in table.data, "what was said to them is in it"
    for page, kind in (("letter", "application/pdf"), ("sheet", "application/pdf"), ("calendar", "text/calendar")):
        made = draw(page, home.house.store, home.person("Ann").id, home.now)
        assert made.media_type == kind


def test_a_plan_shown_in_telegram_goes_with_its_picture(world: World) -> None:
    world.networks[ChannelName.TELEGRAM] = Network(ChannelName.TELEGRAM)
    world.restart()
    ann = world.phone("Ann", ChannelName.TELEGRAM, "77")
    enrol(world, ann)
    ann.texts("Baclofen 10 mg tablets. Take 2 tablets 3 times a day for 2 weeks, then 1 tablet 3 times a day.")
    for answer in ("tomorrow", "8:00 14:00 20:00", "60 mg"):
        ann.hears("plan-need")
        ann.texts(answer)
    ann.hears("plan-rows")
    ann.hears("plan-read")
    picture = draw(newest(world, "plan-rows").slots[DRAWS], world.house.store, world.person("Ann").id, world.now)
    assert (picture.is_image, "Ann" in picture.file_name) == (True, False)


def test_by_text_message_a_page_has_no_room(world: World) -> None:
    ann = world.phone("Ann", ChannelName.SMS, "+447700900123")
    enrol(world, ann)
    begin(desk_of(world, ann), world.plan_file(plan()))
    ann.texts("letter")
    ann.hears("page-no-room", "QUESTION")
    ann.texts("my data")
    ann.hears("export-how", "Telegram")
    assert DRAWS not in newest(world, "export-how").slots, "no link to everything goes out by text"
