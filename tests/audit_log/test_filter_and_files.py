"""The record narrowed by act, person and day, as files on record, and for HR without sign-ins."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import record_act
from berakhlak.audit_log import views
from berakhlak.downloads.models import Download, DownloadKind
from tests.factories.cycles import AT, make_open_cycle


@pytest.fixture
def noted(session, opened):
    """Acts of three people on three days, and the sign-in of a rater."""
    rater = opened.account(opened.staff[0])
    cycle, agency = opened.cycle.id, opened.agency.id
    rows = [
        (Act.OPENED_CYCLE, cycle, opened.hr, 10),
        (Act.CHANGED_MAIL_CHOICES, agency, opened.hr, 11),
        (Act.WORDED_MAIL, agency, opened.admin, 12),
        (Act.SIGNED_IN, rater.id, rater, 12),
        (Act.USED_CODE, rater.id, rater, 12),
    ]
    for act, about, by, days in rows:
        record_act(session(), act, about, by=by, at=AT + timedelta(days=days))
    opened.hr.name = "=HR(1)"
    session.commit()
    return opened


def acts(page):
    return [row.select("td")[1].get_text(strip=True) for row in page.all("tbody tr")]


def test_hr_reads_the_own_agency_without_the_times_of_raters(client, noted):
    page = client.sign_in(noted.hr).get("/audit?dari=10/11/2026")

    assert acts(page) == ["Mengubah naskah email", "Mengatur email", "Membuka siklus"]
    assert "Masuk" not in [each.get_text() for each in page.all("option")]
    for query in ("tindakan=account:signed in", "cari=Budi"):
        assert acts(client.get(f"/audit?{query}")) == []
    assert acts(client.sign_in(noted.admin).get("/audit?tindakan=account:signed in")) == ["Masuk"]


def test_each_filter_narrows_and_they_work_together(client, noted):
    client.sign_in(noted.admin)
    found = {
        "tindakan=cycle:opened&dari=10/11/2026": ["Membuka siklus"],
        "cari=pengelola sistem": ["Mengubah naskah email"],
        "dari=13/11/2026&sampai=13-11-2026": ["Mengatur email"],
        "dari=13/11/2026&sampai=2026-11-14&cari=hr": ["Mengatur email"],
        "tindakan=nothing:such&sampai=01/01/2020": [],
    }
    for query, wanted in found.items():
        assert acts(client.get(f"/audit?{query}")) == wanted, query


@pytest.mark.parametrize("day", ["31/02/2026", "kemarin", "01/01/9999", "01/01/0001"])
def test_a_day_that_is_none_is_said_and_kept(client, noted, day):
    page = client.sign_in(noted.hr).get(f"/audit?dari={day}")

    assert f"Tanggal “{day}” tidak terbaca" in page.text
    assert page.one("#search-dari")["value"] == day


def test_files_hold_what_the_page_shows_and_are_on_record(client, session, noted):
    client.sign_in(noted.hr)
    query = "?dari=10/11/2026&cari=hr"

    sheet = openpyxl.load_workbook(io.BytesIO(client.open(f"/audit.xlsx{query}").data)).active
    rows = [[cell.value for cell in row] for row in sheet.rows]
    text = client.open(f"/audit.csv{query}").data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))

    assert [row[2] for row in rows] == ["Tindakan", "Mengatur email", "Membuka siklus"]
    assert rows[1][:2] == ["2026-11-13 08:00", "=HR(1)"]
    assert lines[1][:2] == ["2026-11-13 08:00", "'=HR(1)"]
    taken = session.scalars(select(Download)).all()
    assert {(each.kind, each.about) for each in taken} == {(DownloadKind.AUDIT_LOG, "2 catatan")}
    assert "Masuk" not in text


def test_more_lines_than_are_written_at_once_are_a_job_for_whoever_asked(
    client, session, noted, monkeypatch
):
    """Nobody waits in a request; a right that is gone meanwhile takes the file along."""
    monkeypatch.setattr(views, "AT_ONCE", 1)
    hr = client.sign_in(noted.hr)
    query = "?dari=10/11/2026&cari=hr"
    assert "Tekan “Buat berkas”" in hr.get(hr.open(f"/audit.csv{query}").location).text

    [form] = [each for each in hr.get(f"/audit{query}").all("form")
              if each.select("[value=csv]")]  # fmt: skip
    done = hr.post(str(form["action"]), {"bentuk": "csv"})

    assert "2 catatan" in done.text
    file = done.link("Unduh hasil")
    lines = list(csv.reader(io.StringIO(hr.open(file).data.decode("utf-8-sig"))))
    assert [line[2] for line in lines] == ["Tindakan", "Mengatur email", "Membuka siklus"]
    taken = session.scalars(select(Download)).all()
    assert [(each.kind, each.about) for each in taken] == [(DownloadKind.AUDIT_LOG, "2 catatan")]
    assert client.sign_in(noted.admin).open(file).status_code == 404
    noted.hr.role_rows.clear()
    session.commit()
    assert client.sign_in(noted.hr).open(file).status_code in (403, 404)


def test_another_agency_reads_nothing_of_it(client, session, keys, noted):
    stranger = make_open_cycle(session, keys).hr
    session.commit()

    client.sign_in(stranger)

    assert "Mengatur email" not in acts(client.get("/audit"))
    assert "=HR(1)" not in client.open("/audit.csv").data.decode()
