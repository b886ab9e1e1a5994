"""A quota bites before anything is written, in words with its number; and names are one's own."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import WrongCredentials, sign_in
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.registry import JobResult
from berakhlak.jobs.running import _require_space
from berakhlak.jobs.service import job_service
from berakhlak.jobs.space import NoSpaceLeft, require_space
from berakhlak.people.models import Agency, Person, Unit
from berakhlak.people.operations import import_people
from berakhlak.roles import Role
from tests.factories.cycles import AT
from tests.factories.people import (
    PASSWORD,
    make_account,
    make_agency,
    make_person,
    make_unit,
    nip_number,
)
from tests.people.files import TODAY, csv_file, row
from tests.support.pages import PageClient


@pytest.fixture
def agency(session: Any) -> Agency:
    made = make_agency(session)
    made.most_officers, made.most_file_mb = 2, 3
    return made


def bring_in(session: Any, agency: Agency, *rows: list[str], **answers: str) -> Any:
    return import_people(
        session, agency, csv_file(*rows), today=TODAY, by=None, at=AT, answers=answers
    )


def test_an_import_beyond_the_quota_is_a_fault_of_the_file_and_changes_nothing(
    session: Any, client: PageClient, agency: Agency
) -> None:
    hr = client.sign_in(make_account(session, agency, Role.HR))
    file = io.BytesIO(csv_file(row(1), row(2), row(3)))
    page = hr.post("/pegawai/impor", {"file": (file, "pegawai.csv")}, 422)
    assert "3 pegawai aktif" in page.text
    assert "lebih banyak daripada kuota instansi Anda, 2 pegawai aktif" in page.text
    assert "Pegawai aktif: 0 dari 2." in hr.get("/pegawai/impor").text
    for kind in (Person, Unit):
        assert session.scalar(select(func.count()).select_from(kind)) == 0


def test_whoever_leaves_makes_room_and_a_full_agency_may_still_mend_its_record(
    session: Any, agency: Agency
) -> None:
    assert bring_in(session, agency, row(1), row(2)).is_ready
    refused = bring_in(session, agency, row(2), row(3))
    assert not refused.is_ready
    assert not refused.new_officers
    left = str(session.scalar(select(Person.id).where(Person.nip == nip_number(1))))
    assert bring_in(session, agency, row(2), row(3), **{f"nonaktif:{left}": "retired"}).is_ready
    agency.most_officers = 1
    assert bring_in(session, agency, row(2, nama="Nama Baru"), row(3)).is_ready


def test_nobody_is_brought_back_beyond_the_quota(
    session: Any, client: PageClient, agency: Agency
) -> None:
    unit = make_unit(session, agency)
    people = [make_person(session, unit) for _each in range(3)]
    people[0].is_active = False
    client.sign_in(make_account(session, agency, Role.HR))
    page = client.post(f"/pegawai/{people[0].id}/aktif", {}, 409)
    assert "Kuota instansi Anda 2 pegawai aktif dan sudah penuh." in page.text
    agency.most_officers = 3
    client.post(f"/pegawai/{people[0].id}/aktif")


def test_exports_wait_where_the_agency_keeps_all_that_it_may(
    app: Any, session: Any, agency: Agency
) -> None:
    now = clock.utc_now()
    job = Job(
        agency_id=agency.id, kind="export profiles", subject="", arguments_json="{}", key="1",
        language="id", state=JobState.DONE, created_at=now, result_bytes=2_999_999,
        expires_at=now + timedelta(days=1),
    )  # fmt: skip
    session.add(job)
    session.flush()
    require_space(session(), agency.id, now)
    with pytest.raises(NoSpaceLeft, match="3 MB"):
        require_space(session(), agency.id, now, more=2)
    require_space(session(), agency.id, now + timedelta(days=2), more=2)  # It has expired.
    require_space(session(), make_agency(session).id, now, more=10**12)  # Without a quota.
    made = job_service().folder_of(job.id) / "Profil.zip"
    made.write_bytes(b"12")
    kinds = job_service().kinds
    with pytest.raises(NoSpaceLeft):
        _require_space(session(), job, kinds["export profiles"], JobResult(file=made))
    # Nothing that a cycle needs asks.
    asking = {kind.code for kind in kinds if kind.only_makes_file}
    assert {"export profiles", "export reports"} <= asking
    assert not [each for each in asking if not each.startswith(("export", "audit file"))]


def test_the_same_nip_or_address_in_two_agencies_is_one_account_and_one_owner(
    session: Any, agency: Agency
) -> None:
    other = make_agency(session)
    mine = make_account(
        session, other, Role.OFFICER, nip=nip_number(1), email="siti@contoh.go.id",
        password=PASSWORD,
    )  # fmt: skip
    refused = bring_in(session, agency, row(1))
    assert "sudah dipakai akun di instansi lain" in refused.defects[0].sentence
    refused = bring_in(session, agency, row(2, surel="siti@contoh.go.id"))
    assert "email ini sudah dipakai akun lain" in refused.defects[0].sentence
    assert session.scalar(select(func.count()).select_from(Person)) == 0
    for name in (nip_number(1), "SITI@contoh.go.id"):
        assert sign_in(session(), name, PASSWORD, at=AT).id == mine.id
    with pytest.raises(WrongCredentials):
        sign_in(session(), nip_number(2), PASSWORD, at=AT)
    # Who is lent is on record in both, with the one account.
    for each in (agency, other):
        make_person(session, make_unit(session, each), nip=nip_number(1))
    assert session.scalar(select(func.count(Account.id)).where(Account.nip == nip_number(1))) == 1
