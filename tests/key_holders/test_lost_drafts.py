"""A backup was restored while holders have the key: drafts came back whose keys are gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.assignments.operations import RatingClosed
from berakhlak.audit.models import AuditEntry
from berakhlak.ratings import envelopes
from berakhlak.ratings.drafts import draft_handle, draft_keys
from berakhlak.ratings.models import OpenSheet
from tests.factories.answering import assignments
from tests.key_holders.test_sheets import autosave, send
from tests.ratings.sheets import chosen, revision, typed

PEER = "peer"
NOTE = "draf lama tidak dapat dibuka"


@pytest.fixture
def drafts(keys: Any, opened: Any) -> Any:
    return draft_keys(keys, opened.cycle.key_name)


@pytest.fixture
def box(session: Any, keys: Any, opened: Any, peer: Any, drafts: Any) -> Any:
    """What is stored of Budi's draft about one peer."""
    handle = draft_handle(keys.key_of(opened.cycle), peer.id)
    return lambda: session().scalar(select(OpenSheet.box).where(OpenSheet.handle == handle))


def test_a_rater_is_told_in_words_and_begins_anew_without_anybody_else_learning(
    budi, peer, codes, drafts, box, session, opened, client
):
    page = f"/tugas/{peer.id}"
    others = assignments(session, opened, rater=opened.staff[0], group=PEER)
    other = next(each for each in others if each.id != peer.id)
    budi.post(page, typed(codes[:3], 2))
    budi.post(f"/tugas/{other.id}", typed(codes[:2], 4))
    [gone] = [each for each in drafts.key_names() if bytes.fromhex(each) == box()[:16]]
    drafts.destroy(gone)
    before, acts = box(), len(session.scalars(select(AuditEntry.id)).all())

    tasks = budi.get("/tugas")
    assert tasks.text.count(NOTE) == 1
    budi.get("/")
    told = budi.get(page, status=409)
    assert "dimusnahkan" in told.text
    assert "Tidak ada yang diberi tahu" in told.text
    assert chosen(budi.get(f"/tugas/{other.id}")) == dict.fromkeys(codes[:2], 4)
    assert autosave(budi, peer.id, 1, BP1=3).status_code == 503
    together = budi.open(f"/tugas/bersama/{opened.cycle.id}/peer/periksa")
    assert together.location == "/tugas"
    assert box() == before  # Looking at it has changed nothing.

    # What was typed before anybody knew goes along into the new draft.
    refused = budi.post(page, typed(codes[:5], 4, revision=7), status=409)
    assert "belum tersimpan" in refused.text
    fields = {str(f["name"]): str(f["value"]) for f in refused.all("main form input[type=hidden]")}
    fields["csrf_token"] = budi.token()
    began = budi.open(f"{page}/isi-ulang", method="POST", data=fields)
    assert (began.status_code, began.location) == (307, page)  # A browser sends it all once more.
    budi.post(page, fields)
    assert chosen(budi.get(page)) == dict.fromkeys(codes[:5], 4)
    assert box()[:16] != before[:16]
    assert len(drafts.key_names()) == 2
    assert NOTE not in budi.get("/tugas").text
    assert send(budi, peer.id, codes, 5).path == "/tugas"
    assert len(session.scalars(select(AuditEntry.id)).all()) == acts


def test_a_device_that_knew_the_lost_draft_overwrites_nothing_of_the_new_one_unnoticed(
    budi, peer, codes, drafts
):
    """Its number was given out by the lost draft, and vouches for nothing in the new one."""
    budi.post(f"/tugas/{peer.id}", typed(codes[:1], 2))
    [name] = drafts.key_names()
    drafts.destroy(name)
    at = revision(budi.post(f"/tugas/{peer.id}/isi-ulang"))
    for score in (3, 4, 5):
        at = autosave(budi, peer.id, at, BP1=score).json["revision"]

    assert autosave(budi, peer.id, 4, BP1=1).status_code == 409
    assert autosave(budi, peer.id, 4, BP2=1).status_code == 200


def test_a_beginning_that_is_refused_or_comes_second_leaves_no_key(
    budi, peer, codes, drafts, monkeypatch
):
    def status(name, answer):
        with monkeypatch.context() as patched:
            patched.setattr(envelopes, name, answer)
            sent = {"csrf_token": budi.token()}
            return budi.open(f"/tugas/{peer.id}/isi-ulang", method="POST", data=sent).status_code

    def closed(*_):
        raise RatingClosed

    send(budi, peer.id, codes, 5)
    assert status("require_rating_open", closed) != 400
    assert drafts.key_names() == []

    budi.post(f"/tugas/{peer.id}/isi-ulang")
    kept = drafts.key_names()
    assert status("_draft_box", lambda *_: None) == 302  # It looked when there was none yet.
    assert drafts.key_names() == kept


def test_a_folder_that_comes_back_while_it_is_looked_at_loses_no_draft(
    budi, peer, codes, drafts, box, monkeypatch
):
    """The mount was away when the key was read, and there again when the folder was looked for."""
    budi.post(f"/tugas/{peer.id}", typed(codes[:3], 2))
    before, away = box(), drafts.folder.with_suffix(".away")
    drafts.folder.rename(away)
    looked = Path.is_dir

    def comes_back(path):
        if path == drafts.folder and away.exists():
            away.rename(path)
        return looked(path)

    monkeypatch.setattr(Path, "is_dir", comes_back)
    assert chosen(budi.post(f"/tugas/{peer.id}/isi-ulang")) == dict.fromkeys(codes[:3], 2)
    assert box() == before


def test_a_draft_beside_what_was_sent_is_begun_anew_and_what_was_sent_counts_on(
    budi, peer, codes, drafts, box
):
    page = f"/tugas/{peer.id}"
    send(budi, peer.id, codes, 5)
    budi.post(f"{page}/isi-ulang")
    [name] = drafts.key_names()
    drafts.destroy(name)

    assert "tetap dihitung" in budi.get(page, status=409).text
    again = budi.post(f"{page}/isi-ulang")
    assert chosen(again) == {}
    assert "tetap dihitung sampai isian baru" in again.text
    assert revision(again) >= 100_000


def test_side_by_side_the_others_are_saved_and_what_was_typed_for_the_lost_one_goes_along(
    budi, peer, codes, drafts, box, session, opened
):
    ids = [each.id for each in assignments(session, opened, rater=opened.staff[0], group=PEER)]
    values = opened.cycle.instrument.content.values
    first, second = ([each.code for each in value.behaviours] for value in values[:2])
    pages = [f"/tugas/bersama/{opened.cycle.id}/peer/{value.code}" for value in values[:3]]

    def form(shown, asked, score):
        fields = shown.all("input[name^=revision-]")
        return {str(each["name"]): str(each["value"]) for each in fields} | {
            f"jawaban-{number}-{code}": str(score) for number in ids for code in asked
        }

    budi.post(pages[0], form(budi.get(pages[0]), first, 2))
    typed_there = form(budi.get(pages[1]), second, 4)
    before = box()
    drafts.destroy(before[:16].hex())

    looked = budi.get(pages[1], status=409)
    assert "Satu draf tidak dapat dibuka" in looked.text
    refused = budi.post(pages[1], typed_there, status=409)
    assert "sudah tersimpan" in refused.text
    assert refused.text.count("Sering") == len(second)
    assert box() == before  # Nothing is given up before its rater asks for it.
    for number in set(ids) - {peer.id}:
        assert chosen(budi.get(f"/tugas/{number}")) == dict.fromkeys(first, 2) | dict.fromkeys(
            second, 4
        )

    fields = {str(f["name"]): str(f["value"]) for f in refused.all("main form input[type=hidden]")}
    assert budi.post(pages[1], fields).path == pages[2]
    assert chosen(budi.get(f"/tugas/{peer.id}")) == dict.fromkeys(second, 4)

    for name in drafts.key_names():  # All of them are lost.
        drafts.destroy(name)
    typed_there = form(looked, first, 5)
    refused = budi.post(pages[0], typed_there, status=409)
    fields = {str(f["name"]): str(f["value"]) for f in refused.all("main form input[type=hidden]")}
    assert budi.post(pages[0], fields).path == pages[1]
    assert chosen(budi.get(f"/tugas/{ids[0]}")) == dict.fromkeys(first, 5)


@pytest.mark.parametrize("trouble", ["none", "folder away", "unreadable", "box altered"])
def test_no_draft_is_given_up_for_what_can_be_mended(
    budi, peer, codes, drafts, box, session, trouble
):
    page = f"/tugas/{peer.id}"
    budi.post(page, typed(codes[:3], 2))
    before, [name] = box(), drafts.key_names()
    file = drafts.folder / f"{name}.key"
    if trouble == "folder away":
        drafts.folder.rename(drafts.folder.with_suffix(".away"))
    elif trouble == "unreadable":
        file.rename(drafts.folder / "kept")
        file.mkdir()  # Nobody reads it as a file, root included.
    elif trouble == "box altered":
        row = session.scalar(select(OpenSheet).where(OpenSheet.box == before))
        row.box = before[:-1] + bytes([before[-1] ^ 1])
        session.commit()
        before = row.box

    answer = budi.open(f"{page}/isi-ulang", method="POST", data={"csrf_token": budi.token()})

    assert answer.status_code == (302 if trouble == "none" else 503)
    assert box() == before
    if trouble == "none":
        assert chosen(budi.get(page)) == dict.fromkeys(codes[:3], 2)
    else:
        assert budi.open(page).status_code == 503
        assert budi.open("/tugas").status_code == 503


def test_nobody_else_begins_a_draft_anew(budi, peer, codes, drafts, box, client, opened):
    budi.post(f"/tugas/{peer.id}", typed(codes[:3], 2))
    for name in drafts.key_names():
        drafts.destroy(name)
    before = box()

    for account in (opened.hr, opened.account(opened.staff[1])):
        client.sign_in(account)
        answer = client.open(
            f"/tugas/{peer.id}/isi-ulang", method="POST", data={"csrf_token": client.token()}
        )
        assert answer.status_code in (403, 404)

    assert box() == before
