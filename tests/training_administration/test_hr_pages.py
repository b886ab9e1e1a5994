"""HR from needs over programme and roll to budget; what is refused is said at its field."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select

from berakhlak.formats import local_today, short_date
from berakhlak.training.hours import hours_of
from berakhlak.training.models import (
    PlannedTraining,
    TrainingAttendance,
    TrainingNeed,
    TrainingProgramme,
    TrainingRun,
)
from berakhlak.training.runs import Report, report_attendance
from tests.factories.cycles import AT
from tests.factories.training import make_programme, make_provider

PROGRAMME = {
    "title": "Pelayanan Prima",
    "mode": "classical",
    "hours": "12",
    "price": "1.500.000",
    "values": ["BP"],
    "behaviours": "kb2",
    "levels": [],
}


@pytest.fixture
def hr(client, published):
    return client.sign_in(published.opened.hr)


def test_hr_goes_from_needs_to_a_programme_to_the_budget(hr, published, session):
    year = local_today().year
    page = hr.post("/pelatihan/lembaga/baru", {"name": "BPSDM Contoh", "kind": "institute"})
    page = hr.post(page.link("Tambah program"), PROGRAMME)
    assert "Rp1.500.000" in page.text
    programme = session.scalars(select(TrainingProgramme)).one()
    assert programme.served == ("BP", "KB2")
    unit = published.opened.unit
    line = {"unit": str(unit.id), "subject": "BP", "places": "8", "programme": ""}
    needs = hr.post(f"/pelatihan/kebutuhan?tahun={year}", line | {"tindakan": "baris"})
    assert "Belum dipilih" in needs.text
    edit = needs.link(f"Ubah {unit.name}")
    needs = hr.post(edit, line | {"programme": str(programme.id)})
    assert "Rp12.000.000" in needs.text
    here, pagu = f"/pelatihan/kebutuhan?tahun={year}", {"tindakan": "pagu"}
    needs = hr.post(here, pagu | {"ceiling": "10 juta"}, 422)
    assert needs.errors == ["Tulis jumlah rupiah dengan angka bulat, misalnya 1.500.000."]
    needs = hr.post(here, pagu | {"ceiling": "Rp10.000.000"})
    assert "Melebihi pagu Rp2.000.000" in needs.text
    assert needs.one("input[name=ceiling]")["value"] == "10.000.000"
    file = hr.open(f"/pelatihan/kebutuhan.xlsx?tahun={year}").data
    cells = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(file))[f"AKPK {year}"][2]]
    assert cells[2:7:2] == [8, "BPSDM Contoh", 12_000_000]
    hr.post(edit + "/hapus")
    assert session.scalars(select(TrainingNeed)).all() == []


def test_a_programme_that_serves_something_else_does_not_meet_a_need(hr, published, session):
    programme = make_programme(session, make_provider(session, published.opened.agency))
    session.commit()
    line = {"unit": str(published.opened.unit.id), "subject": "KB", "places": "0"}
    page = hr.post("/pelatihan/kebutuhan", line | {"programme": str(programme.id)}, 422)
    assert page.errors == ["Isi jumlah tempat dengan angka bulat dari 1 sampai 10000."]
    page = hr.post(
        "/pelatihan/kebutuhan", line | {"programme": str(programme.id), "places": "3"}, 422
    )
    assert page.errors == [
        "Program ini tidak melayani kebutuhan itu. Pilih program lain, atau kosongkan."
    ]
    assert page.one("input[name=places]")["value"] == "3"


def test_an_officer_who_asks_is_sent_and_hours_count_once_confirmed(hr, published, session):
    officer, other = (seat.person_id for seat in published.officers[:2])
    programme = make_programme(session, make_provider(session, published.opened.agency))
    session.add(
        PlannedTraining(
            participant_id=published.officers[0].id, programme_id=programme.id,
            planned_on=local_today(), asked_on=local_today(),
        )
    )  # fmt: skip
    session.commit()
    page = hr.get(f"/pelatihan/program/{programme.id}")
    assert published.officers[0].name in page.text
    today, tomorrow = short_date(local_today()), short_date(local_today() + timedelta(days=1))
    backwards = {"starts_on": tomorrow, "ends_on": today}
    page = hr.post(f"/pelatihan/program/{programme.id}/pelaksanaan", backwards, 422)
    assert page.errors == ["Hari terakhir tidak boleh sebelum hari pertama."]
    for far in ({"starts_on": today, "ends_on": "31/12/9999"},
                {"starts_on": "01/01/2062", "ends_on": "02/01/2062"}):  # fmt: skip
        page = hr.post(f"/pelatihan/program/{programme.id}/pelaksanaan", far, 422)
        assert page.one("input[name=ends_on]")["value"] == far["ends_on"]
        assert "paling lama" in page.errors[0]
    page = hr.post(
        f"/pelatihan/program/{programme.id}/pelaksanaan", {"starts_on": today, "ends_on": today}
    )
    run = session.scalars(select(TrainingRun)).one()
    here = f"/pelatihan/pelaksanaan/{run.id}"
    hr.post(here + "/kirim", {"people": [str(officer)], "officer": "Tidak Ada Siapa"}, 422)
    nobody = hr.post(here + "/kirim", {"officer": ""}, 422)
    assert nobody.errors == ["Centang yang meminta tempat, atau tulis satu pegawai."]
    page = hr.post(
        here + "/kirim", {"people": [str(officer)], "officer": published.officers[1].nip}
    )
    assert "2 pegawai dikirim." in page.text
    assert "Belum ada laporan kehadiran" in hr.post(here + "/sahkan").text
    hr.post(here + "/hadir", {"people": [str(officer), str(other)], "materials": "Modul 1"})
    assert hours_of(session(), officer, local_today().year) == 0
    seen = {"dilihat": hr.get(here).one("[name=dilihat]")["value"]}
    # The partner reports anew between HR's look and HR's word.
    given = {"by": None, "at": AT, "today": local_today()}
    report_attendance(session(), run, Report(frozenset({officer}), "Modul 1"), **given)
    session.commit()
    assert "berubah sejak halaman ini dibuka" in hr.post(here + "/sahkan", seen).text
    assert hours_of(session(), other, local_today().year) == 0
    page = hr.post(here + "/sahkan", {"dilihat": hr.get(here).one("[name=dilihat]")["value"]})
    assert "disahkan" in page.text
    assert [hours_of(session(), each, local_today().year) for each in (officer, other)] == [12, 0]
    assert "Kehadiran sudah disahkan" in hr.post(here + f"/keluarkan/{officer}").text
    assert session.get(TrainingAttendance, (run.id, officer)) is not None
    assert "1" in hr.get("/pelatihan/jp").text
