"""Every cookie is for this host alone and for no script; over HTTPS its name says so."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from berakhlak.accounts import known_devices, session
from berakhlak.citizens import kiosk_pages, screening
from berakhlak.mail import link_pages
from berakhlak.single_sign_on import offers
from berakhlak.web import language
from berakhlak.web.cookies import OwnCookie
from config import ROOT

COOKIES = {
    "perangkat": known_devices.COOKIE,
    "kios": kiosk_pages.COOKIE,
    "suara": screening.DEVICE_COOKIE,
    "tautan": link_pages._DEVICE,
    "bahasa": language.COOKIE,
    "sso": session.ENDS_ELSEWHERE,
    "sso-baru": offers.OFFERED,
}
# What is too large to be sent with each request, and where it is sent.
BELOW = {"sso": "/keluar", "sso-baru": "/akun/sso"}


def written(app: Flask, cookie: OwnCookie, *, secure: bool) -> tuple[str, set[str]]:
    app.config["SESSION_COOKIE_SECURE"] = secure
    answer = Response()
    with app.test_request_context():
        cookie.put(answer, "x")
        name, *attributes = answer.headers["Set-Cookie"].split("; ")
        return name, set(attributes)


@pytest.mark.parametrize("word", COOKIES)
def test_over_https_a_name_has_the_prefix_that_browsers_hold_it_to(app: Flask, word: str) -> None:
    name, attributes = written(app, COOKIES[word], secure=True)

    prefix = "__Secure-" if word in BELOW else "__Host-"
    assert name == f"{prefix}{word}=x"
    assert {"Secure", "HttpOnly", f"Path={BELOW.get(word, '/')}"} <= attributes
    assert not any(each.startswith("Domain") for each in attributes)
    assert any(each in ("SameSite=Lax", "SameSite=Strict") for each in attributes)


def test_without_https_a_name_is_plain(app: Flask) -> None:
    name, attributes = written(app, COOKIES["bahasa"], secure=False)

    assert name == "bahasa=x"
    assert "Secure" not in attributes


def test_a_cookie_is_read_and_taken_away_under_its_own_name(app: Flask) -> None:
    app.config["SESSION_COOKIE_SECURE"] = True
    answer = Response()
    with app.test_request_context(headers={"Cookie": "kios=forged; __Host-kios=own"}):
        assert COOKIES["kios"].read() == "own"
        COOKIES["kios"].take_away(answer)
        COOKIES["sso"].take_away(answer)
    for gone, name, path in zip(
        answer.headers.getlist("Set-Cookie"),
        ("__Host-kios", "__Secure-sso"),
        ("/", "/keluar"),
        strict=True,
    ):
        assert gone.startswith(f"{name}=; Expires=Thu, 01 Jan 1970")
        assert {"Secure", f"Path={path}"} <= set(gone.split("; "))


def test_no_cookie_is_put_past_this() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "berakhlak").rglob("*.py")
        if "set_cookie(" in path.read_text(encoding="utf-8")
    }

    assert found == {"berakhlak/web/cookies.py"}
    scripts = (ROOT / "static" / "js").rglob("*.js")
    assert not [path.name for path in scripts if "document.cookie" in path.read_text("utf-8")]
