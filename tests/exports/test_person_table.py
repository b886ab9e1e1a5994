"""The table of persons' results: joinable, complete, silent on what is withheld, and on record."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.downloads.models import Download, DownloadKind
from berakhlak.profiles.models import ProfileReading, ReadingWay
from berakhlak.sealing.models import OfficerResult
from berakhlak.statistics.frozen_result import OfficerFigures
from tests.factories.published import PublishedCycle
from tests.support.pages import PageClient

FORM = {"what": "tabel", "scope": "semua", "unit": "", "nips": "", "form": "standard"}


def take(client: PageClient, published: PublishedCycle, **fields: str) -> Any:
    """Ask for the table and take it; the workbook."""
    page = client.post(f"/siklus/{published.cycle.id}/ekspor", FORM | fields)
    answer = client.open(f"{page.path}/berkas")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def test_hr_takes_a_table_that_joins_by_nip(
    client: PageClient, published: PublishedCycle, app: Flask, session: Any
) -> None:
    client.sign_in(published.opened.hr)
    published.officers[0].name = "=1+1"  # A spreadsheet must not reckon with it.
    session.commit()

    sheet = take(client, published).worksheets[0]

    head, *rows = sheet.iter_rows()
    columns = [cell.value for cell in head]
    assert columns[:9] == [
        "NIP",
        "Nama",
        "Kode unit",
        "Unit kerja",
        "Kode unit induk",
        "Unit induk",
        "Golongan",
        "Jabatan",
        "Semua",
    ]
    assert columns[9:] == [v.name.id for v in published.cycle.instrument.content.values]
    by_nip = {row[0].value: row for row in rows}
    assert len(by_nip) == len(published.officers)
    for officer in published.officers:
        row = by_nip[officer.nip]
        assert row[0].data_type == "s"
        assert row[1].value == officer.name
        assert row[1].data_type == "s"
        stored = session.get_one(OfficerResult, officer.id)
        figures = OfficerFigures.from_json(stored.payload)
        assert [cell.value for cell in row[8:]] == pytest.approx(
            [figures.overall_others, *(value.others for value in figures.values)]
        )


def test_a_withheld_figure_is_an_empty_cell(
    client: PageClient, published: PublishedCycle, session: Any
) -> None:
    stored = session.get_one(OfficerResult, published.officers[0].id)
    figures = json.loads(stored.payload)
    figures["values"][0]["others"] = None
    stored.payload = json.dumps(figures)
    session.commit()
    client.sign_in(published.opened.hr)

    rows = list(take(client, published).worksheets[0].iter_rows(values_only=True))

    own = next(row for row in rows if row[0] == published.officers[0].nip)
    assert own[9] is None
    assert own[10] is not None


def test_some_people_alone_and_on_record(
    client: PageClient, published: PublishedCycle, session: Any
) -> None:
    client.sign_in(published.opened.hr)
    chosen = published.officers[1]

    book = take(client, published, scope="orang", nips=chosen.nip)

    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [chosen.nip]
    taken = session.scalars(select(Download)).one()
    assert (taken.kind, taken.about) == (DownloadKind.PERSON_TABLE, "1 pegawai")
    read = session.scalars(select(ProfileReading)).all()
    assert [(each.participant_id, each.way) for each in read] == [(chosen.id, ReadingWay.EXPORT)]
