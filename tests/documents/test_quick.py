"""What documents have in common may be kept between them: never another byte, never a person's."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from berakhlak.documents import pdf
from berakhlak.documents.pdf import PrintableDocument, render_document, resolved_stylesheet
from berakhlak.documents.quick import originals, seen, styles, ways
from berakhlak.documents.quick.sheets import undistinguished
from berakhlak.documents.weasyprint_shortcuts import DEFAULTS
from berakhlak.profiles.editions import FORMS, build_form
from berakhlak.profiles.printing import FORM_STYLES, printable_profile
from berakhlak.profiles.profile import ProfileSource
from berakhlak.results.builder import agency_results, unit_results
from berakhlak.results.printing import results_html
from tests.factories.profiles import (
    COMMENTS,
    extreme_officer,
    rendering_app,
    rich_officer,
    unrated_officer,
    withheld_officer,
)
from tests.factories.results import UNITS, results_source

HOSTILE = (
    ("BP", "لا يردّ على الرسائل إلا بعد يومين. עברית 123"),
    ("AK", "Bagus 👍🏽 👩‍💻 sekali, 你好, ꦲꦤꦕꦫꦏ, e\u0301cole, per\u00adtanggung\u00adjawaban"),
    ("KP", "\u202emalik\u202c \u200b \u2028 " + "X" * 120),
    ("HM", "<b>tebal</b> & \"kutip\" 'satu' \\ ( ) ] >"),
)
OWN = (
    ("BP", "Zebrakuning menyeberang perlahan; kucingbelang tertidur di lokerbiru."),
    ("LY", "Jangkriktua bernyanyi, pohonjambu berbuah, layanganputus melayang."),
)


@pytest.fixture(autouse=True)
def _context() -> Iterator[None]:
    with rendering_app().app_context():
        seen.forget()
        styles.POOLS.clear()
        yield


def hostile_officer() -> ProfileSource:
    return replace(rich_officer(7), comments=(*COMMENTS[:2], *HOSTILE))


OFFICERS = (rich_officer, extreme_officer, withheld_officer, unrated_officer, hostile_officer)


def alone(document: PrintableDocument) -> bytes:
    return render_document(replace(document, is_one_of_many=False))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("form", FORMS)
def test_every_file_is_the_same_byte_for_byte_in_whatever_order_files_are_made(
    form: str, language: str
) -> None:
    documents = [
        printable_profile(build_form(make(), language, form, archive=place % 2 == 1))
        for place, make in enumerate(OFFICERS)
    ]
    expected = [alone(each) for each in documents]
    forth = list(range(len(documents)))
    for order in (forth, forth[::-1], forth[2:] + forth[:2]):
        for place in order:
            assert render_document(documents[place]) == expected[place]


def test_reports_on_results_are_the_same_too() -> None:
    reports = [agency_results(results_source(), "id")]
    reports += [unit_results(results_source(), each, "en") for each in UNITS]
    documents = [
        PrintableDocument(html=results_html(each), identifier=b"x", is_one_of_many=True)
        for each in reports
    ]
    expected = [alone(each) for each in documents]
    for _turn in range(3):
        assert [render_document(each) for each in documents] == expected


def words_in(piece: Any, found: set[str], passed: set[int]) -> set[str]:
    """Every text anywhere below a kept piece, attributes of objects included."""
    if isinstance(piece, str):
        found.add(piece)
    elif isinstance(piece, bytes):
        found.add(piece.decode("latin-1"))
    elif id(piece) not in passed:
        passed.add(id(piece))
        inner = [*piece, *piece.values()] if isinstance(piece, dict) else []
        if isinstance(piece, (list, tuple, set, frozenset)):
            inner = list(piece)
        slots = [getattr(piece, name, None) for name in getattr(type(piece), "__slots__", ())]
        for each in [*inner, *slots, *vars_of(piece)]:
            words_in(each, found, passed)
    return found


def vars_of(piece: Any) -> list[Any]:
    return [*vars(piece).values()] if hasattr(piece, "__dict__") else []


def kept_words() -> str:
    places = [[*pool.places, *pool.styles] for pool in styles.POOLS.values()]
    return "\n".join(words_in([seen.kept(), places], set(), set()))


def test_no_name_and_no_comment_is_kept_however_often_it_is_printed() -> None:
    expected = "Menyambangi pasarterapung setiap Jumatberkah."
    source = replace(rich_officer(), comments=(*OWN, *HOSTILE), expectations={"AK": expected})
    written = [expected, *(text for _code, text in source.comments)]
    people = [
        source.identity.name,
        source.identity.nip,
        source.identity.supervisor or "",
        source.identity.name.split(",")[0],
        source.identity.position,
        *(word for text in written for word in text.split() if len(word) > 9),
    ]
    for form in FORMS:
        for _turn in range(3):
            render_document(printable_profile(build_form(source, form=form)))

    kept = kept_words()
    assert len(kept) > 5_000
    assert "Berorientasi Pelayanan" in kept  # What is kept is found by this search.
    assert [each for each in people if each and each in kept] == []


def test_a_name_outside_its_mark_would_be_found_by_the_search() -> None:
    page = "<html lang='id'><title>x</title><body><p>{0}</p><p>{0} dua</p></body></html>"
    for turn in range(3):
        pdf.render_pdf(page.format("Siti Rahmawati"), is_one_of_many=turn < 3)
    assert "Siti Rahmawati" in kept_words()


@pytest.mark.parametrize("place", originals.ORIGINALS)
def test_with_one_changed_function_documents_are_made_the_long_way(
    place: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    document = printable_profile(build_form(unrated_officer(), form="short"))
    monkeypatch.setitem(originals.ORIGINALS, place, "0" * 32)
    ways.wrappers.cache_clear()
    try:
        with caplog.at_level(logging.WARNING):
            made = [render_document(document) for _turn in range(2)]
        assert ways.wrappers() == ()
    finally:
        ways.wrappers.cache_clear()
    assert made == [alone(document)] * 2
    [line] = [each.getMessage() for each in caplog.records]
    assert place in line
    assert seen.kept() == []


def test_all_wrapped_functions_are_those_of_the_installed_library() -> None:
    render_document(printable_profile(build_form(unrated_officer(), form="short")))
    assert originals.recognised() is not None
    assert {name for _where, name, _new in ways.wrappers()} >= {"StyleFor", "draw_first_line"}


def test_the_library_is_as_it_was_outside_a_rendering() -> None:
    render_document(printable_profile(build_form(unrated_officer(), form="short")))
    for where, name, new in ways.wrappers():
        assert (where[name] if isinstance(where, dict) else vars(where)[name]) is not new


def sheets() -> list[str]:
    extra = {style for styles in FORM_STYLES.values() for style in styles}
    return sorted({*pdf.STYLES, *extra})


@pytest.mark.parametrize("style", sheets())
def test_our_sheets_use_nothing_that_a_place_does_not_settle(style: str) -> None:
    assert undistinguished(resolved_stylesheet(style)) == []
    assert undistinguished(DEFAULTS) == []


@pytest.mark.parametrize(
    "rule",
    [
        "p:empty { color: red }",
        "p:has(b) { color: red }",
        "li:nth-last-child(2) { color: red }",
        "li:last-of-type { color: red }",
        "li:only-of-type { color: red }",
        'a[href^="http"] { color: red }',
        "p { width: 10vw }",
        "p { display: inline-flex }",
        "p { display:grid }",
        "body { overflow: hidden }",
    ],
)
def test_a_rule_that_a_place_does_not_settle_is_refused(rule: str) -> None:
    assert undistinguished(f"h1 {{ color: blue }} {rule}") != []
    assert undistinguished(f"/* {rule} */ li:first-child {{ color: blue }}") == []


def test_a_sheet_with_such_a_rule_is_used_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_keeps_places", lambda _style: False)
    for _turn in range(3):
        pdf.render_pdf("<html lang='id'><title>x</title><p>y</p></html>", is_one_of_many=True)
    assert seen.kept() == []
