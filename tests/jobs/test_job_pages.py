"""The pages of jobs: who sees which, what they say, and what can be done there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from berakhlak import clock
from berakhlak.accounts.operations import create_account
from berakhlak.errors import StateConflict
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.operations import enqueue
from berakhlak.jobs.registry import JobKind, JobLink, JobResult
from berakhlak.jobs.service import JobService
from berakhlak.jobs.worker import run_waiting_jobs
from berakhlak.roles import Role
from config import Config
from tests.factories.people import make_agency

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
KINDS = {
    "counts": JobKind(
        "counts",
        "Menghitung",
        lambda run: _count(run),
        phases={"counting": "Sedang menghitung"},
        may_be_cancelled=True,
        done=lambda job: f"Terhitung {job.result['number']}",
        links=lambda _job: [JobLink("Ke beranda", "/")],
    ),
    "own": JobKind("own", "Menyusun berkas tim", lambda run: _count(run), seen_by=None),
    "refuses": JobKind("refuses", "Menolak", lambda run: _refuse(run)),
}


def _count(run):
    run.tell("counting", 3, 10)
    (run.folder / "hasil.txt").write_text("tiga")
    return JobResult({"number": 3}, run.folder / "hasil.txt")


def _refuse(run):
    raise StateConflict("Tidak dapat dilakukan karena alasan ini.")


@pytest.fixture(autouse=True)
def kinds(app, monkeypatch):
    known = app.extensions["jobs"].kinds._kinds
    monkeypatch.setattr(app.extensions["jobs"].kinds, "_kinds", known | KINDS)


@pytest.fixture
def agency(session):
    return make_agency(session)


@pytest.fixture
def account(session, agency):
    def make(name, *roles, of=None):
        return create_account(
            session,
            agency_id=(of or agency).id,
            name=name,
            email=f"{name}@bkd.example",
            roles=list(roles),
        )

    return make


def ask(session, kind, by, key="satu"):
    job = enqueue(
        session,
        kind,
        {},
        key=key,
        agency_id=by.agency_id,
        subject="Siklus Uji",
        by=by,
        at=AT,
        language="id",
    )
    session.commit()
    return job


def test_a_waiting_job_refreshes_itself_without_scripts_and_tells_who_asked(
    client, session, account
):
    hr = account("sri", Role.HR)
    page = client.sign_in(hr).get(f"/pekerjaan/{ask(session, 'counts', hr).id}")

    assert page.heading == "Menghitung"
    assert "Menunggu" in page.text
    assert "Siklus Uji" in page.text
    assert "sri" in page.text
    assert '<meta http-equiv="refresh"' in page.html
    assert "application/json" not in page.html


def test_a_done_job_says_what_came_of_it_and_hands_out_its_file(app, client, session, account):
    hr = account("sri", Role.HR)
    number = ask(session, "counts", hr).id
    run_waiting_jobs(app)
    reader = client.sign_in(hr)
    page = reader.get(f"/pekerjaan/{number}")
    file = reader.open(f"/pekerjaan/{number}/berkas")

    assert "Selesai" in page.text
    assert "Terhitung 3" in page.text
    assert page.link("Ke beranda") == "/"
    assert '<meta http-equiv="refresh"' not in page.html
    assert (file.data, file.headers["Cache-Control"]) == (b"tiga", "no-store")
    file.close()


def test_a_file_that_is_gone_is_told_and_the_way_to_another_is_shown(app, client, session, account):
    hr = account("sri", Role.HR)
    job_id = ask(session, "counts", hr).id
    run_waiting_jobs(app)
    client.sign_in(hr)
    assert client.get(f"/pekerjaan/{job_id}").link("Unduh hasil")

    app.extensions["jobs"].forget_everything()  # As after a backup was restored.

    page = client.get(f"/pekerjaan/{job_id}")
    assert "Berkasnya sudah tidak ada" in page.text
    assert "Unduh hasil" not in page.text
    assert page.link("Ke beranda") == "/"
    assert client.open(f"/pekerjaan/{job_id}/berkas").status_code == 404


def test_a_refusal_is_told_and_the_job_can_be_continued(app, client, session, account):
    hr = account("sri", Role.HR)
    number = ask(session, "refuses", hr).id
    run_waiting_jobs(app)
    reader = client.sign_in(hr)

    assert "Tidak dapat dilakukan karena alasan ini." in reader.get(f"/pekerjaan/{number}").text
    again = reader.post(f"/pekerjaan/{number}/lanjutkan")
    assert "Gagal" in again.text
    session.expire_all()
    assert session.get(Job, number).attempts == 1


def test_hr_sees_jobs_of_the_office_others_their_own_and_strangers_none(client, session, account):
    hr, head = account("sri", Role.HR), account("budi")
    stranger = account("ani", Role.HR, of=make_agency(session, code="LAIN", name="Kota Lain"))
    office, bundle = ask(session, "counts", head).id, ask(session, "own", head).id

    allowed = {
        (reader.name, number): client.sign_in(reader).open(f"/pekerjaan/{number}").status_code
        for reader in (hr, head, stranger)
        for number in (office, bundle)
    }
    assert allowed == {
        ("sri", office): 200, ("sri", bundle): 404,
        ("budi", office): 200, ("budi", bundle): 200,
        ("ani", office): 404, ("ani", bundle): 404,
    }  # fmt: skip
    assert "Menyusun berkas tim" not in client.sign_in(hr).get("/pekerjaan").text
    assert "Menyusun berkas tim" in client.sign_in(head).get("/pekerjaan").text
    for path in ("batalkan", "lanjutkan"):
        client.sign_in(stranger).post(f"/pekerjaan/{office}/{path}", status=404)
    assert client.sign_in(stranger).open(f"/pekerjaan/{office}/berkas").status_code == 404


def test_two_requests_of_one_key_are_one_job_until_it_is_over(app, session, account):
    hr = account("sri", Role.HR)
    first, second, other = (ask(session, "counts", hr, key).id for key in ("a", "a", "b"))
    assert (first == second, first == other) == (True, False)

    run_waiting_jobs(app)
    assert ask(session, "counts", hr, "a").id not in (first, other)


def test_a_waiting_job_is_cancelled_at_once_and_never_runs(app, client, session, account):
    hr = account("sri", Role.HR)
    number = ask(session, "counts", hr).id
    page = client.sign_in(hr).post(f"/pekerjaan/{number}/batalkan")

    assert "Dibatalkan" in page.text
    assert session.get(Job, number, populate_existing=True).state is JobState.CANCELLED


def test_nothing_is_asked_for_when_the_transaction_is_taken_back(app, session, account):
    hr = account("sri", Role.HR)
    session.commit()
    enqueue(
        session,
        "counts",
        {},
        key="x",
        agency_id=hr.agency_id,
        subject="",
        by=hr,
        at=AT,
        language="id",
    )
    session.rollback()
    session.commit()

    assert run_waiting_jobs(app) == 0
    assert app.extensions["jobs"].queue.waiting_ids() == set()


@pytest.mark.exercises("JOB_DIR", "JOB_LEASE_SECONDS")
def test_the_settings_say_where_files_of_jobs_lie_and_how_long_a_lease_is(tmp_path):
    config = Config.read(
        {"INSTANCE_DIR": str(tmp_path), "JOB_DIR": f"{tmp_path}/kerja", "JOB_LEASE_SECONDS": "7.5"}
    )
    service = JobService(config, lambda _job: None)
    service.queue.deliver([3])
    until = clock.utc_now().timestamp() + 7.5
    with service.leases.held("pekerja"):
        lease = service.queue.read_note("lease:pekerja")["until"]
    service.queue.close()

    assert service.folder_of(3) == tmp_path / "kerja" / "3"
    assert (tmp_path / "kerja" / "queue.sqlite3").exists()
    assert lease == pytest.approx(until, abs=5)
    assert lease >= until
