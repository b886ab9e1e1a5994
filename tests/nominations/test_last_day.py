"""HR steers the gathering of names: a last day, who is late, reminders, a silent supervisor."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.cycle_administration import file_parts, nomination_pages
from berakhlak.downloads.models import Download
from berakhlak.formats import full_date, local_today, short_date
from berakhlak.nominations.models import NominationList, NominationPeriod
from berakhlak.nominations.naming_counts import count_naming
from berakhlak.nominations.operations import LastDayOver, propose_names, strike_name
from berakhlak.nominations.period import NothingToAgreeTo, agree_in_stead
from berakhlak.nominations.standing import NamingState
from tests.factories.cycles import AT


@pytest.fixture
def cycle(session, gathering):
    """It is planned to open in ten days."""
    gathering.cycle.opens_on = local_today() + timedelta(days=10)
    gathering.cycle.closes_on = local_today() + timedelta(days=40)
    session.commit()
    return gathering.cycle


@pytest.fixture
def page(cycle):
    return f"/siklus/{cycle.id}/usulan"


def name(session, cycle, officer, people, days_ago=0):
    day = local_today() - timedelta(days=days_ago)
    propose_names(session(), cycle, officer, people, today=day)
    session.commit()


def test_hr_sets_a_last_day_before_opening_and_officers_and_supervisors_read_it(
    session, opened, cycle, client, page, officer, seven
):
    hr = client.sign_in(opened.hr)
    late, past = cycle.opens_on, local_today() - timedelta(days=1)
    for day, why in ((late, "Pilih hari sebelum itu"), (past, "sudah lewat"), (None, "Isi")):
        typed = short_date(day) if day else "bukan tanggal"
        refused = hr.post(page + "/hari-terakhir", {"last_day": typed}, status=422)
        assert why in refused.text
        assert typed in refused.html
    last_day = local_today() + timedelta(days=4)
    shown = hr.post(page + "/hari-terakhir", {"last_day": short_date(last_day)})
    assert f"Hari terakhir usulan: {full_date(last_day)}." in shown.text
    name(session, cycle, officer, seven)

    said = full_date(last_day)
    for person, places in (
        (opened.staff[1], ("/", f"/usulan/{cycle.id}")),
        (opened.head, ("/", f"/usulan/{cycle.id}/tim")),
    ):
        reader = client.sign_in(opened.account(person))
        assert all(said in reader.get(place).text for place in places)
    warned = client.sign_in(opened.hr).get(f"/siklus/{cycle.id}/buka").text
    assert f"Hari terakhirnya {said}." in warned
    kept = session.scalars(
        select(AuditEntry).where(AuditEntry.act == Act.SET_LAST_DAY_OF_NAMES.code)
    ).one()
    assert kept.detail == {"day": last_day.isoformat()}


def test_after_the_last_day_officers_read_their_list_and_supervisors_still_answer(
    session, opened, cycle, client, officer, seven
):
    name(session, cycle, officer, seven, days_ago=3)
    session.add(NominationPeriod(cycle_id=cycle.id, last_day=local_today() - timedelta(days=1)))
    session.commit()

    reader = client.sign_in(opened.account(officer))
    shown = reader.get(f"/usulan/{cycle.id}").text
    assert "sudah lewat" in shown
    assert opened.staff[1].called in shown
    reader.post(f"/usulan/{cycle.id}", {"names": str(seven[0])}, status=409)
    assert "sudah lewat" in reader.get("/").text
    with pytest.raises(LastDayOver):
        propose_names(session(), cycle, officer, seven[:2], today=local_today())
    session.rollback()
    head = client.sign_in(opened.account(opened.head))
    head.post(f"/usulan/{cycle.id}/tim/{officer.id}", {"tindakan": "setuju"})
    assert session.scalars(select(NominationList)).one().is_agreed


def test_the_supervisors_queue_begins_with_whoever_waits_longest(
    session, opened, cycle, client, seven
):
    for person, days in ((opened.staff[0], 2), (opened.staff[1], 9), (opened.staff[2], 0)):
        name(session, cycle, person, [p.id for p in opened.staff if p != person], days)
    head = client.sign_in(opened.account(opened.head))

    shown = head.get(f"/usulan/{cycle.id}/tim")

    assert "3 daftar menunggu tanggapan Anda" in shown.text
    names = [heading.get_text(strip=True) for heading in shown.all("h2")]
    order = [opened.staff[at].called for at in (1, 0, 2)]
    assert [each for each in names if each in order] == order
    assert "Menunggu 9 hari." in shown.text
    assert "Diusulkan hari ini." in shown.text


def test_hr_sees_who_is_late_as_a_page_and_a_workbook_and_never_a_name_on_a_list(
    session, opened, gathering, cycle, client, page, officer
):
    """The promise: who was named is known to the officer and the supervisor alone."""
    joko, kartika = gathering.elsewhere[:2]
    name(session, cycle, officer, [joko.id, kartika.id], days_ago=3)
    strike_name(session(), cycle, officer, kartika.id)
    name(session, cycle, joko, [officer.id])
    session.commit()
    assert count_naming(session(), cycle).of_state == {
        NamingState.NOT_NAMED: 15,
        NamingState.WAITING: 1,
        NamingState.AGREED: 0,
        NamingState.UNLED: 1,
    }
    hr = client.sign_in(opened.hr)

    waiting = hr.get(page + "?status=menunggu")
    assert "Menunggu 3 hari." in waiting.text
    assert "1 pegawai" in waiting.text
    assert not {joko.called, kartika.called} & set(waiting.text.split("  "))
    assert "Joko" not in waiting.text
    assert "Tidak ada pegawai dalam pilihan ini." in hr.get(page + "?cari=tidak+ada").text
    assert "1 pegawai" in hr.get(page + "?status=belum&cari=citra").text
    book = openpyxl.load_workbook(BytesIO(hr.open(page + ".xlsx?status=menunggu").data))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=4)]
    assert cells == [[officer.called, "Bidang Mutasi", opened.head.called, 1, "Menunggu atasan", 3]]
    assert session.scalars(select(Download.about)).all() == ["Menunggu atasan"]
    for person in (officer, opened.head):
        reader = client.sign_in(opened.account(person))
        for path in (page, page + "/hari-terakhir", page + ".xlsx"):
            reader.get(path, status=403)


def test_hr_agrees_in_a_silent_supervisors_stead_which_is_recorded_and_told_to_the_officer(
    session, opened, cycle, client, page, officer, seven
):
    name(session, cycle, officer, seven, days_ago=5)
    hr = client.sign_in(opened.hr)

    shown = hr.post(f"{page}/{officer.id}/setujui?status=menunggu")

    assert f"Usulan {officer.called} disetujui menggantikan atasannya." in shown.text
    assert "Tidak ada pegawai dalam pilihan ini." in shown.text
    assert "Disetujui pengelola kepegawaian" in hr.get(page).text
    hr.post(f"{page}/{officer.id}/setujui", status=409)
    kept = session.scalars(
        select(AuditEntry).where(AuditEntry.act == Act.AGREED_TO_NAMES.code)
    ).one()
    assert (kept.object_id, kept.detail) == (cycle.id, {"name": officer.called})
    home = client.sign_in(opened.account(officer)).get("/").text
    assert "Pengelola kepegawaian sudah menyetujui." in home
    team = client.sign_in(opened.account(opened.head)).get(f"/usulan/{cycle.id}/tim").text
    assert "Disetujui pengelola kepegawaian" in team
    name(session, cycle, officer, seven[:6])
    assert not session.scalars(select(NominationList)).one().is_agreed_by_hr
    with pytest.raises(NothingToAgreeTo):
        agree_in_stead(session(), cycle, opened.staff[3], by=None, at=AT)


def test_a_long_list_is_taken_as_files_of_a_part_each_and_nobody_is_left_out(
    session, opened, cycle, client, page, monkeypatch
):
    for module in (file_parts, nomination_pages):
        monkeypatch.setattr(module, "IN_A_FILE", 10)
    hr = client.sign_in(opened.hr)

    links = [str(each["href"]) for each in hr.get(page).all("a[href*='usulan.xlsx']")]

    names = []
    for link in links:
        sheet = openpyxl.load_workbook(BytesIO(hr.open(link).data)).active
        names.append([row[0].value for row in sheet.iter_rows(min_row=4)])
    assert [len(each) for each in names] == [10, 7]
    assert len({*names[0], *names[1]}) == 17
    taken = session.scalars(select(Download).order_by(Download.id)).all()
    assert [each.about for each in taken] == ["bagian 1 dari 2", "bagian 2 dari 2"]
