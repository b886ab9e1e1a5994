"""Trainings of a plan: the officer's; HR learns of one only when a place is asked for."""

from __future__ import annotations

import io

import openpyxl
import pytest
from sqlalchemy import select

from berakhlak.development.models import DevelopmentStep, LearningWay
from berakhlak.formats import local_today
from berakhlak.people.models import Person
from berakhlak.training.models import PlannedTraining, TrainingMode
from berakhlak.training.runs import (
    Report,
    confirm_attendance,
    report_attendance,
    report_mark,
)
from tests.documents.test_conformance import ACCESSIBLE, faults
from tests.factories.cycles import AT
from tests.factories.training import make_programme, make_provider, make_run
from tests.support.pdf import text_of


@pytest.fixture
def catalogue(session, published):
    provider = make_provider(session, published.opened.agency, name="BPSDM Contoh")
    made = [
        make_programme(session, provider, title="Ramah di loket", serves=("BP1",), hours=12),
        make_programme(
            session, provider, title="Coaching", serves=("BP",), hours=6, mode=TrainingMode.COACHING
        ),
        make_programme(
            session, provider, title="Untuk pimpinan", serves=("BP1",), levels=("jpt_utama",)
        ),
    ]  # fmt: skip
    session.commit()
    return made


def plan_of(seat):
    return f"/profil/{seat.id}/rencana"


def test_the_plan_holds_trainings_beside_steps_with_reasons_and_hours(
    client, published, session, typed, catalogue, tmp_path
):
    seat = published.officers[0]
    client.sign_in(published.account_of(seat))
    client.post(plan_of(seat) + "/langkah", typed)
    page = client.get(plan_of(seat))
    assert "karena langkah yang dipilih tentang:" in page.text
    assert "karena langkah yang dipilih termasuk nilai: Berorientasi Pelayanan" in page.text
    assert "Untuk pimpinan" not in page.text
    for each in catalogue[:2]:
        page = client.post(f"{plan_of(seat)}/pelatihan/{each.id}", {"tindakan": "tambah"})
    rows = page.all("section[aria-labelledby=pelatihan] tbody tr")
    counts = [[cell.get_text(strip=True) for cell in row.find_all("td")] for row in rows]
    assert counts == [["1", "0", "0"], ["0", "1", "6"], ["0", "1", "12"]]
    assert f"JP tahun {local_today().year}: 0 dari 20." in page.text
    run = make_run(
        session, catalogue[0], [session.get_one(Person, seat.person_id)],
        first=local_today(), last=local_today(),
    )  # fmt: skip
    given = {"by": None, "at": AT, "today": local_today()}
    report_attendance(session(), run, Report(frozenset({seat.person_id}), ""), **given)
    confirm_attendance(session(), run, seen=report_mark(session(), run), **given)
    session.commit()
    assert f"JP tahun {local_today().year}: 12 dari 20." in client.get(plan_of(seat)).text
    assert "Hadir, JP dihitung" in client.get("/jp").text
    book = openpyxl.load_workbook(io.BytesIO(client.open(plan_of(seat) + "/idp.xlsx").data))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert len(cells) >= 5
    assert "Bila rapat tim selesai, saya akan membagikan notulen hari itu juga." in cells[1]
    assert not any("kotak" in str(title).casefold() for title in cells[0])

    # The same on paper, in the reader's language, for the two of the plan alone.
    paper = plan_of(seat) + "/idp.pdf"
    pdf = client.open(paper).data
    told = " ".join(text_of(pdf, tmp_path).split())
    for words in (
        "Rencana pengembangan individu (IDP)",
        seat.name,
        "notulen",
        "Ramah di loket",
        "Hadir, JP dihitung",
        "12 dari 20 JP",
        "Nama, tanda tangan, tanggal",
    ):
        assert words in told
    assert faults(pdf, ACCESSIBLE) == []
    assert client.open(paper).data == pdf
    client.sign_in(published.opened.account(published.opened.head))
    assert client.open(paper).status_code == 200
    for stranger in (published.account_of(published.officers[1]), published.opened.hr):
        client.sign_in(stranger).get(paper, 404)


def test_hr_reads_no_plan_and_learns_of_a_training_only_when_a_place_is_asked_for(
    client, published, session, catalogue
):
    seat, hr = published.officers[0], published.opened.hr
    client.sign_in(published.account_of(seat))
    here = f"{plan_of(seat)}/pelatihan/{catalogue[0].id}"
    assert "Bila Anda meminta tempat" in client.post(here, {"tindakan": "tambah"}).text
    client.sign_in(hr)
    programme = f"/pelatihan/program/{catalogue[0].id}"
    assert seat.name not in client.get(programme).text
    client.get(plan_of(seat), 404)
    client.get(plan_of(seat) + "/idp.xlsx", 404)
    client.sign_in(published.account_of(seat)).post(here, {"tindakan": "minta"})
    assert seat.name in client.sign_in(hr).get(programme).text
    client.sign_in(published.account_of(seat)).post(here, {"tindakan": "batal"})
    assert seat.name not in client.sign_in(hr).get(programme).text


def test_the_supervisor_reads_and_only_the_officer_changes(client, published, session, catalogue):
    seat = published.officers[0]
    here = f"{plan_of(seat)}/pelatihan/{catalogue[0].id}"
    client.sign_in(published.opened.account(published.opened.head))
    page = client.get(plan_of(seat))
    assert "Tambahkan ke rencana" not in page.text
    client.get(plan_of(seat) + "/pelatihan")
    client.post(here, {"tindakan": "tambah"}, 404)
    client.sign_in(published.account_of(published.officers[1]))
    client.post(here, {"tindakan": "tambah"}, 404)
    assert session.scalars(select(PlannedTraining)).all() == []
    client.sign_in(published.account_of(seat))
    page = client.get(plan_of(seat) + "/pelatihan", cari="loket")
    assert "Ramah di loket" in page.text
    assert "Coaching" not in page.text
    client.post(here, {"tindakan": "tambah"})
    client.post(here, {"tindakan": "lepas"})
    assert session.scalars(select(PlannedTraining)).all() == []


def test_who_led_an_officer_once_reads_nothing_of_later_trainings(
    client, published, session, catalogue
):
    seat, today = published.officers[0], local_today()
    person = session.get_one(Person, seat.person_id)
    run = make_run(session, catalogue[0], [person], first=today, last=today)
    given = {"by": None, "at": AT, "today": today}
    report_attendance(session(), run, Report(frozenset({person.id}), ""), **given)
    confirm_attendance(session(), run, seen=report_mark(session(), run), **given)
    session.commit()
    client.sign_in(published.opened.account(published.opened.head))

    def reads():
        page, file = client.get(plan_of(seat)).text, client.open(plan_of(seat) + "/idp.xlsx").data
        sheet = openpyxl.load_workbook(io.BytesIO(file)).active
        cells = [cell.value for row in sheet for cell in row]
        return f"JP tahun {today.year}: 12 dari 20." in page, [
            words in " ".join(str(cell) for cell in cells)
            for words in ("Hadir, JP dihitung", f"Tahun {today.year}: 12 dari 20", "Jabatan baru")
        ]

    assert reads() == (True, [True, True, False])
    words = dict.fromkeys(("situation", "intention", "evidence"), "x")
    session.add(
        DevelopmentStep(
            participant_id=seat.id, behaviour="BP1", way=LearningWay.WORK, due_on=today,
            chosen_on=today, **words,
        )
    )  # fmt: skip
    person.supervisor_id, person.position = None, "Jabatan baru"
    session.commit()
    assert reads() == (False, [False, False, False])
    client.sign_in(published.account_of(seat))
    assert reads() == (True, [True, True, True])
