"""The disk below the program really fills up, or is read-only: words, and nothing is torn."""

from __future__ import annotations

import io
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from berakhlak import clock
from berakhlak.cycles.keyring import key_store
from berakhlak.exports import export as module
from berakhlak.exports import jobs as export_jobs
from berakhlak.exports.choosing import ExportChoice
from berakhlak.extensions import db
from berakhlak.jobs.models import Job
from berakhlak.jobs.operations import enqueue
from berakhlak.people import import_job
from berakhlak.people.models import Person
from berakhlak.ratings.models import OpenSheet
from tests.exports.test_export_jobs import empty_pdf
from tests.factories.cycles import a_peer_assignment, make_open_cycle
from tests.factories.published import make_published_cycle
from tests.people.test_import_job import CONTENT
from tests.ratings.sheets import typed
from tests.support.databases import build_app, let_go
from tests.support.pages import Page, PageClient
from tests.support.served import served
from tests.support.small_disk import SmallDisk, small_disk
from tests.support.visitors import Answer, Visitor
from tests.support.workers import job_state, job_worker, wait_for

MEGABYTES = 8
WORDS = "rapi " * 190  # So long that the file has to grow.


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", MEGABYTES) as made:
        yield made


@pytest.fixture
def app(disk: SmallDisk, migrated_sqlite: Path) -> Iterator[Flask]:
    """Everything that an installation keeps lies on that disk."""
    file = disk.folder / "berakhlak.sqlite3"
    file.write_bytes(migrated_sqlite.read_bytes())
    jobs = disk.folder / "jobs"
    made = build_app(
        f"sqlite:///{file}", disk.folder / "keys",
        testing=False, job_dir=jobs, job_lease_seconds=1.0,
    )  # fmt: skip
    yield made
    made.extensions["jobs"].queue.close()
    let_go(made)


@dataclass
class Rater:
    """With a sheet of a colleague before them."""

    visitor: Visitor
    path: str
    form: dict[str, str]

    def send(self, port: int) -> Answer:
        return self.visitor.post(port, self.path, self.form)


@pytest.fixture
def rater(app: Flask) -> Rater:
    with app.app_context():
        opened = make_open_cycle(db.session, key_store())
        peer = a_peer_assignment(db.session, opened, opened.staff[0])
        codes = [each.code for each in opened.cycle.questionnaire.behaviours]
        words = {each.code: WORDS for each in opened.cycle.questionnaire.values}
        visitor = Visitor.signed_in(PageClient(app), opened.account(opened.staff[0]))
        return Rater(visitor, f"/tugas/{peer.id}", typed(codes, 2, **words))


def assert_told(answer: Answer, rater: Rater) -> None:
    """In words, and with all that was typed."""
    assert (answer.status, answer.in_words()) == (503, True), answer.text[:2000]
    assert "Mungkin belum tersimpan" in answer.text
    ticked = {name: value for name, value in rater.form.items() if name.startswith("jawaban-")}
    assert ticked.items() <= answer.chosen().items()
    assert answer.text.count(WORDS.strip()) >= len(ticked) // 5, "a comment for each value"


def assert_whole(app: Flask, sheets: int) -> None:
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(OpenSheet)) == sheets
        raw: Any = db.session.connection().connection.dbapi_connection
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        db.session.remove()


def test_on_a_full_disk_forms_are_refused_in_words_and_taken_when_there_is_room(
    app: Flask, disk: SmallDisk, rater: Rater, tmp_path: Path
) -> None:
    with served(app, tmp_path) as server:
        assert rater.visitor.get(server.port, rater.path).status == 200
        disk.fill()
        assert_told(rater.send(server.port), rater)
        assert rater.visitor.get(server.port, "/tugas").status == 200, "what is read goes on"
        disk.make_room()
        assert rater.send(server.port).status == 302
    assert "Traceback" not in server.said.read_text()
    assert_whole(app, 1)


def cut_off(file: Path) -> None:
    """The log of the database stays behind, as where a disk is mounted anew after an error."""
    child = os.fork()
    if not child:
        held = sqlite3.connect(file)
        held.execute("UPDATE alembic_version SET version_num = version_num")
        held.commit()
        os._exit(0)
    os.waitpid(child, 0)


def test_on_a_read_only_disk_reading_goes_on_and_the_same_form_goes_through_afterwards(
    app: Flask, disk: SmallDisk, rater: Rater, tmp_path: Path
) -> None:
    let_go(app)
    cut_off(disk.folder / "berakhlak.sqlite3")
    disk.mount_anew("ro")
    with served(app, tmp_path, processes=1) as server:
        assert_told(rater.send(server.port), rater)
        assert rater.visitor.get(server.port, "/tugas").status == 200
    assert "Traceback" not in server.said.read_text()

    disk.mount_anew("rw")
    with served(app, tmp_path, processes=1) as server:
        assert rater.send(server.port).status == 302
    assert_whole(app, 1)


def test_a_file_that_finds_no_room_is_refused_in_words_and_leaves_nothing_torn(
    app: Flask, disk: SmallDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_job, "LARGE", 10)
    with app.app_context():
        opened = make_open_cycle(db.session, key_store())
        people = db.session.scalar(select(func.count(Person.id)))
        hr = PageClient(app).sign_in(opened.hr)

    def send(path: str, **data: Any) -> Any:
        given = data | {"csrf_token": hr.token()}
        headers = {"Referer": f"http://localhost{path}"}
        return hr.open(path, method="POST", data=given, headers=headers)

    def upload() -> Any:
        return send("/pegawai/impor", file=(io.BytesIO(CONTENT), "pegawai.csv"))

    disk.fill()
    refused = upload()
    assert refused.status_code == 503
    assert Page(refused).heading
    assert list((disk.folder / "uploads").glob("[!.]*")) == []
    disk.make_room()
    name = Page(upload()).one("input[name=upload]")["value"]

    disk.fill()
    form = {"upload": name, "file_name": "pegawai.csv"}
    refused = send("/pegawai/impor/terapkan", **form)
    assert refused.status_code == 503
    disk.make_room()
    started = send("/pegawai/impor/terapkan", **form)
    assert "/pekerjaan/" in started.location
    assert "12 pegawai baru" in hr.post(f"{started.location}/lanjutkan").text
    with app.app_context():
        assert db.session.scalar(select(func.count(Person.id))) == people + 12


def test_an_export_that_finds_no_room_says_so_and_goes_on_when_there_is_some(
    app: Flask, disk: SmallDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "render_document", lambda _document: empty_pdf() + _LARGE)
    monkeypatch.setattr(module, "_batch", one_after_another)
    with app.app_context():
        published = make_published_cycle(db.session, key_store())
        hr, cycle = published.opened.hr, published.cycle
        asked = {"cycle": cycle.id, "choice": ExportChoice().to_json(), "merged": False}
        job = enqueue(
            db.session(), export_jobs.PROFILES, asked | {"form": "standard"}, key="all",
            agency_id=hr.agency_id, subject="Penilaian 2026", by=hr, at=clock.utc_now(),
            language="id",
        )  # fmt: skip
        db.session.commit()
        client, number = PageClient(app).sign_in(hr), job.id

    with job_worker(app):
        wait_for(lambda: job_state(app, number) == "failed")
        assert "penuh atau terganggu" in client.get(f"/pekerjaan/{number}").text
        assert client.open(f"/pekerjaan/{number}/berkas").status_code == 404
        disk.mount_anew("size=64m")
        headers = {"Referer": f"http://localhost/pekerjaan/{number}"}
        client.open(f"/pekerjaan/{number}/lanjutkan", method="POST",
                    data={"csrf_token": client.token()}, headers=headers)  # fmt: skip
        wait_for(lambda: job_state(app, number) == "done")
    assert client.open(f"/pekerjaan/{number}/berkas").status_code == 200
    with app.app_context():
        assert db.session.get_one(Job, number).problem is None


_LARGE = os.urandom(5 << 19)  # The third finds no room; the queue, which lies there too, does.


def one_after_another(_pool: object, jobs: Any, folder: Path, _room: int) -> Any:
    """Without processes that would have to be started."""
    return (module.write_profile(job, folder) for job in jobs)
