from __future__ import annotations

import gzip

from tests.support.pages import PageClient

ASKING = {"Accept-Encoding": "gzip, br"}


def test_a_page_arrives_whole_and_smaller(client: PageClient) -> None:
    plain = client.open("/static/css/components.css", buffered=True).data

    answer = client.open("/static/css/components.css", headers=ASKING, buffered=True)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == plain
    assert int(answer.headers["Content-Length"]) < len(plain) / 3
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_browser_that_does_not_ask_gets_it_plain(client: PageClient) -> None:
    answer = client.open("/catatan", headers={"Accept-Encoding": "gzip;q=0"})

    assert "Content-Encoding" not in answer.headers
    assert "<h1>" in answer.text


def test_a_file_that_has_not_changed_is_not_sent_again(client: PageClient) -> None:
    first = client.open("/static/css/app.css", headers=ASKING, buffered=True)

    again = client.open(
        "/static/css/app.css",
        headers=ASKING | {"If-None-Match": first.headers["ETag"]},
        buffered=True,
    )

    assert again.status_code == 304
    assert again.data == b""


def test_fonts_are_left_as_they_are(client: PageClient) -> None:
    font = "/static/vendor/plus-jakarta-sans-5.3.0/plus-jakarta-sans-latin-wght-normal.woff2"

    answer = client.open(font, headers=ASKING, buffered=True)

    assert "Content-Encoding" not in answer.headers
    assert answer.data[:4] == b"wOF2"
