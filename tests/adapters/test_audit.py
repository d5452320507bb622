"""The audit finds what is broken, says how much it looked at, and is quiet about what is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import update

from scheduler.domain.dose import DoseState, take
from scheduler.domain.intake import Intake, IntakeKind
from scheduler.domain.message import Inbound, MessageState
from scheduler.domain.people import Consent, Reach
from scheduler.domain.version import VersionState
from scheduler.ports import Sent
from storage.records import SqlRecords
from storage.store import SqlStore
from storage.tables import dose as dose_table
from tests.adapters.stored import NOW, PLAN, SOON, Home, due_doses, settle, version_of

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def _broken(records: SqlRecords, rule: int) -> list[str]:
    return [each.what for each in records.audit.run(NOW)[1] if each.rule == rule]


def _good_day(records: SqlRecords) -> Home:
    """Yesterday's dose taken after a reminder, today's and tomorrow's planned."""
    home = settle(records)
    (version,) = records.plans.live_of([home.patient_id])
    records.plans.save_versions([replace(version, planned_until=NOW + 2 * DAY)])
    records.doses.add([home.dose(-1440), home.dose(1), home.dose(1440)])
    (dose,) = due_doses(records, NOW, 9)
    sent_at = NOW - DAY
    message = home.message(
        "a", dose_ids=(dose.id,), not_before=sent_at, created_at=sent_at, due_at=sent_at, expires_at=sent_at + HOUR
    )
    records.messages.add([message])
    (leased,) = records.messages.lease(sent_at, 1, sent_at + HOUR)
    records.messages.begin([leased.id], sent_at)
    records.messages.record([Sent(leased.id, MessageState.SENT, sent_at, "8:00", "SM1")])
    taken = take(replace(dose, prompted_at=sent_at), dose.mg, sent_at, sent_at)
    records.doses.save([taken])
    records.intakes.add(
        Intake(
            home.patient_id, home.medicine_id, IntakeKind.DOSE, dose.mg, dose.pieces, sent_at, sent_at, dose_id=dose.id
        )
    )
    records.inbox.put(Inbound("sms", "SM2", home.contact_id, "1", sent_at))
    records.inbox.done([1], sent_at)
    return home


def test_an_empty_store_says_that_it_checked_nothing(store: SqlStore) -> None:
    with store.reading() as records:
        assert records.audit.run(NOW) == ({0: 0, 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 7: 0, 9: 0}, [])


def test_a_good_day_holds(store: SqlStore) -> None:
    with store.transaction() as records:
        _good_day(records)
        assert records.audit.run(NOW) == ({0: 1, 1: 3, 2: 1, 3: 1, 4: 1, 5: 0, 7: 3, 9: 1}, [])


def test_a_plan_that_is_not_planned_ahead(store: SqlStore) -> None:
    with store.transaction() as records:
        home = _good_day(records)
        (version,) = records.plans.live_of([home.patient_id])
        records.plans.save_versions([replace(version, planned_until=NOW + 23 * HOUR)])
        assert len(_broken(records, 0)) == 1
        ends_today = replace(PLAN, start=(NOW - DAY).date(), steps=(replace(PLAN.steps[0], days=2),))
        ending = version_of(home.patient_id, home.medicine_id, 2, ends_today, planned_until=NOW + 20 * HOUR)
        records.plans.add_version(ending)
        records.plans.save_versions([replace(version, state=VersionState.REPLACED)])
        assert _broken(records, 0) == []


def test_a_plan_that_claims_more_than_is_there(store: SqlStore) -> None:
    with store.transaction() as records:
        home = _good_day(records)
        records.work.run(update(dose_table).values(due_at=NOW - 5 * DAY))
        assert _broken(records, 0) == [f"version {home.version_id}: a dose every day, and none within a day of now"]


def test_a_dose_that_nothing_will_wake(store: SqlStore) -> None:
    with store.transaction() as records:
        home = _good_day(records)
        records.doses.add([home.dose(-600, wake_at=None, mg=Decimal(10), pieces=(("10", Decimal(1)),))])
        assert len(_broken(records, 1)) == 1
        records.doses.add([home.dose(-700)])
        assert len(_broken(records, 1)) == 1, "late, but it will be woken"


def test_doses_and_intakes_that_disagree(store: SqlStore) -> None:
    with store.transaction() as records:
        home = _good_day(records)
        (intake,) = records.intakes.of_patient(home.patient_id, NOW - 2 * DAY)
        assert intake.dose_id is not None
        (dose,) = records.doses.by_id([intake.dose_id])
        records.doses.save([replace(dose, taken_mg=Decimal(10))])
        assert len(_broken(records, 1)) == 1
        records.doses.save([replace(dose, state=DoseState.MISSED, taken_mg=None, taken_at=None)])
        assert len(_broken(records, 1)) == 1
        records.doses.save([dose])
        records.intakes.add(intake)
        assert len(_broken(records, 1)) == 1
        records.intakes.undo(intake.id, NOW)
        assert _broken(records, 1) == []
        records.intakes.undo(records.intakes.of_patient(home.patient_id, NOW - 2 * DAY)[0].id, NOW)
        assert len(_broken(records, 1)) == 1


def test_an_unknown_amount_agrees_with_itself(store: SqlStore) -> None:
    with store.transaction() as records:
        home = settle(records)
        records.doses.add([home.dose()])
        (dose,) = due_doses(records, NOW, 1)
        records.doses.save([replace(take(dose, dose.mg, NOW, NOW), taken_mg=None)])
        records.intakes.add(
            Intake(home.patient_id, home.medicine_id, IntakeKind.DOSE, None, (), NOW, NOW, dose_id=dose.id)
        )
        assert _broken(records, 1) == []


def test_the_same_medicine_twice_at_one_instant(store: SqlStore) -> None:
    with store.transaction() as records:
        home = _good_day(records)
        second = records.plans.add_version(
            version_of(home.patient_id, home.medicine_id, 2, planned_until=NOW + 2 * DAY)
        )
        records.doses.add([home.dose(1440, version_id=second)])
        assert len(_broken(records, 1)) == 1
        records.doses.replace_from(home.version_id, NOW + DAY)
        assert _broken(records, 1) == []


def test_a_prompt_without_a_message(store: SqlStore) -> None:
    with store.transaction() as records:
        home = _good_day(records)
        (first, *_) = records.doses.of_patient(home.patient_id, NOW, NOW + DAY)
        records.doses.save([replace(first, state=DoseState.DUE, prompted_at=NOW)])
        assert _broken(records, 2) == [f"dose {first.id}: prompted, and no message asks about it"]


def test_inbound_messages_that_lie_about(store: SqlStore) -> None:
    with store.transaction() as records:
        home = _good_day(records)
        records.inbox.put(Inbound("sms", "fresh", home.contact_id, "1", NOW - HOUR))
        assert _broken(records, 3) == []
        records.inbox.put(Inbound("sms", "old", home.contact_id, "1", NOW - HOUR - timedelta(seconds=1)))
        records.inbox.put(Inbound("sms", "dead", home.contact_id, "1", NOW))
        records.inbox.fail(4, "no", NOW, dead=True)
        assert len(_broken(records, 3)) == 2


def test_messages_to_those_who_have_not_agreed(store: SqlStore) -> None:
    with store.transaction() as records:
        home = _good_day(records)
        records.people.set_reach(home.contact_id, Reach.NEW)
        assert len(_broken(records, 4)) == 1
        records.people.set_reach(home.contact_id, Reach.OFF)
        records.people.add_consent(Consent(home.patient_id, home.contact_id, "messages", False, "stop", NOW - HOUR))
        assert _broken(records, 4) == [], "it was sent before they left"
        records.messages.add([home.message("b"), home.message("c", even_unconsented=True, not_before=NOW + HOUR)])
        for at in (NOW, NOW + HOUR):
            (leased,) = records.messages.lease(at, 1, at + HOUR)
            records.messages.begin([leased.id], at)
            records.messages.record([Sent(leased.id, MessageState.SENT, at, "x")])
        assert len(_broken(records, 4)) == 1


def test_pieces_that_do_not_add_up(store: SqlStore) -> None:
    with store.transaction() as records:
        home = _good_day(records)
        records.doses.add(
            [
                home.dose(10, pieces=(("10", Decimal(1)),)),
                home.dose(20, mg=Decimal("3.3"), pieces=(("10", Decimal("0.33")),)),
                home.dose(30, pieces=(("unknown", Decimal(1)),)),
                home.dose(40, pieces=(("ml", Decimal("12.5")),)),
            ]
        )
        checked, _ = records.audit.run(NOW)
        assert checked[7] == 6
        assert len(_broken(records, 7)) == 3


def test_a_reminder_that_cannot_say_it_is_late(store: SqlStore) -> None:
    with store.transaction() as records:
        home = _good_day(records)
        for key, other in (("b", {"due_at": None}), ("c", {"expires_at": NOW - HOUR})):
            records.messages.add([home.message(key, dose_ids=(1,), **other)])
            (leased,) = records.messages.lease(NOW, 1, SOON)
            records.messages.begin([leased.id], NOW)
            records.messages.record([Sent(leased.id, MessageState.SENT, NOW, "x")])
        assert len(_broken(records, 9)) == 2
