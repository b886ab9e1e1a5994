from __future__ import annotations

import pytest

from berakhlak.permissions import Action
from berakhlak.web.navigation import NavigationEntry
from tests.support.markup import words
from tests.support.pages import PageClient


def test_only_places_open_to_the_role_are_offered(client: PageClient) -> None:
    with client.http.session_transaction() as stored:
        stored["_user_id"] = "1"

    page = client.get("/rumah")

    assert [words(link) for link in page.all(".nav__link")] == ["Beranda", "Penilaian"]
    assert words(page.one(".nav [aria-current=page]")) == "Beranda"


def test_leaving_is_a_guarded_form_and_not_a_link(client: PageClient) -> None:
    with client.http.session_transaction() as stored:
        stored["_user_id"] = "1"

    form = client.get("/rumah").one("form")

    assert (form["method"], form["action"]) == ("post", "/keluar")
    assert words(form) == "Keluar"


@pytest.mark.parametrize(
    ("endpoint", "current"),
    [("people.list", True), ("people.show", True), ("cycles.show", False), (None, False)],
)
def test_a_place_is_current_for_its_whole_section(endpoint: str | None, current: bool) -> None:
    place = NavigationEntry("Pegawai", "people.list", "people", Action.READ_PEOPLE, ["people.*"])

    assert place.is_current(endpoint) is current
