"""Every form on paper: its pages, its tags, and what the archive file adds."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pytest

from berakhlak.documents.parts import SentencesWithTable
from berakhlak.profiles.editions import FORMS, build_form, figures_json
from berakhlak.profiles.printing import (
    DATA_FILE,
    document_source_hash,
    printable_profile,
    profile_pdf,
)
from tests.documents.test_pdf import BATCHES, everywhere, within_margins
from tests.factories.profiles import (
    extreme_officer,
    rendering_app,
    rich_officer,
    unrated_officer,
    withheld_officer,
)
from tests.support.pdf import elements, opened, tags, text_of, word_boxes

OFFICERS = (rich_officer, withheld_officer, extreme_officer, unrated_officer)
PAGES = {"short": {2}, "standard": {3, 4}, "full": {*range(6, 11)}}
HEADINGS = {"/H1": 1, "/H2": 2, "/H3": 3, "/H4": 4}
PDFA, PDFUA = "{http://www.aiim.org/pdfa/ns/id/}", "{http://www.aiim.org/pdfua/ns/id/}"
EXTENSION = "{http://www.aiim.org/pdfa/ns/schema#}"
SECTIONS = {
    "Penilaian pengguna layanan",
    "Perubahan antarsiklus",
    "Komentar",
    "Panduan percakapan dan pengembangan",
    "Untuk dikembangkan",
    "Untuk dijaga dan dibagikan",
    "Tanggapan pegawai",
    "Metode, kebijakan, dan yang ditahan",
}


@lru_cache(maxsize=16)
def printed(make: Any, form: str, *, archive: bool = False) -> bytes:
    with rendering_app().app_context():
        return profile_pdf(build_form(make(), form=form, archive=archive))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("make", OFFICERS, ids=lambda make: make.__name__)
def test_each_form_keeps_to_its_pages(make: Any, form: str) -> None:
    many_comments = make is extreme_officer and form == "standard"
    expected = {5} if many_comments else PAGES[form]
    assert len(opened(printed(make, form)).pages) in expected


@pytest.mark.parametrize("form", FORMS)
def test_headings_step_down_one_level_at_a_time(form: str) -> None:
    found = [HEADINGS[each] for each in in_reading_order(opened(printed(rich_officer, form)))]
    assert found[0] == 1
    assert found.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(found, found[1:], strict=False))


def in_reading_order(pdf: pikepdf.Pdf) -> list[str]:
    """The heading tags, from the first page to the last."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if not isinstance(node, pikepdf.Dictionary):
            return
        if str(node.get("/S", "")) in HEADINGS:
            found.append(str(node.S))
        kids = node.get("/K")
        for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
            walk(kid)

    walk(pdf.Root.StructTreeRoot)
    return found


def test_no_heading_is_left_at_the_foot_of_a_page(tmp_path: Path) -> None:
    # Every page of these ends well below any heading: its last line is small type or a table.
    for make in OFFICERS:
        text = pages_of(printed(make, "full"), tmp_path)
        for page in text:
            lines = [line.strip() for line in page.splitlines() if line.strip()]
            assert lines[-2] not in SECTIONS


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    file = folder / "pages.pdf"
    file.write_bytes(pdf)
    answer = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True)
    return answer.stdout.decode().split("\f")[:-1]


def test_all_drawings_of_the_full_form_are_told_in_words() -> None:
    pdf = opened(printed(rich_officer, "full"))
    alts = [str(each.Alt) for each in elements(pdf) if each.S == "/Figure"]
    assert len(alts) == 9  # The legend, self and others, and seven values.
    assert len(set(alts)) == 9


@pytest.mark.parametrize("form", FORMS)
def test_every_cell_of_every_form_is_tied_to_its_headers(form: str) -> None:
    pdf = opened(printed(rich_officer, form))
    cells = [each for each in elements(pdf) if each.S == "/TD"]
    assert cells
    assert [cell for cell in cells if not len(cell.A.get("/Headers", []))] == []


def test_the_full_form_names_its_parts_in_order(tmp_path: Path) -> None:
    text = text_of(printed(rich_officer, "full"), tmp_path)
    places = [
        text.index(words)
        for words in (
            "Cara membaca profil ini",
            "Sekilas",
            "Empat bidang perilaku",
            "Seluruh nilai ini",
            "Penilaian pengguna layanan",
            "Perubahan antarsiklus",
            "Panduan percakapan dan pengembangan",
            "Tanggapan pegawai",
            "Metode, kebijakan, dan yang ditahan",
        )
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("form", ["full", "short"])
@pytest.mark.parametrize("texts", BATCHES, ids=["markup", "length", "script"])
def test_no_text_breaks_a_page_of_the_other_forms(
    texts: tuple[str, ...], form: str, tmp_path: Path
) -> None:
    with rendering_app().app_context():
        pdf = profile_pdf(build_form(everywhere(texts), form=form, archive=True))
    assert "root:" not in text_of(pdf, tmp_path)
    assert [box for box in word_boxes(pdf, tmp_path) if not within_margins(box)] == []


@pytest.fixture(scope="module")
def archive() -> bytes:
    return printed(rich_officer, "full", archive=True)


def test_the_archive_file_is_marked_for_both_standards(archive: bytes) -> None:
    pdf = opened(archive)
    packet = pdf.Root.Metadata.read_bytes()
    root = ElementTree.fromstring(packet)  # noqa: S314 -- our own file
    [description] = root  # One description of the file, as XMP wants.
    marks = {key: text for each in description for key, text in each.attrib.items()}
    assert (marks[f"{PDFA}part"], marks[f"{PDFA}conformance"]) == ("3", "A")
    assert marks[f"{PDFUA}part"] == "1"
    described = [each.text for each in root.iter(f"{EXTENSION}namespaceURI")]
    assert described == [PDFUA.strip("{}")]


def test_the_archive_file_names_its_colours(archive: bytes) -> None:
    pdf = opened(archive)
    [intent] = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert int(intent.DestOutputProfile.N) == 3
    assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"  # An ICC profile.


def test_the_figures_are_attached_once_and_named_as_data(archive: bytes) -> None:
    pdf = opened(archive)
    [attached] = pdf.Root.AF
    assert attached.AFRelationship == "/Data"
    assert str(attached.UF) == DATA_FILE
    stream = attached.EF.F
    assert stream.Subtype == "/application/json"
    assert stream.read_bytes().decode() == figures_json(rich_officer())
    assert json.loads(stream.read_bytes())["participant"] == 101
    assert list(pdf.attachments) == [DATA_FILE]


def test_the_archive_file_is_sound_and_closed(archive: bytes) -> None:
    pdf = opened(archive)
    assert pdf.check_pdf_syntax() == []
    assert not pdf.is_encrypted
    assert str(pdf.Root.Lang) == "id"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert pdf.trailer.get("/ID") is not None
    assert "/OpenAction" not in pdf.Root
    assert "/AA" not in pdf.Root
    assert "/JavaScript" not in pdf.Root.Names
    kinds = {
        str(each.get("/S", "")) for each in pdf.objects if isinstance(each, pikepdf.Dictionary)
    }
    assert not kinds & {"/JavaScript", "/Launch", "/URI", "/GoToR", "/ImportData", "/SubmitForm"}


@pytest.mark.parametrize("form", FORMS)
def test_every_font_travels_with_every_form(form: str) -> None:
    pdf = opened(printed(rich_officer, form, archive=True))
    fonts = [each for each in pdf.objects if is_font(each)]
    assert fonts
    for font in fonts:
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
        assert "/ToUnicode" in font


def is_font(each: Any) -> bool:
    return isinstance(each, pikepdf.Dictionary) and each.get("/Subtype") == "/Type0"


def test_the_archive_file_is_repeatable(archive: bytes) -> None:
    with rendering_app().app_context():
        again = profile_pdf(build_form(rich_officer(), form="full", archive=True))
    assert again == archive


def test_the_same_pages_stand_in_the_archive_and_the_usual_file(
    archive: bytes, tmp_path: Path
) -> None:
    usual = printed(rich_officer, "full")
    assert text_of(usual, tmp_path) == text_of(archive, tmp_path)
    assert tags(opened(usual)) == tags(opened(archive))
    assert "/AF" not in opened(usual).Root


def test_an_archive_file_differs_in_source_when_a_figure_differs() -> None:
    source = rich_officer()
    other = replace(source, figures=replace(source.figures, percentile=1.0))
    with rendering_app().app_context():
        hashes = {
            document_source_hash(printable_profile(build_form(each, archive=archive)))
            for each in (source, other)
            for archive in (False, True)
        }
    assert len(hashes) == 4


def test_a_heading_below_a_table_stands_off_from_it(tmp_path: Path) -> None:
    with rendering_app().app_context():
        form = build_form(rich_officer(), form="standard")
        chosen = SentencesWithTable(sentences=(), table=form.raters)
        pdf = profile_pdf(replace(form, choices=chosen, familiarity=("Rekan: sesuatu.",)))
    (tmp_path / "read.pdf").write_bytes(pdf)
    told = subprocess.run(
        ["pdftotext", "-bbox", str(tmp_path / "read.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    page = next(each for each in told.split("<page ") if ">mengenal</word>" in each)
    words = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]+)<', page)
    top = next(float(top) for top, _bottom, word in words if word == "mengenal")
    above = max(float(bottom) for _top, bottom, _word in words if float(bottom) <= top)

    assert top - above > 12  # Points; a heading's own line is some 15 high.
