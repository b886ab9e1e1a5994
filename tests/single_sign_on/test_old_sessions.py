"""A session at the provider that is old, and open on a desk, is no proof of who is here now."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from berakhlak.accounts.models import Account
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.factories.second_steps import give_second_step
from tests.single_sign_on.conftest import give_link, use
from tests.single_sign_on.hostile import Hostile, running_hostile
from tests.single_sign_on.test_hostile_answers import come_back, is_in
from tests.support.openid import query_of
from tests.support.pages import Page, PageClient

STRONG = "urn:tests:two-steps"
# Later than any request of this run, however long it is under way; and earlier than all.
NOW, OLD = int(time.time()) + 86_400, int(time.time()) - 3600


@pytest.fixture
def hostile(app: Flask) -> Iterator[Hostile]:
    with running_hostile() as made:
        use(app, made.settings())
        yield made


@pytest.fixture
def siti(session: Any, hostile: Hostile) -> Account:
    agency = make_agency(session)
    made = make_account(session, agency, Role.OFFICER, email="siti@x.go.id", password=PASSWORD)
    give_link(session, made, hostile.issuer)
    return made


UNPROVEN: dict[str, dict[str, Any]] = {
    "no time": {},
    "an old time": {"claims": {"auth_time": OLD}},
    "a time that nobody signed": {"userinfo": {"sub": "siti-1", "auth_time": NOW}},
}


@pytest.mark.parametrize("silent", UNPROVEN)
def test_who_comes_silently_is_asked_before_acts_of_weight(
    client: PageClient, hostile: Hostile, siti: Account, silent: str
) -> None:
    for name, value in UNPROVEN[silent].items():
        setattr(hostile, name, value)

    come_back(client, hostile)

    assert is_in(client)
    assert client.open("/akun/sso").location == "/akun/pastikan?next=/akun/sso"


def test_who_has_proven_it_since_is_not(
    client: PageClient, hostile: Hostile, siti: Account
) -> None:
    hostile.claims = {"auth_time": NOW}

    come_back(client, hostile)

    assert client.open("/akun/sso").status_code == 200


STEPS: dict[str, tuple[dict[str, Any], dict[str, Any] | None, bool]] = {
    "before": ({"acr": STRONG, "auth_time": OLD}, None, False),
    "without a time": ({"acr": STRONG}, None, False),
    "told by userinfo": ({"auth_time": NOW}, {"sub": "siti-1", "acr": STRONG}, False),
    "since": ({"acr": STRONG, "auth_time": NOW}, None, True),
}


@pytest.mark.exercises("OIDC_SECOND_STEP_ACR")
@pytest.mark.parametrize("taken", STEPS)
def test_a_second_step_at_the_provider_counts_if_taken_since(
    session: Any, app: Flask, client: PageClient, hostile: Hostile, siti: Account, taken: str
) -> None:
    give_second_step(session, siti)
    use(app, hostile.settings() | {"OIDC_SECOND_STEP_ACR": STRONG})
    hostile.claims, hostile.userinfo, is_enough = STEPS[taken]

    asked = query_of(client.open("/masuk/sso").location)
    led = come_back(client, hostile)

    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert led.location == ("/" if is_enough else "/masuk/langkah-kedua?next=/")
    assert is_in(client) is is_enough


def test_nobody_sets_up_the_second_step_from_an_old_session(
    app: Flask, client: PageClient, hostile: Hostile, siti: Account
) -> None:
    siti.grant(Role.HR)
    app.config["BERAKHLAK"] = replace(app.config["BERAKHLAK"], second_factor_required=True)

    refused = come_back(client, hostile)
    hostile.nonce, hostile.claims = "", {"auth_time": NOW}
    led = come_back(client, hostile)

    assert "masuk kali ini dengan kata sandi" in Page(refused).text
    assert led.location == "/masuk/pasang-langkah-kedua?next=/"
