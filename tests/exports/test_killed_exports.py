"""kill -9 in the middle of an export: done exactly once, and no half file can be fetched."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask

from berakhlak import clock
from berakhlak.cycles.keys import KeyStore
from berakhlak.exports import export as module
from berakhlak.exports import jobs as export_jobs
from berakhlak.exports import zip_archive
from berakhlak.exports.choosing import ExportChoice
from berakhlak.exports.manifest import WrittenFile
from berakhlak.extensions import db
from berakhlak.jobs.models import Job
from berakhlak.jobs.operations import enqueue
from berakhlak.profiles.models import ProfileReading
from tests.exports.test_export_jobs import empty_pdf
from tests.factories.published import make_published_cycle
from tests.support.pages import PageClient
from tests.support.workers import job_state, job_worker, kill, wait_for

KILLED = (export_jobs.PROFILES,)


@dataclass
class World:
    """An export of three profiles that waits; `made` names each PDF that was written."""

    app: Flask
    job_id: int
    hr: Any
    made: Path


@pytest.fixture
def world(app_of_short_leases: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    app, made = app_of_short_leases, tmp_path / "made"

    def batch(
        _pool: object, jobs: Iterator[module._Job], folder: Path, _room: int
    ) -> Iterator[WrittenFile]:
        for job in jobs:
            with made.open("a") as file:
                file.write(f"{job.file}\n")
            yield module.write_profile(job, folder)

    monkeypatch.setattr(module, "render_document", lambda _document: empty_pdf())
    monkeypatch.setattr(module, "_batch", batch)
    with app.app_context():
        published = make_published_cycle(db.session, KeyStore(app.config["BERAKHLAK"].key_dir))
        hr = published.opened.hr
        given = {"choice": ExportChoice().to_json(), "merged": False, "form": "standard"}
        job = enqueue(
            db.session(),
            export_jobs.PROFILES,
            {"cycle": published.cycle.id, **given},
            key="all",
            agency_id=hr.agency_id,
            subject="Penilaian 2026",
            by=hr,
            at=clock.utc_now(),
            language="id",
        )
        db.session.commit()
        db.session.refresh(hr)
        db.session.expunge(hr)
        number = job.id
    return World(app, number, hr, made)


def stuck_in_the_second_file_of_the_zip(mark: Path) -> None:
    class Stuck(ZipFile):
        written = 0

        def write(self, *given: Any, **named: Any) -> None:
            Stuck.written += 1
            if Stuck.written == 2:
                mark.touch()
                time.sleep(600)
            super().write(*given, **named)

    zip_archive.ZipFile = Stuck


def stuck_in_the_second_profile(mark: Path) -> None:
    real, written = module.write_profile, []

    def write(job: Any, folder: Path) -> WrittenFile:
        written.append(job)
        if len(written) == 2:
            mark.touch()
            time.sleep(600)
        return real(job, folder)

    module.write_profile = write


def test_an_export_is_made_once_wherever_its_worker_is_killed(world: World, tmp_path: Path) -> None:
    app, address = world.app, f"/pekerjaan/{world.job_id}/berkas"
    for stuck in (stuck_in_the_second_profile, stuck_in_the_second_file_of_the_zip):
        mark = tmp_path / stuck.__name__
        with job_worker(app, lambda stuck=stuck, mark=mark: stuck(mark)) as child:
            wait_for(mark.exists)
            kill(child)
        with app.app_context():
            assert PageClient(app).sign_in(world.hr).open(address).status_code == 404
    with job_worker(app):
        wait_for(lambda: job_state(app, world.job_id) in ("done", "failed"))
    with app.app_context():
        answer = PageClient(app).sign_in(world.hr).open(address)
    content = answer.data
    answer.close()
    assert len([name for name in ZipFile(io.BytesIO(content)).namelist() if ".pdf" in name]) == 3
    # The one at hand when it was killed is made again, and no other.
    assert len(world.made.read_text().splitlines()) == 4
    with app.app_context():
        job = db.session.get(Job, world.job_id)
        assert (job.state.value, job.problem, job.attempts) == ("done", None, 3)
        assert [row.times for row in db.session.query(ProfileReading)] == [1] * 3
        left = app.extensions["jobs"].folder_of(world.job_id).iterdir()
        assert [path.suffix for path in left] == [".zip"]  # Neither parts nor single files.
