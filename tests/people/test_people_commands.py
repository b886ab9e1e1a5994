"""What an operator types, and what the terminal answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import sign_in
from berakhlak.people.models import Agency, Person
from berakhlak.roles import Role
from tests.factories.people import make_agency, nip_number
from tests.people.files import csv_file, row


def run(app: Flask, *words: str, **options: Any) -> Result:
    return app.test_cli_runner().invoke(args=list(words), **options)


def count(session: Any, kind: type) -> int:
    session.rollback()
    found: int = session.scalar(select(func.count()).select_from(kind))
    return found


@pytest.fixture
def agency(session: Any) -> Agency:
    made = make_agency(session, code="BKD")
    session.commit()
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pegawai.csv"


def test_twelve_defects_print_twelve_lines_and_change_nothing(
    app: Flask, session: Any, agency: Agency, file: Path
) -> None:
    bad = ["", "1985", "1.98503E+17", "19850315201001200O", "198513152010012004"]
    rows = [row(serial, nip=number) for serial, number in enumerate(bad, start=2)]
    rows += [row(7, nama=""), row(8, status="ASN"), row(9, golongan="Z"), row(10, jenjang="Raja")]
    rows += [row(11, nip_atasan=nip_number(500)), row(12, surel="x"), row(1)]
    file.write_bytes(csv_file(row(1), *rows))

    result = run(app, "people", "import", str(file))

    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert [line.split(",")[0] for line in lines[:12]] == [f"baris {n}" for n in range(3, 15)]
    assert [line.split(":")[0] for line in lines[12:-1]] == ["Pertanyaan"] * 3
    assert lines[-1] == "12 kekeliruan ditemukan. Tidak ada data yang diubah."
    assert count(session, Person) == 0


def test_a_sound_file_is_imported_and_counted(
    app: Flask, session: Any, agency: Agency, file: Path
) -> None:
    file.write_bytes(csv_file(row(1), row(2)))

    first = run(app, "people", "import", str(file), "--agency", "bkd")
    second = run(app, "people", "import", str(file))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "2 pegawai baru, 0 berubah" in first.stdout
    assert "0 pegawai baru, 0 berubah, 2 tetap" in second.stdout
    assert count(session, Person) == 2


def test_a_dry_run_reports_and_changes_nothing(
    app: Flask, session: Any, agency: Agency, file: Path
) -> None:
    file.write_bytes(csv_file(row(1)))

    result = run(app, "people", "import", str(file), "--dry-run")

    assert result.exit_code == 0
    assert "1 pegawai baru" in result.stdout
    assert "belum ada data yang diubah" in result.stdout
    assert count(session, Person) == 0


def test_the_agency_must_be_clear(app: Flask, session: Any, file: Path) -> None:
    file.write_bytes(csv_file(row(1)))

    none_yet = run(app, "people", "import", str(file))
    assert run(app, "people", "agency", "A", "Dinas A").exit_code == 0
    assert run(app, "people", "agency", "B", "Dinas B").exit_code == 0
    several = run(app, "people", "import", str(file))
    unknown = run(app, "people", "import", str(file), "--agency", "C")
    repeated = run(app, "people", "agency", "a", "Dinas A")

    assert "people agency KODE NAMA" in none_yet.stderr
    assert "--agency: A, B" in several.stderr
    assert "kode C" in unknown.stderr
    assert "sudah dipakai" in repeated.stderr
    assert {none_yet.exit_code, several.exit_code, unknown.exit_code, repeated.exit_code} == {1}


def test_an_operator_gives_a_first_password(
    app: Flask, session: Any, agency: Agency, file: Path
) -> None:
    file.write_bytes(csv_file(row(1)))
    run(app, "people", "import", str(file))
    typed = "sandi-yang-panjang\nsandi-yang-panjang\n"

    result = run(app, "people", "password", nip_number(1), input=typed)

    session.rollback()
    assert result.exit_code == 0
    assert "sandi-yang-panjang" not in result.stdout
    assert sign_in(session(), nip_number(1), "sandi-yang-panjang", at=clock.utc_now())


def test_a_password_that_is_short_or_nobodys_is_refused(app: Flask, agency: Agency) -> None:
    assert run(app, "account", "create-admin", "a@b.go.id", "A", input="pendek\npendek\n").exit_code
    assert run(app, "people", "password", "123", "--password", "sandi-yang-panjang").exit_code == 1


def test_an_administrator_is_created_and_roles_are_given_and_taken(
    app: Flask, session: Any, agency: Agency
) -> None:
    typed = "sandi-yang-panjang\n" * 2

    made = run(app, "account", "create-admin", "Adm@b.go.id", "Rina", "--no-hr", input=typed)
    given = run(app, "account", "grant", "adm@b.go.id", "hr")
    kept = run(app, "account", "revoke", "adm@b.go.id", "admin")
    run(app, "account", "create-admin", "lain@b.go.id", "Rini", "--no-hr", input=typed)
    taken = run(app, "account", "revoke", "adm@b.go.id", "admin")
    again = run(app, "account", "create-admin", "adm@b.go.id", "Rina", input=typed)

    session.rollback()
    account = session.scalars(select(Account).where(Account.email == "adm@b.go.id")).one()
    assert (made.exit_code, given.exit_code, taken.exit_code, again.exit_code) == (0, 0, 0, 1)
    assert (kept.exit_code, "administrator tetap terakhir" in kept.output) == (1, True)
    assert account.roles == {Role.HR}
    assert account.email == "adm@b.go.id"
