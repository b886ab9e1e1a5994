"""The printed sheet, as a printer and a phone see it."""

from __future__ import annotations

import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import segno
from flask import Flask
from PIL import Image

from berakhlak.access.slips import ON_A_SHEET, Slip, SlipWords, slip_sheets, slips_pdf
from tests.support.pdf import text_of_pages, word_boxes

ADDRESS = "https://360.sukamaju.go.id/kode"
WORDS = SlipWords(agency="Kabupaten Sukamaju", address=ADDRESS, last_day=date(2026, 12, 28))


def slip(number: int, unit: str = "Sekretariat", name: str = "Siti Rahmawati") -> Slip:
    # As wide as a code gets.
    return Slip(
        name=name, nip=f"1985031520100112{number:02d}", unit=unit, code="HHNN-HHNN-DDHH-NNHH"
    )


def test_each_unit_begins_a_sheet_of_eight() -> None:
    made = [slip(n, unit) for unit, count in (("Satu", 9), ("Dua", 1)) for n in range(count)]

    sheets = [(sheet.unit, [len(row) for row in sheet.rows]) for sheet in slip_sheets(made)]

    assert ON_A_SHEET == 8
    assert sheets == [("Satu", [2, 2, 2, 2]), ("Satu", [1]), ("Dua", [1])]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    from tests.support.databases import build_app

    folder = tmp_path_factory.mktemp("slips")
    app: Flask = build_app("sqlite://", folder)
    long = "Drs. H. Muhammad Abdurrahman Al-Ghifari Kusumawardhana bin Abdullah, S.E., M.Si., Ak."
    unit = "Bidang Pengembangan Kompetensi dan Penilaian Kinerja Aparatur Daerah"
    slips = [slip(n, unit, long if n % 2 else "Siti Rahmawati") for n in range(8)]
    with app.app_context():
        return slips_pdf([*slips, slip(9, "Dua")], WORDS), folder


def test_a_sheet_says_what_is_needed_and_fits_on_its_page(printed: tuple[bytes, Path]) -> None:
    pdf, folder = printed

    first, second = text_of_pages(pdf, folder)

    assert first.count("HHNN-HHNN-DDHH-NNHH") == 8
    assert second.count("HHNN-HHNN-DDHH-NNHH") == 1
    assert first.count("1. Buka 360.sukamaju.go.id/kode atau pindai kode QR.") == 8
    assert "Berlaku sampai 28 Desember 2026." in second
    assert "NIP •••••••• •••••• • 209" in second
    assert "198503152010011209" not in second
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert [float(side) for side in opened.pages[0].mediabox[2:]] == pytest.approx(
            [595.28, 841.89], abs=0.1
        )
    assert all(box.right < 595 - 20 for box in word_boxes(pdf, folder))


def test_a_phone_reads_the_address_from_the_printed_code(printed: tuple[bytes, Path]) -> None:
    """Every module of the drawing, as it is printed, is that of the address."""
    pdf, folder = printed
    (folder / "sheet.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "300", "-f", "2", "-l", "2", "-png", "sheet.pdf", "sheet"]
    subprocess.run(command, cwd=folder, check=True)
    (file,) = folder.glob("sheet-*.png")
    picture = Image.open(file).convert("L")
    dark = [[value < 128 for value in row] for row in _rows(picture)]
    modules = [
        [bool(bit) for bit in row] for row in segno.make(ADDRESS, error="m", micro=False).matrix
    ]

    # The drawing stands at the top right of the first slip: 25 mm with a border of two modules.
    size = 25 / 25.4 * 300 / (len(modules) + 4)
    right, top = _corner(dark)
    left = right - round(size * len(modules))
    read = [
        [dark[round(top + size * (y + 0.5))][round(left + size * (x + 0.5))]
         for x in range(len(modules))]
        for y in range(len(modules))
    ]  # fmt: skip
    assert read == modules


def _rows(picture: Image.Image) -> list[list[int]]:
    width, data = picture.width, list(picture.tobytes())
    return [data[start : start + width] for start in range(0, len(data), width)]


def _corner(dark: list[list[bool]]) -> tuple[int, int]:
    """Right edge and top of the dark square at the top right of the drawing."""
    dots = 300 / 25.4
    # Inside the first slip: past the line on which to cut, and before that of its other side.
    band = range(round(75 * dots), round(103 * dots))
    for y in range(round(17.5 * dots), round(40 * dots)):
        found = [x for x in band if dark[y][x]]
        if len(found) > 30:
            return max(found) + 1, y
    raise AssertionError("no code is printed")
