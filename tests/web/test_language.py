from __future__ import annotations

from typing import ClassVar
from urllib.parse import urljoin

import pytest
from flask_babel import lazy_gettext

from tests.support.pages import Page, PageClient
from tests.web.conftest import build_kit


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("en;q=0.5,id;q=0.9", "id"),
        ("in-ID", "id"),
        ("in_ID,en;q=0.1", "id"),
        ("jv,en-US;q=0.7", "en"),
        ("EN", "en"),
        ("en;q=0", "id"),
        ("fr,de", "id"),
        ("*", "id"),
        (";;;,,", "id"),
        ("", "id"),
    ],
)
def test_a_reader_who_has_not_chosen_gets_the_language_of_the_browser(
    client: PageClient, wish: str, language: str
) -> None:
    assert reads(client, wish) == language


@pytest.mark.parametrize("wish", ["en", "id", "fr"])
@pytest.mark.parametrize("chosen", ["en", "id"])
def test_a_choice_counts_more_than_the_browser(client: PageClient, wish: str, chosen: str) -> None:
    client.open(f"/catatan?lang={chosen}")

    assert reads(client, wish) == chosen


@pytest.mark.parametrize("default", ["en", "id"])
def test_the_agency_s_language_counts_when_no_wish_can_be_met(default: str) -> None:
    other = PageClient(build_kit(default_locale=default))

    assert reads(other, "fr") == default


def reads(client: PageClient, wish: str) -> str:
    """The language of the page that a browser with this wish is shown."""
    page = Page(client.open("/catatan", headers={"Accept-Language": wish}))
    return str(page.one("html")["lang"])


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
    page = client.get("/henti/404", cari="siti", halaman="2", status=404)

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


class TestFormInAnotherLanguage:
    OURS: ClassVar[dict[str, str]] = {"Origin": "http://localhost"}
    TYPED: ClassVar[dict[str, str]] = {"title": "Rapat <1>", "text": 'Baris satu\r\nbaris "dua"'}

    def test_the_switch_sends_the_form_and_no_address_carries_what_was_typed(
        self, client: PageClient
    ) -> None:
        page = client.get("/catatan", halaman="2")

        switch = page.one(".languages button[lang=en]")
        assert switch["formaction"] == "?halaman=2&lang=en"
        assert page.one("form")["id"] == switch["form"]
        assert page.one("form")["method"] == "post"

    @pytest.mark.parametrize("stale", [True, False], ids=["stale", "fresh"])
    def test_what_was_typed_comes_back_unsent_and_the_choice_is_remembered(
        self, client: PageClient, stale: bool
    ) -> None:
        token = {} if stale else {"csrf_token": client.token()}
        answer = client.open(
            "/catatan?lang=en", method="POST", data=self.TYPED | token, headers=self.OURS
        )

        page = Page(answer)
        assert answer.status_code == 200
        assert page.one("html")["lang"] == "en"
        assert page.one("#title")["value"] == "Rapat <1>"
        assert page.one("#text").get_text().strip() == 'Baris satu\nbaris "dua"'
        assert page.errors == []
        assert answer.headers["Cache-Control"] == "no-store"
        assert client.get("/catatan").one("html")["lang"] == "en"

    def test_a_form_filled_in_elsewhere_is_neither_shown_nor_acted_on(
        self, client: PageClient
    ) -> None:
        foreign = {"Origin": "https://jahat.example"}
        data = self.TYPED | {"csrf_token": client.token()}

        answer = client.open("/catatan?lang=en", method="POST", data=data, headers=foreign)

        assert (answer.status_code, answer.location) == (303, "http://localhost/catatan")


def test_a_sentence_that_waits_for_its_language_is_escaped_like_any_other_text() -> None:
    """What somebody typed may stand in it: on a page, in a message for the next one, in JSON."""
    app = build_kit()
    with app.test_request_context():
        sentence = lazy_gettext("Tidak dikenal: %(word)s.", word="<b>&")
        assert app.jinja_env.from_string("{{ sentence }}").render(sentence=sentence) == (
            "Tidak dikenal: &lt;b&gt;&amp;."
        )
        kept = app.session_interface.serializer.loads(  # type: ignore[attr-defined]
            app.session_interface.serializer.dumps([sentence])  # type: ignore[attr-defined]
        )
        assert kept == ["Tidak dikenal: <b>&."]
        assert not hasattr(kept[0], "__html__")
        assert app.json.loads(app.json.dumps([sentence])) == ["Tidak dikenal: <b>&."]
