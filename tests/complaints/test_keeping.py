"""Counts that stay, complaints that go, and who answers by the tree of a day."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from berakhlak.complaints import operations
from berakhlak.complaints.answerers import answering_for
from berakhlak.complaints.counting import count_quarters
from berakhlak.complaints.erasing import forget_complaints
from berakhlak.complaints.kinds import shipped_kinds
from berakhlak.complaints.models import Complaint, ComplaintMessage, ComplaintOfficer
from berakhlak.complaints.public_share import AnsweredShare, answered_in_time
from berakhlak.complaints.queries import policy_of
from berakhlak.complaints.rules import move_officer
from berakhlak.people.models import ActingKind, ActingPost
from berakhlak.quarters import Quarter
from tests.complaints.conftest import make_office
from tests.factories.cycles import AT
from tests.factories.people import make_person

DAY = date(2026, 2, 2)
_receipts = iter(range(1, 10_000))


def made(session, office, day=DAY, kind=1, unit=None):
    return operations.receive_complaint(
        session(),
        policy_of(session(), office.agency.id),
        unit or office.section,
        shipped_kinds()[kind],
        "Lama.",
        receipt=next(_receipts).to_bytes(32),
        today=day,
    )


def closed(session, office, complaint, day):
    operations.close(session(), complaint, "Selesai.", by=office.hr, at=AT, today=day)
    return complaint


def test_shares_are_told_once_a_quarter_is_over_and_decided_and_from_five_on(session, office):
    for _each in range(4):
        closed(session, office, made(session, office), DAY + timedelta(days=1))
    late = made(session, office)
    closed(session, office, late, late.close_by + timedelta(days=1))
    closed(session, office, made(session, office, unit=office.department), DAY)
    waiting = made(session, office, date(2026, 3, 30), kind=2)

    assert count_quarters(session(), office.agency.id, date(2026, 3, 31)) == 0, "it is not over"
    assert count_quarters(session(), office.agency.id, date(2026, 4, 1)) == 0, "one may be in time"
    assert answered_in_time(session(), office.agency.id) == []
    after = waiting.close_by + timedelta(days=1)
    assert count_quarters(session(), office.agency.id, after) == 7
    assert count_quarters(session(), office.agency.id, after) == 0
    first = Quarter.of(DAY).first_day
    assert answered_in_time(session(), office.agency.id) == [
        AnsweredShare(office.department.id, first, None, None),
        AnsweredShare(office.section.id, first, 6, 4),
    ]
    assert answered_in_time(session(), make_office(session).agency.id) == []


def test_opening_again_makes_nothing_that_was_late_in_time(session, office):
    row = made(session, office)
    late = row.close_by + timedelta(days=1)
    operations.reply(session(), row, "Kami periksa.", by=office.hr, at=AT, today=DAY)
    closed(session, office, row, late)
    assert not row.in_time
    policy = policy_of(session(), office.agency.id)
    operations.reopen(session(), row, policy, "Belum.", today=late + timedelta(days=1))
    assert row.close_by > late
    assert not row.in_time


def test_complaints_go_after_their_months_and_their_counts_stay(session, office):
    for _each in range(5):
        closed(session, office, made(session, office), DAY + timedelta(days=1))
    never_answered = made(session, office)
    assert forget_complaints(session(), office.agency.id, date(2028, 2, 3)) == 0
    assert forget_complaints(session(), office.agency.id, date(2028, 2, 21)) == 0, "its term"
    over = date(2028, never_answered.close_by.month, never_answered.close_by.day + 1)
    assert forget_complaints(session(), office.agency.id, over) == 6
    for table in (Complaint, ComplaintMessage):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert answered_in_time(session(), office.agency.id)[0].received == 6


def test_what_was_closed_again_is_kept_from_then_on(session, office):
    row = closed(session, office, made(session, office), DAY)
    policy = policy_of(session(), office.agency.id)
    operations.reopen(session(), row, policy, "Belum.", today=DAY + timedelta(days=30))
    closed(session, office, row, DAY + timedelta(days=40))

    assert forget_complaints(session(), office.agency.id, date(2028, 3, 1)) == 0
    assert forget_complaints(session(), office.agency.id, date(2028, 4, 1)) == 1


def answering(session, office, today=DAY):
    units = [office.department.id, office.section.id]
    return answering_for(session(), office.agency.id, units, today)


def test_the_head_answers_and_heads_above_stand_above(session, office):
    found = answering(session, office)

    assert found.answer[office.section.id] == {office.head.id}
    assert found.above[office.section.id] == {office.chief.id}
    assert found.answer[office.department.id] == {office.chief.id}
    assert found.above[office.department.id] == set()


def test_an_acting_head_answers_on_the_days_of_the_post_alone(session, office):
    session.add(
        ActingPost(
            person_id=office.clerk.id,
            unit_id=office.section.id,
            title="Plh. Kepala Bidang",
            kind=ActingKind.PLH,
            starts_on=DAY,
            ends_on=DAY + timedelta(days=5),
        )
    )
    both = {office.head.id, office.clerk.id}

    assert answering(session, office).answer[office.section.id] == both
    after = answering(session, office, DAY + timedelta(days=6))
    assert after.answer[office.section.id] == {office.head.id}


def test_a_unit_without_a_head_who_can_sign_in_is_answered_from_above(session, office):
    office.head.is_active = False
    session.flush()
    assert answering(session, office).answer[office.section.id] == {office.chief.id}
    office.chief.is_active = False
    session.flush()
    assert answering(session, office).answer[office.section.id] == set()


def test_a_named_officer_gets_the_mail_and_two_records_of_one_become_one(session, office):
    double = make_person(session, office.section, name="Sari W.")
    session.add(ComplaintOfficer(unit_id=office.section.id, person_id=double.id))
    session.flush()
    move_officer(session(), office.clerk, double)
    found = answering(session, office)

    assert found.written_to[office.section.id] == {office.clerk.id}
    assert found.answer[office.section.id] == {office.clerk.id, office.head.id}
