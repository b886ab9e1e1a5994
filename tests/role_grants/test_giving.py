"""Nobody gives more than they hold, or to themselves; an agency keeps an administrator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.accounts.granting import (
    AlwaysWholeAgency,
    EndsBeforeToday,
    LastAdministrator,
    RoleNotHeld,
    give_role,
    revoke_role,
)
from berakhlak.accounts.models import Account, AccountRole
from berakhlak.accounts.operations import disable_account, disable_accounts
from berakhlak.accounts.queries import signed_in_by_session_id
from berakhlak.audit.models import AuditEntry
from berakhlak.extensions import db
from berakhlak.people.leaving import deactivate_people
from berakhlak.permissions import PERMISSIONS, Action
from berakhlak.role_grants import operations
from berakhlak.role_grants.operations import (
    AccountShut,
    EndNeeded,
    MayNotEndRole,
    MayNotGiveRole,
    OutlivesGiver,
    OwnRole,
)
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency
from tests.factories.sessions import session_id_of
from tests.role_grants.conftest import AT, TODAY, Tree, make_tree
from tests.support.races import begun_beside, wait_until_somebody_waits

LATER = date(2026, 12, 31)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("held", "role", "unit", "allowed"),
    [
        (("admin", ""), Role.ADMIN, "", True),
        (("admin", ""), Role.HR, "", True),
        (("admin", ""), Role.READER, "A", True),
        (("admin", ""), Role.OFFICER, "", False),
        (("hr", ""), Role.ADMIN, "", False),
        (("hr", ""), Role.HR, "", False),  # Two of HR have to agree; nobody makes the second.
        (("hr", ""), Role.HR, "D", True),
        (("hr", ""), Role.READER, "", True),
        (("hr", ""), Role.READER, "B", True),
        (("hr", "A"), Role.HR, "A", True),
        (("hr", "A"), Role.HR, "A1", True),
        (("hr", "A"), Role.HR, "B", False),
        (("hr", "A"), Role.HR, "D", False),
        (("hr", "A"), Role.HR, "", False),
        (("hr", "A"), Role.READER, "A", False),
        (("hr", "A"), Role.ADMIN, "", False),
        (("reader", "A"), Role.READER, "A", False),
        (("reader", ""), Role.READER, "", False),
        (("officer", ""), Role.READER, "A", False),
    ],
)
def test_each_gives_what_the_table_says_and_nothing_else(
    tree: Tree, held: tuple[str, str], role: Role, unit: str, allowed: bool
) -> None:
    giver = make_account(tree.session, tree.agency)
    tree.hold(giver, Role(held[0]), held[1])

    if allowed:
        row = tree.give(giver, tree.account("A1"), role, unit, until=LATER)
        assert (row.given_by_id, row.given_at, row.until) == (giver.id, AT, LATER)
    else:
        with pytest.raises(MayNotGiveRole):
            tree.give(giver, tree.account("A1"), role, unit, until=LATER)


def test_a_role_is_not_for_oneself_nor_for_another_agency_nor_for_who_is_shut_out(
    tree: Tree,
) -> None:
    with pytest.raises(OwnRole):
        tree.give(tree.admin, tree.admin, Role.HR)
    stranger = make_account(tree.session, make_agency(tree.session))
    with pytest.raises(MayNotGiveRole):
        tree.give(tree.admin, stranger, Role.HR)
    elsewhere = make_tree(db.session)
    with pytest.raises(MayNotGiveRole):
        operations.give(
            tree.session,
            tree.admin,
            tree.account("A"),
            Role.HR,
            unit=elsewhere.units["A"],
            until=None,
            at=AT,
            today=TODAY,
        )
    gone = tree.account("B")
    disable_account(tree.session, gone.id)
    with pytest.raises(AccountShut):
        tree.give(tree.admin, gone, Role.HR)


def test_what_is_given_never_lasts_longer_than_the_giver_s_own(tree: Tree) -> None:
    deputy, clerk = tree.account("D"), tree.account("A")
    tree.hold(deputy, Role.HR, until=LATER)

    for until in (None, LATER + timedelta(days=1)):
        with pytest.raises(OutlivesGiver):
            tree.give(deputy, clerk, Role.READER, "A", until=until)
    assert tree.give(deputy, clerk, Role.READER, "A", until=LATER).until == LATER
    with pytest.raises(EndsBeforeToday):
        tree.give(deputy, clerk, Role.READER, "A", until=YESTERDAY)


def test_who_delegates_the_role_of_a_unit_says_until_when(tree: Tree) -> None:
    own = tree.account("A")
    tree.hold(own, Role.HR, "A")

    with pytest.raises(EndNeeded):
        tree.give(own, tree.account("A1"), Role.HR, "A")
    assert tree.give(own, tree.account("A1"), Role.HR, "A", until=LATER).until == LATER


def test_a_role_that_is_over_is_as_if_it_had_not_been_given(tree: Tree) -> None:
    former = tree.account("A")
    tree.hold(former, Role.HR, until=YESTERDAY)
    tree.session.flush()

    mine = session_id_of(tree.session, former)
    known = signed_in_by_session_id(tree.session, mine, today=TODAY)
    before = signed_in_by_session_id(tree.session, mine, today=YESTERDAY)

    assert known is not None
    assert before is not None
    assert (known.roles, before.roles) == ({Role.OFFICER}, {Role.OFFICER, Role.HR})
    assert before.may(Action.PUBLISH, whole=True)
    assert not known.may(Action.PUBLISH)
    with pytest.raises(MayNotGiveRole):
        tree.give(former, tree.account("B"), Role.READER, "B")


def test_a_new_role_ends_sessions_and_a_longer_one_does_not(tree: Tree) -> None:
    account = tree.account("A")
    stolen = session_id_of(tree.session, account)

    tree.give(tree.admin, account, Role.HR, "A", until=LATER)
    tree.session.flush()
    assert signed_in_by_session_id(tree.session, stolen, today=TODAY) is None

    working = session_id_of(tree.session, account)
    row = tree.give(tree.admin, account, Role.HR, "A")
    tree.session.flush()
    assert signed_in_by_session_id(tree.session, working, today=TODAY) is not None
    assert (row.until, row.given_by_id) == (None, tree.admin.id)
    assert len([each for each in account.role_rows if each.role is Role.HR]) == 1


def test_a_role_given_again_after_its_end_is_a_new_one(tree: Tree) -> None:
    account = tree.account("A")
    row = tree.hold(account, Role.HR, until=YESTERDAY)
    row.given_at = None
    stolen = session_id_of(tree.session, account)

    tree.give(tree.admin, account, Role.HR)
    tree.session.flush()

    assert (row.given_at, row.given_by_id) == (AT, tree.admin.id)
    assert signed_in_by_session_id(tree.session, stolen, today=TODAY) is None


def test_some_roles_are_never_for_a_unit(tree: Tree) -> None:
    for role in (Role.ADMIN, Role.OFFICER):
        with pytest.raises(AlwaysWholeAgency):
            tree.hold(tree.account("A"), role, "A")


def test_everything_is_on_record_with_role_unit_and_last_day(tree: Tree) -> None:
    account = tree.account("A")
    row = tree.give(tree.admin, account, Role.HR, "A", until=LATER)
    tree.session.flush()
    operations.end(tree.session, tree.admin, row, tree.units["A"], at=AT, today=TODAY)
    tree.session.flush()

    entries = tree.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(each.act, each.account_id, each.object_id, each.detail) for each in entries] == [
        (
            "granted role",
            tree.admin.id,
            account.id,
            {"role": "hr", "unit": "A", "until": "2026-12-31"},
        ),
        ("revoked role", tree.admin.id, account.id, {"role": "hr", "unit": "A"}),
    ]
    assert account.only_rates


def test_roles_are_ended_by_whom_they_may_be(tree: Tree) -> None:
    unit_hr = tree.account("A")
    own = tree.hold(unit_hr, Role.HR, "A")
    peer = tree.hold(tree.account("B"), Role.HR, "A")
    made = tree.give(unit_hr, tree.account("A1"), Role.HR, "A1", until=LATER)
    office = tree.hold(tree.account("D"), Role.HR)
    reader = tree.hold(tree.account("A1"), Role.READER)
    tree.session.flush()

    def ends(account: Account) -> list[bool]:
        rows = (own, peer, made, office, reader)
        return [operations.may_end(account, row, TODAY) for row in rows]

    assert ends(tree.admin) == [True] * 5
    assert ends(tree.hr) == [True, True, True, False, True]
    assert ends(unit_hr) == [False, False, True, False, False]
    assert ends(tree.account("B")) == [False] * 5
    with pytest.raises(MayNotEndRole):
        operations.end(tree.session, unit_hr, peer, tree.units["A"], at=AT, today=TODAY)
    with pytest.raises(OwnRole):
        operations.end(tree.session, unit_hr, own, tree.units["A"], at=AT, today=TODAY)
    with pytest.raises(MayNotEndRole):
        operations.prolong(tree.session, tree.hr, office, None, until=LATER, at=AT, today=TODAY)


def test_the_last_administrator_cannot_be_ended_limited_or_shut_out(tree: Tree) -> None:
    session, admin = tree.session, tree.admin
    tree.hold(tree.account("A"), Role.ADMIN, until=LATER)  # Not for good.
    tree.hold(tree.account("B"), Role.ADMIN)  # Has no password.
    session.commit()
    leave = {"by": None, "at": AT}
    ways: list[Callable[[], object]] = [
        lambda: revoke_role(session, admin, Role.ADMIN, by=None, at=AT),
        lambda: give_role(session, admin, Role.ADMIN, until=LATER, by=None, at=AT, today=TODAY),
        lambda: disable_account(session, admin.id),
        lambda: disable_accounts(session, [tree.people["D"].account_id or 0, admin.id]),
    ]
    officer = tree.people["D"]
    officer.account_id = admin.id
    session.commit()
    ways.append(lambda: deactivate_people(session, tree.agency, [officer.id], **leave))

    for way in ways:
        with pytest.raises(LastAdministrator):
            way()
        session.rollback()
    tree.account("B").password_hash = "ada"
    ways[0]()
    session.flush()
    assert Role.ADMIN not in admin.roles


def test_an_administrator_of_another_agency_is_none_of_this_one(tree: Tree) -> None:
    other = make_tree(db.session)
    assert other.admin.may(Action.CREATE_ACCOUNTS)

    with pytest.raises(LastAdministrator):
        revoke_role(tree.session, tree.admin, Role.ADMIN, by=None, at=AT)


def test_a_role_that_is_not_held_cannot_be_taken(tree: Tree) -> None:
    tree.hold(tree.account("A"), Role.HR, "A")

    with pytest.raises(RoleNotHeld):
        revoke_role(tree.session, tree.account("A"), Role.READER, by=None, at=AT)
    with pytest.raises(RoleNotHeld):
        revoke_role(tree.session, tree.account("A"), Role.HR, unit=tree.units["B"], by=None, at=AT)


def test_the_database_keeps_one_row_of_a_role_and_no_role_of_a_unit_but_two(tree: Tree) -> None:
    account = tree.account("A")
    wrong = (
        [AccountRole(role=Role.ADMIN, unit_id=tree.units["A"].id)],
        [AccountRole(role=Role.HR), AccountRole(role=Role.HR)],
        [AccountRole(role=Role.HR, unit_id=tree.units["A"].id) for _twice in range(2)],
    )
    tree.session.commit()
    for rows in wrong:
        account.role_rows.extend(rows)
        with pytest.raises(Exception, match=r"UNIQUE|CHECK"):
            tree.session.flush()
        tree.session.rollback()


def test_readers_and_officers_may_do_nothing_of_hr() -> None:
    of_reader = [a for a, each in PERMISSIONS.items() if Role.READER in each.roles]
    assert of_reader == [Action.READ_RESULTS]
    assert not [a for a, each in PERMISSIONS.items() if Role.OFFICER in each.roles]


@pytest.mark.postgres
def test_two_administrators_who_end_each_other_at_once_leave_one(
    make_app: Callable[..., Flask], migrated_postgres_url: str
) -> None:
    app = make_app(migrated_postgres_url)
    with app.app_context():
        tree = make_tree(db.session)
        second = make_account(db.session, tree.agency, Role.ADMIN, name="Admin Kedua")
        second.password_hash = "ada"
        db.session.commit()
        ids = tree.admin.id, second.id

        def end(account_id: int) -> Any:
            account = db.session.get_one(Account, account_id)
            revoke_role(db.session(), account, Role.ADMIN, by=None, at=AT)

        end(ids[0])
        thread, met = begun_beside(app, lambda: end(ids[1]))
        wait_until_somebody_waits(db.session)
        db.session.commit()
        thread.join()

        assert isinstance(met[0], LastAdministrator)
        left = db.session.scalars(select(AccountRole).where(AccountRole.role == Role.ADMIN))
        assert [row.account_id for row in left] == [ids[1]]
        db.session.remove()
        db.engine.dispose()
