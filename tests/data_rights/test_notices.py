"""Raters are told of data protection before they answer, once; and nothing tells when they came."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import delete, select

from berakhlak.cycles.keyring import key_store
from berakhlak.data_rights import notices
from berakhlak.data_rights.models import NoticeMark
from berakhlak.data_rights.terms import TERMS
from tests.factories.cycles import make_open_cycle
from tests.support.databases import TEST_SECRET

NOTICE, SHORT = "/privasi", "Sebelum Anda menilai: pelindungan data"
READ = "/tugas/pemberitahuan"


@pytest.fixture
def opened(session):
    made = make_open_cycle(session, key_store(), staff=3)
    session.commit()
    return made


def marks(session):
    session.expire_all()
    return session.scalars(select(NoticeMark)).all()


@pytest.mark.parametrize("page", ["/tugas", "/"])
def test_a_rater_is_told_before_the_first_answer_and_once(client, session, opened, page):
    rater = opened.account(opened.staff[0])
    client.sign_in(rater)
    assert SHORT in client.get(page).text
    client.post(READ)
    assert SHORT not in client.get(page).text
    assert len(marks(session)) == 1
    client.http.delete_cookie("session")
    assert SHORT not in client.sign_in(rater).get(page).text
    other = opened.account(opened.staff[1])
    client.http.delete_cookie("session")
    assert SHORT in client.sign_in(other).get(page).text


def test_whoever_rates_nobody_is_not_asked(client, opened):
    assert SHORT not in client.sign_in(opened.hr).get("/").text


def test_a_new_version_is_read_once_more_and_old_marks_go(client, session, opened, monkeypatch):
    client.sign_in(opened.account(opened.staff[0])).post(READ)
    monkeypatch.setattr(notices, "VERSION", notices.VERSION + 1)
    assert SHORT in client.get("/tugas").text
    client.post(READ)
    assert notices.forget_old_notices(session()) == 1
    session.commit()
    assert [mark.version for mark in marks(session)] == [notices.VERSION]


def test_a_mark_names_no_account_and_no_day(client, session, opened):
    accounts = [opened.account(person) for person in opened.staff]
    for account in accounts:
        client.http.delete_cookie("session")
        client.sign_in(account).post(READ)
    assert len(marks(session)) == len(accounts)
    kinds = {column.type.python_type for column in NoticeMark.__table__.columns}
    assert datetime not in kinds
    assert not NoticeMark.__table__.foreign_keys
    assert {mark.month.day for mark in marks(session)} == {1}
    digests = [mark.digest for mark in marks(session)]
    assert all(len(digest) == 32 for digest in digests)


def test_without_the_secret_no_account_is_recognised(app, session, opened):
    one = opened.account(opened.staff[0]).id
    told = {"secret": TEST_SECRET}
    with app.test_request_context():
        notices.note_read(session(), one, **told, today=date(2026, 11, 24))
        assert notices.read_in(session(), one, **told) == date(2026, 11, 1)
        assert notices.read_in(session(), one, secret="another secret") is None


def test_saying_so_twice_keeps_one_mark(client, session, opened):
    client.sign_in(opened.account(opened.staff[0])).post(READ)
    client.post(READ)
    assert len(marks(session)) == 1


def test_the_notice_is_open_to_all_and_names_terms_and_rights(client, opened):
    page = client.get(NOTICE)
    for term in TERMS:
        assert f"{term.hours} jam (pasal {term.article})" in page.text
    assert "Bila Anda pengguna layanan" in page.text
    assert "/data-saya" not in page.html
    client.sign_in(opened.account(opened.staff[0])).post(READ)
    mine = client.get(NOTICE)
    assert opened.agency.name in mine.text
    assert f"Anda menyatakan sudah membaca versi {notices.VERSION}" in mine.text
    assert mine.link("Data saya") == "/data-saya"


def test_every_page_of_an_account_leads_there_and_the_help_of_visitors_too(client, opened):
    assert client.get("/bantuan").link("Pelindungan data") == NOTICE
    assert client.sign_in(opened.hr).get("/akun").link("Pelindungan data") == NOTICE


def test_marks_are_gone_when_they_are_deleted_and_the_rater_is_told_anew(client, session, opened):
    rater = opened.account(opened.staff[0])
    client.sign_in(rater).post(READ)
    session.execute(delete(NoticeMark))
    session.commit()
    client.http.delete_cookie("session")
    assert SHORT in client.sign_in(rater).get("/tugas").text
