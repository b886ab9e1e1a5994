"""Of two requests that bring one proof at one moment, one signs in: on both engines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from berakhlak.accounts.models import RecoveryCode, SecondFactor
from berakhlak.extensions import db
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.factories.second_steps import Application, give_second_step
from tests.support.pages import PageClient

NAME, TOGETHER = "siti@x.go.id", 4


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def raced(
    request: pytest.FixtureRequest, app: Flask, make_app: Callable[..., Flask]
) -> Iterator[Flask]:
    if request.param == "postgresql":
        app = make_app(request.getfixturevalue("migrated_postgres_url"))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def at_once(clients: list[PageClient], path: str, data: dict[str, str]) -> Counter[int]:
    """How often each status was answered."""
    found: list[int] = []
    tokens = [each.token() for each in clients]
    ready = Barrier(len(clients))

    def send(client: PageClient, token: str) -> None:
        ready.wait()
        answer = client.open(path, method="POST", data=data | {"csrf_token": token})
        found.append(answer.status_code)

    threads = [Thread(target=send, args=pair) for pair in zip(clients, tokens, strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return Counter(found)


def half_signed_in(app: Flask) -> list[PageClient]:
    clients = [PageClient(app) for _each in range(TOGETHER)]
    for each in clients:
        each.post("/masuk", {"name": NAME, "password": PASSWORD})
    return clients


@pytest.mark.parametrize("kind", ["code", "recovery code"])
def test_one_proof_signs_in_once(raced: Flask, kind: str) -> None:
    with raced.app_context():
        siti = make_account(
            db.session, make_agency(db.session), Role.HR, password=PASSWORD, email=NAME
        )
        application, codes = give_second_step(db.session, siti)
        db.session.commit()
    # The code of the next step is good already, and the one of now was used to set it up.
    proof = application.code(30) if kind == "code" else codes[7]

    found = at_once(half_signed_in(raced), "/masuk/langkah-kedua", {"code": proof})

    assert found[302] == 1
    assert set(found) <= {302, 422, 503}  # 503: the file was busy, and it may be tried again.


def test_two_that_set_it_up_at_once_leave_one_application_and_ten_codes(
    raced: Flask,
) -> None:
    with raced.app_context():
        siti = make_account(
            db.session, make_agency(db.session), Role.HR, password=PASSWORD, email=NAME
        )
        db.session.commit()
        account_id = siti.id
    client = PageClient(raced)
    client.post("/masuk", {"name": NAME, "password": PASSWORD})
    secret = client.get("/akun/langkah-kedua/aplikasi").one(".set-up__secret code").get_text()
    application = Application(secret)
    cookie: Any = client.http.get_cookie("session")
    clients = [PageClient(raced) for _each in range(2)]
    for each in clients:
        each.http.set_cookie("session", cookie.value)
    codes = [application.code(), application.code(30)]
    found = at_once(clients[:1], "/akun/langkah-kedua/aplikasi", {"code": codes[0]})
    found += at_once(clients, "/akun/langkah-kedua/aplikasi", {"code": codes[1]})

    assert found[200] >= 1
    with raced.app_context():
        assert db.session.scalar(select(func.count()).select_from(SecondFactor)) == 1
        mine = RecoveryCode.account_id == account_id
        assert db.session.scalar(select(func.count()).where(mine)) == 10
