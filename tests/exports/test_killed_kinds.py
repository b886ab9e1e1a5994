"""kill -9 of the worker in each kind of export but single profiles: made once, nothing half."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from flask import Flask

from berakhlak import clock
from berakhlak.audit_log.file_job import AUDIT_FILE
from berakhlak.cycles.keyring import key_store
from berakhlak.exports import export as module
from berakhlak.exports import jobs as export_jobs
from berakhlak.exports.choosing import ExportChoice
from berakhlak.exports.e_kinerja_job import E_KINERJA
from berakhlak.exports.idp_job import IDP
from berakhlak.exports.manifest import WrittenFile
from berakhlak.exports.summary_job import SUMMARY
from berakhlak.exports.table_job import TABLE
from berakhlak.exports.talk_papers_job import TALK_PAPERS
from berakhlak.exports.workbook_job import WORKBOOK
from berakhlak.extensions import db
from berakhlak.jobs.models import Job
from berakhlak.jobs.operations import enqueue
from berakhlak.profiles.operations import publish_profiles
from tests.exports.test_export_jobs import empty_pdf
from tests.exports.test_killed_exports import stuck_in_the_second_profile
from tests.factories.cycles import AT, state_purpose
from tests.results.test_views import closed_and_audited
from tests.support.pages import PageClient
from tests.support.workers import job_state, job_worker, kill, stuck_at, wait_for

PACKING = "berakhlak.exports.jobs:pack_export"


@dataclass(frozen=True)
class Killed:
    """What is asked for, where its worker is killed, and what the file holds in the end.

    `made`: how many profiles and reports are drawn in all the runs together.
    """

    kind: str
    arguments: dict[str, Any]
    places: tuple[str | Callable[[Path], None], ...]
    files: dict[str, int]
    made: int
    asked_by: str = "hr"


MERGED = {"choice": ExportChoice().to_json(), "merged": True, "form": "standard"}
SINGLE = {"merged": False, "form": "standard"}
CASES = (
    Killed(
        export_jobs.PROFILES,
        MERGED,
        ("berakhlak.exports.merging:_merge", PACKING),
        {".pdf": 1, ".csv": 1, ".xlsx": 1},
        made=6,
    ),
    Killed(
        export_jobs.TEAM,
        SINGLE,
        (stuck_in_the_second_profile, PACKING),
        {".pdf": 5, ".csv": 1, ".xlsx": 1},
        made=6 - 1,
        asked_by="head",
    ),
    Killed(
        export_jobs.REPORTS,
        {},
        ("berakhlak.exports.jobs:results_workbook", PACKING),
        {".pdf": 2, ".xlsx": 2 + 1, ".csv": 1},
        made=2,
    ),
    Killed(
        export_jobs.REPORT,
        {"unit": 0},
        ("berakhlak.exports.jobs:write_whole", "berakhlak.exports.jobs:JobResult"),
        {".pdf": 1},
        made=2,
    ),
    Killed(
        SUMMARY,
        {"unit": 0},
        ("berakhlak.exports.summary_job:write_whole", "berakhlak.exports.summary_job:JobResult"),
        {".pdf": 1},
        made=0,
    ),
    Killed(
        WORKBOOK,
        {"unit": 0},
        ("berakhlak.exports.workbook_job:write_whole", "berakhlak.exports.workbook_job:JobResult"),
        {".xml": 13, ".rels": 1, "": 1},
        made=0,
    ),
    Killed(
        E_KINERJA,
        {"kind": "csv"},
        (
            "berakhlak.exports.e_kinerja_job:whole_file",
            "berakhlak.exports.e_kinerja_job:JobResult",
        ),
        {},
        made=0,
    ),
    Killed(
        IDP,
        {"year": 2026},
        ("berakhlak.exports.idp_job:write_whole", "berakhlak.exports.idp_job:JobResult"),
        {".xml": 8, ".rels": 1, "": 1},
        made=0,
    ),
    Killed(
        AUDIT_FILE,
        {"given": dict.fromkeys(("cari", "tindakan", "dari", "sampai"), ""), "ending": "xlsx"},
        ("berakhlak.audit_log.file_job:write_whole", "berakhlak.audit_log.file_job:JobResult"),
        {".xml": 8, ".rels": 1, "": 1},
        made=0,
    ),
    Killed(
        TALK_PAPERS,
        {},
        (
            "berakhlak.exports.talk_papers_job:write_whole",
            "berakhlak.exports.talk_papers_job:JobResult",
        ),
        {".pdf": 1},
        made=0,
        asked_by="head",
    ),
    Killed(
        TABLE,
        {"choice": ExportChoice().to_json()},
        ("berakhlak.exports.table_job:write_whole", "berakhlak.exports.table_job:JobResult"),
        {".xml": 9, ".rels": 1, "": 1},
        made=0,
    ),
)


@dataclass
class World:
    """A published cycle of a head and five officers; `made` has a line for each PDF drawn."""

    app: Flask
    cycle_id: int
    accounts: dict[str, Any]
    made: Path


@pytest.fixture
def world(app_of_short_leases: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    app, made = app_of_short_leases, tmp_path / "made"

    def draw(*_given: object) -> bytes:
        with made.open("a") as file:
            file.write("one\n")
        return empty_pdf()

    def batch(
        _pool: object, jobs: Iterator[module._Job], folder: Path, _room: int
    ) -> Iterator[WrittenFile]:
        return (module.write_profile(job, folder) for job in jobs)

    monkeypatch.setattr(module, "render_document", draw)
    monkeypatch.setattr(module, "_batch", batch)
    monkeypatch.setattr(export_jobs, "results_pdf", draw)
    with app.app_context():
        opened = closed_and_audited(db.session, staff=5)
        publish_profiles(db.session, opened.cycle, keys=key_store(), by=None, at=AT)
        state_purpose(opened.cycle)
        db.session.commit()
        accounts = {"hr": opened.hr, "head": opened.account(opened.head)}
        for account in accounts.values():
            db.session.refresh(account)
            db.session.expunge(account)
        cycle_id = opened.cycle.id
    return World(app, cycle_id, accounts, made)


def ask(world: World, case: Killed) -> int:
    """Two clicks, which are one job."""
    account = world.accounts[case.asked_by]
    with world.app.app_context():
        numbers = set()
        for _click in range(2):
            job = enqueue(
                db.session(),
                case.kind,
                {"cycle": world.cycle_id, **case.arguments},
                key="wish",
                agency_id=account.agency_id,
                subject="Penilaian 2026",
                by=account,
                at=clock.utc_now(),
                language="id",
            )
            numbers.add(job.id)
            db.session.commit()
    [number] = numbers
    return number


def taken(world: World, case: Killed, job_id: int) -> Any:
    with world.app.app_context():
        client = PageClient(world.app).sign_in(world.accounts[case.asked_by])
        return client.open(f"/pekerjaan/{job_id}/berkas")


def endings(content: bytes) -> Counter[str]:
    if not is_zipfile(io.BytesIO(content)):
        return Counter([".pdf"] if content.startswith(b"%PDF") else [])
    return Counter(Path(name).suffix for name in ZipFile(io.BytesIO(content)).namelist())


@pytest.mark.parametrize(
    "app_of_short_leases",
    [
        pytest.param("sqlite", marks=pytest.mark.long),
        pytest.param("postgresql", marks=pytest.mark.postgres),
    ],
    indirect=True,
)
def test_each_kind_of_export_is_made_once_wherever_its_worker_is_killed(
    world: World, tmp_path: Path
) -> None:
    for case in CASES:
        world.made.write_text("")
        job_id = ask(world, case)
        for number, place in enumerate(case.places):
            mark = tmp_path / f"{case.kind}-{number}"

            def first(place: Any = place, mark: Path = mark) -> None:
                stuck_at(place, mark) if isinstance(place, str) else place(mark)

            with job_worker(world.app, first) as child:
                wait_for(mark.exists)
                kill(child)
            assert taken(world, case, job_id).status_code == 404
            note = world.app.extensions["jobs"].progress(job_id).read()
            assert note.phase == "writing" or (note.phase, case.arguments) == ("merging", MERGED)
        with job_worker(world.app):
            wait_for(lambda job_id=job_id: job_state(world.app, job_id) in ("done", "failed"))

        with world.app.app_context():
            job = db.session.get(Job, job_id)
            assert job is not None
            assert (job.state.value, job.problem) == ("done", None)
            assert job.attempts == len(case.places) + 1
            left = list(world.app.extensions["jobs"].folder_of(job_id).iterdir())
            assert [path.name for path in left] == [job.result_file]
        assert endings(taken(world, case, job_id).data) == case.files
        assert len(world.made.read_text().splitlines()) == case.made
