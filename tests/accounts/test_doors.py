"""What signing in opens, and what is open before it."""

from __future__ import annotations

from typing import Any

from flask import Flask

from berakhlak.permissions import Action
from berakhlak.roles import Role
from tests.accounts.test_addresses import PAGES
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.support.doors import PUBLIC, Door, opens_to
from tests.support.pages import PageClient

# What they open is told by test_second_step, test_passkeys and test_before_second_step.
SECOND_STEPS = {name for name in PAGES if "step" in name or "passkey" in name or "factor" in name}
SECOND_STEPS |= {"set_up_at_sign_in", "set_up_application", "renew_recovery_codes", "go_on"}


def test_each_page_of_an_account_opens_to_it_and_the_way_in_to_everybody(
    app: Flask, session: Any, client: PageClient
) -> None:
    siti = make_account(
        session, make_agency(session), Role.OFFICER, password=PASSWORD, email="siti@x.go.id"
    )
    typed = {"name": "siti@x.go.id", "password": PASSWORD}
    new = {"new_password": "sandi-baru-sekali", "new_password_again": "sandi-baru-sekali"}
    way_in = [
        Door("accounts.sign_in", PUBLIC, "/masuk"),
        Door("accounts.session_state", PUBLIC, "/sesi"),
        Door("accounts.sign_in", PUBLIC, "/masuk", {"name": "siti@x.go.id"}, status=422),
        Door("accounts.sign_in", PUBLIC, "/masuk", typed, status=302),
    ]
    opens_to(app, way_in, PageClient(app))
    own = [
        Door("accounts.account_page", Action.OWN_ACCOUNT, "/akun"),
        Door("accounts.devices_page", Action.OWN_ACCOUNT, "/akun/perangkat"),
        Door(
            "accounts.devices_page",
            Action.OWN_ACCOUNT,
            "/akun/perangkat",
            {"device": "x"},
            status=302,
        ),
        Door("accounts.prove", Action.OWN_ACCOUNT, "/akun/pastikan"),
        Door(
            "accounts.prove",
            Action.OWN_ACCOUNT,
            "/akun/pastikan",
            {"current_password": PASSWORD},
            status=302,
        ),
        Door("accounts.change_password", Action.OWN_ACCOUNT, "/akun/kata-sandi"),
        Door(
            "accounts.change_password",
            Action.OWN_ACCOUNT,
            "/akun/kata-sandi",
            {"current_password": PASSWORD} | new,
            status=302,
        ),
    ]
    opens_to(app, own, client.sign_in(siti))
    out = client.open("/keluar", method="POST", data={"csrf_token": client.token()})
    assert (out.status_code, out.location) == (302, "/masuk")
    assert app.view_functions["accounts.sign_out"].access == PUBLIC
    views = {door.view.removeprefix("accounts.") for door in [*way_in, *own]}
    assert views | {"sign_out"} | SECOND_STEPS == set(PAGES)
    assert all(
        app.view_functions[f"accounts.{each}"].access in (PUBLIC, Action.OWN_ACCOUNT)
        for each in SECOND_STEPS
    )
