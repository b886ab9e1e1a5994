from __future__ import annotations

import pytest
from flask import Flask, Response, make_response

from berakhlak.web.headers import CONTENT_SECURITY_POLICY
from config import ROOT
from tests.support.pages import PageClient
from tests.web.conftest import build_kit


def _sign_in(client: PageClient) -> PageClient:
    with client.http.session_transaction() as stored:
        stored["_user_id"] = "1"
    return client


# Word for word: each of these tells a browser something that no other line repeats.
ALWAYS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


@pytest.mark.parametrize("path", ["/catatan", "/static/css/app.css", "/tidak-ada", "/rusak"])
def test_pages_and_files_carry_the_protecting_headers_once(client: PageClient, path: str) -> None:
    headers = client.open(path, buffered=True).headers

    assert {name: headers.getlist(name) for name in ALWAYS} == {
        name: [value] for name, value in ALWAYS.items()
    }


def test_a_header_that_a_view_sets_itself_stays_alone(app: Flask) -> None:
    def framed() -> Response:
        answer = make_response("bingkai")
        answer.headers["x-frame-options"] = "SAMEORIGIN"
        answer.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
        answer.headers["Cache-Control"] = "public, max-age=60"
        return answer

    app.add_url_rule("/bingkai", view_func=framed)

    headers = _sign_in(PageClient(app)).open("/bingkai").headers

    assert headers.getlist("X-Frame-Options") == ["SAMEORIGIN"]
    assert headers.getlist("Cross-Origin-Opener-Policy") == ["unsafe-none"]
    assert headers.getlist("Referrer-Policy") == ["same-origin"]
    assert headers["Cache-Control"] == "public, max-age=60"


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
        answer = client.open(address, buffered=True)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (
        "immutable"
        not in client.open("/static/css/app.css", buffered=True).headers["Cache-Control"]
    )


@pytest.mark.parametrize(
    ("path", "sent", "status", "kept"),
    [
        ("/static/css/app.css?v=1", {}, 200, True),
        ("/static/css/app.css?w=1", {}, 200, False),
        ("/static/css/app.css?v=1", {"Range": "bytes=0-9"}, 206, True),
        ("/static/css/app.css?v=1", {"Range": "bytes=99999999-"}, 416, False),
        ("/static/css/tidak-ada.css?v=1", {}, 404, False),
        ("/static/vendor/tidak-ada.js", {}, 404, False),
        ("/catatan?v=1", {}, 200, False),
    ],
)
def test_only_a_whole_or_partial_file_is_kept_for_a_year(
    client: PageClient, path: str, sent: dict[str, str], status: int, kept: bool
) -> None:
    answer = client.open(path, headers=sent, buffered=True)

    assert answer.status_code == status
    assert ("immutable" in answer.headers.get("Cache-Control", "")) is kept


def test_files_of_others_are_kept_and_known_again(client: PageClient) -> None:
    """Their address carries the version in its path."""
    file = next(path for path in (ROOT / "static" / "vendor").rglob("*") if path.is_file())
    path = f"/{file.relative_to(ROOT)}"

    first = client.open(path, buffered=True)
    again = client.open(path, headers={"If-None-Match": first.headers["ETag"]}, buffered=True)

    assert [first.status_code, again.status_code] == [200, 304]
    for answer in (first, again):
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_https_is_demanded_once_cookies_are_secure(app: Flask) -> None:
    secure = PageClient(build_kit(secure_cookies=True))

    headers = secure.open("/catatan").headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert {name: headers[name] for name in ALWAYS} == ALWAYS
    assert "Strict-Transport-Security" not in PageClient(app).open("/catatan").headers
