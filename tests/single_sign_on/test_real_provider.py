"""Signing in and out through a real OpenID provider."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.access.models import AccessMail, CodeWay
from berakhlak.accounts.models import Account, FederatedIdentity
from berakhlak.audit.models import AuditEntry
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.factories.second_steps import give_second_step
from tests.single_sign_on.conftest import SignOuts, give_link, take_up_link, use
from tests.support.openid import RealProvider, Visitor, query_of
from tests.support.pages import PageClient

NAME, NIP = "siti@x.go.id", "199001012015032001"
SITI = {"sub": "siti-1", "email": NAME, "email_verified": True}


@pytest.fixture
def unlinked(session: Any, linked_app: Flask) -> Account:
    agency = make_agency(session)
    made = make_account(session, agency, Role.OFFICER, email=NAME, nip=NIP, password=PASSWORD)
    session.commit()
    return made


@pytest.fixture
def siti(session: Any, provider: RealProvider, unlinked: Account) -> Account:
    """Linked to `SITI`."""
    give_link(session, unlinked, provider.issuer)
    return unlinked


def came_back(client: PageClient, *, start: str = "/masuk/sso", **person: Any) -> str:
    """To the provider and back; the address of our application that it leads to."""
    there = client.open(start).location
    return Visitor().sign_in(there, **person)


def is_in(client: PageClient) -> bool:
    return bool(client.open("/akun").status_code == 200)


def links(session: Any) -> list[tuple[str, int]]:
    session.expire_all()
    rows = session.scalars(select(FederatedIdentity).order_by(FederatedIdentity.subject))
    return [(row.subject, row.account_id) for row in rows]


@pytest.mark.exercises("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_LABEL")
def test_a_verified_email_links_an_account_once_its_password_is_given(
    session: Any, linked_app: Flask, provider: RealProvider, client: PageClient, unlinked: Account
) -> None:
    use(linked_app, provider.settings() | {"OIDC_LABEL": "SSO Sukamaju"})
    begin = client.get("/masuk?next=/akun/perangkat").link("Masuk dengan SSO Sukamaju")

    asked = query_of(client.open(begin).location)
    page = client.get(came_back(client, start=begin, **SITI), 302)

    assert asked["code_challenge_method"] == "S256"
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert page.response.location == "/masuk?next=/akun/sso"
    assert not is_in(client)
    assert not links(session)
    assert "Masuk sekali dengan kata sandi" in client.get("/masuk?next=/akun/sso").text
    assert NAME in take_up_link(client, NAME, wish="").text  # Who would open the account.
    assert not links(session)
    assert "tertaut" in client.post("/akun/sso", {"wish": "link"}).text
    assert client.http.get_cookie("sso-baru", path="/akun/sso") is None
    assert links(session) == [("siti-1", unlinked.id)]
    [told] = session.scalars(select(AccessMail)).all()
    assert (told.account_id, told.way) == (unlinked.id, CodeWay.LINKED)
    client.post("/keluar")
    led = client.open(came_back(client, start=begin, **SITI))
    assert led.location == "/akun/perangkat"
    assert is_in(client)
    # Of somebody who only rates nothing is recorded: not that they came, nor that they linked.
    assert not session.scalars(select(AuditEntry)).all()


def test_a_link_holds_when_the_address_changes_and_none_is_moved_by_one(
    session: Any, linked_app: Flask, client: PageClient, siti: Account
) -> None:
    elsewhere = make_agency(session, code="LAIN")
    make_account(session, elsewhere, Role.OFFICER, email="budi@x.go.id", name="Budi")
    client.open(came_back(client, **SITI))
    client.post("/keluar")

    client.open(came_back(client, **SITI | {"email": "budi@x.go.id"}))

    assert siti.name in client.get("/akun").text
    assert links(session) == [("siti-1", siti.id)]


@pytest.mark.exercises("OIDC_NIP_CLAIM", "OIDC_EMAIL_VERIFIED_CLAIM")
def test_a_nip_counts_only_where_the_operator_has_named_its_claim(
    session: Any, linked_app: Flask, provider: RealProvider, client: PageClient, unlinked: Account
) -> None:
    person = {"sub": "siti-2", "nip": "19900101 201503 2 001", "name": unlinked.name}

    refused = client.get(came_back(client, **person), 403)
    use(linked_app, provider.settings() | {"OIDC_NIP_CLAIM": "nip"})
    client.open(came_back(client, **person))
    take_up_link(client, NIP)

    assert "tidak memastikan NIP atau email" in refused.text
    assert links(session) == [("siti-2", unlinked.id)]
    client.post("/keluar")
    use(linked_app, provider.settings() | {"OIDC_EMAIL_VERIFIED_CLAIM": "checked"})
    assert "tidak memastikan" in client.get(came_back(client, **SITI), 403).text


@pytest.mark.exercises("OIDC_SECOND_STEP_ACR")
def test_the_second_step_is_ours_unless_the_operator_names_one_that_counts(
    session: Any, linked_app: Flask, provider: RealProvider, client: PageClient, siti: Account
) -> None:
    siti.grant(Role.HR)
    give_second_step(session, siti)
    linked_app.config["BERAKHLAK"] = replace(
        linked_app.config["BERAKHLAK"], second_factor_required=True
    )
    strong = SITI | {"acr": "urn:tests:two-steps"}

    led = client.get(came_back(client, start="/masuk/sso?next=/pegawai", **strong), 302)

    assert led.response.location == "/masuk/langkah-kedua?next=/pegawai"
    assert not is_in(client)  # Between the steps nobody is.
    use(linked_app, provider.settings() | {"OIDC_SECOND_STEP_ACR": "urn:tests:two-steps"})
    weak = client.open(came_back(client, **SITI))
    assert weak.location.startswith("/masuk/langkah-kedua")
    client.open(came_back(client, **strong))
    assert is_in(client)
    acts = [each.act for each in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert acts[1:] == ["signed in"]


def test_a_code_and_a_state_are_taken_once_and_in_the_browser_that_asked(
    linked_app: Flask, client: PageClient, siti: Account
) -> None:
    back = came_back(client, **SITI)
    stranger = PageClient(linked_app)

    # Sent to somebody else, it would sign them in as another: login CSRF.
    assert "tidak dimulai di browser ini" in stranger.get(back, 403).text
    copied = client.http.get_cookie("session").value
    client.open(back)
    assert is_in(client)
    stranger.http.set_cookie("session", copied)  # The browser as it was before.
    assert stranger.open(back).status_code == 403
    assert not is_in(stranger)
    mixed = back.replace("state=", "state=x")
    assert PageClient(linked_app).open(mixed).status_code == 403


def test_signing_out_leads_on_to_the_provider_which_then_ends_every_session(
    session: Any, linked_app: Flask, client: PageClient, siti: Account, sign_outs: SignOuts
) -> None:
    visitor, phone = Visitor(), PageClient(linked_app).sign_in(siti)
    there = client.open("/masuk/sso").location
    client.open(visitor.sign_in(there, **SITI))
    sign_outs.tokens.clear()

    page = client.post("/keluar")
    out = page.link("Keluar juga dari SSO instansi")

    assert page.response.headers["Refresh"] == f"0; url={out}"
    assert query_of(out)["id_token_hint"].count(".") == 2
    assert is_in(phone)
    assert visitor.sign_out(out).startswith("/masuk")
    [token] = sign_outs.tokens
    for _twice in range(2):
        told = phone.http.post("/masuk/sso/keluar", data={"logout_token": token})
        assert told.status_code == 200
    assert not is_in(phone)
    told = phone.http.post("/masuk/sso/keluar", data={"logout_token": token + "x"})
    assert told.status_code == 400


def test_who_is_asked_once_more_may_prove_it_at_the_provider(
    linked_app: Flask, client: PageClient, siti: Account
) -> None:
    client.open(came_back(client, **SITI))
    with client.http.session_transaction() as kept:
        kept["proved"] = 0
    assert client.open("/akun/sso").location == "/akun/pastikan?next=/akun/sso"
    start = client.get("/akun/pastikan?next=/akun/sso").link("Pastikan lewat SSO instansi")

    other = client.get(came_back(client, start=start, **SITI | {"sub": "budi-1"}), 403)
    assert "bukan pemilik akun ini" in other.text
    led = client.open(came_back(client, start=start, **SITI))

    assert led.location == "/akun/sso"
    client.post("/akun/sso")
    assert is_in(client)
    assert "Belum tertaut" in client.get("/akun/sso").text
