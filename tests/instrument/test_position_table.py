"""An agency's table of technical competences becomes one instrument a position, or says why not."""

from __future__ import annotations

import csv
import io

import pytest
import xlsxwriter

from berakhlak.instrument.catalogue import DATA_FOLDER
from berakhlak.instrument.queries import all_instruments

SAMPLE = DATA_FOLDER / "kompetensi-teknis-contoh.csv"
HEADER = ("jabatan", "jenjang", "kompetensi", "tingkat", "perilaku")
GOOD = ("Arsiparis", "fungsional", "Arsip", "3", "Menata berkas")


def as_csv(rows):
    made = io.StringIO()
    csv.writer(made).writerows(rows)
    return made.getvalue().encode()


def as_xlsx(rows):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet("Kompetensi teknis")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return made.getvalue()


@pytest.fixture
def run(app, session, tmp_path):
    def invoke(content, *options, name="tabel.csv"):
        file = tmp_path / name
        file.write_bytes(content)
        words = ["instrument", "from-table", str(file), *options]
        return app.test_cli_runner().invoke(args=words)

    return invoke


def made(session):
    stored = sorted((each.content for each in all_instruments(session)), key=lambda e: e.version)
    return {each.title.id: each for each in stored if each.code.startswith("teknis-")}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_sample_gives_an_instrument_for_each_position(run, session, kind):
    rows = list(csv.reader(SAMPLE.read_text("utf-8").splitlines(), delimiter=";"))
    numbers = [[int(cell) if cell.isdigit() else cell for cell in row] for row in rows]
    content = SAMPLE.read_bytes() if kind == "csv" else as_xlsx([["Kompetensi teknis"], *numbers])

    done = run(content, name=f"tabel.{kind}")

    assert done.exit_code == 0, done.output
    found = made(session)
    assert set(found) == {"Kompetensi teknis Arsiparis", "Kompetensi teknis Pranata komputer"}
    archivist = found["Kompetensi teknis Arsiparis"]
    assert [(v.name.id, dict(v.required), len(v.behaviours)) for v in archivist.values] == [
        ("Pengelolaan arsip dinamis", {"fungsional": 3}, 2),
        ("Penyusutan arsip", {"fungsional": 2}, 1),
    ]
    assert archivist.asks_level
    assert archivist.own_wording
    again = run(content, name=f"tabel.{kind}")
    assert again.exit_code == 0
    assert len(made(session)) == 2


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("Arsiparis", "fungsional", "Arsip", "9", "Lain"), "Baris 3: tingkat “9” tidak dikenal"),
        (("Arsiparis", "eselon", "Arsip", "3", "Lain"), "Baris 3: jenjang “eselon” tidak dikenal"),
        (("Pranata", "", "Jaringan", "3", "Lain"), "Baris 3: kolom jenjang kosong"),
        (("", "", "", "", ""), None),
        (("", "", "", "4", "Lain"), "Baris 3: tingkat kompetensi ini lain"),
        (("", "", "", "", "menata  BERKAS"), "sudah ada di baris 2"),
        (("", "pelaksana", "", "", "Lain"), "Baris 3: jenis jabatan ini lain"),
        (("", "", "Baru", "", "Lain"), "Baris 3: kolom tingkat kosong"),
        (("", "", "", "", "x" * 501), "Baris 3: kolom perilaku melebihi 500 huruf"),
        (("", "", "", "", "=1+1"), "Baris 3: ada sel berisi rumus"),
    ],
)
def test_each_fault_is_told_with_its_row_and_nothing_is_stored(run, session, row, told):
    done = run(as_csv([HEADER, GOOD, row]))

    if told is None:
        assert done.exit_code == 0, done.output
        return
    assert done.exit_code == 1
    assert told in done.output
    assert "Traceback" not in done.output
    assert made(session) == {}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "kosong"),
        (as_csv([HEADER[:4], GOOD[:4]]), "tidak ada kolom perilaku"),
        (as_csv([HEADER]), "tidak ada baris"),
        (b"PK\x03\x04 not a workbook", "rusak"),
    ],
)
def test_a_file_without_a_table_says_so(run, content, told):
    done = run(content)
    assert done.exit_code == 1
    assert told in done.output


def test_a_changed_table_needs_a_new_version_and_a_regulation_is_named(run, session):
    assert run(as_csv([HEADER, GOOD])).exit_code == 0
    changed = as_csv([HEADER, (*GOOD[:4], 'Menata "semua" berkas \\ surat')])
    assert "versi baru" in run(changed).output
    assert run(changed, "--version", "2", "--source", "Keputusan Kepala 7/2026").exit_code == 0
    [newest] = made(session).values()
    assert not newest.own_wording
    assert newest.source == "Keputusan Kepala 7/2026"
    assert newest.behaviours[0].text.id == 'Menata "semua" berkas \\ surat'
