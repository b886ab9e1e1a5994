"""Printed slips with tickets: whose they are, and what a phone and a person read on them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from berakhlak.citizens.poster_file import PosterHead
from berakhlak.citizens.slips import SlipPlace, slips_pdf
from berakhlak.people.logos import plain_logo
from tests.support.pdf import opened, text_of_pages
from tests.support.pictures import picture_file

FORM = "https://kinerja.sukamaju.go.id/l/216ozHy4Fs9CqcfR5Cpl9w"
AGENCY = "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Sukamaju"
CODES = [f"0123-4567-89AB-{number:04d}" for number in range(16)]


@pytest.mark.parametrize(("paper", "on_a_page", "pages"), [("rol", 1, 2), ("a4", 15, 2)])
def test_each_slip_says_whose_it_is_and_every_code_can_be_read(
    session: object, paper: str, on_a_page: int, pages: int, tmp_path: Path
) -> None:
    codes = CODES[: on_a_page + 1]
    head = PosterHead(AGENCY, plain_logo(picture_file()))
    place = SlipPlace(head, "Loket 2 KTP-el", FORM, "kinerja.sukamaju.go.id/l")

    pdf = slips_pdf(codes, place, paper=paper)

    said = text_of_pages(pdf, tmp_path)
    assert len(said) == pages
    for words in ("Dinas Kependudukan", "Loket 2 KTP-el", "kinerja.sukamaju.go.id/l", codes[0]):
        assert words in said[0]
    for words in ("Tanpa nama", "No name"):
        assert words in said[0]
    with opened(pdf) as file:
        assert file.pages[0].get_images(), "the logo"
    command = ["pdftoppm", "-r", "150", "-gray", "-png", "read.pdf", "page"]
    subprocess.run(command, cwd=tmp_path, check=True)
    read = []
    for page in sorted(tmp_path.glob("page-*.png")):
        with Image.open(page) as picture:
            read += [each.text for each in zxingcpp.read_barcodes(picture)]
    assert sorted(read) == [f"{FORM}?tiket={code}" for code in codes]


def test_slips_of_an_agency_without_a_logo_name_it_all_the_same(
    session: object, tmp_path: Path
) -> None:
    place = SlipPlace(PosterHead(AGENCY), "Loket 1", FORM, "kinerja.sukamaju.go.id/l")

    (said,) = text_of_pages(slips_pdf(CODES[:1], place, paper="rol"), tmp_path)

    assert "Pencatatan Sipil" in said
