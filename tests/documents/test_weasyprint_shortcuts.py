"""The private parts of WeasyPrint in use do what its public ones do; else these tests fail."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
import weasyprint

from berakhlak.documents import pdf
from berakhlak.documents.pdf import PrintableDocument, render_document
from berakhlak.documents.weasyprint_shortcuts import DEFAULTS, fast_html_class
from berakhlak.profiles.editions import FORMS, build_form
from berakhlak.profiles.printing import printable_profile
from tests.factories.profiles import extreme_officer, rendering_app, rich_officer


@pytest.fixture(autouse=True)
def _context() -> Iterator[None]:
    with rendering_app().app_context():
        yield


def plainly(document: PrintableDocument, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The same document by public names alone, variables resolved by the library."""

    class Plain(weasyprint.HTML):  # type: ignore[misc]
        def __init__(self, text: str, base: str, fetcher: Any) -> None:
            super().__init__(string=text, base_url=base, url_fetcher=fetcher)

    with monkeypatch.context() as patch:
        patch.setattr(pdf, "fast_html_class", lambda _library: Plain)
        patch.setattr(
            pdf, "resolved_stylesheet", lambda name: f'@import "{name.removeprefix("css/")}";'
        )
        pdf._renderer.cache_clear()
        content = render_document(document)
    pdf._renderer.cache_clear()
    return content


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("make", [rich_officer, extreme_officer], ids=lambda make: make.__name__)
def test_the_quick_way_gives_the_very_bytes_of_the_plain_one(
    form: str, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = printable_profile(build_form(make(), form=form))
    assert render_document(document) == plainly(document, monkeypatch)


def test_what_the_constructor_sets_is_what_ours_sets() -> None:
    fetcher = weasyprint.URLFetcher()
    text = '<html lang="id"><head><title>x</title></head><body><p>y</p></body></html>'
    theirs = weasyprint.HTML(string=text, base_url="file:///x", url_fetcher=fetcher)
    ours = fast_html_class(weasyprint)(text, "file:///x", fetcher)
    assert set(vars(ours)) == set(vars(theirs))
    assert [each.tag for each in ours.etree_element.iter()] == [
        each.tag for each in theirs.etree_element.iter()
    ]
    assert (ours.base_url, ours.media_type) == (theirs.base_url, theirs.media_type)


def test_default_rules_are_still_asked_for_in_the_same_way() -> None:
    assert list(inspect.signature(weasyprint.HTML._ua_stylesheets).parameters) == ["self", "forms"]


@pytest.mark.parametrize("form", FORMS)
def test_every_element_of_a_profile_has_its_default_rules(form: str) -> None:
    html = printable_profile(build_form(rich_officer(), form=form)).html
    root = ElementTree.fromstring(html)  # noqa: S314 -- our own page
    used = {each.tag for each in root.iter() if "}" not in each.tag}
    inline = {"bdi", "span"}  # Without rules in the library, too.
    known = set(re.findall(r"\b[a-z]+[1-6]?\b", re.sub(r"\{[^}]*\}", " ", DEFAULTS)))
    assert used - inline <= known


def test_text_that_is_no_xml_is_still_printed() -> None:
    assert render_document(
        PrintableDocument(html="<html lang=id><title>x</title><p>a<br>b")
    ).startswith(b"%PDF-")
