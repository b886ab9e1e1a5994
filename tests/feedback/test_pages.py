"""Ask, answer, give, show, hide, delete: between two, by name, in both languages."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from types import SimpleNamespace

import pytest
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from berakhlak.cycles.keyring import key_store
from berakhlak.feedback import limits
from berakhlak.feedback.models import Feedback
from berakhlak.feedback.operations import (
    answer_request,
    ask_feedback,
    forget_feedback,
    give_feedback,
    move_feedback,
)
from berakhlak.formats import local_today
from berakhlak.mail.digest import put_together
from berakhlak.mail.letters import LetterDesk
from berakhlak.mail.models import AgencyMail, MailMessage
from berakhlak.mail.wording import worded
from berakhlak.web import waiting
from tests.factories.people import make_account

GOOD = "Anda menutup rapat dengan ringkasan. Itu membantu kami mulai bekerja."
PAGE = "/umpan-balik"


@pytest.fixture
def one(client, pair):
    return lambda: client.sign_in(pair.opened.account(pair.one))


@pytest.fixture
def other(client, pair):
    return lambda: client.sign_in(pair.opened.account(pair.other))


def give(reader, to, words=GOOD, **options):
    fields = {"behaviour": "KB2", "words": words}
    return reader.post(f"{PAGE}/beri/{to.id}", fields, **options)


def act(reader, session, word, **options):
    row = session.query(Feedback).order_by(Feedback.id).first()
    return reader.post(f"{PAGE}/{row.id}/tindakan", {"tindakan": word}, **options)


def test_a_request_waits_on_the_start_page_and_its_answer_is_read_by_the_two(
    client, pair, session, one, other
):
    people = one().get(f"{PAGE}/orang", cari=pair.other.name.split()[0])
    assert f"{PAGE}/minta/{pair.other.id}" in people.html
    one().post(f"{PAGE}/minta/{pair.other.id}", {"behaviour": "KB2"})
    again = one().post(f"{PAGE}/minta/{pair.other.id}", {"behaviour": "BP1"}, status=422)
    assert "belum menjawab" in again.text
    row = session.query(Feedback).one()
    answer = f"{PAGE}/{row.id}/jawab"
    client.http.set_cookie("bahasa", "en")
    assert f"{pair.one.name} asks you for feedback" in other().get("/").text
    asked = other().get(answer)
    assert "Collaborative" in asked.text
    client.http.set_cookie("bahasa", "id")
    other().post(answer, {"words": GOOD})
    other().get(answer, status=404)
    assert GOOD in one().get(PAGE).text
    assert "1 umpan balik untuk Anda" in one().get("/").text
    assert GOOD in other().get(PAGE).text


def test_nobody_else_finds_it_neither_hr_nor_administrator(client, pair, session, one):
    give(one(), pair.other)
    row = session.query(Feedback).one()
    opened = pair.opened
    for account in (opened.account(opened.staff[2]), opened.account(opened.head)):
        reader = client.sign_in(account)
        assert GOOD not in reader.get(PAGE).text
        reader.get(f"{PAGE}/{row.id}/jawab", status=404)
        act(reader, session, "hapus", status=404)
    for account in (opened.hr, opened.admin):
        client.sign_in(account).get(PAGE, status=404)
        act(client.sign_in(account), session, "sembunyikan", status=404)
    assert session.query(Feedback).count() == 1


def test_the_receiver_shows_it_to_the_supervisor_in_the_talk_and_takes_that_back(
    client, published, session
):
    opened, receiver, giver = published.opened, *published.opened.staff[:2]
    give(client.sign_in(opened.account(giver)), receiver)
    agenda = f"/profil/{published.officers[0].id}/rencana/bahan"
    head, mine = opened.account(opened.head), opened.account(receiver)
    assert GOOD not in client.sign_in(head).get(agenda).text
    shown = act(client.sign_in(mine), session, "tunjukkan")
    assert "Untuk e-Kinerja" in shown.text
    assert GOOD in client.sign_in(head).get(agenda).text
    act(client.sign_in(opened.account(giver)), session, "tunjukkan", status=404)
    act(client.sign_in(mine), session, "simpan")
    assert GOOD not in client.sign_in(head).get(agenda).text


def test_what_is_hidden_stays_unread_and_its_writer_sends_nothing_new(pair, session, one, other):
    give(one(), pair.other)
    act(other(), session, "sembunyikan")
    refused = give(one(), pair.other, status=422)
    assert "tidak menerima" in refused.text
    act(one(), session, "hapus")
    assert session.query(Feedback).one().words == ""
    assert GOOD not in other().get(PAGE).text
    give(one(), pair.other, status=422)
    barred = one().post(f"{PAGE}/minta/{pair.other.id}", {"behaviour": "KB2"}, status=422)
    assert "tidak menerima" in barred.text
    act(other(), session, "terima")
    assert session.query(Feedback).count() == 0
    give(one(), pair.other)


def test_its_writer_deletes_it_and_the_receiver_does_not(pair, session, one, other):
    give(one(), pair.other)
    act(other(), session, "hapus", status=404)
    act(one(), session, "hapus")
    assert session.query(Feedback).count() == 0
    assert GOOD not in other().get(PAGE).text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Satu ini. Dua itu. Tiga lagi. Empat sudah.", "tiga kalimat"),
        ("Skor Anda turun.", "“Skor”"),
        ("a" * 401, "kelebihan 1"),
        ("", "Isi"),
    ],
)
def test_what_may_not_be_said_is_told_beside_the_field_and_kept(pair, session, one, words, said):
    refused = give(one(), pair.other, words, status=422)
    assert said in refused.text
    assert refused.one("#words").text.strip() == words
    assert session.query(Feedback).count() == 0


def test_five_a_day_are_enough(pair, session, one, monkeypatch):
    counted = SimpleNamespace(enabled=True, limiter=FixedWindowRateLimiter(MemoryStorage()))
    for module in (limits, waiting):
        monkeypatch.setattr(module, "limiter", counted)
    for _time in range(5):
        give(one(), pair.other)
    assert "Lima kali sehari" in give(one(), pair.other, status=422).text
    assert session.query(Feedback).count() == 5


def test_only_active_officers_of_the_agency_are_found(client, pair, session, one):
    one().get(f"{PAGE}/beri/{pair.one.id}", status=404)
    one().get(f"{PAGE}/minta/999999", status=404)
    pair.other.is_active = False
    session.commit()
    one().get(f"{PAGE}/beri/{pair.other.id}", status=404)
    assert pair.other.name not in one().get(f"{PAGE}/orang").text
    client.sign_in(make_account(session, pair.opened.agency)).get(PAGE, status=404)


def test_it_is_forgotten_after_its_period_and_when_the_receiver_leaves(pair, session):
    today, agency = local_today(), pair.opened.agency
    for days, to in ((800, pair.other), (10, pair.other)):
        day = today - timedelta(days=days)
        give_feedback(session(), pair.one, to, "KB2", GOOD, today=day)
    back = give_feedback(session(), pair.other, pair.one, "KB2", GOOD, today=today)
    session.add(Feedback(giver_id=pair.one.id, receiver_id=pair.other.id, behaviour="BP1",
                         asked_on=today - timedelta(days=61)))  # fmt: skip
    session.flush()
    assert forget_feedback(session(), agency.id, today) == 2
    agency.results_kept_years = 5
    assert forget_feedback(session(), agency.id, today) == 0
    pair.other.is_active = False
    session.flush()
    assert forget_feedback(session(), agency.id, today) == 1
    assert session.query(Feedback).one().id == back.id


def test_mail_tells_once_of_a_request_and_of_its_answer_and_names_nobody(app, pair, session):
    today, opened = local_today(), pair.opened
    for person in (pair.one, pair.other):
        opened.account(person).email = f"p{person.id}@bkd.example.go.id"
    chosen = AgencyMail(agency_id=opened.agency.id, is_on=True)
    session.add(chosen)
    request = ask_feedback(session(), pair.one, pair.other, "KB2", today=today)
    session.commit()

    def told(day: date) -> list[tuple[str, str]]:
        put_together(session(), chosen, keys=key_store(), today=day, chance=Random(1))
        desk = LetterDesk("https://360.example.go.id", "x" * 32, day)
        found = []
        for mail in session.query(MailMessage).filter_by(day=day):
            letter = desk.letter_for(session(), mail)
            parts = [worded(letter, part) for part in letter.parts]
            found += [
                (mail.account.name, part.subject)
                for part in parts
                if part.address.endswith("/umpan-balik")
            ]
            assert not any(GOOD in text for part in parts for text in part.paragraphs)
            session.delete(mail)
        session.commit()
        return found

    assert told(today) == [(pair.other.name, "Seorang rekan meminta umpan balik Anda")]
    answer_request(session(), pair.other, request, GOOD, today=today)
    session.commit()
    later = today + timedelta(days=1)
    assert told(later) == [(pair.one.name, "Ada umpan balik untuk Anda")]
    assert told(later + timedelta(days=1)) == []


def test_two_records_of_one_officer_keep_what_they_had_with_others(pair, session):
    today, third = local_today(), pair.opened.staff[2]
    kept, ended = pair.one, pair.other
    give_feedback(session(), ended, kept, "KB2", GOOD, today=today)
    give_feedback(session(), ended, third, "KB2", GOOD, today=today)
    ask_feedback(session(), ended, third, "BP1", today=today)
    move_feedback(session(), kept, ended)
    rows = session.query(Feedback).order_by(Feedback.id).all()
    assert [(row.giver_id, row.receiver_id) for row in rows] == [
        (kept.id, third.id),
        (third.id, kept.id),
    ]
