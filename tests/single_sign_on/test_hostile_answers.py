"""What a provider, a thief or a page elsewhere may try, and that nobody is signed in by it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak import clock
from berakhlak.accounts.models import Account, FederatedIdentity
from berakhlak.accounts.operations import close_account, disable_account
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.single_sign_on.conftest import give_link, use
from tests.single_sign_on.hostile import OTHER_KEY, Hostile, running_hostile, shared_secret
from tests.support.openid import query_of
from tests.support.pages import Page, PageClient

NAME, NIP = "siti@x.go.id", "199001012015032001"
Spoil = Callable[[Hostile], None]


@pytest.fixture
def hostile(app: Flask) -> Iterator[Hostile]:
    with running_hostile() as made:
        use(app, made.settings())
        yield made


@pytest.fixture
def unlinked(session: Any) -> Account:
    agency = make_agency(session)
    made = make_account(session, agency, Role.OFFICER, email=NAME, nip=NIP, password=PASSWORD)
    session.commit()
    return made


@pytest.fixture
def siti(session: Any, hostile: Hostile, unlinked: Account) -> Account:
    """Linked to who comes from the provider."""
    give_link(session, unlinked, hostile.issuer)
    return unlinked


def come_back(client: PageClient, hostile: Hostile, start: str = "/masuk/sso", **more: str) -> Any:
    """Ask, and bring what the provider makes of it."""
    asked = query_of(client.open(start).location)
    hostile.nonce = hostile.nonce or asked["nonce"]
    query = {"code": "c", "state": asked["state"]} | more
    return client.open("/masuk/sso/kembali", query_string=query)


def is_in(client: PageClient) -> bool:
    return bool(client.open("/akun").status_code == 200)


def links(session: Any) -> list[str]:
    session.expire_all()
    return list(session.scalars(select(FederatedIdentity.subject)))


def set_to(**values: Any) -> Spoil:
    def spoil(hostile: Hostile) -> None:
        for name, value in values.items():
            setattr(hostile, name, value)

    return spoil


def says(**claims: Any) -> Spoil:
    return set_to(claims=claims)


TAMPERED = {
    "no signature": set_to(alg="none"),
    "signed by our own secret": lambda made: set_to(alg="HS256", key=shared_secret())(made),
    "signed by another key": set_to(key=OTHER_KEY),
    "another issuer": says(iss="http://127.0.0.1:1"),
    "another audience": says(aud="other"),
    "one audience of many, for another": says(aud=["berakhlak", "other"], azp="other"),
    "another nonce": says(nonce="of another visit"),
    "no nonce": says(nonce=None),
    "over": says(exp=int(time.time()) - 3600),
    "without an end": says(exp=None),
    "nobody": says(sub=None),
    "a number for a name": says(sub=7),
    "too long a name": says(sub="x" * 256),
    "claims of somebody else": set_to(userinfo={"sub": "budi", "email": "siti@x.go.id"}),
    "a page for a token": set_to(status=500),
    "a used code": set_to(status=400),
    "a list for claims": set_to(userinfo=[]),
}


@pytest.mark.parametrize("attack", TAMPERED)
def test_a_tampered_answer_lets_nobody_in(
    session: Any, client: PageClient, hostile: Hostile, siti: Account, attack: str
) -> None:
    TAMPERED[attack](hostile)

    answer = come_back(client, hostile)

    assert answer.status_code in (403, 503)
    assert "Coba lagi lewat SSO instansi" in Page(answer).text
    assert not is_in(client)


def test_the_honest_answer_of_the_same_provider_lets_in(
    client: PageClient, hostile: Hostile, siti: Account
) -> None:
    assert come_back(client, hostile).location == "/"
    assert is_in(client)


UNPROVEN = {
    "unverified": says(email_verified=False),
    "a word for true": says(email_verified="true"),
    "letters that look like it": says(email="ｓiti@x.go.id"),
    "a name alone": says(email=None, name="Siti Rahmawati", preferred_username=NAME),
    "unknown": says(email="nobody@x.go.id"),
    "an address that is no text": says(email=[NAME]),
}


@pytest.mark.parametrize("lack", UNPROVEN)
def test_without_proof_nobody_is_linked_and_the_page_says_what_to_do(
    session: Any, client: PageClient, hostile: Hostile, unlinked: Account, lack: str
) -> None:
    UNPROVEN[lack](hostile)

    page = Page(come_back(client, hostile))

    assert "masuk dengan kata sandi" in page.text
    assert not links(session)
    assert session.scalars(select(Account.id)).all() == [unlinked.id]  # None is made.


def test_a_second_person_with_the_same_address_is_refused(
    session: Any, client: PageClient, app: Flask, hostile: Hostile, siti: Account
) -> None:
    come_back(client, hostile)
    hostile.nonce, hostile.claims = "", {"sub": "siti-2"}
    second = PageClient(app)

    assert "sudah ditautkan dengan orang lain" in Page(come_back(second, hostile)).text
    assert not is_in(second)
    assert links(session) == ["siti-1"]


@pytest.mark.parametrize("agencies", [1, 2])
def test_a_nip_of_one_and_an_address_of_another_open_neither(
    session: Any, client: PageClient, app: Flask, hostile: Hostile, unlinked: Account, agencies: int
) -> None:
    agency = make_agency(session)
    make_account(session, agency, Role.OFFICER, email="budi@x.go.id", nip="198001012015031001")
    use(app, hostile.settings() | {"OIDC_NIP_CLAIM": "nip"})
    nip = "198001012015031001" if agencies == 2 else "197001012015031001"
    hostile.claims = {"nip": nip}

    assert "bukan milik satu akun" in Page(come_back(client, hostile)).text
    assert not links(session)


def test_an_account_that_is_switched_off_or_closed_stays_shut(
    session: Any, client: PageClient, hostile: Hostile, siti: Account
) -> None:
    come_back(client, hostile)
    client.post("/keluar")
    disable_account(session, siti.id)
    session.commit()
    hostile.nonce = ""
    assert "dinonaktifkan" in Page(come_back(client, hostile)).text
    assert not is_in(client)

    close_account(session, siti.id)
    session.commit()
    assert not links(session)


MIXED_UP = [
    {"iss": "https://other.example"},
    {"state": "x"},
    {"state": ""},
    {"error": "access_denied", "code": ""},
]


@pytest.mark.parametrize("changed", MIXED_UP)
def test_answers_that_are_mixed_up_let_nobody_in(
    client: PageClient, hostile: Hostile, siti: Account, changed: dict[str, str]
) -> None:
    hostile.status = 400 if "error" in changed else 200

    assert come_back(client, hostile, **changed).status_code == 403
    assert not is_in(client)
    # Without a state that holds, the provider is not even asked.
    assert ("/token" in hostile.asked) == ("error" in changed)


def test_a_provider_that_says_it_names_itself_must(
    client: PageClient, hostile: Hostile, siti: Account
) -> None:
    hostile.told = {"authorization_response_iss_parameter_supported": True}

    assert come_back(client, hostile).status_code == 403
    hostile.nonce = ""
    assert come_back(client, hostile, iss=hostile.issuer).location == "/"


def test_an_answer_that_comes_after_ten_minutes_is_none(
    client: PageClient, hostile: Hostile, siti: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, now = query_of(client.open("/masuk/sso").location), clock.utc_now()
    monkeypatch.setattr(clock, "utc_now", lambda: now + timedelta(minutes=10))

    answer = client.open(f"/masuk/sso/kembali?code=c&state={asked['state']}")

    assert "sudah lewat sepuluh menit" in Page(answer).text
    assert "/token" not in hostile.asked


@pytest.mark.parametrize("next_page", ["https://jahat.id/", "//jahat.id", "/\\jahat.id", "\t//x"])
def test_nobody_is_led_off_this_site(
    client: PageClient, hostile: Hostile, siti: Account, next_page: str
) -> None:
    asked = client.open("/masuk/sso", query_string={"next": next_page}).location
    hostile.nonce = query_of(asked)["nonce"]
    answer = client.open(f"/masuk/sso/kembali?code=c&state={query_of(asked)['state']}")

    assert answer.location == "/"


TELLING_WRONG = [
    {"issuer": "https://other.example"},
    {"token_endpoint": "http://other.example/token"},
    {"authorization_endpoint": "javascript:alert(1)"},
    {"jwks_uri": None},
]


@pytest.mark.parametrize("told", TELLING_WRONG)
def test_a_provider_that_tells_of_itself_what_cannot_be_is_not_used(
    client: PageClient, hostile: Hostile, told: dict[str, Any]
) -> None:
    hostile.told = told

    page = client.get("/masuk/sso", 503)

    assert "tidak dapat dihubungi" in page.text
    assert page.link("Masuk dengan kata sandi").startswith("/masuk")


@pytest.mark.exercises("OIDC_TIMEOUT")
def test_a_provider_that_does_not_answer_holds_nobody_and_is_not_asked_at_once_again(
    app: Flask, client: PageClient, hostile: Hostile
) -> None:
    use(app, hostile.settings() | {"OIDC_TIMEOUT": "0.1"})
    hostile.pause = 0.5

    client.get("/masuk/sso", 503)
    client.get("/masuk/sso", 503)

    assert len(hostile.asked) == 1
    client.get("/masuk")


def test_keys_are_asked_for_once_however_many_unknown_ones_come(
    client: PageClient, hostile: Hostile, siti: Account
) -> None:
    for _try in range(3):
        hostile.nonce = ""
        hostile.key = OTHER_KEY
        come_back(client, hostile)

    assert hostile.asked.count("/jwks") == 1


NO_LOGOUT = {
    "of another client": {"aud": "other"},
    "of another issuer": {"iss": "http://127.0.0.1:1"},
    "an ID token": {"nonce": "n"},
    "of no event": {"events": {}},
    "old": {"iat": int(time.time()) - 3600},
    "of tomorrow": {"iat": int(time.time()) + 3600},
    "over": {"exp": int(time.time()) - 3600},
    "without a number": {"jti": None},
    "words for a time": {"iat": "now"},
}


@pytest.mark.parametrize("wrong", NO_LOGOUT)
def test_only_a_logout_token_of_the_provider_ends_sessions(
    client: PageClient, hostile: Hostile, siti: Account, wrong: str
) -> None:
    come_back(client, hostile)
    token = hostile.logout_token(**NO_LOGOUT[wrong])

    told = client.open("/masuk/sso/keluar", method="POST", data={"logout_token": token})

    assert told.status_code == 400
    assert is_in(client)


def test_without_a_provider_there_are_no_pages_of_one(
    client: PageClient, unlinked: Account
) -> None:
    assert "SSO" not in client.get("/masuk").text
    for path in ("/masuk/sso", "/masuk/sso/kembali"):
        assert client.open(path).status_code == 404
    client.sign_in(unlinked)
    assert client.open("/akun/sso").status_code == 404
    assert "SSO" not in client.get("/akun").text


def test_signing_out_tells_when_the_provider_has_no_page_for_it(
    client: PageClient, hostile: Hostile, siti: Account
) -> None:
    come_back(client, hostile)

    assert "Anda mungkin masih masuk di SSO instansi" in client.post("/keluar").text
    assert client.http.get_cookie("sso", path="/keluar") is None
    assert not is_in(client)
