"""Accounts: who may sign in, and what ends their sessions."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak import clock
from berakhlak.accounts import granting, operations
from berakhlak.accounts.models import Account
from berakhlak.accounts.passwords import PasswordTooShort
from berakhlak.accounts.queries import (
    SessionClaim,
    account_by_sign_in_name,
    signed_in_by_session_id,
)
from berakhlak.audit.models import AuditEntry
from berakhlak.formats import local_today
from berakhlak.people.models import Agency
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency, nip_number
from tests.factories.sessions import session_id_of


@pytest.fixture
def agency(session: Any) -> Agency:
    return make_agency(session)


@pytest.fixture
def account(session: Any, agency: Agency) -> Account:
    return make_account(
        session, agency, password=PASSWORD, nip=nip_number(1), email="siti@contoh.go.id"
    )


@pytest.mark.parametrize("name", ["siti@contoh.go.id", " SITI@contoh.go.id ", nip_number(1)])
def test_an_account_is_entered_by_nip_or_email(session: Any, account: Account, name: str) -> None:
    assert operations.sign_in(session, name, PASSWORD, at=clock.utc_now()) is account


def test_a_nip_may_be_typed_in_its_groups(session: Any, account: Account) -> None:
    grouped = f"{nip_number(1)[:8]} {nip_number(1)[8:]}"

    assert account_by_sign_in_name(session, grouped) is account


@pytest.mark.parametrize(
    ("name", "password"), [("siti@contoh.go.id", "salah"), ("lain@contoh.go.id", PASSWORD)]
)
def test_wrong_names_and_wrong_passwords_are_refused_alike(
    session: Any, account: Account, name: str, password: str
) -> None:
    with pytest.raises(operations.WrongCredentials):
        operations.sign_in(session, name, password, at=clock.utc_now())


def test_disabled_accounts_and_accounts_without_password_stay_out(
    session: Any, agency: Agency, account: Account
) -> None:
    make_account(session, agency, email="baru@contoh.go.id")
    account.is_enabled = False

    for name in ("baru@contoh.go.id", "siti@contoh.go.id"):
        with pytest.raises(operations.WrongCredentials):
            operations.sign_in(session, name, PASSWORD, at=clock.utc_now())


def test_a_new_password_ends_every_session(session: Any, account: Account) -> None:
    before = session_id_of(session, account)
    known = signed_in_by_session_id(session, before, today=local_today())
    assert known is not None
    assert known.id == account.id

    operations.change_password(
        session, account, current=PASSWORD, new="sandi-baru-sekali", at=clock.utc_now()
    )
    session.flush()

    assert signed_in_by_session_id(session, before, today=local_today()) is None
    assert operations.sign_in(session, str(account.nip), "sandi-baru-sekali", at=clock.utc_now())


@pytest.mark.parametrize("text", ["", ":", "1", "1:", ":1", "-1:1", " 1:1", "\u00b2:1"])
def test_what_is_no_session_id_claims_nothing(text):
    token = "t" * 43
    assert SessionClaim.parse(text) is None
    assert SessionClaim.parse(f"{text}:{token}") is None
    assert SessionClaim.parse("9" * 30 + f":1:{token}") is None
    for cut in ("", ":", f":{token}t", f":{token}\n", f":{token[1:]}", f":{token[1:]}!"):
        assert SessionClaim.parse(f"12:3{cut}") is None
    whole = f"12:3:{token}"
    assert SessionClaim.parse(whole) == SessionClaim(12, 3, sha256(whole.encode()).digest())


def test_a_short_password_is_refused(account: Account) -> None:
    with pytest.raises(PasswordTooShort):
        operations.set_password(account, "123456789")


def test_accounts_that_lack_a_name_do_not_block_each_other(session: Any, agency: Agency) -> None:
    for number in (1, 2):
        make_account(session, agency, nip=nip_number(number))
        make_account(session, agency, email=f"a{number}@contoh.go.id")

    with pytest.raises(operations.AccountExists):
        make_account(session, agency, email="A1@contoh.go.id")


def test_roles_are_given_and_taken_on_record(session: Any, account: Account) -> None:
    granting.give_role(session, account, Role.HR, by=None, at=clock.utc_now(), today=local_today())
    granting.give_role(
        session, account, Role.ADMIN, by=None, at=clock.utc_now(), today=local_today()
    )
    session.flush()  # Each act is of one request; one taken back unsaved mixes the order.
    granting.revoke_role(session, account, Role.HR, by=None, at=clock.utc_now())
    session.flush()

    assert account.roles == {Role.ADMIN}
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    assert [(row.act, row.detail) for row in entries] == [
        ("granted role", {"role": "hr"}),
        ("granted role", {"role": "admin"}),
        ("revoked role", {"role": "hr"}),
    ]
