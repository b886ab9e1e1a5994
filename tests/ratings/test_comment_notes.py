"""A comment that could be recognised is gently pointed out, on paper and while it is written."""

from __future__ import annotations

import pytest

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
