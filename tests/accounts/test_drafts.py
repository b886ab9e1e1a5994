"""A session ends while somebody types: signing in again brings it back, to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import set_password
from berakhlak.cycles.keys import KeyStore
from tests.factories.cycles import OpenCycle, a_peer_assignment, make_open_cycle
from tests.factories.people import PASSWORD
from tests.support.pages import Page, PageClient

NOT_SENT = "Anda sudah masuk lagi. Isian Anda masih ada dan belum terkirim: periksa, lalu kirim."
OTHERS = "Isian dari akun lain di perangkat ini tidak ditampilkan."


@pytest.fixture
def opened(app: Flask, session: Any) -> OpenCycle:
    """An open cycle in which Budi and Citra have passwords."""
    opened = make_open_cycle(session, KeyStore(app.config["BERAKHLAK"].key_dir), staff=4)
    for person in opened.staff[:2]:
        set_password(opened.account(person), PASSWORD)
    session.commit()
    return opened


@pytest.fixture
def gate(client: PageClient, session: Any, opened: OpenCycle) -> Callable[..., Page]:
    """The sign-in page that Budi is shown instead of what he sent after his session had ended."""
    path = f"/tugas/{a_peer_assignment(session, opened, opened.staff[0]).id}/tolak"

    def shown(**changes: str) -> Page:
        page = client.sign_in(opened.account(opened.staff[0])).get(path)
        mark = str(page.one("form.form input[name=reader_mark]")["value"])
        client.http.delete_cookie("session")
        sent = {"reason": "conflict_of_interest", "reader_mark": mark} | changes
        origin = {"Origin": "http://localhost", "Referer": f"http://localhost{path}"}
        return Page(client.open(path, method="POST", data=sent, headers=origin))

    return shown


def enter(client: PageClient, gate: Page, account: Account, password: str = PASSWORD) -> Any:
    form = gate.one("form.form")
    fields = {str(each["name"]): str(each.get("value", "")) for each in form.select("input[name]")}
    typed = fields | {"name": str(account.nip), "password": password}
    address = str(form.get("action") or gate.response.request.full_path)
    return client.open(address, method="POST", data=typed)


def told(page: Page) -> list[str]:
    return [" ".join(each.get_text().split()) for each in page.all(".flash, .notice")]


def test_what_was_typed_comes_back_unsent_even_after_a_mistaken_password(
    client: PageClient, session: Any, opened: OpenCycle, gate: Callable[..., Page]
) -> None:
    budi = opened.account(opened.staff[0])
    asked = gate()
    assert (asked.response.status_code, asked.heading) == (401, "Masuk")

    again = Page(enter(client, asked, budi, "kata-sandi-salah"))
    page = Page(enter(client, again, budi))

    assert again.response.status_code == 422
    assert page.response.status_code == 200
    chosen = page.all("input[name=reason][checked]")
    assert [each["value"] for each in chosen] == ["conflict_of_interest"]
    assert any(NOT_SENT in each for each in told(page))
    assert a_peer_assignment(session, opened, opened.staff[0]).declined is None


def test_it_is_not_shown_to_somebody_else_who_signs_in(
    client: PageClient, opened: OpenCycle, gate: Callable[..., Page]
) -> None:
    answer = enter(client, gate(), opened.account(opened.staff[1]))

    assert (answer.status_code, answer.location) == (302, "/")
    page = client.get("/")
    (flash,) = page.all(".flash")
    assert " ".join(flash.get_text().split()) == OTHERS
    assert "flash--info" in flash["class"]


def test_what_no_page_shows_any_more_stands_on_a_page_of_its_own(
    client: PageClient, opened: OpenCycle, gate: Callable[..., Page]
) -> None:
    answer = enter(client, gate(alasan_lama="Kata lama"), opened.account(opened.staff[0]))

    assert answer.status_code == 200
    assert "Kata lama" in answer.text
    assert NOT_SENT in " ".join(answer.text.split())


def test_a_form_without_a_reader_leads_to_the_sign_in_as_any_stranger(
    client: PageClient, opened: OpenCycle, gate: Callable[..., Page]
) -> None:
    client.get("/masuk")
    path = "/tugas/1/tolak"

    for origin in ({"Origin": "http://localhost"}, {"Origin": "https://lain.example"}):
        answer = client.open(
            path,
            method="POST",
            data={"reason": "x", "csrf_token": client.token()},
            headers=origin,
        )
        assert answer.status_code == 302
        assert str(answer.location).startswith("/masuk?next=")
