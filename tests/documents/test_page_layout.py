"""How printed pages are filled and where they break, measured on real files of many kinds."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from berakhlak.documents.layout import PAGE, SCREEN, WIDE, scale_of
from berakhlak.documents.parts import VerificationDetails
from berakhlak.documents.pdf import PrintableDocument, render_document, render_pdf
from berakhlak.instrument.dimension import BilingualText
from berakhlak.profiles.editions import FORMS, build_form
from berakhlak.profiles.printing import printable_profile
from berakhlak.profiles.profile import Profile, ProfileSource
from berakhlak.results.builder import agency_results, unit_results
from berakhlak.results.printing import results_html
from berakhlak.signing.issuing import qr_drawing
from tests.factories.profiles import (
    COMMENTS,
    extreme_officer,
    instrument,
    rendering_app,
    rich_officer,
    unrated_officer,
    withheld_officer,
)
from tests.factories.results import UNITS, judged, small_unit, version_2
from tests.profiles.test_opening import decided, undecided

HEIGHT = 841.89
BODY = HEIGHT - 50  # The foot stands below.
WORD = re.compile(r'yMin="([-\d.]+)" xMax="[-\d.]+" yMax="([-\d.]+)">([^<]*)</word>')
TEXT = re.compile(
    r'<text x="([-\d.]+)" y="[-\d.]+" font-size="([\d.]+)"'
    r'[^>]*?(?:text-anchor="(\w+)")?>([^<]+)</text>'
)
LETTER = 0.455  # Mean width of a letter of these words as a share of its size, as measured.
Page = list[tuple[float, str]]  # The lower edge of every word of the body, and the word.


@pytest.fixture(autouse=True, scope="module")
def _application() -> Iterator[None]:
    with rendering_app().app_context():
        yield


@cache
def _printed(document: PrintableDocument) -> bytes:
    return render_document(document)


def profile_pdf(profile: Profile) -> bytes:
    """The file of a profile; several tests look at the same ones."""
    return _printed(printable_profile(profile))


def pages_of(pdf: bytes, folder: Path) -> list[Page]:
    file = folder / "measured.pdf"
    file.write_bytes(pdf)
    answer = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, check=True)
    return [
        [(float(low), word) for _top, low, word in WORD.findall(page) if float(low) < BODY]
        for page in answer.stdout.decode().split("<page ")[1:]
    ]


def named() -> ProfileSource:
    """Long names, and in each value and behaviour a word that stands nowhere else."""
    given = decided()
    values = tuple(
        replace(
            value,
            name=BilingualText(
                id=f"vq{place} dengan nama yang panjang sekali", en=f"vq{place} at length"
            ),
            behaviours=tuple(
                replace(
                    each, text=BilingualText(id=f"zq{place}{n} {each.text.id}", en=f"zq{place}{n}")
                )
                for n, each in enumerate(value.behaviours)
            ),
        )
        for place, value in enumerate(instrument().values)
    )
    return replace(given, instrument=replace(given.instrument, values=values), comments=())


def talked_about() -> ProfileSource:
    return replace(rich_officer(), comments=COMMENTS * 9)


KINDS: dict[str, Callable[[], ProfileSource]] = {
    "rich": rich_officer,
    "decided": decided,
    "undecided": undecided,
    "withheld": withheld_officer,
    "extreme": extreme_officer,
    "nobody": unrated_officer,
    "long names": named,
    "many comments": talked_about,
    "withheld, decided": lambda: decided(withheld_officer),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_page_but_the_last_is_half_empty(kind: str, form: str, tmp_path: Path) -> None:
    for profile in (build_form(KINDS[kind](), form=form), issued(KINDS[kind](), form)):
        pages = pages_of(profile_pdf(profile), tmp_path)
        filled = [max(low for low, _word in page) / HEIGHT for page in pages]
        assert min(filled[:-1]) > 0.5, [round(share, 2) for share in filled]


def issued(source: ProfileSource, form: str, language: str = "id") -> Any:
    """As it is handed out: with the part by which it can be checked, and by whom it is signed."""
    url = "https://kinerja.kabupatensukamaju.go.id/verifikasi/7K3M-9QTX-V975-53XY"
    given = VerificationDetails(
        code="7K3M-9QTX-V975-53XY",
        url=url,
        qr=qr_drawing(url),
        signature="Ditandatangani secara elektronik dengan sertifikat Badan Kepegawaian Daerah.",
    )
    return replace(build_form(source, form=form, language=language), verification=given)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", ["rich", "decided", "long names"])
def test_what_a_document_is_checked_by_stands_on_its_first_page_and_adds_none(
    kind: str, language: str, form: str, tmp_path: Path
) -> None:
    profile = issued(KINDS[kind](), form, language)
    pages = pages_of(profile_pdf(profile), tmp_path)
    plain = pages_of(profile_pdf(replace(profile, verification=None)), tmp_path)

    assert len(pages) == len(plain)
    assert "7K3M-9QTX-V975-53XY" in [word for _low, word in pages[0]]


@pytest.mark.parametrize("form", ["standard", "full"])
@pytest.mark.parametrize("lines", range(0, 9, 4))
def test_a_value_keeps_its_behaviours_on_one_page(form: str, lines: int, tmp_path: Path) -> None:
    """A title of ever more lines pushes the table over every place where a page may break."""
    given = named()
    identity = replace(given.identity, position="Analis Kebijakan Pembangunan " * lines)
    pdf = profile_pdf(build_form(replace(given, identity=identity), form=form))
    last = {
        word: number
        for number, page in enumerate(pages_of(pdf, tmp_path))
        for _low, word in page
        if re.match(r"[vz]q\d", word)
    }

    if form == "full":  # Later pages speak of single behaviours again.
        last = first_of_blocks(pages_of(pdf, tmp_path))
    for place in range(7):
        parts = {number for word, number in last.items() if re.match(rf"[vz]q{place}", word)}
        assert len(parts) == 1, (place, last)


def first_of_blocks(pages: list[Page]) -> dict[str, int]:
    """The page of every value and behaviour in the part that goes value by value."""
    start = next(
        number
        for number, page in enumerate(pages)
        if [word for _low, word in page[:2]] == ["Setiap", "nilai"]
    )
    found: dict[str, int] = {}
    for number, page in enumerate(pages[start:], start=start):
        for _low, word in page:
            if re.match(r"[vz]q\d", word):
                found.setdefault(word, number)
    return found


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_wholly_withheld_unit_takes_half_a_page_without_dashes(
    language: str, tmp_path: Path
) -> None:
    report = unit_results(version_2(), small_unit(), language)
    [page] = pages_of(render_pdf(results_html(report)), tmp_path)

    assert max(low for low, _word in page) < HEIGHT / 2
    assert "–" not in [word for _low, word in page]
    assert str(version_2().policy.min_officers_per_unit) in report.summary[0]


def test_pages_of_reports_are_filled(tmp_path: Path) -> None:
    many = tuple(
        judged(replace(UNITS[0], id=place, name=f"Bidang Pelayanan Wilayah {place}"), "lower", -0.3)
        for place in range(20)
    )
    for units in (UNITS, many):
        pdf = render_pdf(results_html(agency_results(version_2(units=units), "id")))
        filled = [max(low for low, _word in page) / HEIGHT for page in pages_of(pdf, tmp_path)]
        assert min(filled[:-1]) > 0.5, filled


@pytest.mark.parametrize("layout", [PAGE, SCREEN, WIDE])
@pytest.mark.parametrize(
    ("drawn", "start"),
    [([4.2, 3.1], 3), ([4.9, 4.6], 3), ([2.95, 5.0], 2), ([1.0, 5.0], 1), ([], 1)],
)
def test_drawings_leave_out_the_steps_that_nobody_reaches(
    layout: Any, drawn: list[float], start: int
) -> None:
    scale = scale_of(instrument(), layout, drawn)

    assert scale.start == start
    for value in drawn:
        assert scale.left <= scale.at(value) <= scale.right


def test_a_zoomed_drawing_says_so_and_tells_raters_in_words(tmp_path: Path) -> None:
    profile = build_form(decided(), form="standard")
    start = int(profile.dumbbell.ticks[0].score)

    assert start > 1
    for chart in (profile.dumbbell, profile.group_chart):
        assert chart.zoom == f"Skala mulai dari {start}, bukan 1"
        assert chart.zoom in chart.description
    words = " ".join(
        word for page in pages_of(profile_pdf(profile), tmp_path) for _low, word in page
    )
    assert words.count(f"Skala mulai dari {start}, bukan 1") == 2
    assert "5 orang" in words
    assert build_form(extreme_officer(), form="standard").dumbbell.zoom == ""


def test_a_drawing_tells_a_difference_only_where_the_rules_let_it() -> None:
    source = decided()
    told = [
        value.gap_statement is not None and value.gap_statement.verdict in {"higher", "lower"}
        for value in source.figures.values
    ]
    source = replace(
        source,
        figures=replace(
            source.figures,
            values=tuple(
                replace(value, gap_statement=replace(value.gap_statement, verdict="higher"))
                if place == 2 and value.gap_statement
                else value
                for place, value in enumerate(source.figures.values)
            ),
        ),
    )
    said = [band.words[0][1] for band in build_form(source, form="standard").dumbbell.bands]

    assert not any(told)
    assert [words == "belum pasti" for words in said] == [place != 2 for place in range(7)]


def test_the_funnel_tells_plus_from_minus_by_shape_and_filling() -> None:
    units = (
        judged(UNITS[0], "higher", 0.3),
        judged(UNITS[1], "lower", -0.3),
        judged(UNITS[2], "undecided", -0.1),
    )
    report = agency_results(version_2(units=units), "id")
    assert report.funnel is not None
    kinds = {mark.kind: mark for mark in report.funnel.marks}
    assert kinds["above"].y < report.funnel.zero < kinds["below"].y
    assert (kinds["above"].label, kinds["below"].label) == (UNITS[0].name, UNITS[1].name)
    assert kinds["shown"].label == ""

    drawing = results_html(report).split("chart--funnel")[1].split("</svg>")[0]
    shapes = re.findall(r'<path d="M[^"]*z" fill="(#\w+)"', drawing)
    assert len(shapes) == 4  # Two in the legend, two units.
    assert sorted(set(shapes)) == ["#0b4f58", "#ffffff"]


@pytest.mark.parametrize("layout", [PAGE, SCREEN, WIDE], ids=["page", "phone", "laptop"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_no_words_of_a_drawing_are_cut_at_its_edge(language: str, layout: Any) -> None:
    many = tuple(
        judged(replace(UNITS[0], id=place, name=f"Bidang {place}"), "lower", -0.3)
        for place in range(7)
    )
    page = results_html(agency_results(version_2(units=many), language, layout))
    drawings = re.findall(r'<svg class="chart .*?</svg>', page, re.S)
    words = [(drawing, *found) for drawing in drawings for found in TEXT.findall(drawing)]

    assert "chart--funnel" in "".join(drawings)
    assert len(words) > 30
    for drawing, x, size, anchor, said in words:
        width = float(re.search(r'viewBox="0 0 ([\d.]+) ', drawing)[1])  # type: ignore[index]
        needed = len(unescape(said)) * float(size) * LETTER
        start = float(x) - needed * {"start": 0, "middle": 0.5, "end": 1}[anchor or "start"]
        assert start >= -1, said
        assert start + needed <= width + 1, said


def test_units_without_verdicts_are_not_drawn_in_a_funnel() -> None:
    assert agency_results(version_2(units=(small_unit(),)), "id").funnel is None
