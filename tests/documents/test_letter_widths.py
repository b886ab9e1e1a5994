"""Words in a drawing stand on paper where their anchor puts them, without a group of their own."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from berakhlak.documents.palette import chart_palette
from berakhlak.documents.pdf import render_pdf
from berakhlak.letter_widths import start_of_words, width_of_words
from config import ROOT

WORDS = ("Sering sekali", "4,25", "Āžur & Ðé – “x”", "1.234 pegawai (88%)", "AVATAR To Ty")
PAGE = """<html lang="id"><title>x</title><body><svg xmlns="http://www.w3.org/2000/svg"
 viewBox="0 0 480 60" width="480" height="60"
 font-family="Plus Jakarta Sans, Plus Jakarta Sans Ext, sans-serif">{}</svg></body></html>"""


def drawn(words: str, anchor: str, weight: int, *, on_paper: bool) -> bytes:
    environment = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
    environment.globals["start_of_words"] = start_of_words
    environment.filters["value_mark"] = int
    source = '{% from "components/charts.html" import words_at with context %}'
    source += "{{ words_at(240, 30, words, 8.5, 'black', anchor, weight, on_paper) }}"
    text = environment.from_string(source).render(
        words=words, anchor=anchor, weight=weight, on_paper=on_paper, palette=chart_palette()
    )
    assert ('text-anchor="start"' in text) is on_paper
    return render_pdf(PAGE.format(text))


def picture(content: bytes, folder: Path, name: str) -> bytes:
    (folder / name).write_bytes(content)
    command = ["pdftoppm", "-r", "200", "-singlefile", str(folder / name), str(folder / name)]
    subprocess.run(command, check=True)
    return (folder / f"{name}.ppm").read_bytes()


@pytest.mark.parametrize("weight", [400, 600])
@pytest.mark.parametrize("anchor", ["middle", "end"])
def test_words_look_the_same_and_need_no_group(anchor: str, weight: int, tmp_path: Path) -> None:
    for words in WORDS:
        anchored = drawn(words, anchor, weight, on_paper=False)
        placed = drawn(words, anchor, weight, on_paper=True)
        assert picture(placed, tmp_path, "placed") == picture(anchored, tmp_path, "anchored")
        assert len(re.findall(rb"/Group", anchored)) > len(re.findall(rb"/Group", placed))


def test_words_with_a_letter_that_the_fonts_lack_keep_their_anchor() -> None:
    assert width_of_words("Sering", 8.5, 400) is not None
    assert width_of_words("Sering 你", 8.5, 400) is None
    assert start_of_words(100, "Sering 你", 8.5, 400, "end") is None


def test_a_start_is_where_the_anchor_is_less_the_share_of_the_width() -> None:
    width = width_of_words("Akuntabel", 10, 400)
    assert width is not None
    assert start_of_words(100, "Akuntabel", 10, 400, "end") == 100 - width
    assert start_of_words(100, "Akuntabel", 10, 400, "middle") == 100 - width / 2
    assert start_of_words(100, "Akuntabel", 10, 400, "start") == 100
