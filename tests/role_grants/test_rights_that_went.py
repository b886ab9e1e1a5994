"""Roles that were taken away, and roads to more power than one was given."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.accounts.models import Account
from berakhlak.cycle_steps.jobs import OPEN
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.operations import enqueue
from berakhlak.jobs.worker import run_waiting_jobs
from berakhlak.people.editing import FieldRefused, edit_person, facts_of
from berakhlak.people.operations import import_people
from berakhlak.role_grants import operations
from berakhlak.role_grants.operations import MayNotEndRole
from berakhlak.roles import Role
from tests.factories.people import make_account, nip_number
from tests.people.files import csv_file, row
from tests.role_grants.conftest import AT, TODAY, Tree
from tests.support.pages import PageClient

LATER = TODAY + timedelta(days=30)
MINE = "milik.hr@contoh.go.id"


def asked_to_open(tree: Tree, by: Account) -> Job:
    job = enqueue(
        tree.session, OPEN, {"cycle": 4711}, key="4711", by=by, at=AT, agency_id=tree.agency.id,
        subject="Siklus", language="id",
    )  # fmt: skip
    tree.session.commit()
    return job


def test_what_was_asked_for_is_not_begun_once_the_right_to_it_is_gone(
    app: Flask, tree: Tree
) -> None:
    job = asked_to_open(tree, tree.hr)
    tree.hr.role_rows = []
    tree.session.commit()

    run_waiting_jobs(app)

    tree.session.refresh(job)
    assert (job.state, job.problem) == (
        JobState.FAILED,
        "Yang meminta pekerjaan ini tidak lagi berwenang, jadi tidak dijalankan.",
    )
    former = PageClient(app).sign_in(tree.hr)
    former.post(f"/pekerjaan/{job.id}/lanjutkan", status=403)
    tree.session.refresh(job)
    assert job.state is JobState.FAILED


def test_what_has_begun_goes_on_although_the_role_ends(app: Flask, tree: Tree) -> None:
    job = asked_to_open(tree, tree.hr)
    job.attempts, tree.hr.role_rows = 1, []  # Its first run was cut off.
    tree.session.commit()

    run_waiting_jobs(app)

    tree.session.refresh(job)
    assert "berwenang" not in str(job.problem)  # It got as far as the cycle, which is none.


def test_slips_of_a_unit_are_taken_only_while_the_role_reaches_it(app: Flask, tree: Tree) -> None:
    clerk = tree.account("D")
    tree.hold(clerk, Role.HR, "A")
    tree.session.commit()
    hr = PageClient(app).sign_in(clerk)
    asked = hr.post("/pegawai/kode", {"way": "slip", "scope": "semua", "valid_days": "30"})
    file = asked.link("Unduh hasil")
    assert hr.open(file).status_code == 200

    clerk.role_rows = [each for each in clerk.role_rows if each.role is Role.OFFICER]
    tree.session.flush()
    tree.hold(clerk, Role.HR, "A1")
    tree.session.commit()
    hr = PageClient(app).sign_in(clerk)
    assert hr.open(file).status_code == 404

    tree.hold(clerk, Role.HR, "A")
    tree.session.commit()
    assert PageClient(app).sign_in(clerk).open(file).status_code == 200


@pytest.mark.parametrize("role", [Role.HR, Role.READER, Role.ADMIN])
def test_hr_cannot_have_the_code_of_a_powerful_account_sent_to_themselves(
    tree: Tree, role: Role
) -> None:
    officer, account = tree.people["A"], tree.account("A")
    tree.hold(account, role)
    mine = replace(facts_of(officer), email=MINE)

    with pytest.raises(FieldRefused, match="administrator"):
        edit_person(tree.session, officer, mine, by=tree.hr, at=AT)
    renamed = replace(facts_of(officer), name="Nama Baru")
    assert edit_person(tree.session, officer, renamed, by=tree.hr, at=AT) == ("name",)
    assert (account.name, account.email) == ("Nama Baru", None)
    edit_person(tree.session, officer, mine, by=tree.admin, at=AT)
    assert account.email == MINE
    own = replace(facts_of(officer), email="sendiri@contoh.go.id")
    edit_person(tree.session, officer, own, by=account, at=AT)
    assert account.email == "sendiri@contoh.go.id"
    former = replace(facts_of(tree.people["B"]), email=MINE)
    tree.hold(tree.account("B"), role, until=TODAY - timedelta(days=1))
    edit_person(tree.session, tree.people["B"], former, by=tree.hr, at=AT)
    assert tree.account("B").email == MINE


def test_a_file_leaves_the_address_of_a_powerful_account_as_it_is(tree: Tree) -> None:
    session, numbers = tree.session, [nip_number(), nip_number()]
    boss, clerk = (make_account(session, tree.agency, nip=each) for each in numbers)
    boss.email = "bos@contoh.go.id"
    tree.hold(boss, Role.ADMIN)

    def bring_in(by: Account | None, *addresses: str) -> list[str | None]:
        rows = zip(numbers, addresses, strict=True)
        file = csv_file(*(row(1, nip=number, surel=address) for number, address in rows))
        plan = import_people(session, tree.agency, file, today=TODAY, by=by, at=AT)
        assert plan.is_ready
        session.flush()
        emails = select(Account.email).where(Account.id.in_([boss.id, clerk.id]))
        return list(session.scalars(emails.order_by(Account.id)))

    assert bring_in(tree.hr, MINE, "c@contoh.go.id") == ["bos@contoh.go.id", "c@contoh.go.id"]
    # The boss's address passes to the clerk by the file; it stays with the account that has it.
    assert bring_in(tree.hr, "d@contoh.go.id", "bos@contoh.go.id") == ["bos@contoh.go.id", None]
    assert bring_in(tree.admin, MINE, "e@contoh.go.id") == [MINE, "e@contoh.go.id"]


def test_what_others_gave_is_not_cut_short_by_giving_it_again(tree: Tree) -> None:
    unit_hr, peer = tree.account("A"), tree.account("A1")
    tree.hold(unit_hr, Role.HR, "A")
    row = tree.give(tree.admin, peer, Role.HR, "A1")

    with pytest.raises(MayNotEndRole):
        tree.give(unit_hr, peer, Role.HR, "A1", until=TODAY)
    assert row.until is None
    assert tree.give(tree.hr, peer, Role.HR, "A1", until=LATER).until == LATER
    row.until = TODAY - timedelta(days=1)
    assert tree.give(unit_hr, peer, Role.HR, "A1", until=TODAY).given_by_id == unit_hr.id


def test_who_was_an_administrator_ends_none_of_what_they_gave_as_one(tree: Tree) -> None:
    given = tree.give(tree.admin, tree.account("A"), Role.HR)
    reader = tree.give(tree.admin, tree.account("B"), Role.READER)
    tree.admin.role_rows = []
    tree.hold(tree.admin, Role.HR)

    assert [operations.may_end(tree.admin, each, TODAY) for each in (given, reader)] == [
        False,
        True,
    ]
