"""A passkey in a real Chromium, by its virtual authenticator."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.factories.second_steps import Application
from tests.support.browser import PHONE, opened_page, serving, wait_until

NAME = "siti@x.go.id"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_password(page: Any) -> None:
    page.goto("/masuk")
    page.get_by_label("NIP atau email").fill(NAME)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


@pytest.mark.browser
def test_hr_sets_up_a_code_then_a_passkey_and_signs_in_with_it(
    app: Flask, session: Any, browser: Browser
) -> None:
    make_account(session, make_agency(session), Role.HR, password=PASSWORD, email=NAME)
    session.commit()
    with serving(app) as served:
        address = served.replace("127.0.0.1", "localhost")
        app.config["BERAKHLAK"] = replace(
            app.config["BERAKHLAK"], public_url=address, second_factor_required=True
        )
        with opened_page(browser, address, PHONE) as page:
            devtools = page.context.new_cdp_session(page)
            devtools.send("WebAuthn.enable")
            devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
            give_password(page)
            secret = page.locator(".set-up__secret").inner_text()
            page.get_by_label("Kode dari aplikasi").fill(Application(secret).code())
            page.get_by_role("button", name="Pasang").click()
            page.get_by_role("button", name="Sudah saya simpan, lanjutkan").click()
            page.goto("/akun/langkah-kedua/kunci-sandi")
            page.get_by_label("Nama kunci").fill("Ponsel saya")
            page.get_by_role("button", name="Tambah kunci sandi").click()
            page.get_by_text("Kunci sandi Ponsel saya dapat dipakai.").wait_for()
            page.context.clear_cookies()
            give_password(page)
            page.get_by_role("button", name="Masuk dengan kunci sandi").click()
            wait_until(page, "() => location.pathname !== '/masuk/langkah-kedua'")

            assert page.goto("/akun/langkah-kedua").status == 200  # type: ignore[union-attr]
