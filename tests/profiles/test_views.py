"""/profil: those who may read do, and nobody else learns that a profile exists."""

from __future__ import annotations

from typing import Any

import pytest

from berakhlak.cycles.models import CycleState
from tests.factories.published import PublishedCycle
from tests.support.pages import PageClient


def test_an_officer_reads_the_own_profile(client: PageClient, published: PublishedCycle) -> None:
    officer = published.officers[0]
    page = client.sign_in(published.account_of(officer)).get(f"/profil/{officer.id}")
    assert page.heading == officer.name
    assert "bukan predikat kinerja" in page.text
    for room in ("narrow", "wide"):  # Of these a style sheet shows the one that fits.
        assert len(page.all(f"svg.chart--{room} title")) == 2
    assert page.response.headers["Cache-Control"] == "no-store"
    assert officer.nip not in page.html


def test_the_pdf_carries_a_name_and_is_not_stored(
    client: PageClient, published: PublishedCycle
) -> None:
    officer = published.officers[0]
    answer = client.sign_in(published.account_of(officer)).open(f"/profil/{officer.id}.pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Cache-Control"] == "no-store"
    name = f"Profil-BerAKHLAK-Budi-Santoso-Penilaian-2026-{officer.id}.pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_other_forms_are_offered_and_come_under_names_of_their_own(
    client: PageClient, published: PublishedCycle
) -> None:
    officer = published.officers[0]
    page = client.sign_in(published.account_of(officer)).get(f"/profil/{officer.id}")
    addresses = [link["href"] for link in page.all(".forms a")]
    assert len(addresses) == 3
    names = set()
    for address in addresses:
        answer = client.open(address)
        assert answer.data.startswith(b"%PDF-")
        names.add(answer.headers["Content-Disposition"].rpartition("-")[2])
    assert names == {'lengkap.pdf"', 'ringkas.pdf"', 'arsip.pdf"'}


def test_an_unknown_form_is_not_there(client: PageClient, published: PublishedCycle) -> None:
    officer = published.officers[0]
    client.sign_in(published.account_of(officer))
    assert client.open(f"/profil/{officer.id}.pdf?bentuk=poster").status_code == 404


@pytest.mark.parametrize(
    "path", ["/profil/{}", "/profil/{}.pdf", "/profil/{}.pdf?bentuk=lengkap&arsip=1"]
)
def test_the_supervisor_and_hr_read_it_and_nobody_else(
    client: PageClient, published: PublishedCycle, path: str
) -> None:
    officer, colleague, _ = published.officers
    opened = published.opened
    address = path.format(officer.id)
    accounts = {
        "supervisor": opened.account(opened.head),
        "hr": opened.hr,
        "colleague": published.account_of(colleague),
        "admin": opened.admin,
    }
    found = {
        who: client.sign_in(account).open(address).status_code for who, account in accounts.items()
    }
    assert found == {"supervisor": 200, "hr": 200, "colleague": 404, "admin": 404}


def test_strangers_are_asked_to_sign_in(client: PageClient, published: PublishedCycle) -> None:
    for address in ("/profil", f"/profil/{published.officers[0].id}"):
        assert client.open(address).status_code == 302


@pytest.mark.parametrize("state", [CycleState.CLOSED, CycleState.OPEN])
def test_before_publishing_there_is_nothing(
    client: PageClient, published: PublishedCycle, session: Any, state: CycleState
) -> None:
    officer = published.officers[0]
    published.cycle.state = state
    session.commit()
    client.sign_in(published.account_of(officer))
    assert "Belum ada profil Anda yang diterbitkan" in client.get("/profil").text
    absent = client.get("/profil/999999", status=404).text
    assert client.get(f"/profil/{officer.id}", status=404).text == absent


def test_the_list_holds_my_own_and_my_team(client: PageClient, published: PublishedCycle) -> None:
    head = published.opened.account(published.opened.head)
    led = client.sign_in(head).get("/profil")
    assert [row.text for row in led.all("tbody th a")] == [each.name for each in published.officers]
    mine = client.sign_in(published.account_of(published.officers[1])).get("/profil")
    assert mine.link("Penilaian 2026") == f"/profil/{published.officers[1].id}"
    assert mine.all("tbody th a") == []


def test_english_readers_get_english_numbers(client: PageClient, published: PublishedCycle) -> None:
    officer = published.officers[0]
    client.sign_in(published.account_of(officer))
    client.http.set_cookie("bahasa", "en")
    page = client.get(f"/profil/{officer.id}")
    assert page.one("html")["lang"] == "en"
    assert "." in page.all(".stat__figure")[0].text
