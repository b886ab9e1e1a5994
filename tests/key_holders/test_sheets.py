"""A rater's sheet where holders have the key: sent, sealed, filled anew, on two devices."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.ratings.draft_sweeping import sweep_open_cycles
from berakhlak.ratings.drafts import (
    NAME_BYTES,
    destroy_draft_keys,
    draft_keys,
    sweep_draft_keys,
)
from berakhlak.ratings.models import OpenSheet
from tests.ratings.sheets import chosen, revision, typed
from tests.support.pages import PageClient


def autosave(reader: PageClient, sheet: int, base: int, **answers: int) -> Any:
    return reader.open(
        f"/tugas/{sheet}/jawaban",
        method="POST",
        json={"base": base, "answers": answers, "comments": {}},
        headers={"X-CSRFToken": reader.token()},
    )


def send(reader, sheet, codes, score, **comments):
    """Fill from what is there now, save and send."""
    at = revision(reader.get(f"/tugas/{sheet}"))
    reader.post(f"/tugas/{sheet}", typed(codes, score, revision=at, action="submit", **comments))
    at = revision(reader.get(f"/tugas/{sheet}/periksa"))
    return reader.post(f"/tugas/{sheet}/periksa", {"revision": str(at)})


@pytest.fixture
def draft_files(keys, opened):
    folder = draft_keys(keys, opened.cycle.key_name).folder
    return lambda: sorted(folder.glob("*")) if folder.is_dir() else []


@pytest.fixture
def rows(session):
    def read():
        stored = session.execute(select(OpenSheet.handle, OpenSheet.is_submitted, OpenSheet.box))
        return {bytes(row.handle): row for row in stored}

    return read


def seen(reader, sheet):
    """All that a coercer sees on this phone, but for tokens."""
    addresses = ("/", "/tugas", f"/tugas/{sheet}", f"/tugas/{sheet}/tolak", "/tugas/lanjut/1")
    pages = [reader.open(each).get_data(as_text=True) for each in addresses]
    pages += [str(autosave(reader, sheet, base, BP1=3).json) for base in (0, 1, 7)]
    pages.append(reader.post(f"/tugas/{sheet}", typed(["BP1"], 2), status=409).html)
    return [
        re.sub(r'(csrf_token"|csrf-token"|nonce-|token) ?[^>]{0,8}="?[^">]+', "", p) for p in pages
    ]


def test_a_sheet_that_was_sent_is_sealed_and_filled_anew_as_a_whole(
    budi, peer, codes, rows, keys, opened, draft_files
):
    page = f"/tugas/{peer.id}"
    assert "orang yang menguasai server dapat membukanya" in budi.get(page).text
    assert "Ketua KORPRI" in budi.get(page).text
    budi.post(page, typed(codes[:3], 2))
    assert chosen(budi.get(page)) == dict.fromkeys(codes[:3], 2)
    [file] = draft_files()
    assert (file.stat().st_mtime, file.parent.stat().st_mtime) == (0, 0)
    key = keys.key_of(opened.cycle)
    assert key.handle(peer.id) not in rows()

    sent = send(budi, peer.id, codes, 5, BP="Sangat membantu")

    assert sent.path == "/tugas"
    assert draft_files() == []
    [row] = rows().values()
    assert (bytes(row.handle), row.is_submitted) == (key.handle(peer.id), True)
    sealed = budi.get(page)
    assert "tersegel" in sealed.heading
    assert "Sangat membantu" not in sealed.html
    assert not sealed.all("input[type=radio]")
    assert budi.open(f"{page}/periksa").status_code == 302

    # Filled anew, from empty: the old one counts until the new one is sent.
    again = budi.post(f"{page}/isi-ulang")
    assert chosen(again) == {}
    assert "tetap dihitung sampai isian baru" in again.text
    assert bytes(rows()[key.handle(peer.id)].box) == bytes(row.box)
    assert len(row.box) == 924
    assert budi.post(f"{page}/isi-ulang").path == page  # Twice is once.
    at = revision(again)
    assert autosave(budi, peer.id, at, BP1=1).json["answers"] == {"BP1": 1}
    assert send(budi, peer.id, codes, 1).path == "/tugas"
    [after] = rows().values()
    assert bytes(after.box) != bytes(row.box)
    assert draft_files() == []


def test_opposite_answers_leave_the_same_bytes_on_every_page(budi, peer, codes, rows):
    answered = []
    for score, words in ((1, "Sangat buruk"), (5, "Sangat baik, sungguh")):
        if answered:
            budi.post(f"/tugas/{peer.id}/isi-ulang")
        send(budi, peer.id, codes, score, BP=words)
        answered.append((seen(budi, peer.id), {len(row.box) for row in rows().values()}))

    assert answered[0] == answered[1]


@pytest.mark.parametrize("refilled", [False, True])
def test_a_device_that_knew_the_draft_gets_409_and_makes_none(
    budi, peer, codes, rows, draft_files, keys, opened, refilled
):
    page = f"/tugas/{peer.id}"
    budi.post(page, typed(codes[:3], 2))
    stale = revision(budi.get(page))
    send(budi, peer.id, codes, 4)
    if refilled:
        budi.post(f"{page}/isi-ulang")
    before = {handle: bytes(row.box) for handle, row in rows().items()}
    files = draft_files()

    for base in (0, stale, stale + 5):
        answer = autosave(budi, peer.id, base, BP1=1)
        assert (answer.status_code, answer.json["sealed"]) == (409, True)
    budi.post(page, typed(codes[:3], 1, revision=stale), status=409)

    assert {handle: bytes(row.box) for handle, row in rows().items()} == before
    # What was refused lies in the files of the database all the same, and no key with it: a form
    # that comes back late says what has been sent.
    budi.post(page, typed(codes, 4), status=409)
    assert draft_files() == files
    assert draft_keys(keys, opened.cycle.key_name).folder.stat().st_mtime == 0  # When it was sent.


def test_sheets_that_are_not_anonymous_stay_open_to_their_writer(
    budi, own, codes, rows, draft_files
):
    page = f"/tugas/{own.id}"
    at = revision(budi.get(page))
    budi.post(page, typed(codes, 3, revision=at, action="submit"))
    at = revision(budi.get(f"{page}/periksa"))
    budi.post(f"{page}/periksa", {"revision": str(at)})

    assert set(chosen(budi.get(page)).values()) == {3}
    assert "tersegel" not in budi.get(page).text
    assert autosave(budi, own.id, at + 1, BP1=2).status_code == 200
    assert draft_files() == []


def test_side_by_side_only_what_is_still_open_is_answered(budi, session, opened, codes, rows):
    from tests.factories.answering import assignments

    peers = assignments(session, opened, rater=opened.staff[0], group="peer")
    ids = [each.id for each in peers]
    send(budi, ids[0], codes, 5)
    address = f"/tugas/bersama/{opened.cycle.id}/peer"
    values = [value.code for value in opened.cycle.instrument.content.values]
    page = budi.get(f"{address}/{values[0]}")
    assert f"jawaban-{ids[0]}" not in page.html
    late = {f"jawaban-{ids[0]}-{codes[0]}": "1", f"revision-{ids[0]}": "0"}  # Shown before it was.
    assert "terkirim dari perangkat lain" in budi.post(f"{address}/{values[0]}", late).text
    for value in opened.cycle.instrument.content.values:
        form = {
            f"jawaban-{number}-{behaviour.code}": "4"
            for number in ids[1:]
            for behaviour in value.behaviours
        }
        at = budi.get(f"{address}/{value.code}")
        form |= {
            str(field["name"]): str(field["value"]) for field in at.all("input[name^=revision-]")
        }
        budi.post(f"{address}/{value.code}", form)
    review = budi.get(f"{address}/periksa")
    shown = {str(f["name"]): str(f["value"]) for f in review.all("input[name^=revision-]")}
    assert len(shown) == len(ids) - 1
    done = budi.post(f"{address}/periksa", shown)

    assert done.path == "/tugas"
    assert "3 formulir terkirim" in done.text
    assert {row.is_submitted for row in rows().values()} == {True}
    assert budi.open(f"{address}/{values[0]}").location == "/tugas"


def test_keys_without_a_draft_are_swept_and_young_ones_are_left(
    budi, peer, codes, keys, opened, rows, session
):
    drafts = draft_keys(keys, opened.cycle.key_name)
    budi.post(f"/tugas/{peer.id}", typed(codes[:3], 2))
    kept = drafts.key_names()
    drafts.create("ab" * 16)
    boxes = [bytes(row.box) for row in rows().values() if not row.is_submitted]

    assert sweep_draft_keys(drafts, boxes) == 0
    assert sweep_open_cycles(session(), keys) == 0
    assert sweep_open_cycles(session(), keys, grace=-1.0) == 1
    assert {len(box) for box in boxes} == {NAME_BYTES + 924}  # Whole within a row of SQLite.
    assert drafts.key_names() == kept

    destroy_draft_keys(drafts)
    destroy_draft_keys(drafts)
    assert not drafts.folder.exists()
    assert budi.open(f"/tugas/{peer.id}").status_code == 503  # A draft that nobody opens any more.
