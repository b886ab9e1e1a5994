"""What an open cycle does when people change: each row of docs/cycle.md."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import func, select

from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import account_by_sign_in_name
from berakhlak.assignments.models import AddedFor, Assignment, DeclineReason
from berakhlak.assignments.operations import (
    OfficerWithdrawn,
    decline_assignment,
    open_cycle,
    withdraw_decline,
)
from berakhlak.assignments.replacing import (
    LastOfficer,
    NotRated,
    ask_replacements,
    withdraw_participant,
)
from berakhlak.cycle_administration.merging import (
    BothInOneCycle,
    HoldsAuthority,
    MergeUnderWay,
    SamePerson,
    merge_people,
)
from berakhlak.cycles.models import CycleState, Participant
from berakhlak.cycles.rater_groups import Relation
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.people.editing import change_nip, edit_person, facts_of
from berakhlak.people.leaving import deactivate_people
from berakhlak.people.models import FormerNip, LeavingReason, Person, PositionLevel
from berakhlak.profiles.operations import publish_profiles
from berakhlak.roles import Role
from berakhlak.sealing.queries import load_cycle_figures
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import (
    AT,
    assignment_of,
    make_next_draft,
    make_person,
    participants,
)
from tests.factories.people import nip_number


def leaves(session, opened, person, reason=LeavingReason.RETIRED):
    deactivate_people(
        session(), opened.agency, [person.id], reasons={person.id: reason}, by=None, at=AT
    )


def seat_of(session, opened, person):
    return next(s for s in participants(session, opened.cycle) if s.person_id == person.id)


def peers_of(session, opened, person):
    seat = seat_of(session, opened, person)
    wanted = select(Assignment).where(Assignment.ratee_id == seat.id)
    return session.scalars(wanted.where(Assignment.group == Relation.PEER)).all()


def counted(session, keys, opened):
    close(session, keys, opened)
    return load_cycle_figures(session(), opened.cycle.id).n_sheets


def test_what_a_rater_sent_before_leaving_counts(session, opened, keys):
    rater = opened.staff[0]
    answer(session, keys, opened, assignments(session, opened, rater=rater, group=Relation.SELF))
    answer(session, keys, opened, assignments(session, opened, group=Relation.SUPERVISOR))

    leaves(session, opened, opened.head)

    assert counted(session, keys, opened)[Relation.SUPERVISOR] == 5


def test_a_move_and_another_supervisor_change_nothing_of_an_open_cycle(session, opened, keys):
    officer, other = opened.staff[0], opened.staff[1]
    before = [(s.id, s.unit_id, s.supervisor_id) for s in participants(session, opened.cycle)]
    rows = [row.id for row in assignments(session, opened)]

    facts = facts_of(officer)
    facts = type(facts)(**vars(facts) | {"supervisor": other, "level": PositionLevel.PELAKSANA})
    edit_person(session(), officer, facts, by=None, at=AT)

    after = [(s.id, s.unit_id, s.supervisor_id) for s in participants(session, opened.cycle)]
    assert (before, rows) == (after, [row.id for row in assignments(session, opened)])


def test_the_supervisor_at_opening_reads_and_the_new_one_does_not(
    session, opened, keys, client, on_day
):
    officer, other = opened.staff[0], opened.staff[1]
    answer(session, keys, opened, assignments(session, opened))
    facts = facts_of(officer)
    edit_person(
        session(), officer, type(facts)(**vars(facts) | {"supervisor": other}), by=None, at=AT
    )
    close(session, keys, opened)
    publish_profiles(session(), opened.cycle, keys=keys, by=None, at=AT)
    session.commit()
    seat = seat_of(session, opened, officer)
    old, new = opened.account(opened.head), opened.account(other)

    for account, status in ((old, 200), (new, 404)):
        reader = client.sign_in(account)
        assert reader.open(f"/profil/{seat.id}").status_code == status


def test_a_newcomer_is_in_the_next_cycle_alone(session, opened, keys):
    newcomer, account = make_person(
        session, opened.unit, "Joko Susilo", level=PositionLevel.FUNGSIONAL, supervisor=opened.head
    )
    opened.accounts[newcomer.name] = account

    ask_replacements(session(), opened.cycle, by=None, at=AT)

    assert newcomer.id not in {s.person_id for s in participants(session, opened.cycle)}
    opened.cycle.state = CycleState.CLOSED
    following = make_next_draft(session(), opened)
    open_cycle(session(), following, keys=keys, by=None, at=AT)
    assert newcomer.id in {s.person_id for s in participants(session, following)}


def test_who_left_is_in_no_new_cycle_and_on_no_list_to_remind(
    session, opened, keys, client, on_day
):
    gone = opened.staff[0]
    page = client.sign_in(opened.hr)
    path = f"/siklus/{opened.cycle.id}/belum-selesai"
    assert gone.name in page.get(path).text

    leaves(session, opened, gone)

    assert gone.name not in page.get(path).text
    opened.cycle.state = CycleState.CLOSED
    following = make_next_draft(session(), opened)
    open_cycle(session(), following, keys=keys, by=None, at=AT)
    assert gone.id not in {s.person_id for s in participants(session, following)}


def test_hr_sees_who_cannot_rate_and_why_and_not_whom(session, opened, client, on_day):
    sheet = peers_of(session, opened, opened.staff[0])[0]
    decline_assignment(sheet, opened.cycle, DeclineReason.CONFLICT_OF_INTEREST)
    rater, ratee = sheet.rater.called, sheet.ratee.called

    page = client.sign_in(opened.hr).get(f"/siklus/{opened.cycle.id}/tidak-menilai")

    (row,) = [each.get_text(" ", strip=True) for each in page.all("tbody tr") if rater in str(each)]
    assert "Benturan kepentingan" in row
    assert ratee not in page.text


@pytest.fixture
def wide(session, keys):
    from tests.factories.cycles import make_open_cycle

    return make_open_cycle(session, keys, staff=8)


def test_another_peer_is_asked_for_whoever_cannot_rate_or_has_left_and_only_once(session, wide):
    officer = wide.staff[0]
    before = peers_of(session, wide, officer)
    decline_assignment(before[0], wide.cycle, DeclineReason.DOES_NOT_KNOW)
    gone = session.get_one(Person, before[1].rater.person_id)
    leaves(session, wide, gone)

    for _time in range(2):
        ask_replacements(session(), wide.cycle, by=None, at=AT, chance=random.Random(2))
    session.expire_all()

    added = [row for row in peers_of(session, wide, officer) if row.added_for]
    assert {row.added_for for row in added} <= {AddedFor.DECLINED, AddedFor.LEFT}
    assert len(added) == len({row.rater_id for row in added}) == 2
    assert gone.id not in {row.rater.person_id for row in added}


def test_replacements_are_asked_on_the_page_and_their_number_is_nowhere(
    session, wide, client, on_day
):
    leaves(session, wide, wide.staff[0])

    page = client.sign_in(wide.hr).post(f"/siklus/{wide.cycle.id}/tidak-menilai")

    assert "Penilai pengganti sudah diminta" in page.text
    assert session.scalar(
        select(func.count(Assignment.id)).where(Assignment.added_for.is_not(None))
    )
    record = client.sign_in(wide.admin).get("/audit")
    row = next(each for each in record.all("tbody tr") if "Meminta penilai pengganti" in str(each))
    assert "(" not in row.get_text()


def test_a_withdrawn_officer_is_asked_about_no_more_and_counted_nowhere(
    session, opened, keys, client, on_day
):
    officer, other = opened.staff[0], opened.staff[1]
    answer(session, keys, opened, assignments(session, opened))
    page = client.sign_in(opened.hr)
    assert "Ya, tarik" in page.get(f"/pegawai/{officer.id}/siklus/tarik").text

    page.post(f"/pegawai/{officer.id}/siklus/tarik")
    session.expire_all()

    reader = client.sign_in(opened.account(other))
    assert officer.name not in reader.get("/tugas").text
    sheet = assignment_of(session, opened.head, officer, opened.cycle)
    about = client.sign_in(opened.account(opened.head)).get(f"/tugas/{sheet.id}/tolak")
    assert "tidak dinilai lagi dalam siklus ini" in about.text
    with pytest.raises(OfficerWithdrawn):
        withdraw_decline(sheet, opened.cycle)
    with pytest.raises(OfficerWithdrawn):
        decline_assignment(sheet, opened.cycle, DeclineReason.DOES_NOT_KNOW)
    found = counted(session, keys, opened)
    assert (found[Relation.SELF], found[Relation.SUPERVISOR]) == (5, 4)
    record = client.sign_in(opened.admin).get("/audit").text
    assert "0 tidak dinilai" in record


def test_withdrawing_needs_an_open_cycle_a_rated_officer_and_one_who_stays(session, opened):
    first, *rest = [s for s in participants(session, opened.cycle) if s.is_rated]
    for seat in rest:
        withdraw_participant(session(), opened.cycle, seat, by=None, at=AT)

    for seat, error in ((rest[0], NotRated), (first, LastOfficer)):
        with pytest.raises(error):
            withdraw_participant(session(), opened.cycle, seat, by=None, at=AT)
    opened.cycle.state = CycleState.CLOSED
    session.flush()
    for act in (
        lambda: withdraw_participant(session(), opened.cycle, first, by=None, at=AT),
        lambda: ask_replacements(session(), opened.cycle, by=None, at=AT),
    ):
        with pytest.raises(CycleNotInState):
            act()


@pytest.fixture
def double(session, opened):
    """A second record of the first officer, who is in no cycle."""
    person, _account = make_person(
        session, opened.unit, "Budi Santosa", level=PositionLevel.FUNGSIONAL, supervisor=opened.head
    )
    return person


def test_merging_moves_the_past_and_keeps_the_number(session, opened, keys, double, client, on_day):
    officer = opened.staff[0]
    officer.nip = session.get(Account, officer.account_id).nip = nip_number()
    opened.staff[1].supervisor_id = officer.id
    close(session, keys, opened)
    was, account_id, seats = (
        officer.nip,
        officer.account_id,
        len(participants(session, opened.cycle)),
    )
    page = client.sign_in(opened.hr)

    preview = page.post(f"/pegawai/{double.id}/gabung", {"nip": was}, status=200)
    assert "1 siklus lama" in preview.text
    page.post(f"/pegawai/{double.id}/gabung", {"nip": was, "tindakan": "gabungkan"})
    session.expire_all()

    assert session.scalar(select(Person.id).where(Person.nip == was)) is None
    moved = select(Participant.id).where(Participant.person_id == double.id)
    assert len(session.scalars(moved).all()) == 1
    assert len(participants(session, opened.cycle)) == seats
    assert opened.staff[1].supervisor_id == double.id
    assert not session.get_one(Account, account_id).is_enabled
    assert session.get(FormerNip, (opened.agency.id, was)).person_id == double.id
    assert "Menggabungkan data ganda" in client.sign_in(opened.admin).get("/audit").text
    # The number of the account that ended is free for the one that is kept.
    change_nip(session(), double, was, today=AT.date(), by=None, at=AT)
    assert account_by_sign_in_name(session, was).id == double.account_id


def test_merging_is_refused_while_anything_would_change_hands(session, opened, keys, double):
    officer, other = opened.staff[0], opened.staff[1]
    refused = {MergeUnderWay: (double, officer), SamePerson: (double, double)}

    def state():
        found = session.execute(select(Person.id, Person.supervisor_id, Person.nip)).all()
        seats = select(Participant.id, Participant.person_id)
        return sorted(map(tuple, found)), sorted(map(tuple, session.execute(seats).all()))

    before = state()
    for error, (kept, ended) in refused.items():
        with pytest.raises(error):
            merge_people(session(), kept, ended, by=None, at=AT)
    close(session, keys, opened)
    with pytest.raises(BothInOneCycle):
        merge_people(session(), other, officer, by=None, at=AT)
    session.get_one(Account, officer.account_id).grant(Role.HR)
    session.flush()
    with pytest.raises(HoldsAuthority):
        merge_people(session(), double, officer, by=None, at=AT)
    assert state() == before
