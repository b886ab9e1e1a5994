"""Sessions and sign-in names at their edges: exchanged, lengthened, asked for by strangers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from berakhlak import clock
from berakhlak.accounts import granting, operations
from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import OfficerSignIn
from berakhlak.audit.models import AuditEntry
from berakhlak.formats import local_today
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency, nip_number
from tests.support.pages import PageClient


@pytest.fixture
def siti(session: Any) -> Account:
    return make_account(
        session, make_agency(session), Role.HR, password=PASSWORD, email="siti@x.go.id"
    )


def test_two_officers_exchange_their_addresses(session: Any) -> None:
    agency = make_agency(session)
    pairs = [(nip_number(1), "a@x.go.id"), (nip_number(2), "b@x.go.id")]
    first = [OfficerSignIn(nip=nip, name="P", email=email) for nip, email in pairs]
    swapped = [
        OfficerSignIn(nip=pairs[0][0], name="P", email=pairs[1][1]),
        OfficerSignIn(nip=pairs[1][0], name="P", email=pairs[0][1]),
    ]
    operations.enrol_officers(session, agency_id=agency.id, officers=first)

    ids = operations.enrol_officers(session, agency_id=agency.id, officers=swapped)

    session.expire_all()
    for each in swapped:
        assert session.get_one(Account, ids[each.nip]).email == each.email


def test_a_new_officer_takes_an_address_that_another_gives_up_in_the_same_file(
    session: Any,
) -> None:
    agency = make_agency(session)
    old = OfficerSignIn(nip=nip_number(1), name="P", email="a@x.go.id")
    operations.enrol_officers(session, agency_id=agency.id, officers=[old])
    officers = [
        OfficerSignIn(nip=nip_number(2), name="Q", email="a@x.go.id"),
        OfficerSignIn(nip=nip_number(1), name="P", email=None),
    ]

    ids = operations.enrol_officers(session, agency_id=agency.id, officers=officers)

    session.expire_all()
    emails = {each.nip: session.get_one(Account, ids[each.nip]).email for each in officers}
    assert emails == {nip_number(1): None, nip_number(2): "a@x.go.id"}


def test_every_act_on_an_account_is_recorded_with_its_kind_its_object_and_who_did_it(
    session: Any, siti: Account
) -> None:
    at = datetime(2026, 5, 4, tzinfo=clock.utc_now().tzinfo)
    granting.give_role(session, siti, Role.READER, by=None, at=at, today=local_today())
    granting.revoke_role(session, siti, Role.READER, by=siti, at=at)
    operations.sign_in(session, "siti@x.go.id", PASSWORD, at=at)
    operations.change_password(session, siti, current=PASSWORD, new="sandi-baru-siti", at=at)

    entries = session.scalars(select(AuditEntry)).all()
    assert {(each.act, each.account_id) for each in entries} == {
        ("granted role", None),
        ("revoked role", siti.id),
        ("signed in", siti.id),
        ("changed password", siti.id),
    }
    assert {(each.object_kind, each.object_id, each.at) for each in entries} == {
        ("account", siti.id, at)
    }


def test_a_session_tells_its_reader_by_a_mark_and_a_stranger_none(
    client: PageClient, app: Flask, siti: Account
) -> None:
    assert client.open("/sesi").json["reader"] == ""
    mark = client.sign_in(siti).open("/sesi").json["reader"]

    assert len(mark) == 24
    assert mark == PageClient(app).sign_in(siti).open("/sesi").json["reader"]
    assert client.open("/sesi").json["token"]
    assert client.get("/akun").one("meta[name=reader]")["content"] == mark


def test_a_session_is_lengthened_just_after_a_thirty_second_part_of_its_life(
    app: Flask, client: PageClient, siti: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in(siti)
    began, part = clock.utc_now().replace(microsecond=0), app.permanent_session_lifetime / 32
    with client.http.session_transaction() as stored:
        stored.permanent = True

    def renewed(after: timedelta) -> bool:
        monkeypatch.setattr(clock, "utc_now", lambda: began + after)
        return "session=" in client.open("/siapa-melihat").headers.get("Set-Cookie", "")

    assert renewed(timedelta())
    second = timedelta(seconds=1)
    assert [renewed(each) for each in (second, part, part + second)] == [False, False, True]
    assert [renewed(part + second + each) for each in (part, part + second)] == [False, True]
    with client.http.session_transaction() as stored:
        stored.permanent = False
    assert not renewed(part * 10)


def test_an_account_without_any_name_to_sign_in_with_is_none(session: Any, siti: Account) -> None:
    with pytest.raises(IntegrityError):
        operations.create_account(session, agency_id=siti.agency_id, name="Tanpa nama")


@pytest.mark.parametrize("path", ["/akun", "/akun/kata-sandi"])
def test_a_stranger_is_led_to_the_sign_in(client: PageClient, path: str) -> None:
    answer = client.open(path)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/masuk?")


@pytest.mark.parametrize("wanted", ["/akun\\x", "/akun\n", "/akun\tx", "/\\x", "http:akun", ""])
def test_a_signed_in_reader_is_led_to_the_start_page_unless_the_page_is_plainly_ours(
    client: PageClient, siti: Account, wanted: str
) -> None:
    client.sign_in(siti)

    answer = client.open("/masuk", query_string={"next": wanted})
    ours = client.open("/masuk", query_string={"next": "/akun?a=b"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert ours.headers["Location"] == "/akun?a=b"


def test_a_session_in_use_is_lengthened_and_one_at_rest_ends(
    client: PageClient, app: Flask, siti: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = {"name": "siti@x.go.id", "password": PASSWORD, "csrf_token": client.token()}
    client.open("/masuk", method="POST", data=typed)
    lifetime = app.permanent_session_lifetime
    now = clock.utc_now()
    assert lifetime > timedelta(minutes=32)

    renewed = client.open("/akun")
    assert renewed.status_code == 200
    monkeypatch.setattr(clock, "utc_now", lambda: now + lifetime / 16)
    assert "session=" in client.open("/akun").headers.get("Set-Cookie", "")
    assert "session=" not in client.open("/akun").headers.get("Set-Cookie", "")


def test_the_fields_of_a_new_password_tell_the_browser_what_they_are_for(
    client: PageClient, siti: Account
) -> None:
    page = client.sign_in(siti).get("/akun/kata-sandi")

    assert [str(field["autocomplete"]) for field in page.all("input[type=password]")] == [
        "current-password",
        "new-password",
        "new-password",
    ]
    assert "Paling sedikit 10 karakter" in page.text
    entry = client.get("/akun")
    assert entry.heading == "Akun saya"
