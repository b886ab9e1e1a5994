"""Importing brings the record in line with the file, as often as one likes, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.audit.models import AuditEntry
from berakhlak.extensions import db
from berakhlak.people.import_plan import ImportPlan
from berakhlak.people.models import Agency, Person, Unit
from berakhlak.people.operations import AgencyExists, create_agency, import_people, preview_import
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency, make_person, make_unit, nip_number
from tests.people.files import TODAY, csv_file, places, row


@pytest.fixture
def agency(session: Any) -> Agency:
    return make_agency(session)


def bring_in(session: Any, agency: Agency, *rows: list[str]) -> ImportPlan:
    return import_people(session, agency, csv_file(*rows), today=TODAY, by=None, at=clock.utc_now())


def people_of(session: Any, agency: Agency) -> dict[str, Person]:
    found = session.scalars(select(Person).where(Person.agency_id == agency.id))
    return {person.nip: person for person in found}


def test_officers_units_and_reporting_lines_come_to_be(session: Any, agency: Agency) -> None:
    bring_in(
        session,
        agency,
        row(1, nip_atasan=nip_number(2), unit_kode="01.1", unit_nama="Subbag", unit_induk="01"),
        row(2, nama="Kepala", surel="kepala@contoh.go.id"),
    )

    people = people_of(session, agency)
    officer, head = people[nip_number(1)], people[nip_number(2)]
    assert officer.supervisor is head
    assert officer.unit.parent is head.unit
    assert (head.name, head.email) == ("Kepala", "kepala@contoh.go.id")
    assert head.supervisor_id is None


def test_every_officer_gets_an_account_that_nobody_can_use_yet(
    session: Any, agency: Agency
) -> None:
    bring_in(session, agency, row(1, surel="siti@contoh.go.id"), row(2))

    accounts = session.scalars(select(Account).order_by(Account.nip)).all()

    assert [account.nip for account in accounts] == [nip_number(1), nip_number(2)]
    assert [account.email for account in accounts] == ["siti@contoh.go.id", None]
    assert all(account.roles == {Role.OFFICER} for account in accounts)
    assert all(account.password_hash is None for account in accounts)
    people = people_of(session, agency)
    assert people[nip_number(1)].account_id == accounts[0].id


def test_importing_again_updates_and_never_duplicates(session: Any, agency: Agency) -> None:
    bring_in(session, agency, row(1), row(2, nip_atasan=nip_number(1)), row(3))

    again = bring_in(session, agency, row(1), row(2, jabatan="Baru", nip_atasan=nip_number(3)))

    people = people_of(session, agency)
    assert len(people) == 3
    assert people[nip_number(2)].position == "Baru"
    assert people[nip_number(2)].supervisor is people[nip_number(3)]
    assert (len(again.new_officers), len(again.changes), again.unchanged) == (0, 1, 1)
    assert [absent.nip for absent in again.absent] == [nip_number(3)]
    assert session.scalar(select(func.count()).select_from(Account)) == 3


def test_the_same_file_twice_changes_nothing(session: Any, agency: Agency) -> None:
    rows = [row(1, unit_induk="00"), row(2, unit_kode="00", unit_nama="Kota", surel="a@b.go.id")]
    bring_in(session, agency, *rows)

    assert not bring_in(session, agency, *rows).changes_anything


def test_one_defect_keeps_everything_out(session: Any, agency: Agency) -> None:
    bring_in(session, agency, row(1))

    plan = bring_in(session, agency, row(1, nama="Lain"), row(2), row(3, nip="1985"))

    assert places(plan) == [(4, "nip")]
    assert [person.name for person in people_of(session, agency).values()] == ["Siti Rahmawati"]
    assert session.scalar(select(func.count()).select_from(Unit)) == 1


def test_a_preview_leaves_no_trace(session: Any, agency: Agency) -> None:
    plan = preview_import(session, agency, csv_file(row(1)), today=TODAY)

    assert len(plan.new_officers) == 1
    assert not session.new
    assert people_of(session, agency) == {}


def test_two_officers_may_exchange_their_addresses(session: Any, agency: Agency) -> None:
    bring_in(session, agency, row(1, surel="a@b.go.id"), row(2, surel="b@b.go.id"))

    plan = bring_in(session, agency, row(1, surel="b@b.go.id"), row(2, surel="a@b.go.id"))

    assert plan.is_sound
    emails = dict(session.execute(select(Account.nip, Account.email)).all())
    assert emails == {nip_number(1): "b@b.go.id", nip_number(2): "a@b.go.id"}


def test_an_address_of_an_account_without_nip_is_refused(session: Any, agency: Agency) -> None:
    make_account(session, agency, Role.HR, email="hr@contoh.go.id")

    plan = bring_in(session, agency, row(1, surel="HR@contoh.go.id"), row(2))

    assert places(plan) == [(2, "surel")]


def test_an_administrator_known_by_nip_stays_one_and_becomes_an_officer(
    session: Any, agency: Agency
) -> None:
    admin = make_account(session, agency, Role.ADMIN, nip=nip_number(1), email="adm@contoh.go.id")

    bring_in(session, agency, row(1, surel="adm@contoh.go.id"))

    assert admin.roles == {Role.ADMIN, Role.OFFICER}
    assert people_of(session, agency)[nip_number(1)].account_id == admin.id


def test_agencies_do_not_touch_each_other(session: Any, agency: Agency) -> None:
    other = make_agency(session)
    bring_in(session, other, row(1, unit_nama="Milik lain"))
    stranger = make_person(session, make_unit(session, other), nip=nip_number(7))

    moved = bring_in(session, agency, row(1))
    named = bring_in(session, agency, row(2, nip_atasan=stranger.nip))
    fine = bring_in(session, agency, row(3))

    assert places(moved) == [(2, "nip")]
    assert places(named) == [(2, "nip_atasan")]
    assert fine.is_sound
    assert len(people_of(session, agency)) == 1


def test_an_import_is_recorded_without_what_it_said(session: Any, agency: Agency) -> None:
    bring_in(session, agency, row(1))

    entry = session.scalars(select(AuditEntry)).one()

    assert (entry.act, entry.object_kind, entry.object_id) == (
        "imported people",
        "agency",
        agency.id,
    )
    assert entry.detail == {"new": 1, "changed": 0, "left": 0}


def test_an_agency_code_is_given_once(session: Any) -> None:
    create_agency(session, code="BKD", name="Badan Kepegawaian", by=None, at=clock.utc_now())

    with pytest.raises(AgencyExists):
        create_agency(session, code="bkd", name="Lain", by=None, at=clock.utc_now())


@pytest.mark.postgres
def test_postgres_takes_the_same_files(
    make_app: Callable[..., Flask], migrated_postgres_url: str
) -> None:
    with make_app(migrated_postgres_url).app_context():
        agency = make_agency(db.session)
        first = [row(1, surel="a@b.go.id"), row(2, surel="b@b.go.id", nip_atasan=nip_number(1))]
        swapped = [row(1, surel="b@b.go.id"), row(2, surel="a@b.go.id")]

        bring_in(db.session, agency, *first)
        db.session.commit()
        plan = bring_in(db.session, agency, *swapped)
        db.session.commit()

        assert len(plan.changes) == 2
        assert people_of(db.session, agency)[nip_number(2)].supervisor_id is None
        db.session.remove()
        db.engine.dispose()
