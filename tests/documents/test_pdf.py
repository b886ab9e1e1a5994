"""The printed profile: complete for every reader, and closed to whatever texts try."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from berakhlak.documents import pdf
from berakhlak.profiles.builder import build_profile
from berakhlak.profiles.printing import profile_html, profile_pdf
from berakhlak.profiles.profile import ProfileSource
from tests.factories.profiles import (
    extreme_officer,
    rendering_app,
    rich_officer,
    unrated_officer,
    withheld_officer,
)
from tests.support.pdf import Box, elements, opened, tags, text_of, word_boxes

A4 = (595.28, 841.89)
SIDE_MARGIN = 56.6  # 20 mm
BATCHES = (
    (
        '<img src="http://203.0.113.9/a.png"><img src="file:///etc/passwd">',
        "<link rel=stylesheet href=http://203.0.113.9/a.css><script>alert(1)</script>",
        "</li></ul></section><style>@page{size:1px}</style>",
        "url(file:///etc/passwd) {{ 7 * 7 }} {% raw %}",
    ),
    ("W" * 3000, "sepuluh kata " * 400, "a\nb\n" * 300),
    (
        "مرحبا \u202eسيئ\u202c שלום",
        "🎉👩🏽‍💻🇮🇩" * 40,
        "a\x00b\x07c\ufffe",
        "e" + "\u0301" * 200,
        "漢字" * 200,
    ),
)


def printed(source: ProfileSource, language: str = "id") -> bytes:
    with rendering_app().app_context():
        return profile_pdf(build_profile(source, language))


@pytest.fixture(scope="module")
def rich() -> bytes:
    return printed(rich_officer())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address that a document asks for."""
    seen: list[str] = []
    allow = pdf.static_file

    def note(url: str) -> Path:
        seen.append(url)
        return allow(url)

    monkeypatch.setattr(pdf, "static_file", note)
    return seen


@pytest.mark.parametrize(
    "make", [rich_officer, withheld_officer, unrated_officer], ids=lambda make: make.__name__
)
def test_a_normal_profile_has_three_or_four_pages(make: Any) -> None:
    assert len(opened(printed(make())).pages) in {3, 4}


def test_many_comments_go_on_to_further_pages() -> None:
    assert len(opened(printed(extreme_officer())).pages) == 5


def test_it_is_tagged_for_screen_readers(rich: bytes) -> None:
    pdf = opened(rich)
    found = tags(pdf)
    assert str(pdf.Root.Lang) == "id"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert "Siti Rahmawati" in str(pdf.docinfo["/Title"])
    assert (found["/H1"], found["/H2"], found["/Figure"]) == (1, 5, 2)
    assert b'pdfuaid:part="1"' in pdf.Root.Metadata.read_bytes()


def test_every_drawing_is_told_in_words(rich: bytes) -> None:
    alts = [str(each.Alt) for each in elements(opened(rich)) if each.S == "/Figure"]
    assert len(alts) == 2
    assert all("Kolaboratif" in alt and "," in alt for alt in alts)


def test_every_cell_is_tied_to_its_headers(rich: bytes) -> None:
    pdf = opened(rich)
    cells = [each for each in elements(pdf) if each.S == "/TD"]
    untied = [cell for cell in cells if not len(cell.A.get("/Headers", []))]
    assert len(cells) > 200
    assert untied == []


def test_fonts_travel_with_the_file(rich: bytes) -> None:
    pdf = opened(rich)
    fonts = [font for page in pdf.pages for font in dict(page.Resources.get("/Font", {})).values()]
    assert fonts
    for font in fonts:
        descendant = font.DescendantFonts[0]
        assert "Plus-Jakarta-Sans" in str(font.BaseFont)
        assert (
            "/FontFile2" in descendant.FontDescriptor or "/FontFile3" in descendant.FontDescriptor
        )


def test_the_same_profile_gives_the_same_bytes(rich: bytes) -> None:
    assert printed(rich_officer()) == rich


def test_it_says_what_it_is_and_is_not(rich: bytes, tmp_path: Path) -> None:
    text = text_of(rich, tmp_path)
    assert "Bahan pertimbangan Pejabat Penilai Kinerja; bukan predikat kinerja." in text
    assert "Penata Tingkat I (III/d)" in text
    assert "014" in text


def test_only_the_stylesheets_files_are_opened(asked: list[str]) -> None:
    pdf._renderer.cache_clear()
    pdf.render_pdf('<html lang="id"><title>x</title><div class="masthead">x</div></html>')
    names = {Path(url).name for url in asked}
    assert "logo.svg" in names
    assert all(name.endswith((".woff2", ".svg")) for name in names)


@pytest.mark.parametrize("texts", BATCHES, ids=["markup", "length", "script"])
def test_no_text_breaks_a_page_reads_a_file_or_calls_out(
    texts: tuple[str, ...], tmp_path: Path, asked: list[str]
) -> None:
    pdf = printed(everywhere(texts))
    assert [url for url in asked if "/static/" not in url] == []
    assert "root:" not in text_of(pdf, tmp_path)
    for page in opened(pdf).pages:
        assert [round(float(side), 2) for side in page.MediaBox] == [0, 0, *A4]
    assert [box for box in word_boxes(pdf, tmp_path) if not within_margins(box)] == []


def everywhere(texts: tuple[str, ...]) -> ProfileSource:
    """The texts in every place that people can fill, the first one in all names."""
    source = rich_officer()
    name = texts[0][:200]
    identity = replace(
        source.identity, name=name, position=name, unit=name, agency=name, supervisor=name
    )
    comments = tuple(("BP", text) for text in texts)
    release = replace(source.release, cycle=name)
    return replace(source, identity=identity, release=release, comments=comments)


def within_margins(box: Box) -> bool:
    """The foot may run on: it is one line that is cut off at its end."""
    in_foot = box.top > A4[1] - 50
    return in_foot or (box.left >= SIDE_MARGIN - 3 and box.right <= A4[0] - SIDE_MARGIN + 3)


def test_markup_in_texts_is_printed_as_it_was_typed() -> None:
    typed = "<b>tebal</b> & {{ 7*7 }}"
    with rendering_app().app_context():
        html = profile_html(build_profile(replace(rich_officer(), comments=(("BP", typed),))))
    assert "&lt;b&gt;tebal&lt;/b&gt; &amp; {{ 7*7 }}" in html


def test_a_document_with_references_of_its_own_gets_none_of_them(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>rahasia</text></svg>')
    html = (
        '<html lang="id"><title>x</title><link rel="stylesheet" href="http://203.0.113.9/x.css">'
        f'<img alt="x" src="{secret.as_uri()}"><img alt="y" src="data:image/svg+xml,<svg/>">'
        "<p>isi</p></html>"
    )
    text = text_of(pdf.render_pdf(html), tmp_path)
    assert "isi" in text
    assert "rahasia" not in text


@pytest.mark.parametrize(
    "url",
    [
        "http://203.0.113.9/x.css",
        "https://203.0.113.9/x.css",
        "ftp://203.0.113.9/x",
        "data:text/css,a{}",
        "file:///etc/passwd",
        "file://server/share/x.svg",
        f"file://{pdf.STATIC}/../config.py",
        f"file://{pdf.STATIC}/%2e%2e/config.py",
        f"file://{pdf.STATIC}/css",
        f"file://{pdf.STATIC}/absent.css",
        "css/report.css",
    ],
)
def test_nothing_outside_static_can_be_opened(url: str) -> None:
    with pytest.raises(pdf.OutsideStatic):
        pdf.static_file(url)


def test_a_file_below_static_can_be_opened() -> None:
    wanted = pdf.STATIC / "css" / "report.css"
    assert pdf.static_file(wanted.as_uri()) == wanted


def test_a_link_out_of_static_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    static = tmp_path / "static"
    static.mkdir()
    (tmp_path / "outside.css").write_text("a{}")
    (static / "link.css").symlink_to(tmp_path / "outside.css")
    monkeypatch.setattr(pdf, "STATIC", static)
    with pytest.raises(pdf.OutsideStatic):
        pdf.static_file((static / "link.css").as_uri())


def test_the_document_itself_is_well_formed() -> None:
    import html5lib

    with rendering_app().app_context():
        html = profile_html(build_profile(rich_officer()))
    parser = html5lib.HTMLParser()
    parser.parse(html)
    assert parser.errors == []


def test_the_library_is_left_nothing_to_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would pack each stream twice; ours are packed before it writes."""
    packed = []
    real = zlib.compressobj
    monkeypatch.setattr(
        zlib, "compressobj", lambda *given, **named: packed.append(named) or real(*given, **named)
    )

    content = pdf.render_pdf("<html lang='id'><title>Uji</title><body><h1>Uji</h1></body></html>")

    file = opened(content)
    assert b"TJ" in file.pages[0].Contents.read_bytes().upper()
    assert packed == []
