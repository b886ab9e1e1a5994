"""Files in the database: whole or not there, in pieces, unreadable without SECRET_KEY."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from berakhlak import clock
from berakhlak.extensions import db
from berakhlak.people.pending_uploads import UploadGone, pending_uploads
from berakhlak.stored_files import files as module
from berakhlak.stored_files.files import StoredFiles, StoredFileUnreadable
from berakhlak.stored_files.models import StoredFile, StoredPiece
from config import Config


@pytest.fixture
def files(session, monkeypatch):
    monkeypatch.setattr(module, "PIECE", 1000)
    return StoredFiles(lambda: db.engine, "s" * 32)


def test_a_file_comes_back_in_pieces_and_replaces_an_earlier_one_whole(files, session, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(bytes(range(250)) * 10)
    files.keep("jobs/1", "a.zip", b"older")
    files.keep("jobs/1", "a.zip", path)
    files.keep("jobs/12", "a.zip", b"another")

    assert files.size("jobs/1", "a.zip") == 2500
    assert [len(each) for each in files.pieces("jobs/1", "a.zip")] == [1000, 1000, 500]
    assert files.read("jobs/1", "a.zip") == path.read_bytes()
    stored = list(session.scalars(select(StoredPiece.content)))
    assert len(stored) == 4
    assert not any(path.read_bytes()[:16] in each for each in stored)

    files.drop("jobs/1")
    assert (files.names("jobs/1"), files.names("jobs/12")) == ([], ["a.zip"])
    assert len(list(session.scalars(select(StoredPiece.number)))) == 1


def test_another_secret_a_lost_piece_and_one_in_anothers_place_are_noticed(files, session):
    files.keep("jobs/1", "a", b"x" * 1500)
    other = StoredFiles(lambda: db.engine, "t" * 32)
    with pytest.raises(StoredFileUnreadable):
        other.read("jobs/1", "a")

    first, second = session.scalars(select(StoredPiece).order_by(StoredPiece.number))
    second.content = first.content
    session.commit()
    with pytest.raises(StoredFileUnreadable):
        files.read("jobs/1", "a")
    session.delete(second)
    session.commit()
    with pytest.raises(StoredFileUnreadable):
        list(files.pieces("jobs/1", "a"))


def test_what_is_cut_off_is_nobodys_file_and_goes_in_time(files, session, monkeypatch):
    monkeypatch.setattr(StoredFiles, "_put_in_place", lambda *_given: None)
    files.keep("jobs/1", "a", b"x" * 1500)
    assert (files.size("jobs/1", "a"), files.read("jobs/1", "a")) == (None, None)

    files.drop_older("uploads/", clock.utc_now())
    assert session.scalars(select(StoredFile)).all()
    files.drop_older("uploads/", clock.utc_now() + timedelta(days=2))
    session.expire_all()
    assert session.scalars(select(StoredFile)).all() == []


@pytest.mark.parametrize("store", ["folder", "database"])
def test_an_upload_is_found_by_its_owner_alone_and_by_every_host(store, session, tmp_path):
    config = Config(key_dir=tmp_path / "keys", file_store=store, secret_key="s" * 32)
    here, there = pending_uploads(config, "uploads"), pending_uploads(config, "uploads")

    earlier = here.keep(b"lama", owner=5)
    name = here.keep(b"isi", owner=5)

    assert there.read_file(name, owner=5) == b"isi"
    for wrong, owner in ((name, 6), (earlier, 5), ("../x", 5)):
        with pytest.raises(UploadGone):
            there.read_file(wrong, owner=owner)
    there.forget(5)
    with pytest.raises(UploadGone):
        here.read_file(name, owner=5)
