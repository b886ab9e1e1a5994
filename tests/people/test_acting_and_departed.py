"""Officers with a second post, and officers who have left."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import set_password, sign_in
from berakhlak.errors import DomainError
from berakhlak.people.import_plan import ImportPlan
from berakhlak.people.models import ActingPost, Agency, Person
from berakhlak.people.operations import import_people
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency, make_person, make_unit, nip_number
from tests.people.files import TODAY, csv_file, places, row
from tests.people.test_people_pages import upload
from tests.support.pages import PageClient

CASES = Path(__file__).parent / "cases"
GONE = "197502022001082506"


@pytest.fixture
def agency(session: Any) -> Agency:
    return make_agency(session)


def bring_in(session: Any, agency: Agency, content: bytes, **answers: str) -> ImportPlan:
    said = {key.replace("_", ":"): answer for key, answer in answers.items()}
    return import_people(
        session, agency, content, today=TODAY, by=None, at=clock.utc_now(), answers=said
    )


def officer(session: Any, number: str) -> Person:
    found: Person = session.scalars(select(Person).where(Person.nip == number)).one()
    return found


def test_a_second_row_with_plt_is_a_second_post_of_one_officer(
    session: Any, client: PageClient, agency: Agency
) -> None:
    content = (CASES / "11-plt-plh/two-rows.csv").read_bytes()

    plan = bring_in(session, agency, content)
    again = bring_in(session, agency, content)

    (post,) = session.scalars(select(ActingPost)).all()
    head = officer(session, "198001012008011001")
    assert (head.position, post.title, post.unit.code) == (
        "Kepala Bidang A",
        "Plt. Kepala Bidang B",
        "B",
    )
    assert (len(plan.new_officers), again.changes_anything) == (2, False)
    client.sign_in(make_account(session, agency, Role.HR))
    text = client.get(f"/pegawai/{head.id}").text
    assert re.search("Plt. Kepala Bidang B.*Bidang B.*Staf B", text)


def test_an_acting_post_ends_when_the_file_states_it_no_more(session: Any, agency: Agency) -> None:
    acting = row(1, jabatan="Plh. Kepala", unit_kode="02", unit_nama="Bidang")
    bring_in(session, agency, csv_file(acting, row(1), row(2, unit_kode="02", unit_nama="Bidang")))
    held = session.scalars(select(ActingPost)).all()

    bring_in(session, agency, csv_file(row(2, unit_kode="02")))
    kept = session.scalars(select(ActingPost)).all()
    bring_in(session, agency, csv_file(row(1)))

    assert [post.kind for post in held] == ["Plh."]
    assert kept == held
    assert session.scalars(select(ActingPost)).all() == []


def test_a_second_row_of_an_ordinary_post_is_still_a_defect(session: Any, agency: Agency) -> None:
    assert places(bring_in(session, agency, csv_file(row(1), row(1, jabatan="Lain")))) == [
        (3, "nip")
    ]


def test_hr_is_asked_about_whoever_is_missing_and_nobody_leaves_unasked(
    session: Any, agency: Agency
) -> None:
    bring_in(session, agency, (CASES / "41-departed-officer/agency.csv").read_bytes())

    plan = bring_in(session, agency, (CASES / "41-departed-officer/agency-mid.csv").read_bytes())

    gone = officer(session, GONE)
    assert [(each.kind, each.subject) for each in plan.questions] == [("nonaktif", str(gone.id))]
    assert "Siti Aminah" in str(plan.questions[0].text)
    assert plan.is_ready
    assert gone.is_active


def test_who_was_deactivated_cannot_sign_in_and_has_no_session_left(
    app: Flask, session: Any, agency: Agency
) -> None:
    bring_in(session, agency, csv_file(row(1), row(2)))
    account = session.get(Account, officer(session, nip_number(2)).account_id)
    set_password(account, "sandi-yang-panjang")
    session.commit()
    leaver = PageClient(app).sign_in(account)
    before = leaver.open("/").status_code

    bring_in(
        session,
        agency,
        csv_file(row(1)),
        **{f"nonaktif_{officer(session, nip_number(2)).id}": "ya"},
    )
    session.commit()

    assert before == 200
    assert leaver.open("/").status_code == 302
    with pytest.raises(DomainError):
        sign_in(session(), nip_number(2), "sandi-yang-panjang", at=clock.utc_now())
    stays, left = officer(session, nip_number(1)), officer(session, nip_number(2))
    assert (stays.is_active, left.is_active) == (True, False)
    assert session.get(Account, stays.account_id).is_enabled


def test_who_is_named_again_is_back(session: Any, agency: Agency) -> None:
    bring_in(session, agency, csv_file(row(1), row(2)))
    key = f"nonaktif_{officer(session, nip_number(2)).id}"
    bring_in(session, agency, csv_file(row(1)), **{key: "ya"})

    again = bring_in(session, agency, csv_file(row(1)))
    plan = bring_in(session, agency, csv_file(row(1), row(2)))

    assert again.absent == ()
    assert [change.columns for change in plan.changes] == [("aktif kembali",)]
    back = officer(session, nip_number(2))
    assert back.is_active
    assert session.get(Account, back.account_id).is_enabled


def test_nobody_of_another_agency_is_deactivated(session: Any, agency: Agency) -> None:
    stranger = make_person(session, make_unit(session, make_agency(session)))

    bring_in(session, agency, csv_file(row(1)), **{f"nonaktif_{stranger.id}": "ya"})

    assert stranger.is_active


def test_the_preview_deactivates_whom_hr_ticks(
    session: Any, client: PageClient, agency: Agency
) -> None:
    bring_in(session, agency, csv_file(row(1), row(2, nama="Rina"), row(3)))
    session.commit()
    client.sign_in(make_account(session, agency, Role.HR))
    preview = upload(client, csv_file(row(1)))
    gone = officer(session, nip_number(2)).id
    kept = str(preview.one("input[name=upload]")["value"])

    done = client.post(
        "/pegawai/impor/terapkan",
        {"upload": kept, "aksi": "terapkan", f"jawab:nonaktif:{gone}": "ya"},
        status=302,
    )

    session.expire_all()
    assert "Rina" in preview.text
    assert "1 dinonaktifkan" in done.text
    assert not officer(session, nip_number(2)).is_active
    assert officer(session, nip_number(3)).is_active
