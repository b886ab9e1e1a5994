"""A comment that could be recognised is gently pointed out, on paper and while it is written."""

from __future__ import annotations

import pytest

from berakhlak.cycles.models import Participant
from berakhlak.ratings.comment_warnings import comment_notes
from tests.factories.cycles import make_open_cycle, participants
from tests.ratings.sheets import typed
from tests.support.browser import PHONE

NAMING = "Dewi pernah membantu saya pada 12 Mei."


def test_the_review_page_asks_about_a_name_and_still_offers_to_send(budi, peer, codes):
    budi.post(f"/tugas/{peer.id}", typed(codes, action="submit", BP=NAMING, AK="Selalu rapi."))

    page = budi.get(f"/tugas/{peer.id}/periksa")

    notes = [note.get_text() for note in page.all(".comment-note")]
    assert len(notes) == 1
    assert "“Dewi”" in notes[0]
    assert "menyebut nama" in notes[0]
    assert "Kirim penilaian" in page.text


def test_an_autosaved_comment_is_answered_with_its_note_and_a_plain_one_with_none(budi, peer):
    notes = {}
    for base, text in enumerate((NAMING, "Selalu rapi.")):
        answer = budi.open(
            f"/tugas/{peer.id}/jawaban",
            method="POST",
            json={"base": base, "answers": {}, "comments": {"BP": text}},
            headers={"X-CSRFToken": budi.token()},
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        notes[text] = answer.get_json()["notes"]

    assert "“Dewi”" in notes[NAMING]["BP"]
    assert notes["Selalu rapi."] == {}


@pytest.mark.browser
def test_the_note_appears_under_the_comment_and_goes_when_it_is_reworded(
    app, session, budi, peer, browser
):
    from tests.support.browser import opened_page, serving

    with serving(app) as address, opened_page(browser, address, PHONE) as page:
        cookie = budi.http.get_cookie("session")
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
        page.goto(f"{address}/tugas/{peer.id}")
        box = page.locator("[name=komentar-BP]")
        box.fill(NAMING)
        box.blur()
        page.get_by_text("menyebut nama yang mudah dikenali").wait_for()
        box.fill("Sabar menjelaskan persyaratan.")
        box.blur()
        page.get_by_text("menyebut nama yang mudah dikenali").wait_for(state="detached")

        assert page.locator(".comment-note").count() == 0


def test_naming_whom_the_sheet_is_about_is_no_news(budi, peer, codes):
    about = f"{peer.ratee.name.split()[0]} selalu rapi."
    budi.post(f"/tugas/{peer.id}", typed(codes, action="submit", BP=about))

    page = budi.get(f"/tugas/{peer.id}/periksa")

    assert about in page.text
    assert page.all(".comment-note") == []


@pytest.mark.parametrize(
    ("text", "opening", "words"),
    [
        ("Seperti Dewi", "menyebut nama yang mudah dikenali", "“Dewi”"),
        ("198001012000011234", "memuat nomor pegawai", "“198001012000011234”"),
        ("9 Mei, saat rapat", "menyebut waktu yang mudah dikenali", "“9 Mei”, “saat rapat”"),
        ("saat rapat", "menyebut peristiwa yang mudah dikenali", "“saat rapat”"),
        ("saya pernah", "menyebut diri Anda sendiri", "“saya pernah”"),
    ],
)
def test_each_trait_is_told_in_words_of_its_own_the_first_one_opening(
    session, peer, text, opening, words
):
    found = comment_notes(session, peer.ratee_id, {"BP": text, "AK": "Selalu rapi.", "KO": ""})

    assert found == {
        "BP": f"Kalimat ini {opening}: {words}. "
        "Penulisnya dapat tertebak. Bila mungkin, tuliskan perilakunya saja."
    }
    assert comment_notes(session, peer.ratee_id, {"BP": "", "AK": ""}) == {}


def test_known_are_those_of_the_same_unit_and_cycle_and_the_supervisor_but_not_the_ratee(
    session, keys, opened, peer
):
    other = make_open_cycle(session, keys, staff=3)
    for row in participants(session, other.cycle):
        row.name = f"Orang{row.id}"
    elsewhere = next(row for row in participants(session, other.cycle) if row.is_rated)
    above = session.get_one(Participant, peer.ratee.supervisor_id)
    above.name, above.unit_id, beside = "Wahyu", elsewhere.unit_id, "Dewi"
    session.flush()

    def named(name):
        return bool(comment_notes(session, peer.ratee_id, {"BP": f"Seperti {name}"}))

    assert named("Wahyu")
    assert named(beside)
    assert not named(f"Orang{elsewhere.id}")
    assert not named(peer.ratee.name.split()[0])
    session.get_one(Participant, peer.ratee_id).supervisor_id = None
    session.flush()
    assert not named("Wahyu")
