"""After every act the rater is told just what was done, and led to where it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from berakhlak.assignments.models import Assignment
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.forms import DeclineForm, sheet_form
from berakhlak.ratings.scales import SheetView
from tests.factories.cycles import OpenCycle
from tests.ratings.sheets import typed
from tests.support.pages import Page, PageClient

Stored = Callable[[Assignment], tuple[SheetContent, bool]]
DRAFT = ("success", "Tersimpan sebagai draf. Lanjutkan kapan saja sebelum siklus ditutup.")
CHANGED = ("success", "Perubahan sudah tersimpan dan terkirim.")
SENT = ("success", "Penilaian terkirim. Terima kasih.")
STALE = (
    "warning",
    "Formulir ini sudah disimpan dari perangkat atau tab lain. "
    "Jawaban terbaru ditampilkan; periksa sebelum menyimpan lagi.",
)


def told(page: Page) -> list[tuple[str, str]]:
    """Messages of the last act, each with its kind."""
    return [
        (str(each["class"][-1]).removeprefix("flash--"), " ".join(each.get_text().split()))
        for each in page.all(".flash")
    ]


def test_each_act_on_a_sheet_is_told_in_its_own_words(
    budi: PageClient, peer: Assignment, codes: list[str]
) -> None:
    sheet, review = f"/tugas/{peer.id}", f"/tugas/{peer.id}/periksa"
    acts: list[tuple[str, dict[str, Any], str, list[tuple[str, str]]]] = [
        (sheet, typed(codes[:3]), "/tugas", [DRAFT]),
        (sheet, typed(codes, action="submit", revision=1), review, []),
        (review, {"revision": "1"}, review, [STALE]),
        (review, {"revision": "2"}, "/tugas", [SENT]),
        (sheet, typed(codes, 5, revision=3), "/tugas", [CHANGED]),
        (sheet, typed(codes, 3, action="submit", revision=4), "/tugas", [CHANGED]),
        (
            f"{sheet}/tolak",
            {"reason": "does_not_know"},
            "/tugas",
            [("success", "Tercatat: Anda tidak menilai orang ini.")],
        ),
        (
            f"{sheet}/ambil-kembali",
            {},
            sheet,
            [("success", "Anda kembali menjadi penilai orang ini.")],
        ),
    ]
    for path, form, leads_to, words in acts:
        page = budi.post(path, form)
        assert (page.path, told(page)) == (leads_to, words), path


def test_a_whole_draft_is_a_draft_until_it_is_sent(
    budi: PageClient, peer: Assignment, codes: list[str], stored: Stored
) -> None:
    assert told(budi.post(f"/tugas/{peer.id}", typed(codes))) == [DRAFT]
    assert stored(peer)[1] is False
    assert budi.get("/tugas").all(f"a[href='/tugas/{peer.id}/periksa']")


def test_each_act_side_by_side_is_told_in_its_own_words(
    budi: PageClient, opened: OpenCycle, peer: Assignment, codes: list[str]
) -> None:
    place = f"/tugas/bersama/{opened.cycle.id}/peer"
    answers = {f"jawaban-{peer.id}-{code}": "4" for code in codes}
    base = {f"revision-{peer.id}": "0"}

    saved = budi.post(f"{place}/BP", answers | base | {"action": "save"})
    following = budi.post(f"{place}/BP", answers | base)
    stale = budi.post(f"{place}/periksa", {f"revision-{peer.id}": "0"})
    unnamed = budi.post(f"{place}/periksa", {})
    sent = budi.post(f"{place}/periksa", {f"revision-{peer.id}": "1"})

    assert (saved.path, told(saved)) == ("/tugas", [DRAFT])
    assert (following.path, told(following)) == (f"{place}/AK", [])
    for refused in (stale, unnamed):
        assert (refused.path, told(refused)) == (f"{place}/periksa", [STALE])
    thanks = ("success", "1 formulir terkirim. Terima kasih.")
    assert (sent.path, told(sent)) == ("/tugas", [thanks])


def test_what_cannot_be_sent_yet_leads_back_to_the_sheet_and_nothing_is_said(
    budi: PageClient, peer: Assignment, codes: list[str]
) -> None:
    review = budi.get(budi.open(f"/tugas/{peer.id}/periksa").location)

    assert (review.path, told(review)) == (f"/tugas/{peer.id}", [])
    budi.post(f"/tugas/{peer.id}", typed(codes))
    budi.post(f"/tugas/{peer.id}/tolak", {"reason": "does_not_know"})
    assert budi.open(f"/tugas/{peer.id}/periksa").location == f"/tugas/{peer.id}"


def test_the_service_worker_looks_after_the_pages_of_sheets(budi: PageClient) -> None:
    answer = budi.open("/tugas/pekerja.js")

    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/tugas"
    assert b"addEventListener" in answer.data


def test_every_page_of_a_rater_names_its_reader_to_the_worker_and_a_strangers_names_none(
    budi: PageClient, client: PageClient, app: Flask, opened: OpenCycle, peer: Assignment
) -> None:
    mark = budi.open("/sesi").json["reader"]
    citra = PageClient(app).sign_in(opened.account(opened.staff[1]))
    paths = ("/tugas", f"/tugas/{peer.id}", f"/tugas/{peer.id}/tolak", "/tugas/999999")

    assert [budi.open(path).headers["X-Reader"] for path in paths] == [mark] * 4
    assert citra.open("/tugas").headers["X-Reader"] not in (mark, "")
    stranger = PageClient(app).open("/siapa-melihat")
    assert (stranger.status_code, "X-Reader" in stranger.headers) == (200, False)
    assert stranger.headers["Cache-Control"] == "no-store"


def test_what_was_refused_is_shown_with_the_fields_of_the_sheet_itself(
    app: Flask, opened: OpenCycle, codes: list[str]
) -> None:
    """One template draws both; a field must ask the same whichever way it came."""
    instrument = opened.cycle.instrument.content
    content = SheetContent({codes[0]: 4, codes[1]: 0}, {"BP": "Rapi"}, 3)
    with app.test_request_context():
        form = sheet_form(instrument, content, asks_comments=True)
        view = SheetView(instrument, content, asks_comments=True)

        assert form.view().sections() == view.sections()
        for section in view.sections():
            for item in section.items:
                field, shown = form[item.field.name], item.field
                assert (field.id, field.label.text) == (shown.id, shown.label.text)
                assert [
                    [(choice.value, str(choice.label), choice.selected) for choice in each]
                    for each in (field.iter_choices(), shown.iter_choices())
                ] == [[tuple(vars(choice).values()) for choice in shown.iter_choices()]] * 2
            field, box = form[section.comment.name], section.comment
            for name in ("id", "component", "rows", "max_length", "required"):
                assert getattr(field, name) == getattr(box, name), name
            assert str(field.label.text) == f"Komentar tentang {section.name}"
        bare = sheet_form(instrument, replace(content, comments={}), asks_comments=False)
        assert all(section.comment is None for section in bare.view().sections())


def test_a_comment_that_is_too_long_is_told_by_its_name_and_excess(
    budi: PageClient, peer: Assignment, opened: OpenCycle
) -> None:
    value = opened.cycle.instrument.content.values[0]

    page = budi.post(f"/tugas/{peer.id}", typed([], BP="a" * 1003), status=422)

    assert page.errors == [
        f"Singkatkan komentar tentang {value.name.in_language('id')} menjadi paling banyak "
        "1.000 huruf; sekarang kelebihan 3."
    ]


@pytest.mark.parametrize("reason", ["", "lain"])
def test_an_assignment_is_given_back_with_one_of_two_reasons_in_words(
    budi: PageClient, app: Flask, peer: Assignment, reason: str
) -> None:
    with app.test_request_context():
        choices = [
            (str(each.value), str(each.label)) for each in DeclineForm().reason.iter_choices()
        ]
        label = str(DeclineForm().reason.label.text)

    page = budi.post(f"/tugas/{peer.id}/tolak", {"reason": reason}, status=422)

    assert label == "Alasan"
    assert choices == [
        ("does_not_know", "Saya tidak cukup mengenal perilaku kerjanya."),
        (
            "conflict_of_interest",
            "Ada benturan kepentingan, misalnya hubungan keluarga atau perkara.",
        ),
    ]
    assert len(page.errors) == 1
    assert "alasan Anda" in page.errors[0]
