from __future__ import annotations

from flask import Flask

from berakhlak.web.headers import CONTENT_SECURITY_POLICY
from tests.support.pages import PageClient
from tests.web.conftest import build_kit


def _sign_in(client: PageClient) -> PageClient:
    with client.http.session_transaction() as stored:
        stored["_user_id"] = "1"
    return client


def test_pages_and_files_carry_the_protecting_headers(client: PageClient) -> None:
    for path in ("/catatan", "/static/css/app.css", "/tidak-ada"):
        headers = client.open(path, buffered=True).headers

        assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_no_inline_script_or_style_is_ever_allowed() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "default-src 'self'" in CONTENT_SECURITY_POLICY


def test_nothing_of_a_signed_in_page_is_stored_in_the_browser(client: PageClient) -> None:
    answer = _sign_in(client).open("/rumah")

    assert answer.headers["Cache-Control"] == "no-store"


def test_a_citizens_form_survives_the_back_button(client: PageClient) -> None:
    answer = client.open("/catatan")

    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_files_are_kept_only_under_an_address_that_changes_with_them(client: PageClient) -> None:
    page = client.get("/catatan")
    styles = [str(link["href"]) for link in page.all("link[rel=stylesheet]")]

    assert styles
    for address in styles:
        assert "immutable" in client.open(address, buffered=True).headers["Cache-Control"]
    assert (
        "immutable"
        not in client.open("/static/css/app.css", buffered=True).headers["Cache-Control"]
    )


def test_https_is_demanded_once_cookies_are_secure(app: Flask) -> None:
    secure = PageClient(build_kit(secure_cookies=True))

    assert "max-age" in secure.open("/catatan").headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in PageClient(app).open("/catatan").headers
