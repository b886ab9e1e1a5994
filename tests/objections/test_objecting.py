"""An objection from its lodging to its end, by whom, and what each of them reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.clock import utc_now
from berakhlak.formats import local_today, long_date
from berakhlak.objections.models import Objection, Outcome, ProfileResponse
from tests.objections.conftest import move_clock

SECRET = "Komentar kedua"


def stored(session) -> list[Objection]:
    session.expire_all()
    return list(session.scalars(select(Objection).order_by(Objection.id)))


@pytest.fixture
def lodged(client, accounts, paths, typed):
    return client.sign_in(accounts["officer"]).post(paths["objection"], typed)


def test_an_officer_says_that_it_was_read_and_replies(client, accounts, paths, session):
    page = client.sign_in(accounts["officer"]).get(paths["profile"])
    assert page.link("Tanggapan dan keberatan") == paths["page"]
    client.post(paths["page"] + "/baca")
    client.post(paths["page"] + "/balasan", {"reply": "Terima kasih.\n\nSaya mulai dari notulen."})
    answer = session.scalars(select(ProfileResponse)).one()
    assert answer.read_on == answer.replied_on == local_today()
    long = client.post(paths["page"] + "/balasan", {"reply": "a" * 1001}, status=422)
    assert "a" * 1001 in long.html
    read = client.sign_in(accounts["supervisor"]).get(paths["page"]).text
    assert "Saya mulai dari notulen." in read


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    client, accounts, paths, typed, session
):
    client.sign_in(accounts["officer"])
    empty = client.post(paths["objection"], {"reason": SECRET}, status=422)
    assert len(empty.errors) == 1
    assert SECRET in empty.one("textarea").text
    without = client.post(paths["objection"], typed | {"part": "value"}, status=422)
    assert without.errors == ["Pilih nilai atau perilaku."]
    assert SECRET in without.one("textarea").text
    unknown = typed | {"part": "value", "about": "X9"}
    assert len(client.post(paths["objection"], unknown, status=422).errors) == 1
    assert stored(session) == []


def test_lodged_heard_decided_and_kept_with_the_profile(
    client, accounts, paths, lodged, session, objecting
):
    objection = stored(session)[0]
    assert f"{objecting.cycle.id}-{objecting.officers[0].id}-1" in lodged.text
    assert long_date(objection.decide_by) in lodged.text
    assert "Menunggu putusan" in lodged.text
    client.sign_in(accounts["supervisor"])
    assert SECRET in client.get(paths["page"]).text
    heard = client.post(paths["objection"] + "/keterangan", {"statement": "Itu tentang tim lain."})
    assert "Itu tentang tim lain." in heard.text
    client.post(paths["objection"] + "/keterangan", {"statement": "Lagi"}, status=422)
    page = client.sign_in(accounts["decider"]).get(paths["page"])
    assert "Itu tentang tim lain." in page.text
    assert page.link("Baca profil") == paths["profile"]
    decision = {"outcome": "partly", "reason": "Komentar itu memang tentang\ntim."}
    assert client.post(paths["objection"] + "/putusan", {"reason": "Ya"}, status=422).errors
    client.post(paths["objection"] + "/putusan", decision)  # By the one who signed in last.
    assert stored(session)[0].outcome is Outcome.PARTLY
    for name in ("officer", "supervisor", "decider"):
        assert "tim." in client.sign_in(accounts[name]).get(paths["page"]).text
    client.post(paths["objection"] + "/putusan", decision | {"outcome": "accepted"}, status=422)
    client.sign_in(accounts["officer"])
    assert "sudah diputus" in client.post(paths["objection"] + "/cabut").text
    assert stored(session)[0].outcome is Outcome.PARTLY
    assert client.get(paths["objection"]).all("textarea") == []


def test_withdrawn_its_words_are_gone_and_another_may_follow_within_the_term(
    client, accounts, paths, lodged, session, typed
):
    gone = client.post(paths["objection"] + "/cabut")
    assert SECRET not in gone.text
    assert stored(session)[0].reason == ""
    client.sign_in(accounts["decider"]).get(paths["profile"], status=404)
    again = client.sign_in(accounts["officer"]).post(paths["objection"], typed)
    assert "-2" in again.text
    assert [each.round for each in stored(session)] == [1, 2]
    client.post(paths["objection"], typed, status=422)


def test_after_fourteen_working_days_none_is_lodged_and_what_was_typed_stays(
    client, accounts, paths, typed, session, objecting
):
    objecting.cycle.published_at = utc_now() - timedelta(days=60)
    session.commit()
    client.sign_in(accounts["officer"])
    assert "sudah lewat" in client.get(paths["page"]).text
    assert client.get(paths["objection"]).all("form.form textarea") == []
    late = client.post(paths["objection"], typed, status=422)
    assert SECRET in late.one("textarea").text
    assert stored(session) == []


def test_a_term_without_a_decision_is_told_and_the_late_decision_is_marked(
    client, accounts, paths, lodged, session
):
    move_clock(session, stored(session), 30)
    assert "Tenggat putusan sudah lewat" in client.get(paths["page"]).text
    desk = client.sign_in(accounts["hr"]).get(paths["hr"])
    assert accounts["officer"].name in desk.text
    assert "Lewat tenggat, sudah atau belum diputus 1" in desk.text
    client.sign_in(accounts["decider"])
    late = client.post(paths["objection"] + "/putusan", {"outcome": "rejected", "reason": "Tidak."})
    assert "lewat tenggat" in late.text
    profile = client.sign_in(accounts["officer"]).get(paths["profile"]).text
    assert "ditolak. Putusan lewat tenggat" in profile
    done = client.sign_in(accounts["hr"]).get(paths["hr"])
    assert accounts["officer"].name not in done.text


def test_where_nobody_is_above_hr_names_who_decides_and_never_itself_or_the_two(
    client, accounts, paths, typed, session, objecting
):
    objecting.opened.head.supervisor_id = None
    session.commit()
    page = client.sign_in(accounts["officer"]).post(paths["objection"], typed)
    assert "belum ditunjuk" in page.text
    client.sign_in(accounts["decider"]).get(paths["page"], status=404)
    desk = client.sign_in(accounts["hr"]).get(paths["hr"])
    form = desk.link(f"Tunjuk pemutus {accounts['officer'].name}")
    officer, head = objecting.officers[0], objecting.opened.head
    for nip in (officer.nip, head.nip, "Tidak Ada"):
        assert len(client.post(form, {"officer": nip}, status=422).errors) == 1
    done = client.post(form, {"officer": objecting.chief.nip})
    assert "memutus keberatan ini" in done.text
    client.get(form, status=404)
    assert SECRET in client.sign_in(accounts["decider"]).get(paths["page"]).text


def test_nobody_but_the_three_reads_a_word_and_each_does_only_their_part(
    client, accounts, paths, lodged, session
):
    acts = ("cabut", "keterangan", "putusan")
    sent = {"statement": "x", "outcome": "accepted", "reason": "x"}
    own = {"supervisor": "keterangan", "decider": "putusan"}
    for name, account in accounts.items():
        is_party = name in ("officer", "supervisor", "decider")
        client.sign_in(account)
        for path in paths.values():
            read = client.open(path)
            assert (SECRET in read.text) == (is_party and path == paths["page"]), (name, path)
        assert (client.open(paths["profile"]).status_code == 200) == (is_party or name == "hr"), (
            name
        )
        assert (client.open(paths["plan"]).status_code == 200) == (
            name in ("officer", "supervisor")
        ), name
        for act in acts:
            if name != "officer" and own.get(name) != act:
                answer = client.open(
                    f"{paths['objection']}/{act}",
                    method="POST",
                    data=sent | {"csrf_token": client.token()},
                )
                assert answer.status_code == 404, (name, act)
    assert stored(session)[0].is_open
    words = str(
        [
            (each.act, each.detail, each.account_id)
            for each in session.scalars(
                select(AuditEntry).where(AuditEntry.act.contains("objection"))
            )
        ]
    )
    assert words == "[('lodged an objection', None, None)]"


def test_the_decider_reading_the_profile_is_on_record_for_the_officer(
    client, accounts, paths, lodged
):
    client.sign_in(accounts["decider"]).get(paths["profile"])
    mine = client.sign_in(accounts["officer"]).get(paths["profile"])
    assert accounts["decider"].name in mine.all("section table")[-1].text
