"""The catalogue as a file: read in bounds, looked at, refused line by line, and written back."""

from __future__ import annotations

import io
from dataclasses import replace
from shutil import rmtree

import openpyxl
import pytest
from sqlalchemy import select

from berakhlak.training.catalogue_cells import COLUMNS
from berakhlak.training.models import ProviderKind, TrainingProgramme, TrainingProvider
from tests.factories.training import make_programme, make_provider

GOOD = ["BPSDM Contoh", "diklat", "Pelayanan Prima", "tatap muka", "20.0", "Rp1.500.000", "bp; KB2",
        "eselon IV, Pelaksana", ""]  # fmt: skip


def workbook(*rows, columns=COLUMNS):
    book, output = openpyxl.Workbook(), io.BytesIO()
    for row in (columns, *rows):
        book.active.append(list(row))
    book.save(output)
    return output.getvalue()


@pytest.fixture
def send(client, published):
    client.sign_in(published.opened.hr)

    def sent(content, status, name="katalog.xlsx"):
        return client.post("/pelatihan/impor", {"file": (io.BytesIO(content), name)}, status)

    return sent


def agree(client, page):
    return client.post("/pelatihan/impor/simpan", {"upload": page.one("[name=upload]")["value"]})


def test_a_file_is_looked_at_then_saved_and_its_export_changes_nothing(
    app, client, send, session, published
):
    kept = make_programme(session, make_provider(session, published.opened.agency), title="Lama")
    session.commit()
    page = send(
        workbook(GOOD, ["Komunitas Data", "komunitas", "Data", "daring", 4, 0, "KP", "semua", "x"]),
        200,
    )
    assert session.scalars(select(TrainingProgramme)).all() == [kept]
    assert "2 program tersimpan." in agree(client, page).text
    found = session.scalars(
        select(TrainingProgramme).where(TrainingProgramme.title == "Pelayanan Prima")
    ).one()
    assert (found.hours, found.price, found.served) == (20, 1_500_000, ("BP", "KB2"))
    assert found.for_levels == ("pengawas", "pelaksana")
    assert found.provider.kind is ProviderKind.INSTITUTE
    exported = client.open("/pelatihan/katalog.xlsx").data
    again = send(exported, 200)
    assert "Isi berkas sama dengan data yang sudah tercatat." in again.text
    agree(client, again)
    assert len(session.scalars(select(TrainingProgramme)).all()) == 3
    # Of several hosts, another one may save what this one looked at.
    config = app.config["BERAKHLAK"]
    app.config["BERAKHLAK"] = replace(config, file_store="database")
    page = send(workbook([*GOOD[:2], "Dari host lain", *GOOD[3:]]), 200)
    rmtree(config.key_dir.parent / "training-catalogues")
    assert "1 program tersimpan." in agree(client, page).text


def test_every_faulty_line_is_told_in_words_and_nothing_is_saved(send, session):
    bad = ["", "koperasi", "X" * 201, "sihir", "0", "sejuta", "BP, ZZ9", "raja", ""]
    page = send(workbook(GOOD, bad, GOOD), 422)
    for words in (
        "lembaga kosong.",
        "program lebih dari 200 huruf.",
        "jenis_lembaga “koperasi” tidak dikenal. Pakai: lembaga diklat",
        "bentuk “sihir” tidak dikenal.",
        "jp “0” bukan angka bulat dari 1 sampai 2000.",
        "biaya “sejuta” bukan angka bulat",
        "melayani: kode “ZZ9” tidak dikenal.",
        "jenis_jabatan “raja” tidak dikenal.",
        "program ini sudah disebut di baris lain.",
    ):
        assert words in page.text
    assert "9 hal keliru. Tidak ada yang disimpan." in page.errors
    assert session.scalars(select(TrainingProvider)).all() == []


def test_what_is_no_catalogue_is_refused_with_the_titles_that_are_wanted(client, send):
    page = send(workbook(["a"], columns=["judul"]), 422)
    assert "tidak ada kolom lembaga, jenis_lembaga" in page.text
    assert send(b"PK\x03\x04 not a workbook", 422).errors
    template = client.open("/pelatihan/templat.xlsx").data
    assert openpyxl.load_workbook(io.BytesIO(template)).sheetnames == ["Katalog", "Petunjuk"]
    assert "Pelayanan Prima" in send(template, 200).text


def test_a_refused_file_comes_back_with_its_faulty_lines_marked_and_told_in_the_row(client, send):
    bad = ["", "diklat", "Tanpa lembaga", "sihir", 3, 0, "BP", "semua", "Catatan saya"]
    page = send(workbook(GOOD, bad), 422)
    upload = {"upload": page.one("[name=upload]")["value"]}
    given = client.open("/pelatihan/impor/bertanda", method="POST", data=upload | token(client))
    sheet = openpyxl.load_workbook(io.BytesIO(given.data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == [*COLUMNS, "Perbaikan"]
    assert rows[1][-1] is None
    # What was uploaded is kept; each fault is coloured where it is, and told in its row.
    assert rows[2][1:9] == bad[1:]
    assert rows[2][-1].startswith("lembaga kosong.\nbentuk “sihir” tidak dikenal.")
    filled = [cell.column_letter for cell in sheet[3] if cell.fill.fill_type]
    assert filled == ["A", "D", "J"]

    # Mended in that very file, it is taken; the column of remarks is passed over, or told anew.
    sheet["A3"] = "BPSDM Contoh"
    again = send(saved(sheet), 422)
    upload = {"upload": again.one("[name=upload]")["value"]}
    given = client.open("/pelatihan/impor/bertanda", method="POST", data=upload | token(client))
    sheet = openpyxl.load_workbook(io.BytesIO(given.data)).active
    assert sheet["J3"].value.startswith("bentuk “sihir”")
    assert sheet.max_column == 10
    assert [cell.column_letter for cell in sheet[3] if cell.fill.fill_type] == ["D", "J"]
    sheet["D3"] = "daring"
    assert "Tanpa lembaga" in send(saved(sheet), 200).text
    gone = {"upload": "0" * 32}
    answer = client.open("/pelatihan/impor/bertanda", method="POST", data=gone | token(client))
    assert answer.status_code == 404
    assert not send(workbook(["a"], columns=["judul"]), 422).all("[name=upload]")


def saved(sheet):
    output = io.BytesIO()
    sheet.parent.save(output)
    return output.getvalue()


def token(client):
    return {"csrf_token": client.token()}
