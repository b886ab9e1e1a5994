"""What signing in opens, and what is open before it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from berakhlak.accounts.models import Account, Passkey
from berakhlak.permissions import Action
from berakhlak.roles import Role
from tests.accounts.test_addresses import PAGES
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.factories.second_steps import keep_application
from tests.support.doors import PUBLIC, Door, opens_to
from tests.support.pages import PageClient

OWN, STEP, SET_UP = "/akun/langkah-kedua", "/masuk/langkah-kedua", "/masuk/pasang-langkah-kedua"
OF_SECOND_STEP = {
    "prove_by_passkey",
    "second_step",
    "second_step_by_passkey",
    "set_up_at_sign_in",
    "second_factor_page",
    "set_up_application",
    "renew_recovery_codes",
    "turn_off_second_factor",
    "add_passkey_page",
    "remove_passkey_page",
    "go_on",
}


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
    assert views_of(way_in, own) | {"sign_out"} | OF_SECOND_STEP == set(PAGES)


def views_of(*doors: list[Door]) -> set[str]:
    return {each.view.removeprefix("accounts.") for some in doors for each in some}


def own_door(view: str, path: str, form: dict[str, str] | None = None, status: int = 200) -> Door:
    """Of the second step, below one's own account."""
    return Door(f"accounts.{view}", Action.OWN_ACCOUNT, f"{OWN}{path}", form, status)


@pytest.fixture
def siti(app: Flask, session: Any) -> Account:
    """With a second step, where passkeys are offered."""
    app.config["BERAKHLAK"] = replace(app.config["BERAKHLAK"], public_url="https://360.go.id")
    made = make_account(
        session, make_agency(session), Role.OFFICER, password=PASSWORD, email="siti@x.go.id"
    )
    keep_application(session, made)
    key = Passkey(
        account_id=made.id, name="Ponsel", credential_id=b"1", public_key=b"1", sign_count=0
    )
    session.add(key)
    session.commit()
    return made


def test_each_page_of_the_second_step_opens_after_the_password_or_to_whoever_is_signed_in(
    app: Flask, session: Any, client: PageClient, siti: Account
) -> None:
    key = session.query(Passkey).one().id
    own = [
        own_door("second_factor_page", ""),
        own_door("set_up_application", "/aplikasi"),
        own_door("set_up_application", "/aplikasi", {"code": ""}, 422),
        own_door("add_passkey_page", "/kunci-sandi"),
        own_door("add_passkey_page", "/kunci-sandi", {"name": "Laptop"}, 422),
        own_door("remove_passkey_page", f"/kunci-sandi/{key}/hapus"),
        own_door("remove_passkey_page", f"/kunci-sandi/{key}/hapus", {}, 302),
        own_door("renew_recovery_codes", "/kode-pemulihan"),
        own_door("renew_recovery_codes", "/kode-pemulihan", {}),
        own_door("go_on", "/lanjut", {}, 302),
        own_door("turn_off_second_factor", "/matikan"),
        Door(
            "accounts.prove_by_passkey",
            Action.OWN_ACCOUNT,
            "/akun/pastikan/kunci-sandi",
            {"credential": "{}"},
            status=422,
        ),
    ]
    opens_to(app, own, client.sign_in(siti))
    between = [
        Door("accounts.second_step", PUBLIC, STEP),
        Door("accounts.second_step", PUBLIC, STEP, {"code": ""}, status=422),
        Door("accounts.second_step_by_passkey", PUBLIC, f"{STEP}/kunci-sandi", {}, status=422),
    ]
    half = PageClient(app)
    half.post("/masuk", {"name": "siti@x.go.id", "password": PASSWORD})
    opens_to(app, between, half)
    off = [own_door("turn_off_second_factor", "/matikan", {}, 302)]
    opens_to(app, off, client)
    assert views_of(own, between) | {"set_up_at_sign_in"} == OF_SECOND_STEP


def test_setting_it_up_opens_after_the_password_of_whom_the_policy_asks(
    app: Flask, session: Any
) -> None:
    app.config["BERAKHLAK"] = replace(app.config["BERAKHLAK"], second_factor_required=True)
    make_account(session, make_agency(session), Role.HR, password=PASSWORD, email="budi@x.go.id")
    session.commit()
    half = PageClient(app)
    half.post("/masuk", {"name": "budi@x.go.id", "password": PASSWORD})
    doors = [
        Door("accounts.set_up_at_sign_in", PUBLIC, SET_UP),
        Door("accounts.set_up_at_sign_in", PUBLIC, SET_UP, {"code": ""}, status=422),
    ]
    opens_to(app, doors, half)
