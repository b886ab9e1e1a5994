"""Resetting a second step: by administrators of the agency and operators, told and recorded."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from berakhlak.access.models import AccessMail, CodeWay
from berakhlak.accounts.models import Account, Passkey, RecoveryCode, SecondFactor
from berakhlak.audit.models import AuditEntry
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.inspection.accounts import inspect_second_steps
from berakhlak.inspection.findings import FindingLevel
from berakhlak.people.models import Agency
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.factories.second_steps import give_second_step
from tests.support.databases import TEST_SECRET
from tests.support.pages import PageClient

NAME = "siti@x.go.id"
REASON = "Ponsel hilang, datang dengan kartu pegawai"


@pytest.fixture
def siti(session: Any) -> Account:
    account = make_account(session, make_agency(session), Role.HR, password=PASSWORD, email=NAME)
    give_second_step(session, account)
    key = Passkey(account_id=account.id, name="P", credential_id=b"1", public_key=b"1")
    key.sign_count = 0
    session.add(key)
    session.commit()
    return account


@pytest.fixture
def admin(client: PageClient, session: Any, siti: Account) -> PageClient:
    agency = session.get_one(Agency, siti.agency_id)
    return client.sign_in(make_account(session, agency, Role.ADMIN))


def left(session: Any) -> int:
    session.expire_all()
    return sum(
        len(session.scalars(select(table.account_id)).all())
        for table in (SecondFactor, RecoveryCode, Passkey)
    )


def test_an_administrator_resets_it_with_a_reason_and_the_owner_is_told(
    app: Flask, admin: PageClient, session: Any, siti: Account
) -> None:
    owner = PageClient(app).sign_in(siti)
    address = f"/akun/{siti.id}/langkah-kedua"
    assert admin.post(address, {"reason": ""}, status=422).errors == ["Isi alasan."]
    assert left(session) == 12

    page = admin.post(address, {"reason": REASON})

    assert "diatur ulang" in page.text
    assert left(session) == 0
    assert owner.open("/akun").status_code == 302
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.act, entry.object_id, entry.detail) == (
        "reset second step", siti.id, {"reason": REASON},
    )  # fmt: skip
    assert session.scalars(select(AccessMail.way)).all() == [CodeWay.STEP_RESET]
    assert REASON in admin.get("/audit").text
    assert "belum memasang" in admin.get(address).text


def test_nobody_resets_the_own_step_or_that_of_another_agency(
    app: Flask, client: PageClient, session: Any, siti: Account
) -> None:
    other = make_account(session, make_agency(session), Role.ADMIN)
    give_second_step(session, other)
    session.commit()
    client.sign_in(other)

    assert client.open(f"/akun/{siti.id}/langkah-kedua").status_code == 404
    page = client.post(f"/akun/{other.id}/langkah-kedua", {"reason": REASON}, status=422)
    assert "di halaman Akun saya" in page.text
    assert left(session) == 12 + 11


def test_an_operator_resets_it_by_a_command(app: Flask, session: Any, siti: Account) -> None:
    def run(*words: str) -> Result:
        return app.test_cli_runner().invoke(args=["account", "reset-second-factor", *words])

    assert run(NAME).exit_code == 2  # Without a reason.
    assert "Tidak ada akun" in run("x@y.go.id", "--reason", REASON).output
    assert run(NAME, "--reason", REASON).exit_code == 0
    assert left(session) == 0
    again = run(NAME, "--reason", REASON)
    assert (again.exit_code, "belum memasang" in again.output) == (1, True)


def test_doctor_tells_who_lacks_it_and_what_this_key_does_not_read(
    session: Any, siti: Account
) -> None:
    def told(required: bool, secret: str = TEST_SECRET) -> list[tuple[FindingLevel, str]]:
        found = inspect_second_steps(
            db.engine, required=required, secret=secret, today=local_today()
        )
        return [(each.level, each.words) for each in found]

    assert [level for level, _words in told(required=True)] == [FindingLevel.OK]
    levels = [level for level, _words in told(required=True, secret="lain")]
    assert levels == [FindingLevel.PROBLEM, FindingLevel.OK]
    make_account(session, make_agency(session), Role.ADMIN, email="budi@x.go.id")
    session.commit()
    ((level, words),) = told(required=True)
    assert (level, "budi@x.go.id" in words) == (FindingLevel.WARNING, True)
    assert "tidak diwajibkan" in told(required=False)[0][1]
