"""The table for e-Kinerja: by NIP, in the profile's own sentences, silent on what is withheld."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from berakhlak.downloads.models import Download, DownloadKind
from berakhlak.performance.models import BehaviourRating, ExpectationRating, WorkResult
from berakhlak.profiles.full.narrative import glance_sentence
from berakhlak.profiles.models import ProfileReading, ReadingWay
from berakhlak.profiles.queries import load_profile_source
from berakhlak.sealing.models import OfficerResult

DAY = date(2026, 11, 2)
WITHHELD = "terlalu sedikit untuk ditampilkan"


def take(client, published, kind):
    """Ask for the table and take it."""
    page = client.post(f"/siklus/{published.cycle.id}/rating/ekspor", {"jenis": kind})
    answer = client.open(f"{page.path}/berkas")
    assert answer.status_code == 200
    return answer.data


@pytest.fixture
def rated(published, session):
    """The first has both ratings, the second one that is not final, the third a withheld value."""
    first, second, third = published.officers
    for officer, final_on in ((first, DAY), (second, None)):
        row = {"rating": ExpectationRating.ABOVE, "reason": "Rahasia", "decided_on": DAY}
        rating = BehaviourRating(participant_id=officer.id, final_on=final_on, **row)
        work = WorkResult(participant_id=officer.id, rating=ExpectationRating.ABOVE)
        session.add_all([rating, work])
    first.name = "=HYPERLINK(1)"
    result = session.get_one(OfficerResult, third.id)
    figures = json.loads(result.payload)
    value = figures["values"][0]
    value["others"] = None
    for cell in value["cells"].values():
        cell.update(status="withheld", mean=None)
    result.payload = json.dumps(figures)
    session.commit()
    return published


def test_both_files_say_the_same_by_nip_and_nothing_that_is_withheld_or_not_final(
    client, rated, session, app
):
    client.sign_in(rated.opened.hr)
    book = openpyxl.load_workbook(io.BytesIO(take(client, rated, "xlsx")))
    cells = [[cell.value or "" for cell in row] for row in book.worksheets[0].iter_rows()]
    assert {c.data_type for row in book.worksheets[0].iter_rows() for c in row} <= {"s", "n"}
    plain = take(client, rated, "csv")
    assert plain.startswith("\ufeff".encode())
    lines = list(csv.reader(io.StringIO(plain.decode("utf-8-sig"))))
    assert lines[1][1] == "'=HYPERLINK(1)"
    lines[1][1] = lines[1][1].removeprefix("'")
    assert lines == cells
    values = rated.cycle.instrument.content.values
    assert len(cells[0]) == 7 + 2 * len(values)  # What was said, and what was expected.
    by_nip = {row[0]: row for row in cells[1:]}
    first, second, third = (by_nip[officer.nip] for officer in rated.officers)
    assert first[4:7] == ["Di atas ekspektasi", "Di atas ekspektasi", "Sangat Baik"]
    assert second[4:7] == ["Di atas ekspektasi", "", ""]
    assert third[4:7] == ["", "", ""]
    assert WITHHELD in third[7]
    assert WITHHELD not in third[8]
    source = load_profile_source(session(), rated.officers[0], "Asia/Jakarta")
    with app.test_request_context():
        said = [
            glance_sentence(source, value, figures, "id")
            for value, figures in zip(values, source.figures.values, strict=True)
        ]
    assert first[7:] == [*said, *[""] * len(values)]
    assert "Rahasia" not in str(cells)


def test_the_taking_is_on_record_and_officers_are_told(client, rated, session):
    take(client.sign_in(rated.opened.hr), rated, "csv")
    taken = session.scalars(select(Download)).one()
    assert (taken.kind, taken.about) == (DownloadKind.E_KINERJA, "3 pegawai")
    told = session.scalars(select(ProfileReading)).all()
    assert {each.participant_id for each in told} == {each.id for each in rated.officers}
    assert {each.way for each in told} == {ReadingWay.EXPORT}


def test_nobody_else_takes_it_and_none_is_made_of_what_is_not_out(client, rated, session):
    page = f"/siklus/{rated.cycle.id}/rating/ekspor"
    for account in (rated.account_of(rated.officers[1]), rated.opened.admin):
        client.sign_in(account).post(page, {"jenis": "csv"}, status=403)
    hr = client.sign_in(rated.opened.hr)
    hr.post(page, {"jenis": "pdf"}, status=400)
    rated.cycle.state = "closed"
    session.commit()
    hr.post(page, {"jenis": "csv"}, status=404)
