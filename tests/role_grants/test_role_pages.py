"""The pages of roles: what is offered, what is said beside which field, and what comes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.accounts.models import AccountRole
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.roles import Role
from tests.access.test_pages import CODE
from tests.role_grants.conftest import Tree, make_tree
from tests.support.pages import PageClient

DAY = "%d/%m/%Y"


@pytest.fixture
def admin(app: Flask, tree: Tree) -> PageClient:
    tree.session.commit()
    return PageClient(app).sign_in(tree.admin)


def roles_of(tree: Tree, name: str) -> list[tuple[Role, int | None]]:
    tree.session.rollback()
    wanted = select(AccountRole).where(AccountRole.account_id == tree.people[name].account_id)
    return sorted(
        (row.role, row.unit_id) for row in tree.session.scalars(wanted) if row.role != Role.OFFICER
    )


def test_a_role_is_given_prolonged_and_ended_on_pages(
    app: Flask, tree: Tree, admin: PageClient
) -> None:
    officer, unit = tree.people["A"], tree.units["A"].id
    mine = PageClient(app).sign_in(tree.account("A"))
    last = local_today() + timedelta(days=30)
    given = {"name": officer.nip, "role": "hr", "unit": str(unit), "until": last.strftime(DAY)}

    done = admin.post("/wewenang/beri", given)

    assert f"Peran {officer.name} tersimpan." in done.text
    assert roles_of(tree, "A") == [(Role.HR, unit)]
    assert mine.open("/").status_code == 302  # The session is over.
    mine = PageClient(app).sign_in(tree.account("A"))
    assert "Bidang A dan semua di bawahnya" in mine.get("/akun").text
    seen = mine.get("/pegawai").text
    assert "Pegawai A1" in seen
    assert "Pegawai B" not in seen
    row = tree.session.scalars(select(AccountRole).where(AccountRole.unit_id == unit)).one()
    address, role_id = f"/wewenang/{row.id}", row.id
    assert admin.get(f"{address}/ubah").one("#until")["value"] == last.strftime(DAY)
    past = (local_today() - timedelta(days=1)).strftime(DAY)
    refused = admin.post(f"{address}/ubah", {"until": past}, status=422)
    assert "Tanggal berakhir sudah lewat." in refused.one("#until-error").get_text()
    admin.post(f"{address}/ubah", {"until": ""})
    tree.session.rollback()
    assert tree.session.get_one(AccountRole, role_id).until is None
    admin.post(f"{address}/akhiri")
    assert mine.open("/pegawai").status_code == 403  # In the same session, at once.


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    tree: Tree, admin: PageClient
) -> None:
    unknown = admin.post("/wewenang/beri", {"name": "tiada@x.go.id", "role": "reader"}, status=422)
    assert "Tidak ada akun dengan NIP atau email ini" in unknown.one("#name-error").get_text()
    assert unknown.one("#name")["value"] == "tiada@x.go.id"
    own = admin.post("/wewenang/beri", {"name": str(tree.admin.email), "role": "hr"}, status=422)
    assert "peran Anda sendiri" in own.one("#name-error").get_text()
    narrow = {"name": tree.people["A"].nip, "role": "admin", "unit": str(tree.units["A"].id)}
    refused = admin.post("/wewenang/beri", narrow, status=422)
    assert "wewenang" in refused.text or "seluruh instansi" in refused.text
    assert roles_of(tree, "A") == []


def test_hr_of_a_unit_is_offered_its_own_and_gets_no_further(app: Flask, tree: Tree) -> None:
    tree.hold(tree.account("A"), Role.HR, "A")
    elsewhere = make_tree(db.session)
    outside = tree.hold(tree.account("B"), Role.HR, "B")
    foreign = elsewhere.hold(elsewhere.account("A"), Role.HR, "A")
    tree.session.commit()
    hr = PageClient(app).sign_in(tree.account("A"))

    page = hr.get("/wewenang/beri")
    assert {each["value"] for each in page.all("#unit option")} == {
        str(tree.units[code].id) for code in ("A", "A1")
    }
    assert not page.all('input[value="admin"], input[value="reader"]')
    given = {"name": tree.people["A1"].nip, "role": "hr", "unit": str(tree.units["A1"].id)}
    endless = hr.post("/wewenang/beri", given, status=422)
    assert "Isi hari terakhirnya" in endless.one("#until-error").get_text()
    until = {"until": (local_today() + timedelta(days=7)).strftime(DAY)}
    for wrong in (
        {"unit": str(tree.units["B"].id)},
        {"unit": ""},
        {"role": "admin"},
        {"role": "reader"},
        {"name": tree.people["B"].nip},
        {"name": elsewhere.people["A"].nip},
    ):
        hr.post("/wewenang/beri", given | until | wrong, status=422)
    for row in (outside, foreign):
        assert hr.open(f"/wewenang/{row.id}/akhiri").status_code == 404
    assert hr.open(f"/pegawai/{tree.people['B'].id}/peran").status_code == 404
    assert hr.open("/wewenang/akun-baru").status_code == 403
    hr.post("/wewenang/beri", given | until)
    assert roles_of(tree, "A1") == [(Role.HR, tree.units["A1"].id)]


def test_who_is_no_officer_gets_an_account_a_code_and_results_alone(
    app: Flask, admin: PageClient
) -> None:
    asked = {"full_name": "Bupati Sukamaju", "email": "bupati@x.go.id", "role": "reader"}

    code_page = admin.post("/wewenang/akun-baru", asked)

    assert code_page.heading == "Kode masuk baru"
    assert "Akun Bupati Sukamaju dibuat." in code_page.text
    (code,) = set(CODE.findall(admin.post(code_page.path, status=200).text))
    again = admin.post("/wewenang/akun-baru", asked, status=422)
    assert "sudah dipakai akun lain" in again.one("#email-error").get_text()
    reader, password = PageClient(app), "sandi-bupati-saya"
    chosen = {"new_password": password, "new_password_again": password}
    reader.post("/kode", {"name": "bupati@x.go.id", "code": code} | chosen)
    assert reader.get("/hasil").heading == "Hasil"
    for path in ("/pegawai", "/siklus", "/wewenang", "/audit", "/pegawai/kode"):
        assert reader.open(path).status_code == 403
