"""Between the password and the second step nobody is signed in: every route sees a stranger."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from berakhlak.accounts import operations
from berakhlak.accounts.models import Account
from tests.factories.people import PASSWORD
from tests.factories.second_steps import give_second_step
from tests.whole_app.test_access import access_of, address, make_world, outcome, rules

STEP_PAGES = {
    "accounts.second_step",
    "accounts.second_step_by_passkey",
    "accounts.set_up_at_sign_in",
}


@pytest.fixture
def world(session):
    return make_world(session)


def half_signed_in(app: Any, client: Any, session: Any, account: Account, has_step: bool) -> None:
    """The password was right; a second step is asked for, or has to be set up."""
    app.config["BERAKHLAK"] = replace(app.config["BERAKHLAK"], second_factor_required=True)
    operations.keep_password(account, PASSWORD)
    if has_step:
        give_second_step(session, account)
    session.commit()
    client.post("/masuk", {"name": account.email or account.nip, "password": PASSWORD})


@pytest.mark.parametrize("has_step", [True, False], ids=["to prove", "to set up"])
def test_after_the_password_alone_no_route_does_more_than_for_a_stranger(
    app, client, session, world, has_step
):
    half_signed_in(app, client, session, world.readers["admin"], has_step)
    own = "/masuk/langkah-kedua" if has_step else "/masuk/pasang-langkah-kedua"
    assert client.get(own).path == own  # It is the half session that is tried.
    faults, token = tried_as_stranger(app, client, world), client.open("/sesi").json

    assert not faults
    assert token["reader"] == ""
    assert client.get(own).path == own


def tried_as_stranger(app, client, world) -> list[str]:
    faults, token = [], client.token()
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            if access_of(app, rule) == "public":
                continue
            data = {"csrf_token": token} if method == "POST" else None
            path = address(app, rule, world.values(rule))
            answer = client.open(path, method=method, data=data)
            if outcome(answer) != "sign in":
                faults.append(f"{method} {rule.rule}: {answer.status}")
    return faults


def test_a_session_from_before_the_policy_is_none_any_more(app, client, session, world):
    client.sign_in(world.readers["hr"])
    assert client.open("/pegawai").status_code == 200
    app.config["BERAKHLAK"] = replace(app.config["BERAKHLAK"], second_factor_required=True)

    assert not tried_as_stranger(app, client, world)
    client.sign_in(world.readers["officer"])  # Of whom it asks nothing.
    assert client.open("/akun").status_code == 200


def test_the_pages_of_the_second_step_open_after_a_password_alone(app, client, world):
    public = {rule.endpoint for rule in rules(app) if access_of(app, rule) == "public"}
    assert STEP_PAGES - {"accounts.second_step_by_passkey"} <= public
    for name in sorted(STEP_PAGES):
        rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == name)
        sent = client.open(rule.rule, method="POST", data={"csrf_token": client.token()})
        assert outcome(sent) == "sign in"
