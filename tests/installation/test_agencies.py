"""An operator puts up an agency and invites its first administrator, until that one arrives."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.jobs.models import Job, JobState
from berakhlak.people.models import Agency
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency, make_operator, make_person, make_unit
from tests.support.pages import PageClient

TYPED = {
    "code": "KAB-BARU", "name": "Kabupaten Baru", "government": "PEMERINTAH KABUPATEN BARU",
    "officers": "2500", "megabytes": "500", "full_name": "Ratna Dewi",
    "email": "ratna@baru.go.id",
}  # fmt: skip
NEW_PASSWORD = "sepatu-kuda-laut-biru"


def code_on(page: Any) -> str:
    return str(page.one(".code-slip__code").get_text(strip=True))


def use(client: PageClient, email: str, code: str, status: int) -> Any:
    typed = {"name": email, "code": code, "new_password": NEW_PASSWORD}
    return client.post("/kode", typed | {"new_password_again": NEW_PASSWORD}, status)


def test_an_agency_is_put_up_and_its_administrator_arrives(
    app: Flask, client: PageClient, session: Any
) -> None:
    client.sign_in(make_operator(session))
    assert client.open("/").location == "/instalasi"
    assert "Belum ada instansi" in client.get("/instalasi").text
    page = client.post("/instalasi/tambah", TYPED, 200)
    first = code_on(page)
    agency = session.scalars(select(Agency)).one()
    assert (agency.government, agency.most_officers, agency.most_file_mb) == (
        TYPED["government"], 2500, 500,
    )  # fmt: skip
    line = client.get("/instalasi").text
    assert "dari 2.500" in line
    assert TYPED["full_name"] not in line
    assert TYPED["email"] not in line

    # Another person, as long as nobody has arrived: the first code opens nothing any more.
    invitation = f"/instalasi/{agency.id}/undangan"
    assert TYPED["full_name"] not in client.get(invitation).text
    given = {"full_name": "Bagas Putra", "email": "bagas@baru.go.id"}
    second = code_on(client.post(invitation, given, 200))
    guest = PageClient(app)
    use(guest, TYPED["email"], first, 422)
    use(guest, given["email"], second, 302)
    admin = session.scalars(select(Account).where(Account.agency_id == agency.id)).one()
    assert admin.roles == {Role.ADMIN, Role.HR}

    refused = client.get(invitation, 409)
    assert "Instansi ini sudah berjalan" in refused.text
    client.post(invitation, TYPED, 409)
    assert "Undang administrator" not in client.get("/instalasi").text
    record = PageClient(app).sign_in(admin).get("/audit").text
    assert "Mendaftarkan instansi" in record
    assert "Menetapkan kuota instansi" in record
    assert "2.500 pegawai, 500 MB" in record


def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_made(
    client: PageClient, session: Any
) -> None:
    known = make_agency(session, code="KAB-LAMA", name="Kabupaten Lama")
    taken = make_account(session, known, Role.HR)
    client.sign_in(make_operator(session))
    for wrong, said in (
        ({"code": "kab-lama"}, "Kode instansi ini sudah dipakai."),
        ({"code": "kab lama/2"}, "Tulis kode dengan huruf"),
        ({"email": taken.email}, "Email atau NIP ini sudah dipakai akun lain."),
        ({"officers": "0"}, "Isi jumlah pegawai dengan angka bulat"),
        ({"full_name": ""}, "Isi nama administrator pertama."),
    ):
        page = client.post("/instalasi/tambah", TYPED | wrong, 422)
        assert [each for each in page.errors if each.startswith(said)], page.errors
        assert page.one("input[name=name]")["value"] == TYPED["name"]
        assert taken.name not in page.text
    assert session.scalar(select(func.count()).select_from(Agency)) == 1


def test_numbers_of_each_agency_are_its_own(client: PageClient, session: Any) -> None:
    one, other = make_agency(session, name="Dinas Satu"), make_agency(session, name="Dinas Dua")
    unit = make_unit(session, one)
    people = [make_person(session, unit) for _each in range(3)]
    people[0].is_active = False
    now = clock.utc_now()
    made = [
        (JobState.WAITING, None, 1),
        (JobState.DONE, 2_500_000, 1),
        (JobState.DONE, 9_000_000, -1),
    ]
    for number, (state, size, days) in enumerate(made):
        session.add(
            Job(
                agency_id=one.id,
                kind="export profiles",
                subject="",
                arguments_json="{}",
                key=str(number),
                language="id",
                state=state,
                created_at=now,
                finished_at=now if size else None,
                result_bytes=size,
                expires_at=now + timedelta(days=days),
            )  # fmt: skip
        )
    other.most_file_mb = 3
    page = client.sign_in(make_operator(session)).get("/instalasi")
    rows = {
        row.th.bdi.text: [cell.text.split() for cell in row.find_all("td")]
        for row in page.all("tbody tr")
    }
    assert [cell[0] for cell in rows["Dinas Satu"][:3]] == ["2", "2,5", "1"]
    assert [cell[0] for cell in rows["Dinas Dua"][:3]] == ["0", "0,0", "0"]
    assert rows["Dinas Dua"][1] == ["0,0", "dari", "3"]
    client.post(f"/instalasi/{other.id}/kuota", {"officers": "", "megabytes": ""})
    session.expire_all()
    assert other.most_file_mb is None
