"""Printed posters, as a phone two metres away sees them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from berakhlak.citizens.models import Counter
from berakhlak.citizens.poster import FORMATS, counter_poster
from berakhlak.citizens.poster_file import PosterHead, posters_pdf
from berakhlak.people.logos import plain_logo
from tests.support.pdf import opened, text_of_pages, word_boxes
from tests.support.pictures import picture_file

NOTICE = "kinerja.sukamaju.go.id/privasi"  # UU 27/2022: told before the first answer.
URL = "https://kinerja.sukamaju.go.id/l/216ozHy4Fs9CqcfR5Cpl9w"
SCAN = 10  # Dots of the printed page in a millimetre.
# A picture 1920 dots wide, by a lens that sees 70 degrees: 2.8 m at two metres. Old phones look for
# codes in no larger one. A slip is held in the hand, at half a metre and less.
AT_TWO_METRES, IN_THE_HAND = 0.69, 2.7


def seen(page: Path, dots_in_a_millimetre: float) -> Image.Image:
    """The page as it lies in the picture of a phone, a little out of focus."""
    with Image.open(page) as printed:
        scale = dots_in_a_millimetre / SCAN
        size = round(printed.width * scale), round(printed.height * scale)
        small = printed.convert("L").resize(size, Image.Resampling.BOX)
    return small.filter(ImageFilter.GaussianBlur(0.6))


@pytest.mark.parametrize("size", FORMATS)
def test_a_phone_reads_the_printed_code_and_people_read_the_rest(
    session: object, size: str, tmp_path: Path
) -> None:
    counter = Counter(name="Loket 2 KTP-el", token=URL[-22:], short_code="BCDWXM")
    poster = counter_poster(counter, URL, error=FORMATS[size].error)
    head = PosterHead("Dinas Kependudukan Kabupaten Sukamaju", plain_logo(picture_file()))
    pdf = posters_pdf([poster], head, size=size)

    (said,) = text_of_pages(pdf, tmp_path)
    for words in ("Dinas Kependudukan", "Loket 2 KTP-el", "kinerja.sukamaju.go.id/l", "BCD WXM"):
        assert words in said
    for words in ("Bagaimana pelayanan", "How was our service?", "Tanpa nama", "No name", NOTICE):
        assert words in said
    command = ["pdftoppm", "-r", str(25.4 * SCAN), "-gray", "-png", "read.pdf", "page"]
    subprocess.run(command, cwd=tmp_path, check=True)
    (page,) = tmp_path.glob("page-*.png")
    far = IN_THE_HAND if size == "slip" else AT_TWO_METRES
    assert [each.text for each in zxingcpp.read_barcodes(seen(page, far))] == [URL]
    with opened(pdf) as file:
        assert len(file.pages) == 1
        assert file.pages[0].get_images(), "the logo"
        width = float(file.pages[0].mediabox[2])
    assert all(box.left > 5 and box.right < width - 5 for box in word_boxes(pdf, tmp_path))
