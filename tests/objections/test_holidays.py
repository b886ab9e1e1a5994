"""HR keeps the calendar; what it says moves terms that run, and is told where it is not sure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.clock import UTC
from berakhlak.formats import long_date
from berakhlak.objections.terms import lodge_by
from berakhlak.working_days.calendars import calendar_of
from berakhlak.working_days.models import AgencyHoliday

PAGE = "/hari-libur"


@pytest.fixture
def desk(client, published):
    return client.sign_in(published.opened.hr)


def test_a_day_that_hr_adds_moves_the_term_and_one_taken_back_moves_it_again(
    desk, published, session
):
    agency = published.cycle.agency_id
    published.cycle.published_at = datetime(2026, 11, 2, 3, tzinfo=UTC)
    session.commit()
    assert lodge_by(calendar_of(session(), agency), published.cycle) == date(2026, 11, 20)
    day = {"day": "10/11/2026", "name": "Hari Pahlawan di instansi"}
    assert "Hari Pahlawan di instansi" in desk.post(PAGE, day).text
    assert lodge_by(calendar_of(session(), agency), published.cycle) == date(2026, 11, 23)
    desk.post(PAGE + "/pekan", {"hari": "6"})
    session.expire_all()
    assert lodge_by(calendar_of(session(), agency), published.cycle) == date(2026, 11, 19)
    desk.post(PAGE + "/pekan", {"hari": "5"})
    desk.post(PAGE + "/hapus", {"hari": "2026-11-10"})
    session.expire_all()
    assert lodge_by(calendar_of(session(), agency), published.cycle) == date(2026, 11, 20)
    acts = session.scalars(select(AuditEntry.act).where(AuditEntry.act == "changed holidays"))
    assert len(acts.all()) == 4


def test_what_cannot_be_a_holiday_is_refused_beside_its_field(desk, session):
    for day, said in (
        ("17/08/2026", "Tanggal ini sudah libur: Proklamasi Kemerdekaan."),
        ("14/11/2026", "Tanggal ini jatuh pada akhir pekan, jadi sudah bukan hari kerja."),
        ("03/03/2525", "Periksa tahunnya."),
    ):
        page = desk.post(PAGE, {"day": day, "name": "Libur daerah"}, status=422)
        assert page.errors == [said]
        assert page.one("input[name=name]")["value"] == "Libur daerah"
    assert len(desk.post(PAGE, {"day": "31/02/2027", "name": ""}, status=422).errors) == 2
    assert session.scalars(select(AgencyHoliday)).all() == []
    for path in ("/hapus", "/lengkap"):
        desk.post(PAGE + path, {"hari": "kemarin", "tahun": "x"}, status=400)


def test_a_year_whose_holidays_are_not_known_is_told_until_hr_says_it_is(
    desk, client, published, session, accounts, paths
):
    def last_days() -> str:
        return client.sign_in(accounts["officer"]).get(paths["objection"]).text

    published.cycle.published_at = datetime.now(UTC) - timedelta(days=1)
    session.commit()
    today = datetime.now(UTC).date()
    end = calendar_of(session(), published.cycle.agency_id).last_day(today, 14)
    for year in {today.year, end.year}:
        client.sign_in(accounts["hr"]).post(PAGE + "/lengkap", {"tahun": year, "lengkap": "ya"})
    assert "Kalender belum memuat" not in last_days()
    page = client.sign_in(accounts["hr"]).get(PAGE, tahun=2098)
    assert "Hari libur 2098 belum lengkap" in page.text
    done = client.post(PAGE + "/lengkap", {"tahun": "2098", "lengkap": "ya"})
    assert "belum lengkap" not in done.one("main").text.replace("Nyatakan belum lengkap", "")
    back = client.post(PAGE + "/lengkap", {"tahun": "2098", "lengkap": "tidak"})
    assert "Hari libur 2098 belum lengkap" in back.text


def test_a_term_into_a_year_without_its_decree_says_so(client, accounts, paths, session, objecting):
    objecting.cycle.published_at = datetime(2097, 3, 1, 3, tzinfo=UTC)
    session.commit()
    page = client.sign_in(accounts["officer"]).get(paths["page"])
    assert "Kalender belum memuat semua hari libur tahun 2097" in page.text
    assert long_date(date(2097, 3, 21)) in page.text
