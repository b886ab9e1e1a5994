"""Phone and desk computer on one sheet: nothing is lost, nothing overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from berakhlak.assignments.models import Assignment
from berakhlak.ratings.box_content import SheetContent
from tests.ratings.sheets import chosen, revision, typed
from tests.support.markup import words
from tests.support.pages import PageClient

Stored = Callable[[Assignment], tuple[SheetContent, bool]]


def test_the_second_device_sees_both_and_overwrites_only_knowingly(
    budi: PageClient, peer: Assignment, codes: list[str], stored: Stored
) -> None:
    budi.post(f"/tugas/{peer.id}", typed(codes[:3], 2, BP="Dari ponsel"))

    late = typed(codes[2:5], 5, BP="Dari kantor")
    page = budi.post(f"/tugas/{peer.id}", late, status=409)

    assert stored(peer)[0].answers == dict.fromkeys(codes[:3], 2)
    assert chosen(page) == dict.fromkeys(codes[:2], 2) | dict.fromkeys(codes[2:5], 5)
    assert words(page.one("#komentar-BP")) == "Dari kantor"
    notice = words(page.one(".notice--warning"))
    assert "Di sini: Hampir selalu Tersimpan: Jarang" in notice
    assert "Di sini: Dari kantor Tersimpan: Dari ponsel" in notice

    knowing = typed(codes[:5], 5, BP="Keduanya", revision=revision(page))
    budi.post(f"/tugas/{peer.id}", knowing)
    assert stored(peer)[0].comments == {"BP": "Keduanya"}


def test_a_comment_from_the_other_device_fills_an_empty_one_here(
    budi: PageClient, peer: Assignment, codes: list[str]
) -> None:
    budi.post(f"/tugas/{peer.id}", typed(codes[:1], 2, BP="Dari ponsel"))

    page = budi.post(f"/tugas/{peer.id}", typed(codes[:1], 2, BP=""), status=409)

    assert words(page.one("#komentar-BP")) == "Dari ponsel"
    assert "Yang berbeda" not in page.text


def test_an_old_review_page_does_not_send_what_it_did_not_show(
    budi: PageClient, peer: Assignment, codes: list[str], stored: Stored
) -> None:
    review = budi.post(f"/tugas/{peer.id}", typed(codes, 4, action="submit"))
    budi.post(f"/tugas/{peer.id}", typed(codes, 1, revision=1))

    again = budi.post(review.path, {"revision": revision(review)})

    assert again.path == review.path
    assert "sudah disimpan dari perangkat atau tab lain" in again.text
    assert [words(each) for each in again.all("dd")] == ["Hampir tidak pernah"] * 21
    assert stored(peer)[1] is False


def test_two_first_savings_at_once_lose_nothing(
    budi: PageClient, app: Flask, peer: Assignment, codes: list[str], stored: Stored
) -> None:
    path = f"/tugas/{peer.id}"
    forms = [typed(codes[:3], score) | {"csrf_token": budi.token()} for score in (1, 2, 3, 4)]
    cookie = budi.http.get_cookie("session")
    assert cookie is not None

    def send(form: dict[str, str]) -> int:
        device = app.test_client()
        device.set_cookie("session", cookie.value)
        return device.post(path, data=form).status_code

    with ThreadPoolExecutor(4) as devices:
        answers = list(devices.map(send, forms))

    assert sorted(answers) == [302, 409, 409, 409]
    assert stored(peer)[0].answers == dict.fromkeys(codes[:3], answers.index(302) + 1)


def test_a_made_up_revision_overwrites_nothing(
    budi: PageClient, peer: Assignment, codes: list[str], stored: Stored
) -> None:
    budi.post(f"/tugas/{peer.id}", typed(codes[:3], 2))

    for made_up in ("", "-1", "nol", "9" * 30, "²"):
        form = typed(codes[:3], 5) | {"revision": made_up}
        budi.post(f"/tugas/{peer.id}", form, status=409)

    assert stored(peer)[0].answers == dict.fromkeys(codes[:3], 2)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    here=st.dictionaries(st.integers(0, 20), st.integers(0, 5)),
    there=st.dictionaries(st.integers(0, 20), st.integers(0, 5), min_size=1),
)
def test_every_answer_of_either_device_is_on_the_page(
    budi: PageClient,
    peer: Assignment,
    codes: list[str],
    stored: Stored,
    here: dict[int, int],
    there: dict[int, int],
) -> None:
    now = stored(peer)[0]
    mine = {codes[place]: score for place, score in here.items()}
    saved = now.answers | {codes[place]: score for place, score in there.items()}
    form = {f"jawaban-{code}": str(score) for code, score in saved.items()}
    budi.post(f"/tugas/{peer.id}", form | {"action": "save", "revision": str(now.revision)})

    form = {f"jawaban-{code}": str(score) for code, score in mine.items()}
    stale = form | {"action": "save", "revision": str(now.revision)}
    page = budi.post(f"/tugas/{peer.id}", stale, status=409)

    assert chosen(page) == saved | mine
    differing = [code for code in mine if code in saved and saved[code] != mine[code]]
    assert page.text.count("Tersimpan: ") == len(differing)
    assert stored(peer)[0].answers == saved
