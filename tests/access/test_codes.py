"""Codes: what they look like, what is kept of them, and what they open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from berakhlak.access import codes
from berakhlak.access.models import AccessCode, AccessMail, CodeWay
from berakhlak.access.operations import (
    CodeRefused,
    MayNotGive,
    NobodyToGive,
    ask_by_mail,
    issue_slips,
    queue_mails,
    store_codes,
)
from berakhlak.access.queries import (
    CodeChoice,
    access_counts,
    code_giver,
    people_to_give,
    told_codes,
)
from berakhlak.access.voiding import NobodyHoldsCode, void_codes
from berakhlak.accounts.operations import WrongCredentials, disable_account, enable_account, sign_in
from berakhlak.accounts.queries import signed_in_by_session_id
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.models import PlacementChange, PlacementChangeKind
from berakhlak.permissions import Reach
from berakhlak.roles import Role
from tests.access.conftest import AT, NEW, TODAY, Office, make_office
from tests.factories.people import PASSWORD, make_account, make_person, make_unit
from tests.factories.sessions import session_id_of
from tests.support.databases import TEST_SECRET
from tests.whole_app.test_query_plans import told

pytestmark = pytest.mark.usefixtures("quick_hash")


def noted(office: Office) -> list[tuple[str, PlacementChangeKind]]:
    office.session.flush()
    rows = office.session.scalars(select(PlacementChange).order_by(PlacementChange.person_id))
    return [(row.person.name, row.what) for row in rows]


def test_a_code_has_over_sixty_bits_and_no_signs_that_look_alike() -> None:
    assert len(codes.SIGNS) ** codes.LENGTH > 2**60
    assert not set(codes.SIGNS) & set("O0Q I1L U V MW B8 S5 Z2 G A E")
    made = {codes.new_code() for _each in range(200)}
    assert len(made) == 200
    assert all(codes.is_code(each) for each in made)


@pytest.mark.parametrize(
    "typed",
    ["cdfh-jknp-rtxy-3467", "CDFH JKNP RTXY 3467", " cdfhjknprtxy3467 ", "CDFH–JKNP–RTXY–3467"],
)
def test_a_code_is_the_same_however_it_is_typed(typed: str) -> None:
    assert codes.tidied(typed) == "CDFHJKNPRTXY3467"
    assert codes.shown(codes.tidied(typed)) == "CDFH-JKNP-RTXY-3467"


def test_a_code_opens_one_account_once(office: Office) -> None:
    code = office.give(office.head)

    used = office.use(office.head.nip, codes.shown(code))

    assert used.id == office.head.account_id
    assert sign_in(office.session, office.head.nip, NEW, at=AT) is used
    with pytest.raises(CodeRefused):
        office.use(office.head.nip, code, password="kata-sandi-lain")
    assert sign_in(office.session, office.head.nip, NEW, at=AT) is used
    (row,) = told_codes(office.session, used.id, TODAY)
    assert (row.used_on, row.issued_by) == (TODAY, office.hr)


def test_a_person_without_account_gets_one_with_the_code(office: Office) -> None:
    code = office.give(office.clerk)

    used = office.use(office.clerk.nip, code)

    office.session.refresh(office.clerk)
    assert (office.clerk.account_id, used.roles) == (used.id, {Role.OFFICER})


def test_an_account_of_another_agency_is_given_to_nobody(office: Office, session: Any) -> None:
    other = make_office(session, "Dinas Lain")
    make_account(session, other.agency, name="Lain", nip=office.clerk.nip)

    with pytest.raises(MayNotGive):
        office.give(office.clerk)

    with pytest.raises(NobodyToGive):
        issue_slips(
            office.session,
            other.agency.id,
            {office.head.id: codes.new_code()},
            office.issue(CodeWay.SLIP),
            secret=TEST_SECRET,
        )


def test_a_new_code_ends_the_earlier_one_and_a_wrong_name_opens_nothing(office: Office) -> None:
    first, second = office.give(office.head), office.give(office.head)

    for name, code in (
        (office.head.nip, first),
        (office.clerk.nip, second),
        ("", second),
        (office.head.nip, codes.new_code()),
    ):
        with pytest.raises(CodeRefused):
            office.use(name, code)
    office.use(office.head.nip, second)


def test_a_code_ends_with_its_last_day(office: Office) -> None:
    code = office.give(office.head)

    with pytest.raises(CodeRefused):
        office.use(office.head.nip, code, today=TODAY + timedelta(days=8))
    office.use(office.head.nip, code, today=TODAY + timedelta(days=7))


def test_whatever_ends_the_sessions_ends_the_codes(office: Office) -> None:
    account = office.account(office.head)
    code = office.give(office.head)
    disable_account(office.session, account.id)
    with pytest.raises(CodeRefused):
        office.use(office.head.nip, code)
    enable_account(office.session, account.id)

    with pytest.raises(CodeRefused):
        office.use(office.head.nip, code)


def test_setting_a_password_ends_other_sessions_and_the_old_password(office: Office) -> None:
    account = office.account(office.head)
    office.use(office.head.nip, office.give(office.head), password=PASSWORD)
    office.session.flush()
    elsewhere = session_id_of(office.session, account)
    assert signed_in_by_session_id(office.session, elsewhere, today=local_today())

    office.use(office.head.nip, office.give(office.head))
    office.session.flush()

    assert signed_in_by_session_id(office.session, elsewhere, today=local_today()) is None
    with pytest.raises(WrongCredentials):
        sign_in(office.session, office.head.nip, PASSWORD, at=AT)


def test_a_code_asked_for_by_mail_leaves_the_slip_as_it_is(office: Office) -> None:
    """Else a stranger who names the account would spoil the slip."""
    slip, mailed = office.give(office.head), codes.new_code()
    issue = office.issue(CodeWay.FORGOTTEN)
    store_codes(office.session, {office.account(office.head).id: mailed}, issue, secret=TEST_SECRET)

    office.use(office.head.nip, slip)

    with pytest.raises(CodeRefused):
        office.use(office.head.nip, mailed)


def test_hr_gives_no_code_to_whoever_may_do_more_than_rate(office: Office, session: Any) -> None:
    more = make_account(session, office.agency, Role.OFFICER, Role.HR, name="Rina", nip="9" * 18)
    colleague = make_person(session, office.unit, nip="9" * 18, name="Rina", account=more)

    with pytest.raises(MayNotGive):
        office.give(colleague)
    found = people_to_give(office.session, code_giver(office.hr), CodeChoice(only_new=False), TODAY)
    assert colleague.id not in [each.id for each in found]

    code = office.give(colleague, by=office.admin)
    office.use(colleague.nip, code)
    acts = [entry.act for entry in office.session.scalars(select(AuditEntry))]
    assert acts == [Act.ISSUED_CODE.code, Act.USED_CODE.code]


def test_people_are_chosen_by_unit_subtree_and_whether_they_have_signed_in(
    office: Office, session: Any
) -> None:
    below = make_unit(
        session, office.agency, name="Subbagian", code=f"{office.unit.code}.1", parent=office.unit
    )
    made = make_person(session, below, name="Citra")
    gone = make_person(session, below, name="Dewi")
    gone.is_active = False
    office.use(office.head.nip, office.give(office.head))
    session.flush()

    def names(**choice: Any) -> list[str]:
        found = people_to_give(office.session, code_giver(office.hr), CodeChoice(**choice), TODAY)
        return [each.name for each in found]

    assert names() == ["Budi Santoso", "Citra"]
    assert names(only_new=False) == ["Ahmad Yani", "Budi Santoso", "Citra"]
    assert names(unit_id=office.unit.id) == ["Budi Santoso"]
    assert names(unit_id=office.unit.id, below=True) == ["Budi Santoso", "Citra"]
    assert names(unit_id=10**6) == []
    counts = access_counts(office.session, Reach(office.agency.id), TODAY)
    assert (counts.people, counts.new, counts.waiting, made.account_id) == (3, 2, 0, None)
    office.give(office.head)
    office.session.flush()
    for reach, waiting in ((None, 1), ({office.unit.id}, 1), ({10**6}, 0)):
        with told() as seen:
            asked = Reach(office.agency.id, frozenset(reach) if reach else None)
            assert access_counts(office.session, asked, TODAY).waiting == waiting
        # Codes that wait are counted from themselves on, not from all officers.
        [of_codes] = [each for each in seen if "FROM access_code" in each]
        assert "JOIN person" not in of_codes


def test_slips_for_many_are_one_act_and_each_person_is_noted(office: Office) -> None:
    office.use(office.head.nip, office.give(office.head), password=PASSWORD)
    printed = {office.head.id: codes.new_code(), office.clerk.id: codes.new_code()}

    count = issue_slips(
        office.session,
        office.agency.id,
        printed,
        office.issue(CodeWay.SLIP),
        secret=TEST_SECRET,
    )

    assert count == 2
    assert noted(office) == [
        ("Ahmad Yani", PlacementChangeKind.PASSWORD),  # From the page of the person.
        ("Ahmad Yani", PlacementChangeKind.PASSWORD),
        ("Budi Santoso", PlacementChangeKind.FIRST_CODE),
    ]
    last = office.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.act, last.object_id, last.account_id, last.detail) == (
        Act.ISSUED_SLIPS.code,
        office.agency.id,
        office.hr.id,
        {"people": 2},
    )
    office.use(office.clerk.nip, printed[office.clerk.id])


def test_mail_reaches_those_with_an_address_once(office: Office) -> None:
    office.account(office.head).email = "ahmad@contoh.go.id"
    office.session.flush()
    both = {office.head.id, office.clerk.id}

    assert queue_mails(office.session, office.agency.id, both, office.issue(CodeWay.MAIL)) == 1
    assert queue_mails(office.session, office.agency.id, both, office.issue(CodeWay.MAIL)) == 1

    assert noted(office)[0] == ("Ahmad Yani", PlacementChangeKind.FIRST_CODE)
    assert office.session.scalar(select(func.count()).select_from(AccessCode)) == 0
    with pytest.raises(NobodyToGive):
        queue_mails(office.session, office.agency.id, [office.clerk.id], office.issue(CodeWay.MAIL))


def test_a_forgotten_password_writes_the_same_row_whoever_is_named(office: Office) -> None:
    from berakhlak.access.models import AccessMail

    for name in (office.head.nip, office.head.nip, "tiada@contoh.go.id", "000"):
        ask_by_mail(office.session, name, today=TODAY)

    rows = office.session.execute(select(AccessMail.account_id, AccessMail.way, AccessMail.day))
    account_id = office.head.account_id
    assert sorted(map(tuple, rows), key=str) == sorted(
        [(each, CodeWay.FORGOTTEN, TODAY) for each in (account_id, None, None)], key=str
    )


def test_many_codes_are_taken_back_at_once_within_the_giver_s_reach(office: Office) -> None:
    session, below = office.session, make_unit(office.session, office.agency)
    aside = make_person(session, below)
    given = [office.give(each) for each in (office.head, aside)]
    owner = office.issue(CodeWay.FORGOTTEN)
    own = codes.new_code()
    store_codes(session, {office.account(office.head).id: own}, owner, secret=TEST_SECRET)
    office.account(aside).email = "pegawai@contoh.go.id"
    queue_mails(session, office.agency.id, [aside.id], office.issue(CodeWay.MAIL))
    giver = code_giver(office.hr)
    assert giver

    def void(**choice: Any) -> int:
        chosen = CodeChoice(only_new=False, **choice)
        return void_codes(session, giver, chosen, by=office.hr, at=AT, today=TODAY)

    assert void(unit_id=office.unit.id) == 1
    with pytest.raises(NobodyHoldsCode):
        void(unit_id=office.unit.id)
    with pytest.raises(CodeRefused):
        office.use(office.head.nip, given[0])
    elsewhere = make_office(db.session, "Dinas Lain")
    stranger = code_giver(elsewhere.hr)
    assert stranger
    with pytest.raises(NobodyHoldsCode):
        void_codes(session, stranger, CodeChoice(only_new=False), by=None, at=AT, today=TODAY)
    assert void() == 1  # The one aside, also by the mail that has still to leave.
    assert not session.scalars(select(AccessMail)).all()
    with pytest.raises(CodeRefused):
        office.use(aside.nip, given[1])
    office.use(office.head.nip, own)  # What the owner asked for stays.
