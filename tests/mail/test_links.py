"""Signed links: one's own tasks on one device, and nothing else; every refusal has its page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from berakhlak import clock
from berakhlak.accounts.operations import disable_account, set_password
from berakhlak.cycles.keys import KeyStore
from berakhlak.extensions import db
from berakhlak.mail.ended_links import forget_ended_links
from berakhlak.mail.models import AgencyMail, MailLink
from berakhlak.mail.tokens import (
    LinkClaim,
    account_to_stop,
    make_link_token,
    make_stop_token,
)
from berakhlak.roles import Role
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import OpenCycle
from tests.mail.conftest import Send, address_of
from tests.mail.test_a_whole_cycle import link_in
from tests.support.mail import Mailbox, plain_text
from tests.support.pages import PageClient
from tests.whole_app.test_access import access_of, address, rules

TODAY = date(2026, 11, 3)
RATING = re.compile(r"ratings\.")


@pytest.fixture
def link(opened: OpenCycle, box: Mailbox, send: Send, monkeypatch: pytest.MonkeyPatch) -> str:
    """The link in the invitation of the first officer, on the day after opening."""
    monkeypatch.setattr(clock, "today_in", lambda timezone="": TODAY)
    send(3)
    return link_in(box.to(address_of(opened.staff[0].name))[0])


def opened_by(client: PageClient, link: str) -> PageClient:
    client.open(link)
    assert client.post("/t", status=303).path == "/tugas"
    return client


def refusal(client: PageClient, link: str, status: int) -> str:
    client.open(link)
    return client.get("/t", status).heading


def test_the_address_with_the_link_leads_on_at_once_and_is_told_to_nobody(
    client: PageClient, link: str
) -> None:
    answer_ = client.open(link)

    assert (answer_.status_code, answer_.location) == (303, "/t")
    assert answer_.headers["Referrer-Policy"] == "no-referrer"
    assert answer_.headers["Cache-Control"] == "no-store"
    assert link.removeprefix("/t/") not in client.get("/t").html


def test_a_program_that_follows_links_opens_nothing(
    app: Flask, client: PageClient, link: str
) -> None:
    scanner = PageClient(app)
    scanner.open(link)
    scanner.get("/t")
    assert scanner.open("/tugas").status_code == 302

    opened_by(client, link)


def test_rating_needs_no_password(
    session: Any, opened: OpenCycle, client: PageClient, link: str
) -> None:
    opened_by(client, link)
    [row, *_] = assignments(session, opened, rater=opened.staff[0])

    assert client.open(f"/tugas/{row.id}").status_code == 200


def test_the_start_page_leads_back_to_the_tasks(client: PageClient, link: str) -> None:
    answer_ = opened_by(client, link).open("/")

    assert (answer_.status_code, answer_.location) == (302, "/tugas")


def test_a_link_reaches_the_rating_pages_and_public_ones_alone(
    app: Flask, session: Any, keys: KeyStore, opened: OpenCycle, client: PageClient, link: str
) -> None:
    """Over every route, for an officer who is of HR and an administrator as well."""
    account = opened.account(opened.staff[0])
    account.grant(Role.HR)
    account.grant(Role.ADMIN)
    session.commit()
    opened_by(client, link)
    samples = {
        argument: 1
        for rule in app.url_map.iter_rules()
        for argument in rule.arguments
        if argument.endswith("_id")
    }
    samples |= {"group": "peer", "value_code": "BP", "kind": "csv", "comment": "0" * 32}
    samples |= {"mail_kind": "invitation", "mail_language": "id", "stop_token": "x"}
    samples |= {"token": "x", "code": "x", "complaint_name": "0" * 16, "kind_code": "service"}
    samples |= {"number": 1}
    reached = []
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            if rule.endpoint == "accounts.sign_out" or access_of(app, rule) == "public":
                continue
            path = address(app, rule, {name: samples[name] for name in rule.arguments})
            data = {"csrf_token": client.token()} if method == "POST" else None
            answer_ = client.open(path, method=method, data=data)
            is_shut = answer_.status_code == 403 and "hanya membuka tugas" in answer_.text
            leads_back = path == "/" and answer_.location == "/tugas"
            if not (is_shut or leads_back):
                reached.append(rule.endpoint)

    assert reached
    assert [each for each in reached if not RATING.match(each)] == []


def test_the_navigation_of_a_link_shows_the_tasks_alone(client: PageClient, link: str) -> None:
    page = opened_by(client, link).get("/tugas")

    assert [each.get_text(strip=True) for each in page.all(".nav__link")] == ["Penilaian"]
    assert not page.all('a[href="/akun"]')


def test_a_password_leads_on_to_everything(
    session: Any, opened: OpenCycle, client: PageClient, link: str
) -> None:
    account = opened.account(opened.staff[0])
    set_password(account, "Musim-hujan-1")
    session.commit()
    opened_by(client, link)

    page = client.post("/masuk", {"name": str(account.email), "password": "Musim-hujan-1"})

    assert page.path == "/"
    assert client.open("/akun").status_code == 200


def test_another_device_is_refused_and_the_first_one_goes_on(
    app: Flask, client: PageClient, link: str
) -> None:
    opened_by(client, link)
    stranger = PageClient(app)

    assert refusal(stranger, link, 403) == "Tautan ini sudah dibuka di perangkat lain"
    client.open("/keluar", method="POST", data={"csrf_token": client.token()})
    opened_by(client, link)


def test_of_two_devices_at_the_same_moment_one_is_refused(
    app: Flask, client: PageClient, link: str
) -> None:
    other = PageClient(app)
    for each in (client, other):
        each.open(link)
        each.get("/t")

    first = client.open("/t", method="POST", data={"csrf_token": client.token()})
    second = other.open("/t", method="POST", data={"csrf_token": other.token()})

    assert (first.status_code, second.status_code) == (303, 403)


@pytest.mark.parametrize("place", [2, 8, 20, -1])
def test_a_link_that_was_changed_or_cut_short_is_not_known(
    client: PageClient, link: str, place: int
) -> None:
    token = list(link.removeprefix("/t/"))
    token[place] = "A" if token[place] != "A" else "B"

    assert refusal(client, "/t/" + "".join(token), 404) == "Tautan ini tidak dikenal"
    assert refusal(client, link[:-5], 404) == "Tautan ini tidak dikenal"


def test_a_link_ends_after_its_last_day(
    client: PageClient, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = TODAY + timedelta(days=31)
    monkeypatch.setattr(clock, "today_in", lambda timezone="": late)

    assert refusal(client, link, 410) == "Tautan ini sudah kedaluwarsa"


def test_a_link_ends_with_its_cycle_also_when_nothing_is_left_of_it(
    session: Any, keys: KeyStore, opened: OpenCycle, client: PageClient, link: str
) -> None:
    answer(session, keys, opened, assignments(session, opened))
    close(session, keys, opened)
    assert refusal(client, link, 410) == "Siklus ini sudah ditutup"

    assert forget_ended_links(session(), opened.cycle.agency_id) > 0

    assert session.scalars(select(MailLink)).all() == []
    assert refusal(client, link, 410) == "Siklus ini sudah ditutup"


@pytest.mark.parametrize("how", ["left", "disabled"])
def test_a_link_ends_when_its_officer_is_deactivated_also_for_who_is_in(
    session: Any, opened: OpenCycle, client: PageClient, link: str, how: str
) -> None:
    opened_by(client, link)
    person = opened.staff[0]
    if how == "left":
        person.is_active = False
    disable_account(session(), opened.account(person).id)
    session.commit()

    assert client.open("/tugas").status_code == 302
    assert refusal(client, link, 403) == "Akun ini tidak aktif"


def test_an_agency_may_forbid_links(
    session: Any, client: PageClient, link: str, box: Mailbox, send: Send
) -> None:
    session.execute(update(AgencyMail).values(has_links=False))
    session.commit()
    box.forget()

    assert refusal(client, link, 403) == "Instansi Anda tidak memakai tautan"
    send(23)
    assert "/t/" not in plain_text(box.mails[0])
    assert "https://360.bkd.example.go.id/tugas" in plain_text(box.mails[0])


def test_after_another_invitation_the_earlier_link_opens_nothing_and_the_new_one_does(
    app: Flask, opened: OpenCycle, client: PageClient, link: str, box: Mailbox, send: Send
) -> None:
    opened_by(client, link)
    box.forget()
    hr = PageClient(app).sign_in(opened.hr)

    hr.post("/surat/undang", {"who": address_of(opened.staff[0].name)})
    send(3, 11)

    assert refusal(PageClient(app), link, 404) == "Tautan ini tidak dikenal"
    [mail] = box.mails
    opened_by(PageClient(app), link_in(mail))


def test_without_the_key_of_the_cycle_nobody_is_let_in(
    opened: OpenCycle, keys: KeyStore, client: PageClient, link: str
) -> None:
    for file in keys.folder.iterdir():
        file.rename(file.with_suffix(".elsewhere"))

    client.open(link)

    assert client.get("/t", 503).heading == "Tugas Anda belum dapat dibuka"


def test_neither_the_database_nor_the_secret_alone_makes_a_link(
    app: Flask, session: Any, opened: OpenCycle, client: PageClient, link: str
) -> None:
    row = session.scalars(select(MailLink)).first()
    last_day = TODAY + timedelta(days=10)
    secret = str(app.config["SECRET_KEY"])
    without_secret = make_link_token(row.participant_id, last_day, row.nonce, "tebakan")
    without_database = make_link_token(row.participant_id, last_day, bytes(16), secret)

    for token in (without_secret, without_database):
        assert refusal(client, f"/t/{token}", 404) == "Tautan ini tidak dikenal"


def test_no_link_is_kept_in_the_database(session: Any, opened: OpenCycle, link: str) -> None:
    token = link.removeprefix("/t/")
    dump = "\n".join(db.engine.raw_connection().driver_connection.iterdump())  # type: ignore[union-attr]

    assert token not in dump


@given(
    participant=st.integers(1, 2**31 - 1),
    days=st.integers(0, 60000),
    nonce=st.binary(min_size=16, max_size=16),
    other=st.binary(min_size=16, max_size=16),
)
def test_a_link_is_sound_for_what_it_was_made_for_alone(
    participant: int, days: int, nonce: bytes, other: bytes
) -> None:
    day = date(2020, 1, 1) + timedelta(days=days)
    token = make_link_token(participant, day, nonce, "rahasia")
    claim = LinkClaim.parse(token)

    assert claim is not None
    assert (claim.participant_id, claim.last_day) == (participant, day)
    assert claim.is_sound(nonce, "rahasia")
    assert not claim.is_sound(nonce, "lain")
    assert claim.is_sound(other, "rahasia") == (other == nonce)


@given(text=st.text(max_size=60))
def test_whatever_is_written_in_an_address_is_read_or_refused(text: str) -> None:
    assert LinkClaim.parse(text) is None or len(text) == 35
    assert account_to_stop(text, "rahasia") is None


def test_an_address_that_stops_reminders_is_good_for_one_account() -> None:
    token = make_stop_token(17, "rahasia")

    assert account_to_stop(token, "rahasia") == 17
    assert account_to_stop(token, "lain") is None
    assert account_to_stop(token[:-1], "rahasia") is None
