"""A job asked for at one host, done at another, handed out by the first; no common folder."""

from __future__ import annotations

import pytest

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.disk import write_whole
from berakhlak.extensions import db
from berakhlak.jobs.models import Job
from berakhlak.jobs.operations import enqueue
from berakhlak.jobs.registry import JobKind, JobResult
from berakhlak.jobs.sweeping import sweep
from berakhlak.jobs.worker import run_waiting_jobs
from tests.factories.people import make_account, make_agency
from tests.support.pages import PageClient

SIZE = 3 * (1 << 20) + 7  # More than one piece.


def _copy(run):
    handed_in = (run.folder / "masukan").read_bytes()
    place = run.folder / "hasil.bin"
    write_whole(place, handed_in * (SIZE // len(handed_in) + 1))
    return JobResult({}, file=place)


@pytest.fixture
def hosts(make_app, tmp_path):
    made = [
        make_app(job_dir=tmp_path / name, file_store="database", secret_key="s" * 32)
        for name in ("here", "there")
    ]
    for app in made:
        app.extensions["jobs"].kinds.add(JobKind("copy", "Salinan", _copy, seen_by=None))
    yield made
    for app in made:
        app.extensions["jobs"].queue.close()


@pytest.mark.exercises("FILE_STORE")
def test_what_one_host_is_given_and_another_makes_is_handed_out_by_the_first(hosts, tmp_path):
    here, there = hosts
    with here.app_context():
        session = db.session()
        owner = make_account(session, make_agency(session), name="Sri")
        job = enqueue(
            session, "copy", {}, key="x", agency_id=owner.agency_id, subject="Salinan", by=owner,
            at=clock.utc_now(), language="id",
        )  # fmt: skip
        here.extensions["jobs"].files.hand_in(session, job.id, "masukan", b"isi berkas ")
        session.commit()
        job_id, owner_id = job.id, owner.id

    assert run_waiting_jobs(there) == 1
    assert not (tmp_path / "there" / str(job_id)).exists()

    with here.app_context():
        page = PageClient(here).sign_in(db.session.get(Account, owner_id))
        answer = page.open(f"/pekerjaan/{job_id}/berkas")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        assert answer.headers["Content-Disposition"].endswith("hasil.bin")
        assert int(answer.headers["Content-Length"]) == len(answer.data) > SIZE
        assert set(answer.data[: 11 * 1000 : 11]) == {ord("i")}

        service = here.extensions["jobs"]
        (service.folder_of(job_id) / "sisa").touch()  # Of a run that was cut off here.
        sweep(db.session(), service, at=clock.utc_now())
        assert not (tmp_path / "here" / str(job_id)).exists()
        job = db.session.get(Job, job_id)
        assert service.has_file(job)
        service.remove_folder(job_id)
        assert not service.has_file(job)
        assert page.open(f"/pekerjaan/{job_id}/berkas").status_code == 404
