"""Every way that changes where an officer stands, or who answers as them, is noted."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import change_password
from berakhlak.extensions import db
from berakhlak.people.models import Agency, Person, PlacementChange, PlacementChangeKind
from berakhlak.people.operations import deactivate_people, import_people
from tests.factories.people import PASSWORD, make_account, make_agency, nip_number
from tests.people.files import TODAY, csv_file, row

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2] / "berakhlak"
HEAD, OTHER, CLERK = nip_number(1), nip_number(2), nip_number(3)
Agencies = tuple[Agency, Account]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def known(
    request: pytest.FixtureRequest, make_app: Callable[..., Flask]
) -> Iterator[tuple[Agency, Account]]:
    """An agency of two heads and a clerk, on one engine after the other, and its HR."""
    is_sqlite = request.param == "sqlite"
    app = make_app(None if is_sqlite else request.getfixturevalue("migrated_postgres_url"))
    with app.app_context():
        agency = make_agency(db.session)
        bring_in(agency, *rows())
        yield agency, make_account(db.session, agency, name="Sri Wahyuni")
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()


def rows(**clerk: str) -> list[list[str]]:
    """The file of the agency, with other cells for the clerk."""
    return [
        row(1, nama="Ahmad Yani", jenjang="Administrator"),
        row(2, nama="Rina Wati", unit_kode="02", unit_nama="Bidang Mutasi", unit_induk="01"),
        row(3, **({"nama": "Budi Santoso", "nip_atasan": HEAD, "surel": "budi@c.go.id"} | clerk)),
    ]


def bring_in(agency: Agency, *lines: list[str], by: Account | None = None, **said: str) -> None:
    answers = {key.replace("_", ":"): answer for key, answer in said.items()}
    plan = import_people(
        db.session(), agency, csv_file(*lines), today=TODAY, by=by, at=AT, answers=answers
    )
    assert plan.is_ready, [str(defect.sentence) for defect in plan.defects]


def person(number: str) -> Person:
    found: Person = db.session.scalars(select(Person).where(Person.nip == number)).one()
    return found


def noted() -> list[tuple[str, PlacementChangeKind, str | None, str | None]]:
    """Name, kind, from and to of every change in the order they were noted."""
    db.session.flush()
    found = db.session.scalars(select(PlacementChange).order_by(PlacementChange.id))
    return [(each.person.name, each.what, each.was, each.now) for each in found]


def test_the_first_import_of_an_agency_is_all_new_and_not_noted(known: Agencies) -> None:
    assert noted() == []


def test_an_import_that_changes_nothing_of_it_is_not_noted(known: Agencies) -> None:
    agency, _hr = known

    bring_in(agency, *rows())
    bring_in(agency, *rows(jabatan="Penyusun Laporan", golongan="III/c", nama="Budi Santosa"))

    assert noted() == []


CELLS = {
    PlacementChangeKind.UNIT: (
        {"unit_kode": "02", "unit_nama": "Bidang Mutasi", "unit_induk": "01"},
        ("Sekretariat", "Bidang Mutasi"),
    ),
    PlacementChangeKind.LEVEL: ({"jenjang": "Pelaksana"}, ("fungsional", "pelaksana")),
    PlacementChangeKind.SUPERVISOR: ({"nip_atasan": OTHER}, ("Ahmad Yani", "Rina Wati")),
    PlacementChangeKind.ADDRESS: ({"surel": "orang.lain@c.go.id"}, (None, None)),
}


@pytest.mark.parametrize("kind", CELLS)
def test_each_cell_that_decides_who_rates_whom_is_noted_with_who_changed_it(
    known: Agencies, kind: PlacementChangeKind
) -> None:
    agency, hr = known
    cells, (was, now) = CELLS[kind]

    bring_in(agency, *rows(**cells), by=hr)

    assert noted() == [("Budi Santoso", kind, was, now)]
    (row_,) = db.session.scalars(select(PlacementChange))
    assert (row_.at, row_.account_id, row_.unit_id) == (AT, hr.id, person(CLERK).unit_id)
    assert (row_.was_unit_id == person(HEAD).unit_id) == (kind is PlacementChangeKind.UNIT)


def test_a_supervisor_taken_away_is_noted_as_nobody(known: Agencies) -> None:
    bring_in(known[0], *rows(nip_atasan=""))

    assert noted() == [("Budi Santoso", PlacementChangeKind.SUPERVISOR, "Ahmad Yani", None)]


def test_a_unit_under_another_parent_is_noted_for_everybody_in_it(known: Agencies) -> None:
    agency, _hr = known
    head, other, clerk = rows()
    other[other.index("01")] = ""

    bring_in(agency, head, other, clerk)

    assert noted() == [("Rina Wati", PlacementChangeKind.PARENT, "Sekretariat", None)]


def test_staff_of_a_later_file_are_noted_as_new(known: Agencies) -> None:
    agency, _hr = known

    bring_in(agency, *rows(), row(4, nama="Entah Siapa"))

    assert noted() == [("Entah Siapa", PlacementChangeKind.NEW, None, None)]


def test_leaving_and_coming_back_are_noted(known: Agencies) -> None:
    agency, _hr = known
    clerk = person(CLERK)

    bring_in(agency, *rows()[:2], **{f"nonaktif_{clerk.id}": "ya"})
    bring_in(agency, *rows())

    kinds = [(name, what) for name, what, _was, _now in noted()]
    assert kinds == [
        ("Budi Santoso", PlacementChangeKind.LEFT),
        ("Budi Santoso", PlacementChangeKind.RETURNED),
    ]


def test_who_is_noted_as_gone_by_the_operation_is_told_too(known: Agencies) -> None:
    agency, hr = known

    deactivate_people(db.session(), agency, [person(CLERK).id], by=hr, at=AT)

    assert [(name, what) for name, what, *_rest in noted()] == [
        ("Budi Santoso", PlacementChangeKind.LEFT)
    ]


def test_a_password_set_by_the_operator_is_noted_and_one_s_own_is_not(
    app: Flask, session: Any
) -> None:
    agency = make_agency(session)
    bring_in(agency, *rows())
    session.commit()

    told = app.test_cli_runner().invoke(args=["people", "password", CLERK, "--password", PASSWORD])

    assert told.exit_code == 0, told.output
    session.expire_all()
    assert noted() == [("Budi Santoso", PlacementChangeKind.PASSWORD, None, None)]
    account = session.get(Account, person(CLERK).account_id)
    change_password(session, account, current=PASSWORD, new="sandi-baru-saya", at=AT)
    assert len(noted()) == 1


def test_an_agency_does_not_note_what_another_imports(known: Agencies) -> None:
    other = make_agency(db.session)

    bring_in(other, row(11, nama="Joko Susilo"))
    bring_in(other, row(11, nama="Joko Susilo"), row(12, nama="Lina Marlina"))

    assert noted() == [("Lina Marlina", PlacementChangeKind.NEW, None, None)]


PLACING = {"unit_id", "supervisor_id", "level", "is_active", "account_id"}
WRITERS = {
    "people/operations.py",
    "people/enrolment.py",
    "people/leaving.py",
    "people/acting_posts.py",
    "people/editing.py",
    "cycle_administration/merging.py",
    "demo/agency.py",
    "people/photos.py",  # Erases pictures; they place nobody.
}
SETTERS = {
    "accounts/operations.py",
    "access/operations.py",
    "people/operations.py",
    "demo/accounts.py",
    "demo/training.py",
}


SETTING = ("set_password", "keep_password")


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def writes_people(tree: ast.AST) -> bool:
    """Whether code makes people, or changes them by statement or by attribute."""
    for name, call in calls(tree):
        first = ast.unparse(call.args[0]) if call.args else ""
        if name == "Person" or (name in ("insert", "update", "delete") and first == "Person"):
            return True
        if name == "setattr" and first == "person":
            return True
    targets = (
        target
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)
    )
    people = {"person", "officer", "boss", "head"}
    return any(each.attr in PLACING and each.value.id in people for each in targets)  # type: ignore[attr-defined]


def test_no_other_code_changes_people_or_sets_passwords_unnoted() -> None:
    """A new way has to call `people.changes`, and be named here."""
    writers, setters = set(), set()
    for file in ROOT.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        place = file.relative_to(ROOT).as_posix()
        writers |= {place} if writes_people(tree) else set()
        setters |= {place} if any(name in SETTING for name, _ in calls(tree)) else set()

    assert writers == WRITERS
    assert setters == SETTERS
