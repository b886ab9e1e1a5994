"""The start page says what is mine to do, whatever I am."""

from __future__ import annotations

import pytest

from berakhlak.cycle_administration.cycle_list import CycleListRow, NextStep, cycles_worth_showing
from berakhlak.cycles.operations import mark_published
from berakhlak.roles import Role
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import AT


@pytest.fixture(autouse=True)
def _in_november(on_day):
    on_day(2026, 11, 20)


def test_a_stranger_is_asked_to_sign_in(client):
    answer = client.open("/")

    assert answer.status_code == 302
    assert answer.location.startswith("/masuk")


def test_an_officer_sees_what_is_owed_until_when_and_one_way_to_begin(client, opened):
    page = client.sign_in(opened.account(opened.staff[0])).get("/")

    assert "0 dari 6" in page.text
    assert "30 November 2026 (10 hari lagi)" in page.text
    assert page.link("Mulai menilai") == f"/tugas/lanjut/{opened.cycle.id}"


def test_a_rater_who_has_begun_goes_on(client, session, keys, opened):
    officer = opened.staff[0]
    answer(session, keys, opened, assignments(session, opened, rater=officer)[:2])

    page = client.sign_in(opened.account(officer)).get("/")

    assert "2 dari 6" in page.text
    assert page.link("Lanjutkan menilai") == f"/tugas/lanjut/{opened.cycle.id}"


def test_a_rater_who_is_done_is_thanked(client, session, keys, opened):
    officer = opened.staff[0]
    answer(session, keys, opened, assignments(session, opened, rater=officer))

    page = client.sign_in(opened.account(officer)).get("/")

    assert "terima kasih" in page.text
    assert page.link("Lihat atau ubah jawaban") == "/tugas"


def test_an_officer_without_duties_is_left_in_peace(client, session, keys, opened):
    close(session, keys, opened)

    page = client.sign_in(opened.account(opened.staff[0])).get("/")

    assert "tidak ada penilaian yang harus Anda isi" in page.text


def test_a_profile_is_offered_once_it_is_published(client, session, keys, opened):
    close(session, keys, opened)
    reader = client.sign_in(opened.account(opened.staff[0]))
    before = reader.get("/")
    mark_published(session, opened.cycle, by=None, at=AT)

    after = reader.get("/")

    assert "Profil Anda." not in before.text
    assert "Profil Anda." in after.text
    assert after.link("Penilaian 2026").startswith("/profil/")


def test_a_supervisor_is_offered_the_profiles_of_the_team(client, session, keys, opened):
    close(session, keys, opened)
    mark_published(session, opened.cycle, by=None, at=AT)

    page = client.sign_in(opened.account(opened.head)).get("/")

    assert "profil 5 pegawai yang Anda pimpin" in page.text
    assert page.link("Penilaian 2026") == "/profil"


def test_hr_sees_each_cycle_with_its_response_and_next_step(client, session, keys, opened, on_day):
    answer(session, keys, opened, assignments(session, opened)[:19])
    on_day(2026, 12, 1)

    page = client.sign_in(opened.hr).get("/")

    assert "19 dari 36" in page.text
    assert "tutup siklus" in page.text
    assert page.link("Tutup siklus Penilaian 2026") == f"/siklus/{opened.cycle.id}/tutup"


def test_of_finished_cycles_hr_is_shown_only_the_newest():
    old, new = (CycleListRow(object(), None, NextStep.NONE) for _ in range(2))
    waiting = CycleListRow(object(), None, NextStep.WAIT)

    assert cycles_worth_showing([waiting, new, old]) == [waiting, new]


def test_one_person_may_be_several(client, session, opened):
    account = opened.account(opened.staff[0])
    account.grant(Role.HR)
    account.grant(Role.ADMIN)

    page = client.sign_in(account).get("/")

    assert page.link("Mulai menilai") == f"/tugas/lanjut/{opened.cycle.id}"
    assert page.link("Buat siklus") == "/siklus/baru"
    assert page.link("Riwayat aktivitas") == "/audit"


def test_an_officer_is_not_offered_the_places_of_hr_and_administrators(client, opened):
    page = client.sign_in(opened.account(opened.staff[0])).get("/")

    links = {str(link["href"]) for link in page.all("a[href]")}
    assert not {"/siklus", "/siklus/baru", "/audit"} & links


def test_hr_is_led_to_the_first_cycle_step_by_step(client, session, opened):
    hr = client.sign_in(opened.hr)
    assert "Langkah pertama" not in hr.get("/").text
    opened.cycle.opened_at = None
    session.commit()

    def marks():
        page = hr.get("/")
        assert page.link("Buat kode masuk") == "/pegawai/kode"
        return [each["class"][-1].rpartition("--")[2] for each in page.all(".steps__item")]

    assert marks() == ["coming", "done", "current", "done", "coming"]
    hr.post("/pegawai/kop", {"government": "PEMERINTAH KOTA", "address": "", "contact": ""})
    assert marks() == ["done", "done", "current", "done", "coming"]

    assert "Langkah pertama" not in client.sign_in(opened.admin).get("/").text
