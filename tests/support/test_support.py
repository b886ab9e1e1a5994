"""The instruments are tested before they are trusted."""

from __future__ import annotations

import socket
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.support.browser import PHONE, opened_page, serving
from tests.support.markup import read_page
from tests.support.network import OutsideContact

GOOD = """<!DOCTYPE html><html lang="id"><head><title>Masuk – BerAKHLAK</title></head><body>
<h1>Masuk</h1><form method="post"><input type="hidden" name="csrf_token" value="x">
<label for="nip">NIP</label><input id="nip" name="nip"><button>Masuk</button></form>
</body></html>"""

FAULTS = {
    "invalid HTML": ("<button>Masuk</button>", "<b><p>Masuk</b></p>"),
    "lacks the heading": ("<h1>Masuk</h1>", "<h1>Keluar</h1>"),
    "0 h1 headings": ("<h1>Masuk</h1>", "<h2>Masuk</h2>"),
    "no language": (' lang="id"', ""),
    "'nip' is used 2 times": ("<button>", '<button id="nip">'),
    "no CSRF token": ('name="csrf_token"', 'name="other"'),
    "'nip' has no label": ('for="nip"', 'for="name"'),
}


def checked(html: str) -> list[str]:
    return read_page(html)[1]


def test_a_good_page_passes_every_check() -> None:
    assert checked(GOOD) == []


@pytest.mark.parametrize("message", FAULTS)
def test_a_faulty_page_is_refused_with_the_reason(message: str) -> None:
    right, wrong = FAULTS[message]
    assert right in GOOD

    faults = checked(GOOD.replace(right, wrong))

    assert [fault for fault in faults if message in fault]


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "2001:db8::1"])
def test_no_test_can_reach_beyond_this_machine(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET

    with socket.socket(family) as line, pytest.raises(OutsideContact, match=host):
        line.connect((host, 443))


@pytest.mark.postgres
def test_postgres_is_a_real_server_of_our_own(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        answer = connection.execute("SELECT current_user, version()").fetchone()

    assert answer is not None
    assert answer[0] == "berakhlak"
    assert answer[1].startswith("PostgreSQL ")


@pytest.mark.browser
def test_the_browser_is_a_small_phone_that_speaks_indonesian(browser: Browser) -> None:
    app = Flask("tests", root_path=str(Path(__file__).parent))
    app.add_url_rule("/", view_func=lambda: GOOD)

    with serving(app) as address, opened_page(browser, address, PHONE) as page:
        page.goto("/")
        seen = page.evaluate("[navigator.language, innerWidth, document.title]")

    assert seen == ["id-ID", 360, "Masuk – BerAKHLAK"]


@pytest.mark.browser
def test_an_error_in_the_scripts_of_a_page_fails_its_test(browser: Browser) -> None:
    app = Flask("tests", root_path=str(Path(__file__).parent))
    app.add_url_rule("/", view_func=lambda: GOOD.replace("<h1>", "<script>rusak()</script><h1>"))

    with (
        serving(app) as address,
        pytest.raises(AssertionError, match="rusak"),
        opened_page(browser, address, PHONE) as page,
    ):
        page.goto("/")
