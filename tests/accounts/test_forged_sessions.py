"""Whoever learns SECRET_KEY, but not the database, signs cookies and is still nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import update

from berakhlak.accounts import operations
from berakhlak.accounts.models import LARGEST_SESSION_VERSION, Account, DeviceSession
from berakhlak.accounts.queries import SessionClaim, signed_in_by_session_id
from berakhlak.accounts.session import SignedSessions
from berakhlak.extensions import db
from berakhlak.formats import local_today
from tests.factories.people import make_account, make_agency
from tests.factories.sessions import session_id_of
from tests.support.engines import POSTGRES, app_on
from tests.support.pages import LATER

GUESSED = range(1, 41)
TOKEN = "t" * 43


@pytest.fixture(params=["sqlite", POSTGRES])
def served(
    request: pytest.FixtureRequest, app: Flask, make_app: Callable[..., Flask]
) -> Iterator[Flask]:
    """The application on each database."""
    with app_on(request.param, request, app, make_app) as made:
        yield made


@pytest.fixture
def accounts(served: Flask) -> list[int]:
    """Accounts as they are after some weeks: new ones, and ones whose password was changed."""
    # A context of its own: requests within an open one would share who is signed in.
    with served.app_context():
        agency = make_agency(db.session)
        made = [make_account(db.session, agency) for _number in range(8)]
        for changes, account in enumerate(made):
            for _change in range(changes):
                operations.set_password(account, "melayani-dengan-bangga")
        db.session.commit()
        return [account.id for account in made]


def forged(app: Flask, session_id: str) -> str:
    """A cookie as the application would sign it, made with its SECRET_KEY."""
    with app.app_context():
        signer = SignedSessions().get_signing_serializer(app)
        assert isinstance(signer, URLSafeTimedSerializer)
        return str(
            signer.dumps(
                {"_user_id": session_id, "_fresh": True, "_permanent": True, "ends": LATER}
            )
        )


def let_in(app: Flask, session_ids: Iterable[str]) -> list[str]:
    """The attack: those of the forged sessions that open the page of one's own account."""
    opened = []
    for session_id in session_ids:
        client = app.test_client()
        client.set_cookie("session", forged(app, session_id))
        if client.get("/akun").status_code == 200:
            opened.append(session_id)
    return opened


def guesses(accounts: list[int]) -> list[str]:
    return [f"{account}:{version}:{TOKEN}" for account in accounts for version in GUESSED]


def test_no_guess_at_a_session_opens_an_account(served: Flask, accounts: list[int]) -> None:
    assert let_in(served, guesses(accounts)) == []


def test_the_attack_works_where_sessions_are_counted(served: Flask, accounts: list[int]) -> None:
    with served.app_context():
        today = local_today()
        for place, account in enumerate(accounts):
            change = update(Account).where(Account.id == account)
            db.session.execute(change.values(session_version=place + 1))
            # As if a token could be guessed like a number.
            guessed = sha256(f"{account}:{place + 1}:{TOKEN}".encode()).digest()
            db.session.add(DeviceSession(digest=guessed, owner=b"", box=b"", last_day=today))
        db.session.commit()

    assert len(let_in(served, guesses(accounts))) == len(accounts)


def test_session_versions_are_spread_over_all_numbers(session: Any) -> None:
    officers = [
        operations.OfficerSignIn(f"{number:018d}", f"Pegawai {number}", None)
        for number in range(200)
    ]
    agency = make_account(session, make_agency(session), email="hr@contoh.go.id").agency_id
    operations.enrol_officers(session, agency_id=agency, officers=officers)

    versions = [account.session_version for account in session.query(Account)]

    assert len(set(versions)) == len(versions) == 201
    assert min(versions) > 0
    # Of 201 drawn evenly, the chance that none lies in an outer tenth is below one in a billion.
    assert min(versions) < LARGEST_SESSION_VERSION // 10
    assert max(versions) > LARGEST_SESSION_VERSION // 10 * 9


@pytest.mark.parametrize("end", ["password", "disable"])
def test_what_ends_sessions_draws_a_new_number(session: Any, end: str) -> None:
    account = make_account(session, make_agency(session), email="satu@contoh.go.id")
    session.flush()
    before = session_id_of(session, account)

    if end == "password":
        operations.set_password(account, "melayani-dengan-bangga")
    else:
        operations.disable_account(session, account.id)
        operations.enable_account(session, account.id)
    session.flush()

    assert signed_in_by_session_id(session, before, today=local_today()) is None
    assert abs(account.session_version - int(before.split(":")[1])) > 1000


@pytest.mark.parametrize("version", [2**63, 10**19 - 1, 10**30, -1])
def test_numbers_that_no_database_keeps_are_nobody(session: Any, version: int) -> None:
    assert SessionClaim.parse(f"1:{version}:{TOKEN}") is None
    assert signed_in_by_session_id(session, f"1:{version}:{TOKEN}", today=local_today()) is None


def test_the_largest_number_is_kept_and_found(session: Any) -> None:
    account = make_account(session, make_agency(session), email="besar@contoh.go.id")
    account.session_version = LARGEST_SESSION_VERSION
    session.flush()

    found = signed_in_by_session_id(session, session_id_of(session, account), today=local_today())

    assert found is not None
    assert found.id == account.id
