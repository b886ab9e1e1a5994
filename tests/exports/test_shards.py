"""A large export in shards: made by several hosts, one of them lost; one archive, one index."""

from __future__ import annotations

import csv
import io
from hashlib import sha256
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update

from berakhlak import clock
from berakhlak.cycles.keys import KeyStore
from berakhlak.exports import export as module
from berakhlak.exports import jobs as export_jobs
from berakhlak.exports import shards
from berakhlak.exports.choosing import ExportChoice
from berakhlak.extensions import db
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.operations import ask_to_cancel, enqueue
from berakhlak.jobs.running import do_job
from berakhlak.stored_files.models import StoredFile
from tests.exports.test_export_jobs import empty_pdf
from tests.factories.published import make_published_cycle
from tests.support.pages import PageClient

KILLED = (shards.SHARD,)


@pytest.fixture
def hosts(make_app, tmp_path, monkeypatch):
    """Two, whose files lie in different folders; each profile is a shard."""

    def batch(_pool, jobs, folder, _room):
        yield from (module.write_profile(job, folder) for job in jobs)

    monkeypatch.setattr(module, "render_document", lambda _document: empty_pdf())
    monkeypatch.setattr(module, "_batch", batch)
    for name, value in (("SIZE", 1), ("PAUSE", 0.0), ("SWEEPING", 0.0)):
        monkeypatch.setattr(shards, name, value)
    made = [
        make_app(job_dir=tmp_path / name, file_store="database", secret_key="s" * 32)
        for name in ("here", "there")
    ]
    yield made
    for app in made:
        app.extensions["jobs"].queue.close()


@pytest.fixture
def export(hosts):
    """HR, and the number of an export of three profiles that waits."""
    here = hosts[0]
    with here.app_context():
        published = make_published_cycle(db.session, KeyStore(here.config["BERAKHLAK"].key_dir))
        hr = published.opened.hr
        given = {"choice": ExportChoice().to_json(), "merged": False, "form": "standard"}
        job = enqueue(
            db.session(), export_jobs.PROFILES, {"cycle": published.cycle.id, **given}, key="all",
            agency_id=hr.agency_id, subject="Penilaian 2026", by=hr, at=clock.utc_now(),
            language="id",
        )  # fmt: skip
        db.session.commit()
        yield hr, job.id


def test_shards_of_two_hosts_and_of_a_lost_one_are_one_archive_with_one_index(
    hosts, export, monkeypatch, tmp_path
):
    here, there = hosts
    hr, job_id = export
    done = []

    def in_turn(app, shard):
        """The first is done elsewhere, the second by a worker that is killed, the rest here."""
        done.append(shard)
        if len(done) == 1:
            return do_job(there, shard)
        if len(done) == 2:
            taken = {"state": JobState.RUNNING, "holder": "gone", "attempts": 1}
            db.session.execute(update(Job).where(Job.id == shard).values(**taken))
            db.session.commit()
            return False
        return do_job(app, shard)

    monkeypatch.setattr(shards, "do_job", in_turn)
    assert do_job(here, job_id)

    client = PageClient(there).sign_in(hr)
    answer = client.open(f"/pekerjaan/{job_id}/berkas")
    assert answer.status_code == 200
    with ZipFile(io.BytesIO(answer.data)) as archive:
        names = sorted(each for each in archive.namelist() if each.endswith(".pdf"))
        assert names == ["1/Budi-Santoso.pdf", "1/Citra-Lestari.pdf", "1/Dewi-Anggraini.pdf"]
        assert sorted(set(archive.namelist()) - set(names)) == ["daftar.csv", "daftar.xlsx"]
        rows = list(csv.DictReader(io.StringIO(archive.read("daftar.csv").decode("utf-8-sig"))))
        assert [row["berkas"] for row in rows] == names
        for row in rows:
            assert row["sha256"] == sha256(archive.read(row["berkas"])).hexdigest()

    lost = done[1]
    assert done.count(lost) == 2
    jobs = client.get("/pekerjaan")
    assert "Bagian ekspor" not in jobs.text
    assert client.open(f"/pekerjaan/{lost}/berkas").status_code == 404
    db.session.rollback()
    assert list(db.session.scalars(select(StoredFile.place))) == [f"jobs/{job_id}"]
    assert [path for path in tmp_path.glob("*/[0-9]*/**/*") if path.is_file()] == []


def test_what_a_failed_shard_owes_is_made_by_the_export(hosts, export, monkeypatch):
    here, _there = hosts
    hr, job_id = export

    def fail(_app, shard):
        ended = {"state": JobState.FAILED, "finished_at": clock.utc_now()}
        db.session.execute(update(Job).where(Job.id == shard).values(**ended))
        db.session.commit()
        return True

    monkeypatch.setattr(shards, "do_job", fail)
    assert do_job(here, job_id)

    answer = PageClient(here).sign_in(hr).open(f"/pekerjaan/{job_id}/berkas")
    with ZipFile(io.BytesIO(answer.data)) as archive:
        assert len([each for each in archive.namelist() if each.endswith(".pdf")]) == 3


def test_cancelling_the_export_cancels_its_shards(hosts, export, monkeypatch):
    here, _there = hosts
    _hr, job_id = export

    def cancel(_app, _shard):
        job = db.session.get(Job, job_id)
        kind = here.extensions["jobs"].kinds[export_jobs.PROFILES]
        ask_to_cancel(db.session(), job, kind, at=clock.utc_now())
        db.session.commit()
        return True

    monkeypatch.setattr(shards, "do_job", cancel)
    assert do_job(here, job_id)

    states = dict(db.session.execute(select(Job.id, Job.state)).all())
    assert set(states.values()) == {JobState.CANCELLED}
    assert len(states) == 4
