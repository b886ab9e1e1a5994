from __future__ import annotations

import pytest

from berakhlak.extensions import login_manager
from berakhlak.web.errors import EXPLANATIONS
from tests.support.pages import Page, PageClient


@pytest.mark.parametrize("status", sorted(set(EXPLANATIONS) - {500}))
def test_each_error_says_what_happened_and_what_to_do(client: PageClient, status: int) -> None:
    page = client.get(f"/henti/{status}", status=status)

    assert page.heading == str(EXPLANATIONS[status].heading)
    assert str(EXPLANATIONS[status].happened) in page.text
    assert str(EXPLANATIONS[status].advice) in page.text
    assert page.link("Ke halaman depan") == "/"


def test_a_status_without_words_of_its_own_still_gets_a_page(client: PageClient) -> None:
    assert client.get("/henti/418", status=418).heading == str(EXPLANATIONS[400].heading)
    assert client.get("/henti/502", status=502).heading == str(EXPLANATIONS[500].heading)


@pytest.mark.parametrize(
    ("kind", "status"), [("tiada", 404), ("dilarang", 403), ("berubah", 409), ("keliru", 422)]
)
def test_a_refusal_of_the_rules_is_shown_in_its_own_words(
    client: PageClient, kind: str, status: int
) -> None:
    page = client.get(f"/tolak/{kind}", status=status)

    assert "Siklus sudah ditutup pada 1 November 2026." in page.text


def test_an_unforeseen_failure_is_logged_and_gives_nothing_away(
    client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    page = client.get("/rusak", status=500)

    assert page.heading == "Terjadi gangguan pada sistem"
    assert "rahasia dalam pesan" not in page.html
    assert "rahasia dalam pesan" in caplog.text


def test_the_failure_page_does_not_ask_who_is_signed_in(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_database(_id: str) -> object:
        raise ConnectionError("the database is away")

    monkeypatch.setattr(login_manager, "_user_callback", no_database)
    with client.http.session_transaction() as stored:
        stored["_user_id"] = "1"

    page = client.get("/rumah", status=500)

    assert page.heading == "Terjadi gangguan pada sistem"
    assert page.response.headers["Cache-Control"] == "no-store"


def test_a_redirect_is_not_mistaken_for_an_error(client: PageClient) -> None:
    answer = client.open("/pindah")

    assert (answer.status_code, answer.location) == (302, "/rumah")


class TestWornOutForm:
    OURS = {"Origin": "http://localhost"}
    TYPED = {"title": "Rapat", "text": "Isi yang panjang & penting", "new_password": "rahasia"}

    def test_what_was_typed_can_be_sent_again(self, client: PageClient) -> None:
        answer = client.open("/catatan", method="POST", data=self.TYPED, headers=self.OURS)

        assert answer.status_code == 400
        page = Page(answer)
        assert "Isian Anda masih ada." in page.text
        assert page.one("#title")["value"] == "Rapat"
        assert page.one("#text").get_text(strip=True) == "Isi yang panjang & penting"

    def test_sending_it_again_is_accepted(self, client: PageClient) -> None:
        client.open("/catatan", method="POST", data=self.TYPED, headers=self.OURS)

        page = client.post("/catatan", self.TYPED, status=200)

        assert page.heading == "Catatan"
        assert page.one("#text").get_text(strip=True) == "Isi yang panjang & penting"

    def test_passwords_are_not_written_into_the_page(self, client: PageClient) -> None:
        answer = client.open("/catatan", method="POST", data=self.TYPED, headers=self.OURS)

        assert "rahasia" not in answer.text

    @pytest.mark.parametrize("origin", ["https://jahat.example", "null", ""])
    def test_a_forged_form_from_elsewhere_is_not_offered_again(
        self, client: PageClient, origin: str
    ) -> None:
        answer = client.open("/catatan", method="POST", data=self.TYPED, headers={"Origin": origin})

        assert answer.status_code == 400
        assert "Rapat" not in answer.text
