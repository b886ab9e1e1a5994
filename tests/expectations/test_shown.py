"""Where expectations are read once a cycle is open: forms of raters, the profile, e-Kinerja."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.purposes import Purpose
from berakhlak.documents.pdf import page_count
from berakhlak.expectations.models import LONGEST, Expectation
from berakhlak.performance.e_kinerja import e_kinerja_head, e_kinerja_rows
from berakhlak.profiles.editions import build_form
from berakhlak.profiles.printing import profile_html, profile_pdf
from berakhlak.profiles.queries import load_profile_source
from tests.factories.cycles import a_peer_assignment, make_open_cycle, state_purpose
from tests.profiles.test_opening import decided

TEXT = 'Menengahi <b>beda</b> pendapat & "tetap" tenang.'


def expect(session, cycle, person_id, text=TEXT, code="HM"):
    texts = json.dumps({code: text})
    session.add(Expectation(cycle_id=cycle.id, person_id=person_id, texts_json=texts))
    session.commit()


@pytest.fixture
def opened(session):
    made = make_open_cycle(session, key_store(), staff=3)
    state_purpose(made.cycle)
    return made


def test_a_rater_reads_them_beside_their_value_of_this_officer_alone_and_written_safely(
    client, opened, session
):
    rater = opened.staff[0]
    peer = a_peer_assignment(session, opened, rater)
    sheet = client.sign_in(opened.account(rater))
    plain = sheet.get(f"/tugas/{peer.id}")
    assert plain.all(".expected") == []
    expect(session, opened.cycle, peer.ratee.person_id)

    shown = sheet.get(f"/tugas/{peer.id}")
    assert TEXT in shown.one("#nilai-HM .expected").get_text()
    assert len(shown.all(".expected")) == 1
    refused = sheet.post(f"/tugas/{peer.id}", {"action": "submit", "revision": "0"}, status=422)
    assert TEXT in refused.one("#nilai-HM .expected").get_text()
    together = sheet.get(f"/tugas/bersama/{opened.cycle.id}/peer/HM")
    assert peer.ratee.name in together.one(".expected").get_text()
    assert sheet.get(f"/tugas/bersama/{opened.cycle.id}/peer/BP").all(".expected") == []

    state_purpose(opened.cycle, Purpose.DEVELOPMENT)
    assert sheet.get(f"/tugas/{peer.id}").all(".expected") == []


@pytest.mark.parametrize("form", ["standard", "full", "short"])
def test_the_profile_prints_them_beside_their_value_and_is_as_before_without(
    app, published, session, form
):
    seat = published.officers[0]

    def printed() -> str:
        source = load_profile_source(session(), seat, "Asia/Jakarta")
        with app.test_request_context():
            return profile_html(build_form(source, "id", form))

    before = printed()
    assert "Ekspektasi" not in before
    expect(session, published.cycle, seat.person_id)
    after = printed()
    assert "Ekspektasi khusus pimpinan: Menengahi &lt;b&gt;beda&lt;/b&gt; pendapat" in after
    session.query(Expectation).delete()
    assert printed() == before


def test_the_short_form_stays_on_two_pages_and_says_where_long_ones_are(app):
    source = decided()
    codes = [value.code for value in source.instrument.values]
    for some, letters, says in ((codes[:3], 30, False), (codes, 90, True), (codes, LONGEST, True)):
        expected = replace(source, expectations=dict.fromkeys(some, ("abcdefgh " * 30)[:letters]))
        with app.app_context():
            built = build_form(expected, "id", "short")
            assert page_count(profile_pdf(built)) == 2
            html = profile_html(built)
        assert ("tercetak dalam bentuk biasa" in html) is says
        assert ("pimpinan: abcdefgh" in html) is not says


def test_the_officer_and_the_supervisor_find_them_in_the_profile_on_screen_and_in_e_kinerja(
    client, published, session
):
    seat = published.officers[0]
    expect(session, published.cycle, seat.person_id, "Tenang.\nSelalu.")
    head = published.opened.account(published.opened.head)
    for account in (published.account_of(seat), head):
        shown = client.sign_in(account).get(f"/profil/{seat.id}").text
        assert "Ekspektasi khusus pimpinan: Tenang. Selalu." in shown

    titles = e_kinerja_head(published.cycle, "id")
    place = titles.index("Ekspektasi khusus pimpinan: Harmonis")
    rows = list(
        e_kinerja_rows(session(), published.cycle.id, language="id", timezone="Asia/Jakarta")
    )
    assert {row[0]: row[place] for row in rows if row[place]} == {seat.nip: "Tenang. Selalu."}
    assert all(len(row) == len(titles) for row in rows)
