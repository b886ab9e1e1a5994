"""HR changes one officer by hand: what is refused, what is kept, and what the record says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.people.models import (
    ActingPost,
    Agency,
    FormerNip,
    LeavingReason,
    Person,
    PlacementChange,
    PlacementChangeKind,
    Unit,
)
from berakhlak.people.operations import import_people
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency, make_person, make_unit, nip_number
from tests.people.files import TODAY, csv_file, row
from tests.support.pages import Page, PageClient

PPPK = "199303152021211005"
CPNS = "199303152025011005"


class Desk:
    """An agency of a head and two clerks, HR at its desk, and an administrator."""

    def __init__(self, session: Any, client: PageClient) -> None:
        self.session = session
        self.agency: Agency = make_agency(session)
        self.unit: Unit = make_unit(session, self.agency, code="01", name="Sekretariat")
        self.other: Unit = make_unit(session, self.agency, code="02", name="Bidang Mutasi")
        self.head = self.officer("Ahmad Yani", nip_number(1))
        self.clerk = self.officer("Budi Santoso", nip_number(2), supervisor=self.head)
        self.third = self.officer("Citra Lestari", nip_number(3), supervisor=self.head)
        self.hr = make_account(session, self.agency, Role.HR, Role.ADMIN, name="Sri Wahyuni")
        self.page = client.sign_in(self.hr)

    def officer(self, name: str, nip: str, **known: Any) -> Person:
        account = make_account(self.session, self.agency, Role.OFFICER, nip=nip, name=name)
        unit = known.pop("unit", self.unit)
        return make_person(self.session, unit, name=name, nip=nip, account=account, **known)

    def post(self, person: Person, act: str, status: int = 302, **fields: Any) -> Page:
        page = self.page.post(f"/pegawai/{person.id}/{act}", fields, status=status)
        self.session.expire_all()
        return page

    def edit(self, person: Person, status: int = 302, **cells: Any) -> Page:
        fields = {
            "name": person.name,
            "position": person.position,
            "level": person.level.value,
            "rank": person.rank or "",
            "unit": person.unit_id,
            "supervisor": person.supervisor.called if person.supervisor else "",
            "email": person.email or "",
        }
        return self.post(person, "ubah", status, **(fields | cells))

    def record(self) -> str:
        return str(self.page.get("/audit").text)


@pytest.fixture
def desk(session: Any, client: PageClient) -> Desk:
    return Desk(session, client)


def test_an_edit_is_kept_noted_and_recorded_in_words(desk: Desk) -> None:
    desk.edit(
        desk.clerk,
        position="Bendahara",
        unit=desk.other.id,
        supervisor="Citra Lestari",
        email="Budi@C.go.id",
    )

    clerk = desk.clerk
    assert (clerk.position, clerk.unit_id) == ("Bendahara", desk.other.id)
    assert (clerk.supervisor_id, clerk.email) == (desk.third.id, "budi@c.go.id")
    assert desk.session.get(Account, clerk.account_id).email == "budi@c.go.id"
    noted = desk.session.scalars(select(PlacementChange.what)).all()
    kinds = PlacementChangeKind
    assert set(noted) == {kinds.UNIT, kinds.SUPERVISOR, kinds.ADDRESS}
    told = "Mengubah data pegawai (jabatan, unit kerja, atasan langsung, email)"
    assert told in desk.record()


def test_an_edit_that_changes_nothing_is_not_recorded(desk: Desk) -> None:
    assert "Tidak ada yang berubah." in desk.edit(desk.clerk).text
    assert "Mengubah data pegawai (" not in desk.record()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"supervisor": "Tidak Dikenal"}, "Tidak ada pegawai aktif dengan nama atau NIP ini."),
        ({"supervisor": "Budi Santoso"}, "Orang ini bawahan pegawai itu"),
        ({"email": "dipakai@c.go.id"}, "Email ini sudah dipakai akun lain."),
        ({"email": "bukan email"}, "Periksa kembali email"),
        ({"name": ""}, "Isi nama lengkap."),
    ],
)
def test_a_refused_edit_keeps_what_was_typed_beside_its_error(
    desk: Desk, cells: dict[str, str], said: str
) -> None:
    make_account(desk.session, desk.agency, email="dipakai@c.go.id")

    page = desk.edit(desk.head, 422, position="Sekretaris Dinas", **cells)

    assert [error for error in page.errors if said in error]
    (name,) = cells
    assert page.one("#position")["value"] == "Sekretaris Dinas"
    assert page.one(f"#{name}")["value"] == cells[name]
    assert said in page.one(f"#{name}-error").get_text()
    assert desk.head.position == "Analis Kebijakan"


def test_of_two_with_one_name_the_number_says_who_is_the_supervisor(desk: Desk) -> None:
    twin = desk.officer("Citra Lestari", nip_number(4), unit=desk.other)

    page = desk.edit(desk.clerk, 422, supervisor="citra lestari")
    desk.edit(desk.clerk, supervisor=twin.nip)

    assert "Nama ini dipakai beberapa pegawai." in page.text
    assert desk.clerk.supervisor_id == twin.id


def test_who_leaves_is_out_at_once_and_may_come_back(desk: Desk) -> None:
    there = PageClient(desk.page.app).sign_in(desk.session.get(Account, desk.clerk.account_id))
    there.get("/")
    day = clock.utc_now().date() - timedelta(days=3)

    desk.post(desk.clerk, "nonaktif", reason="retired", left_on=day.isoformat())

    assert (desk.clerk.left_as, desk.clerk.left_on) == (LeavingReason.RETIRED, day)
    assert there.open("/").location.startswith("/masuk")
    assert "Menonaktifkan pegawai (Pensiun)" in desk.record()
    assert "Budi Santoso" not in desk.page.get("/pegawai").text
    gone = desk.page.get("/pegawai?status=nonaktif").text
    assert "Budi Santoso" in gone
    assert "Pensiun, sejak" in desk.page.get(f"/pegawai/{desk.clerk.id}").text

    desk.post(desk.clerk, "aktif")

    assert (desk.clerk.is_active, desk.clerk.left_as) == (True, None)
    account = desk.session.get(Account, desk.clerk.account_id)
    assert account.is_enabled
    assert there.open("/").location.startswith("/masuk")
    assert "Mengaktifkan kembali pegawai" in desk.record()


def test_leaving_is_refused_in_the_future_twice_and_of_oneself(desk: Desk) -> None:
    later = (clock.utc_now().date() + timedelta(days=40)).isoformat()
    desk.clerk.account_id, desk.hr.nip = desk.hr.id, nip_number(9)

    page = desk.post(desk.third, "nonaktif", 422, reason="died", left_on=later)
    own = desk.post(desk.clerk, "nonaktif", 422, reason="other", left_on="24/11/2026")

    assert "Tanggal ini belum tiba." in page.one("#left_on-error").get_text()
    assert page.one("#left_on")["value"] == later
    assert "tidak dapat menonaktifkan diri sendiri" in own.text
    assert desk.clerk.is_active


def test_reports_of_who_left_are_told_to_have_no_supervisor(desk: Desk) -> None:
    desk.post(desk.head, "nonaktif", reason="died", left_on="24/11/2026")

    assert "Atasan langsungnya sudah nonaktif" in desk.page.get(f"/pegawai/{desk.clerk.id}").text


def test_another_nip_keeps_the_officer_and_the_account_follows(desk: Desk) -> None:
    officer = desk.officer("Dewi Anggraini", PPPK)
    account_id = officer.account_id

    desk.post(officer, "nip", nip=" ".join((CPNS[:8], CPNS[8:14], CPNS[14:])))

    account = desk.session.get(Account, account_id)
    assert (officer.nip, officer.employment, officer.account_id) == (CPNS, "PNS", account_id)
    assert account.nip == CPNS
    assert desk.session.get(FormerNip, (desk.agency.id, PPPK)).person_id == officer.id
    assert "Mengganti NIP pegawai" in desk.record()
    assert CPNS not in desk.record()


def test_a_file_with_the_old_nip_is_told_the_new_one_and_the_new_one_is_the_same_officer(
    desk: Desk,
) -> None:
    officer = desk.officer("Dewi Anggraini", PPPK)
    desk.post(officer, "nip", nip=CPNS)

    def bring(number: str) -> Any:
        status = "PNS" if number == CPNS else "PPPK"
        cells = {"nip": number, "nama": "Dewi Anggraini", "status": status, "golongan": ""}
        return import_people(
            desk.session(),
            desk.agency,
            csv_file(row(5, **cells)),
            today=TODAY,
            by=None,
            at=clock.utc_now(),
        )

    told = {str(each.reason): str(each.mend) for each in bring(PPPK).defects}
    assert told["NIP ini sudah diganti"] == "pakai NIP barunya, yang berakhir 005"
    assert not bring(CPNS).new_officers


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("12345", "bukan 18"),
        (nip_number(1), "NIP ini milik pegawai lain."),
        (nip_number(2), "Ini NIP yang sudah tercatat."),
    ],
)
def test_a_nip_that_cannot_be_is_refused_beside_its_field(
    desk: Desk, number: str, said: str
) -> None:
    page = desk.post(desk.clerk, "nip", 422, nip=number)

    assert said in page.one("#nip-error").get_text()
    assert page.one("#nip")["value"] == number


def acting(**cells: Any) -> dict[str, Any]:
    return {
        "kind": "Plt.",
        "post": "Kepala Bidang Mutasi",
        "starts_on": "01/11/2026",
        "ends_on": "",
    } | cells


def test_a_plt_of_a_second_unit_leads_those_there_who_have_nobody(desk: Desk) -> None:
    alone = desk.officer("Eko Prasetyo", nip_number(6), unit=desk.other)
    led = desk.officer("Fitri Handayani", nip_number(7), unit=desk.other, supervisor=desk.third)

    page = desk.post(
        desk.head, "jabatan", **acting(unit=desk.other.id, leads_orphans="y", ends_on="1/2/2027")
    )

    assert "1 pegawai menjadi bawahannya" in page.text
    (post,) = desk.session.scalars(select(ActingPost))
    assert (post.title, post.unit_id) == ("Plt. Kepala Bidang Mutasi", desk.other.id)
    assert not post.is_from_file
    assert (alone.supervisor_id, led.supervisor_id) == (desk.head.id, desk.third.id)
    assert desk.head.supervisor_id is None

    desk.post(desk.head, "jabatan/akhiri", post=post.id)

    assert not desk.session.scalars(select(ActingPost)).all()
    assert "Mengakhiri jabatan Plt. atau Plh. (Plt. Kepala Bidang Mutasi)" in desk.record()


def test_a_file_ends_no_post_that_hr_noted(desk: Desk) -> None:
    desk.post(desk.head, "jabatan", **acting(unit=desk.other.id))

    plan = import_people(
        desk.session(),
        desk.agency,
        csv_file(row(1, nama="Ahmad Yani")),
        today=TODAY,
        by=None,
        at=clock.utc_now(),
    )

    assert (plan.is_ready, plan.ended_acting) == (True, ())
    assert desk.session.scalars(select(ActingPost)).all()


def test_a_post_that_ends_before_it_begins_or_stands_already_is_refused(desk: Desk) -> None:
    wrong = desk.post(desk.head, "jabatan", 422, **acting(unit=desk.unit.id, ends_on="1/1/2026"))
    desk.post(desk.head, "jabatan", **acting(unit=desk.unit.id))
    twice = desk.post(desk.head, "jabatan", 422, **acting(unit=desk.unit.id))

    assert "lebih awal" in wrong.one("#ends_on-error").get_text()
    assert "sudah tercatat" in twice.one("#post-error").get_text()


def test_a_file_deactivates_all_that_it_does_not_name_but_whom_hr_keeps(desk: Desk) -> None:
    said = {"nonaktif:semua": "moved_out", f"nonaktif:{desk.third.id}": "tetap"}

    plan = import_people(
        desk.session(),
        desk.agency,
        csv_file(row(1, nama="Ahmad Yani")),
        today=TODAY,
        by=desk.hr,
        at=clock.utc_now(),
        answers=said,
    )
    desk.session.expire_all()

    assert plan.leaving == (desk.clerk.id,)
    assert (desk.clerk.is_active, desk.clerk.left_as) == (False, LeavingReason.MOVED_OUT)
    assert (desk.clerk.left_on, desk.third.is_active) == (TODAY, True)


@pytest.mark.parametrize(
    ("reason", "answer", "is_back"),
    [("died", "", False), ("died", "ya", True), ("moved_out", "", True)],
)
def test_who_left_for_good_is_not_brought_back_by_an_old_file(
    desk: Desk, reason: str, answer: str, is_back: bool
) -> None:
    desk.post(desk.clerk, "nonaktif", reason=reason, left_on="20/11/2026")

    plan = import_people(
        desk.session(),
        desk.agency,
        csv_file(row(1, nama="Ahmad Yani"), row(2, nama="Budi Santoso"), row(3)),
        today=TODAY,
        by=desk.hr,
        at=clock.utc_now(),
        answers={f"kembali:{desk.clerk.id}": answer},
    )
    desk.session.expire_all()

    assert plan.is_ready
    assert desk.clerk.is_active is is_back
