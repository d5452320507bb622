"""Intakes and answers, stock, watches, open questions, notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from scheduler.domain.intake import Answer, Intake, IntakeKind
from scheduler.domain.people import Conversation
from scheduler.domain.prescriber_question import PrescriberQuestion
from scheduler.domain.version import Watch, WatchKind
from storage.store import SqlStore
from storage.tables import stock_history
from tests.adapters.stored import NOW, due_doses, settle

HOUR = timedelta(hours=1)


def test_intakes_and_their_undoing(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        records.doses.add([home.dose()])
        (dose,) = due_doses(records, NOW, 1)
        first = Intake(
            home.patient_id, home.medicine_id, IntakeKind.DOSE, Decimal("12.5"), dose.pieces, NOW, NOW + HOUR, dose.id,
            home.patient_id,
        )  # fmt: skip
        extra = Intake(home.patient_id, home.medicine_id, IntakeKind.EXTRA, None, (), NOW - HOUR, NOW)
        first, extra = (replace(each, id=records.intakes.add(each)) for each in (first, extra))
        assert records.intakes.of_patient(home.patient_id, NOW - HOUR) == [extra, first]
        assert records.intakes.of_patient(home.patient_id, NOW) == [first]
        records.intakes.undo(first.id, NOW)
        records.intakes.undo(first.id, NOW + HOUR)
        assert records.intakes.of_patient(home.patient_id, NOW - HOUR) == [extra]


def test_the_last_answer_that_is_not_undone(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        older = Answer(home.patient_id, home.contact_id, "taken", NOW, before={"state": "due", "letter": None})
        newer = Answer(home.patient_id, None, "counted", NOW + HOUR, stock_before={"10": "60.5"})
        older, newer = (replace(each, id=records.intakes.add_answer(each)) for each in (older, newer))
        before = NOW - HOUR
        assert records.intakes.last_answer(home.patient_id, before) == newer
        records.intakes.undo_answer(newer.id, NOW + HOUR)
        assert records.intakes.last_answer(home.patient_id, before) == older
        assert records.intakes.last_answer(home.patient_id, NOW) is None


def test_stock_with_its_history(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        stock = records.stock
        assert stock.on_hand(home.medicine_id) == {}
        stock.set_on_hand(home.medicine_id, {"10": Decimal(60), "2.5": Decimal(8)}, NOW, "enrolled")
        assert stock.counted_at(home.medicine_id) is None
        stock.set_on_hand(home.medicine_id, {"10": Decimal("58.5")}, NOW + HOUR, "counted")
        stock.set_on_hand(home.medicine_id, {"10": Decimal(58)}, NOW + 2 * HOUR, "taken")
        stock.set_on_hand(home.medicine_id, {}, NOW, "taken")
        assert stock.on_hand(home.medicine_id) == {"10": Decimal(58), "2.5": Decimal(8)}
        assert stock.counted_at(home.medicine_id) == NOW + HOUR
        rows = records.work.run(
            select(stock_history.c.before, stock_history.c.after, stock_history.c.why)
            .where(stock_history.c.strength == "10")
            .order_by(stock_history.c.id)
        )
        assert [tuple(row) for row in rows] == [
            (None, Decimal(60), "enrolled"),
            (Decimal(60), Decimal("58.5"), "counted"),
            (Decimal("58.5"), Decimal(58), "taken"),
        ]


def test_what_is_ordered_is_not_in_hand(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        assert records.stock.ordered(home.medicine_id) is None
        records.stock.set_ordered(home.medicine_id, Decimal(60), NOW)
        assert records.stock.ordered(home.medicine_id) == (Decimal(60), NOW)
        assert records.stock.on_hand(home.medicine_id) == {}
        records.stock.set_ordered(home.medicine_id, None, NOW)
        assert records.stock.ordered(home.medicine_id) is None


def test_watches_one_row_per_patient_and_kind(store: SqlStore) -> None:
    with store.transaction() as records:
        homes = [settle(records, number) for number in (1, 2)]
        patient_id, other_id = (home.patient_id for home in homes)
        watches = records.watches
        assert watches.get(patient_id, WatchKind.COUNT) is None
        watches.set(Watch(patient_id, WatchKind.COUNT, NOW + HOUR, (("asked", "1"),)))
        watches.set(Watch(patient_id, WatchKind.COUNT, NOW, (("asked", "2"), ("since", "Monday"))))
        watches.set(Watch(patient_id, WatchKind.PAUSE, NOW - HOUR))
        watches.set(Watch(other_id, WatchKind.COUNT, None))
        found = watches.get(patient_id, WatchKind.COUNT)
        assert found is not None
        assert (found.wake_at, found.memo) == (NOW, (("asked", "2"), ("since", "Monday")))
        assert [each.kind for each in watches.due(NOW, 9)] == [WatchKind.PAUSE, WatchKind.COUNT]
        assert [each.kind for each in watches.due(NOW - HOUR, 9)] == [WatchKind.PAUSE]
        assert watches.of([patient_id, other_id], WatchKind.COUNT) == {patient_id: found}
        watches.set(Watch(patient_id, WatchKind.COUNT, None))
        assert watches.of([patient_id, other_id], WatchKind.COUNT) == {}
        assert records.next_wake_at() == NOW - HOUR


def test_the_open_question(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        assert records.talk.get(home.contact_id) is None
        asked = Conversation(home.contact_id, home.patient_id, "which-dose", {"A": "12", "name": "Änn"}, NOW)
        records.talk.set(asked)
        assert records.talk.get(home.contact_id) == asked
        closed = Conversation(home.contact_id, None, None)
        records.talk.set(closed)
        assert records.talk.get(home.contact_id) == closed


def test_notes(store: SqlStore) -> None:
    with store.transaction() as records:
        assert records.notes.get("ahead") is None
        records.notes.set("ahead", "1")
        records.notes.set("ahead", "2")
        records.notes.set("tick_%", "3")
        assert records.notes.get("ahead") == "2"
        assert records.notes.names("tick_%") == ["tick_%"]


def test_questions_for_a_prescriber_and_taking_them_back(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        first = PrescriberQuestion(home.patient_id, "100 works for me, how do I tell him?", NOW)
        second = PrescriberQuestion(home.patient_id, "Können wir langsamer?", NOW + HOUR)
        first, second = (replace(each, id=records.questions.add(each)) for each in (first, second))
        assert records.questions.of_patient(home.patient_id) == [first, second]
        records.questions.take_back([first.id], NOW + HOUR)
        assert records.questions.of_patient(home.patient_id) == [second]
