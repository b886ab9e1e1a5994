from __future__ import annotations

from urllib.parse import urljoin

import pytest

from tests.support.pages import PageClient


def test_a_phone_set_to_english_still_gets_indonesian(client: PageClient) -> None:
    page = client.open("/gaya", headers={"Accept-Language": "en-GB,en;q=0.9"})

    assert '<html lang="id">' in page.text


def test_choosing_english_is_remembered_and_leaves_a_clean_address(client: PageClient) -> None:
    answer = client.open("/catatan?halaman=2&lang=en")

    assert answer.status_code == 302
    assert answer.location.endswith("/catatan?halaman=2")
    assert client.get("/catatan").one("html")["lang"] == "en"


def test_choosing_indonesian_again_brings_it_back(client: PageClient) -> None:
    client.open("/catatan?lang=en")

    client.open("/catatan?lang=id")

    assert client.get("/catatan").one("html")["lang"] == "id"


def test_the_switch_keeps_the_question_asked(client: PageClient) -> None:
    page = client.get("/catatan", cari="siti", halaman="2")

    english = page.one(".languages a[lang=en]")

    assert english["href"] == "?cari=siti&halaman=2&lang=en"
    assert page.one(".languages a[lang=id]")["aria-current"] == "true"


@pytest.mark.parametrize("wish", ["xx", "", "../en"])
def test_an_unknown_language_changes_nothing(client: PageClient, wish: str) -> None:
    answer = client.open("/catatan", query_string={"lang": wish})

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers or "bahasa" not in answer.headers["Set-Cookie"]


def test_a_crafted_address_cannot_lead_off_the_site(client: PageClient) -> None:
    crafted = {"PATH_INFO": "//jahat.example/masuk"}

    answer = client.open("/?lang=en", environ_overrides=crafted)

    assert urljoin("http://localhost/", answer.location).startswith("http://localhost/")


def test_a_form_sent_with_a_language_is_not_turned_into_a_redirect(client: PageClient) -> None:
    page = client.post("/catatan?lang=en", {"title": ""}, status=422)

    assert page.one("html")["lang"] == "id"
