"""Exports in the browser: by whom, of whom, and as files that only they can fetch."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pikepdf
import pytest
from flask import Flask

from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleUnit
from berakhlak.downloads.models import Download
from berakhlak.exports import export as module
from berakhlak.exports import jobs as export_jobs
from berakhlak.exports.manifest import WrittenFile
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.service import job_service
from berakhlak.jobs.sweeping import sweep
from berakhlak.people.models import Unit
from berakhlak.profiles.models import ProfileReading, ReadingWay
from berakhlak.roles import Role
from tests.factories.cycles import AT
from tests.factories.published import PublishedCycle, make_published_cycle
from tests.support.pages import PageClient

PAGES = 2


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Work without worker processes; each profile is a PDF of two empty pages."""
    made: list[str] = []

    def batch(
        _pool: object, jobs: Iterator[module._Job], folder: Path, _room: int
    ) -> Iterator[WrittenFile]:
        for job in jobs:
            made.append(job.file)
            yield module.write_profile(job, folder)

    monkeypatch.setattr(module, "render_document", lambda _document: empty_pdf())
    monkeypatch.setattr(module, "_batch", batch)
    return made


def empty_pdf() -> bytes:
    output = io.BytesIO()
    with pikepdf.new() as pdf:
        for _page in range(PAGES):
            pdf.add_blank_page()
        pdf.save(output)
    return output.getvalue()


@pytest.fixture
def two_units(published: PublishedCycle, session: Any) -> CycleUnit:
    """The first officer sits in a unit below that of the others."""
    cycle, officer = published.cycle, published.officers[0]
    below = Unit(agency_id=cycle.agency_id, code="1.1", name="Subbidang")
    session.add(below)
    session.flush()
    inner = CycleUnit(
        cycle_id=cycle.id, unit_id=below.id, parent_id=officer.unit_id, code="1.1", name="Subbidang"
    )
    session.add(inner)
    session.flush()
    officer.unit_id = inner.id
    session.commit()
    return inner


def ask(client: PageClient, published: PublishedCycle, **fields: Any) -> str:
    """Ask for an export, which is then done; returns the address of its job."""
    form = {"what": "profil", "scope": "semua", "unit": "", "nips": "", "form": "standard"}
    page = client.post(f"/siklus/{published.cycle.id}/ekspor", form | fields)
    return page.path


def archive(client: PageClient, address: str) -> ZipFile:
    answer = client.open(f"{address}/berkas")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    content = answer.data
    answer.close()
    return ZipFile(io.BytesIO(content))


def pdfs(zipped: ZipFile) -> list[str]:
    return sorted(name for name in zipped.namelist() if name.endswith(".pdf"))


def test_hr_takes_all_a_unit_a_subtree_or_some_people(
    client: PageClient, published: PublishedCycle, two_units: CycleUnit
) -> None:
    first, second, third = published.officers
    client.sign_in(published.opened.hr)
    outer = str(second.unit_id)
    everyone = ["1.1/Budi-Santoso.pdf", "1/Citra-Lestari.pdf", "1/Dewi-Anggraini.pdf"]
    for fields, files in (
        ({}, everyone),
        ({"scope": "unit", "unit": outer}, everyone[1:]),
        ({"scope": "bawah", "unit": outer}, everyone),
        ({"scope": "unit", "unit": str(two_units.id)}, everyone[:1]),
        ({"scope": "orang", "nips": f"{first.nip}\n{third.nip}"}, [everyone[0], everyone[2]]),
    ):
        zipped = archive(client, ask(client, published, **fields))
        assert pdfs(zipped) == files
        rows = list(csv.DictReader(io.StringIO(zipped.read("daftar.csv").decode("utf-8-sig"))))
        assert sorted(row["berkas"] for row in rows) == files


def test_a_merged_file_holds_the_pages_of_its_unit_and_a_bookmark_for_each(
    client: PageClient, published: PublishedCycle, two_units: CycleUnit
) -> None:
    client.sign_in(published.opened.hr)
    zipped = archive(client, ask(client, published, what="gabungan"))
    assert pdfs(zipped) == ["1.1.pdf", "1.pdf"]
    with pikepdf.open(io.BytesIO(zipped.read("1.pdf"))) as merged, merged.open_outline() as marks:
        assert len(merged.pages) == 2 * PAGES
        assert [each.title for each in marks.root] == ["Citra Lestari", "Dewi Anggraini"]


def test_reports_come_with_a_list_of_their_files(
    client: PageClient, published: PublishedCycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_jobs, "results_pdf", lambda *_given: empty_pdf())
    client.sign_in(published.opened.hr)
    zipped = archive(client, ask(client, published, what="laporan"))
    rows = list(csv.DictReader(io.StringIO(zipped.read("daftar.csv").decode("utf-8-sig"))))
    others = set(zipped.namelist()) - {"daftar.csv", "daftar.xlsx"}
    assert len(rows) == len(others) > 2
    assert {row["berkas"] for row in rows} == others
    for row in rows:
        assert row["sha256"] == sha256(zipped.read(row["berkas"])).hexdigest()
        assert row["siklus"] == published.cycle.name
    assert {row["kode_unit"] for row in rows} > {""}
    assert "daftar.xlsx" in zipped.namelist()


def test_hr_ticks_people_on_the_list_and_takes_them_alone(
    client: PageClient, published: PublishedCycle, session: Any
) -> None:
    first, _second, third = published.officers
    stranger = make_published_cycle(session, key_store())
    session.commit()
    path = f"/siklus/{published.cycle.id}/ekspor/dicentang"
    client.sign_in(published.opened.hr)
    page = client.get(f"/siklus/{published.cycle.id}/profil")
    boxes = [box["value"] for box in page.all("input[name=orang]")]
    assert boxes == [str(each.id) for each in published.officers]
    others = [str(stranger.officers[0].id), "x", "999999"]
    chosen = {"orang": [str(first.id), str(third.id), *others]}
    taken = archive(client, client.post(path, chosen).path)
    assert pdfs(taken) == ["1/Budi-Santoso.pdf", "1/Dewi-Anggraini.pdf"]
    merged = archive(client, client.post(path, {**chosen, "apa": "gabungan"}).path)
    assert pdfs(merged) == ["1.pdf"]
    for nobody in ({}, {"orang": others}):
        refused = client.post(f"{path}?cari=budi", nobody)
        assert refused.path == f"/siklus/{published.cycle.id}/profil"
        assert "Centang paling sedikit satu pegawai" in refused.text
        assert session.query(Job).count() == 2


def test_what_cannot_be_exported_is_said_on_the_form(
    client: PageClient, published: PublishedCycle
) -> None:
    client.sign_in(published.opened.hr)
    address = f"/siklus/{published.cycle.id}/ekspor"
    form = {"what": "profil", "unit": "", "nips": "", "form": "standard"}
    for fields, words in (
        ({"scope": "unit"}, "Pilih unit kerja"),
        ({"scope": "orang"}, "Isi paling sedikit satu NIP"),
        ({"scope": "orang", "nips": "198001012000010000"}, "1 NIP tidak punya profil"),
    ):
        assert words in client.post(address, form | fields, status=422).text


def test_readings_and_downloads_are_on_record_once(
    client: PageClient, published: PublishedCycle, session: Any
) -> None:
    hr = published.opened.hr
    client.sign_in(hr)
    for _again in range(2):
        archive(client, ask(client, published))
    rows = session.query(ProfileReading).all()
    assert {(row.participant_id, row.account_id, row.way, row.times) for row in rows} == {
        (officer.id, hr.id, ReadingWay.EXPORT, 1) for officer in published.officers
    }
    assert [(row.kind.value, row.files) for row in session.query(Download)] == [("profiles", 3)] * 2


def test_two_clicks_are_one_job(client: PageClient, published: PublishedCycle, app: Flask) -> None:
    from berakhlak.exports.views import _enqueue

    with app.test_request_context():
        from flask_login import login_user

        login_user(published.opened.hr)
        given = {"choice": {"unit": None, "below": False, "people": []}, "merged": False}
        found = {
            _enqueue(export_jobs.PROFILES, published.cycle, given).headers["Location"]
            for _click in range(2)
        }
    assert len(found) == 1


def test_a_supervisor_takes_the_own_team_and_nobody_else_does(
    client: PageClient, published: PublishedCycle, session: Any
) -> None:
    path = f"/profil/tim/{published.cycle.id}/ekspor"
    client.sign_in(published.opened.account(published.opened.head))
    assert "Unduh seluruh tim" in client.get("/profil").text
    address = client.post(path).path
    assert len(pdfs(archive(client, address))) == 3
    for account in (published.account_of(published.officers[0]), published.opened.admin):
        client.sign_in(account).post(path, status=404)
    published.opened.head.account_id = None  # The account is no longer that of the supervisor.
    session.commit()
    client.sign_in(published.opened.account(published.opened.head))
    assert client.open(f"{address}/berkas").status_code == 404


def test_a_file_is_for_whoever_asked_as_long_as_they_may(
    app: Flask, client: PageClient, published: PublishedCycle, session: Any
) -> None:
    opened = published.opened
    stranger = make_published_cycle(session, key_store()).opened
    session.commit()
    address = ask(client.sign_in(opened.hr), published)
    head, officer = opened.account(opened.head), published.account_of(published.officers[0])
    for account in (head, officer, opened.admin, stranger.hr):
        client.sign_in(account)
        assert client.open(f"{address}/berkas").status_code == 404
    assert PageClient(app).open(f"{address}/berkas").status_code == 302
    opened.hr.role_rows = [each for each in opened.hr.role_rows if each.role is not Role.HR]
    session.commit()
    assert client.sign_in(opened.hr).open(f"{address}/berkas").status_code == 404
    assert session.query(Download).count() == 0


def test_only_hr_of_the_agency_opens_the_form(
    app: Flask, client: PageClient, published: PublishedCycle, session: Any
) -> None:
    path, opened = f"/siklus/{published.cycle.id}/ekspor", published.opened
    stranger = make_published_cycle(session, key_store()).opened
    session.commit()
    for account, status in (
        (opened.hr, 200),
        (opened.account(opened.head), 403),
        (published.account_of(published.officers[0]), 403),
        (opened.admin, 403),
        (stranger.hr, 404),
    ):
        assert client.sign_in(account).open(path).status_code == status
    assert PageClient(app).open(path).status_code == 302


def test_a_cancelled_export_goes_on_where_it_stopped(
    app: Flask,
    client: PageClient,
    published: PublishedCycle,
    session: Any,
    in_process: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told, real = [], export_jobs.pack_export

    def cut(*_arguments: object) -> int:
        told.append("packing")
        raise RuntimeError("the power fails")

    monkeypatch.setattr(export_jobs, "pack_export", cut)
    address = ask(client.sign_in(published.opened.hr), published)
    job = session.query(Job).one()
    assert told
    assert client.open(f"{address}/berkas").status_code == 404
    assert len(in_process) == 3
    monkeypatch.setattr(export_jobs, "pack_export", real)
    if job.state is not JobState.WAITING:
        client.post(f"{address}/lanjutkan")
    from berakhlak.jobs.worker import run_waiting_jobs

    run_waiting_jobs(app)
    assert len(pdfs(archive(client, address))) == 3
    assert len(in_process) == 3  # No PDF is made a second time.


def test_what_has_expired_is_gone(
    client: PageClient, published: PublishedCycle, session: Any
) -> None:
    address = ask(client.sign_in(published.opened.hr), published)
    job = session.query(Job).one()
    folder = job_service().folder_of(job.id)
    assert list(folder.glob("*.zip"))
    job.expires_at = AT
    session.commit()
    sweep(session, job_service(), at=published.cycle.published_at.replace(year=2030))
    assert not folder.exists()
    assert client.open(f"{address}/berkas").status_code == 404


def test_a_number_given_a_second_time_leads_to_no_file_of_the_first(
    client: PageClient, published: PublishedCycle, session: Any
) -> None:
    address = ask(client.sign_in(published.opened.hr), published)
    job = session.query(Job).one()
    folder = job_service().folder_of(job.id)
    [made] = folder.glob("*.zip")
    made.rename(folder / "Profil-BerAKHLAK-lain-0123456789ab.zip")  # Of another agency's job.
    assert client.open(f"{address}/berkas").status_code == 404
