"""One sheet from the list to its last change: draft, review, sending, editing, closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.models import CycleState
from berakhlak.ratings.box_content import SheetContent
from tests.factories.cycles import OpenCycle, assignment_of
from tests.ratings.sheets import chosen, revision, typed
from tests.support.markup import words
from tests.support.pages import PageClient

Stored = Callable[[Assignment], tuple[SheetContent, bool]]


def test_an_officer_sees_what_is_owed_by_relation(budi: PageClient) -> None:
    page = budi.get("/tugas")

    groups = [words(heading) for heading in page.all("h3")]
    assert groups == ["Diri sendiri", "Atasan Anda", "Rekan Anda"]
    assert "Formulir terkirim 0 dari 6" in page.text
    assert page.text.count("Belum diisi") == 6


def test_a_supervisor_is_asked_about_subordinates(client: PageClient, opened: OpenCycle) -> None:
    page = client.sign_in(opened.account(opened.head)).get("/tugas")

    assert [words(heading) for heading in page.all("h3")] == ["Diri sendiri", "Bawahan Anda"]


def test_who_owes_nothing_is_told_so(client: PageClient, opened: OpenCycle) -> None:
    page = client.sign_in(opened.hr).get("/tugas")

    assert "Tidak ada penilaian yang ditunggu dari Anda." in page.text


def test_the_sheet_shows_words_and_never_codes(
    budi: PageClient, peer: Assignment, opened: OpenCycle, codes: list[str]
) -> None:
    page = budi.get(f"/tugas/{peer.id}")

    instrument = opened.cycle.instrument.content
    scales = page.all("fieldset.scale")
    assert page.heading == f"Menilai {peer.ratee.name}, rekan Anda"
    assert len(scales) == 21
    for step in instrument.steps:
        assert all(step.label.id in words(scale) for scale in scales)
    assert all("Tidak dapat menilai" in words(scale) for scale in scales)
    assert not [code for code in codes if code in page.text]


def test_a_draft_takes_any_part_and_is_there_again(
    budi: PageClient, peer: Assignment, codes: list[str], stored: Stored
) -> None:
    form = typed(codes[:5], 2, BP="Selalu <b>sigap</b>") | {"jawaban-AD1": "0"}

    back = budi.post(f"/tugas/{peer.id}", form)

    page = budi.get(f"/tugas/{peer.id}")
    assert back.heading == "Tugas menilai"
    assert "6 dari 21 terjawab" in back.text
    assert chosen(page) == dict.fromkeys(codes[:5], 2) | {"AD1": 0}
    assert words(page.one("#komentar-BP")) == "Selalu <b>sigap</b>"
    assert stored(peer)[1] is False


def test_one_tap_goes_on_at_the_first_unanswered_behaviour(
    budi: PageClient, peer: Assignment, codes: list[str]
) -> None:
    back = budi.post(f"/tugas/{peer.id}", typed(codes[:5]))

    assert back.link(f"Lanjutkan menilai {peer.ratee.name}") == (
        f"/tugas/{peer.id}#perilaku-{codes[5]}"
    )
    assert budi.get(f"/tugas/{peer.id}").all(f"#perilaku-{codes[5]}")


def test_an_incomplete_sheet_is_refused_but_kept(
    budi: PageClient, peer: Assignment, codes: list[str], stored: Stored
) -> None:
    form = typed(codes[:19], 3, action="submit", KB="Mau berbagi")

    page = budi.post(f"/tugas/{peer.id}", form, status=422)

    targets = [str(link["href"]) for link in page.all("[role=alert] a")]
    assert targets == [f"#jawaban-{code}-0" for code in codes[19:]]
    assert all(page.all(target) for target in targets)
    assert chosen(page) == dict.fromkeys(codes[:19], 3)
    assert stored(peer)[0].answers == dict.fromkeys(codes[:19], 3)
    assert stored(peer)[0].comments == {"KB": "Mau berbagi"}
    assert revision(page) == 1


def test_the_refused_page_can_be_completed_and_sent(
    budi: PageClient, peer: Assignment, codes: list[str], stored: Stored
) -> None:
    budi.post(f"/tugas/{peer.id}", typed(codes[:19], 3, action="submit"), status=422)

    review = budi.post(f"/tugas/{peer.id}", typed(codes, 3, action="submit", revision=1))

    assert review.path == f"/tugas/{peer.id}/periksa"
    assert [words(each) for each in review.all("dd")] == ["Kadang-kadang"] * 21
    assert stored(peer)[1] is False
    done = budi.post(review.path, {"revision": revision(review)})
    assert done.heading == "Tugas menilai"
    assert "Formulir terkirim 1 dari 6" in done.text
    assert stored(peer)[1] is True


def test_the_promise_stands_before_the_first_answer_and_on_the_review(
    budi: PageClient, peer: Assignment, codes: list[str]
) -> None:
    promise = f"Anda satu dari 4 rekan {peer.ratee.name}; nilai kelompok tampil bila minimal 3"

    first = budi.get(f"/tugas/{peer.id}")
    review = budi.post(f"/tugas/{peer.id}", typed(codes, action="submit"))

    assert promise in first.text
    assert first.html.index(promise) < first.html.index('type="radio"')
    assert promise in review.text


def test_a_sent_sheet_can_be_changed_and_stays_sent(
    budi: PageClient, peer: Assignment, codes: list[str], stored: Stored
) -> None:
    send(budi, peer, codes)

    page = budi.get(f"/tugas/{peer.id}")
    back = budi.post(f"/tugas/{peer.id}", typed(codes, 5, revision=revision(page)))

    assert "Perubahan sudah tersimpan dan terkirim." in back.text
    assert stored(peer)[0].answers == dict.fromkeys(codes, 5)
    assert stored(peer)[1] is True


def test_a_comment_that_is_too_long_costs_nothing_else(
    budi: PageClient, peer: Assignment, codes: list[str], stored: Stored
) -> None:
    long = "panjang " * 200

    page = budi.post(
        f"/tugas/{peer.id}", typed(codes[:3], 5, BP=long.strip(), AK="Rapi"), status=422
    )

    assert [str(link["href"]) for link in page.all("[role=alert] a")] == ["#komentar-BP"]
    assert words(page.one("#komentar-BP")) == long.strip()
    assert stored(peer)[0].answers == dict.fromkeys(codes[:3], 5)
    assert stored(peer)[0].comments == {"AK": "Rapi"}


def test_a_comment_that_grew_too_long_leaves_the_saved_one(
    budi: PageClient, peer: Assignment, stored: Stored
) -> None:
    budi.post(f"/tugas/{peer.id}", typed([], BP="Ringkas"))

    budi.post(f"/tugas/{peer.id}", typed([], BP="x" * 1001, revision=1), status=422)

    assert stored(peer)[0].comments == {"BP": "Ringkas"}


def test_an_answer_off_the_scale_is_refused_and_not_stored(
    budi: PageClient, peer: Assignment, stored: Stored
) -> None:
    for saved, forged in enumerate(("6", "-1", "4.5", "dua")):
        form = {"action": "save", "revision": str(saved), "jawaban-BP1": forged}
        page = budi.post(f"/tugas/{peer.id}", form, status=422)
        assert page.errors == [
            "Pilih satu jawaban untuk: 1. Memahami dan memenuhi kebutuhan masyarakat"
        ]

    assert stored(peer)[0].answers == {}


def test_an_incomplete_sheet_cannot_be_sent_past_the_review(
    budi: PageClient, peer: Assignment, codes: list[str], stored: Stored
) -> None:
    budi.post(f"/tugas/{peer.id}", typed(codes[:20]))

    page = budi.post(f"/tugas/{peer.id}/periksa", {"revision": "1"})

    assert page.path == f"/tugas/{peer.id}"
    assert stored(peer)[1] is False


def test_a_lone_supervisor_is_told_and_not_asked_for_comments(
    client: PageClient, session: Any, opened: OpenCycle
) -> None:
    assignment = assignment_of(session, opened.head, opened.staff[0], opened.cycle)

    page = client.sign_in(opened.account(opened.head)).get(f"/tugas/{assignment.id}")

    assert page.heading == "Menilai Budi Santoso, bawahan Anda"
    assert "Sebagai atasan, jawaban Anda tidak anonim" in page.text
    assert "Anda satu-satunya atasan yang menilai Budi Santoso." in page.text
    assert not page.all("textarea")


def test_oneself_is_rated_without_comments_and_cannot_be_given_back(
    budi: PageClient, session: Any, opened: OpenCycle, keys: Any
) -> None:
    own = assignment_of(session, opened.staff[0], opened.staff[0], opened.cycle)

    page = budi.get(f"/tugas/{own.id}")
    refusal = budi.post(f"/tugas/{own.id}/tolak", {"reason": "does_not_know"}, status=403)

    assert page.heading == "Menilai diri sendiri"
    assert not page.all("textarea")
    assert "tolak" not in page.html
    assert "Penilaian diri tidak dapat ditolak." in refusal.text


def test_a_comment_typed_while_the_group_shrank_is_kept(
    budi: PageClient, session: Any, opened: OpenCycle, peer: Assignment, stored: Stored
) -> None:
    others = select(Assignment).where(
        Assignment.ratee_id == peer.ratee_id,
        Assignment.group == peer.group,
        Assignment.id != peer.id,
    )
    for other in session.scalars(others):
        other.declined = "does_not_know"

    budi.post(f"/tugas/{peer.id}", typed([], BP="Sudah terlanjur diketik"))

    assert stored(peer)[0].comments == {"BP": "Sudah terlanjur diketik"}
    page = budi.get(f"/tugas/{peer.id}")
    assert "Kelompok Anda hanya 1 orang, kurang dari 3" in page.text
    assert words(page.one("#komentar-BP")) == "Sudah terlanjur diketik"


def test_an_assignment_is_given_back_with_a_reason_and_taken_again(
    budi: PageClient, peer: Assignment, session: Any, codes: list[str], stored: Stored
) -> None:
    budi.post(f"/tugas/{peer.id}", typed(codes[:4], 5))
    missing = budi.post(f"/tugas/{peer.id}/tolak", {}, status=422)
    assert missing.errors == ["Pilih alasan Anda."]

    back = budi.post(f"/tugas/{peer.id}/tolak", {"reason": "conflict_of_interest"})
    assert "Tidak menilai" in back.text
    assert "Formulir terkirim 0 dari 5" in back.text
    assert budi.open(f"/tugas/{peer.id}").location == f"/tugas/{peer.id}/tolak"

    again = budi.post(f"/tugas/{peer.id}/ambil-kembali")
    assert again.path == f"/tugas/{peer.id}"
    assert chosen(again) == dict.fromkeys(codes[:4], 5)
    assert session.get_one(Assignment, peer.id).declined is None


def test_what_is_typed_on_a_declined_sheet_is_kept_but_not_sent(
    budi: PageClient, peer: Assignment, codes: list[str], stored: Stored
) -> None:
    budi.post(f"/tugas/{peer.id}/tolak", {"reason": "does_not_know"})

    form = typed(codes, action="submit") | {"csrf_token": budi.token()}
    answer = budi.open(f"/tugas/{peer.id}", method="POST", data=form)

    assert answer.status_code == 302
    form = {"revision": "1", "csrf_token": budi.token()}
    assert budi.open(f"/tugas/{peer.id}/periksa", method="POST", data=form).status_code == 302
    assert stored(peer)[0].answers == dict.fromkeys(codes, 4)
    assert stored(peer)[1] is False


def test_a_closed_cycle_answers_kindly_and_takes_nothing(
    budi: PageClient, opened: OpenCycle, peer: Assignment, codes: list[str], stored: Stored
) -> None:
    opened.cycle.state = CycleState.SEALING

    pages = [
        budi.get(f"/tugas/{peer.id}", status=409),
        budi.post(f"/tugas/{peer.id}", typed(codes), status=409),
        budi.get(f"/tugas/{peer.id}/periksa", status=409),
        budi.post(f"/tugas/{peer.id}/tolak", {"reason": "does_not_know"}, status=409),
        budi.post(f"/tugas/{peer.id}/ambil-kembali", status=409),
    ]

    assert {page.heading for page in pages} == {"Siklus ini sudah ditutup"}
    assert stored(peer)[0].revision == 0
    assert "Tidak ada penilaian yang ditunggu" in budi.get("/tugas").text


def test_the_sheet_speaks_english_on_demand(budi: PageClient, peer: Assignment) -> None:
    budi.open(f"/tugas/{peer.id}?lang=en")

    page = budi.get(f"/tugas/{peer.id}")

    assert "Understands and meets the needs of the public" in page.text
    assert "Almost always" in page.text
    assert "Memahami dan memenuhi kebutuhan masyarakat" not in page.text


def send(reader: PageClient, assignment: Assignment, codes: list[str]) -> None:
    """Fill, review and submit a sheet with the answer 4."""
    review = reader.post(f"/tugas/{assignment.id}", typed(codes, action="submit"))
    reader.post(review.path, {"revision": revision(review)})
