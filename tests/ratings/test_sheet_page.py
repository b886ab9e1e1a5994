"""Everything that stands on a sheet's page, whether it is opened or comes back refused."""

from __future__ import annotations

from typing import Any

import pytest

from berakhlak.assignments.models import Assignment
from berakhlak.ratings import operations
from berakhlak.ratings.sheet_description import step_meanings
from tests.factories.cycles import OpenCycle, assignment_of
from tests.ratings.sheets import revision, typed
from tests.support.markup import words
from tests.support.pages import Page, PageClient


def stands(page: Page, peer: Assignment, opened: OpenCycle, said: int) -> None:
    """What every page of this sheet shows, after `said` savings."""
    instrument = opened.cycle.instrument.content
    assert page.heading == f"Menilai {peer.ratee.name}, rekan Anda"
    notes = [words(each) for each in page.all(".sheet-head__note")]
    assert notes[0] == peer.ratee.position
    assert "30 November 2026" in notes[1]
    assert words(page.one(".sheet-who__name")) == peer.ratee.name
    assert "/21" in words(page.one(".sheet-who"))
    assert [words(each) for each in page.all(".meanings dt")] == [
        f"{score} {label}" for score, label, _ in step_meanings(instrument, "id")
    ]
    assert [words(each) for each in page.all(".value h2")] == [
        value.name.in_language("id") for value in instrument.values
    ]
    assert page.one("#lembar")["data-sheet"] == str(peer.id)
    assert page.link("Saya tidak bisa menilai orang ini") == f"/tugas/{peer.id}/tolak"
    assert revision(page) == said
    assert page.one("form.form input[name=csrf_token]")["value"]
    assert page.all("a[href='/tugas']")
    assert not page.all(".bottom-nav, nav.nav")
    assert "Budi Santoso" in page.text


def test_an_opened_sheet_and_a_refused_one_stand_alike(
    budi: PageClient, peer: Assignment, opened: OpenCycle, codes: list[str]
) -> None:
    mark = budi.open("/sesi").json["reader"]
    fresh = budi.get(f"/tugas/{peer.id}")
    refused = budi.post(
        f"/tugas/{peer.id}", typed(codes[:2], 3, action="submit", AK="Rapi"), status=422
    )
    saved = budi.get(f"/tugas/{peer.id}")

    for page, said in ((fresh, 0), (refused, 1), (saved, 1)):
        stands(page, peer, opened, said)
        assert page.one("meta[name=reader]")["content"] == mark
        boxes = {str(box["name"]): words(box) for box in page.all("textarea")}
        assert len(boxes) == 7
        assert {name: text for name, text in boxes.items() if text} == (
            {"komentar-AK": "Rapi"} if said else {}
        )
        assert len(page.all("input[type=radio][checked]")) == (2 if said else 0)
        assert "Sudah terkirim." not in page.text
    assert "Jawaban yang sudah Anda isi tersimpan." in refused.text
    assert "Jawaban yang sudah Anda isi tersimpan." not in saved.text


def test_a_sheet_that_was_sent_says_so_and_cannot_be_given_back(
    budi: PageClient, peer: Assignment, codes: list[str]
) -> None:
    budi.post(f"/tugas/{peer.id}", typed(codes))
    budi.post(f"/tugas/{peer.id}/periksa", {"revision": "1"})

    page = budi.get(f"/tugas/{peer.id}")

    assert "Sudah terkirim." in page.text
    assert "Saya tidak bisa menilai orang ini" not in page.text
    assert "Simpan perubahan" in page.text


def test_a_sheet_about_oneself_speaks_of_oneself(
    budi: PageClient, session: Any, opened: OpenCycle
) -> None:
    own = assignment_of(session, opened.staff[0], opened.staff[0], opened.cycle)

    page = budi.get(f"/tugas/{own.id}")

    assert page.heading == "Menilai diri sendiri"
    assert words(page.one(".sheet-who__name")) == "Diri sendiri"
    assert "Seberapa sering perilaku ini Anda tunjukkan?" in page.text
    assert "Jawaban Anda tampil di profil sebagai nilai diri" in page.text
    assert not page.all("textarea")


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_of_one_language_is_never_shown_in_another(
    budi: PageClient, peer: Assignment, language: str
) -> None:
    for shown in ("id", "en", language):
        budi.open(f"/tugas/{peer.id}?lang={shown}")
        assert budi.get(f"/tugas/{peer.id}").one("html")["lang"] == shown


def send(reader: PageClient, assignment: Assignment, body: str) -> Any:
    return reader.open(
        f"/tugas/{assignment.id}/jawaban",
        method="POST",
        data=body,
        content_type="application/json",
        headers={"X-CSRFToken": reader.token()},
    )


CHANGE = '{"base": 0, "answers": {"BP1": %s}, "comments": {"BP": "%s"}}'


def test_the_script_is_told_what_differs_and_what_it_has_not_seen(
    budi: PageClient, peer: Assignment
) -> None:
    send(budi, peer, CHANGE % (4, "Satu"))
    answer = send(budi, peer, CHANGE % (2, "Satu"))

    assert answer.status_code == 409
    assert answer.json == {
        "revision": 1,
        "answers": {"BP1": 4},
        "comments": {},
        "since": {"revision": 1, "answers": {"BP1": 4}, "comments": {"BP": "Satu"}},
    }


def test_the_script_is_told_why_a_change_was_refused_or_to_try_again(
    budi: PageClient, peer: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = send(budi, peer, CHANGE % (4, "a" * 1001))
    broken = send(budi, peer, '{"base": 0')

    why = "Komentar ini kelebihan 1 huruf, jadi belum tersimpan. Yang tertulis tetap ada."
    assert (long.status_code, long.json) == (422, {"message": why, "fields": {"BP": why}})
    assert (broken.status_code, broken.json["fields"]) == (422, {})
    tries: list[int] = []
    monkeypatch.setattr(operations, "_put", lambda *_all, **_more: tries.append(1))
    busy = send(budi, peer, CHANGE % (4, "Satu"))
    assert (busy.status_code, busy.json, len(tries)) == (503, {}, 5)
