"""What every page must be: valid, one heading, unique ids, guarded forms, labelled fields."""

from __future__ import annotations

from typing import Any

import html5lib  # type: ignore[import-untyped]
from bs4 import BeautifulSoup, Tag
from bs4.builder._html5lib import HTML5TreeBuilder

UNLABELLED = {"hidden", "submit", "button", "reset", "image"}


def words(tag: Tag | BeautifulSoup) -> str:
    return " ".join(tag.get_text(" ").split())


class _StrictBuilder(HTML5TreeBuilder):
    """Builds the tree as its parent does, and keeps what the parser found wrong on the way."""

    errors: list[Any]

    def feed(self, markup: Any) -> None:
        parser = html5lib.HTMLParser(tree=self.create_treebuilder)
        self.underlying_builder.parser = parser
        parser.parse(markup).original_encoding = None
        self.errors = parser.errors


def read_page(html: str) -> tuple[BeautifulSoup, list[str]]:
    """The tree of a page, and everything in it that no reader should meet, in words.

    Parsed once, since parsing takes longer than most pages take to make.
    """
    builder = _StrictBuilder()
    soup = BeautifulSoup(html, builder=builder)
    return soup, [
        *_invalid_markup(html, builder.errors),
        *_heading_faults(soup),
        *_repeated_ids(soup),
        *_unguarded_forms(soup),
        *_unlabelled_fields(soup),
    ]


def _invalid_markup(html: str, errors: list[Any]) -> list[str]:
    lines = html.splitlines()
    return [
        f"invalid HTML at line {line}, {code} {values}: {lines[line - 1].strip()[:120]}"
        for (line, _), code, values in errors
    ]


def _heading_faults(soup: BeautifulSoup) -> list[str]:
    headings = soup.find_all("h1")
    if len(headings) != 1:
        return [f"{len(headings)} h1 headings"]
    title = words(soup.title) if soup.title else ""
    faults = [] if words(headings[0]) in title else [f"title {title!r} lacks the heading"]
    if not (soup.html and soup.html.get("lang")):
        faults.append("no language on <html>")
    return faults


def _repeated_ids(soup: BeautifulSoup) -> list[str]:
    ids = [str(tag["id"]) for tag in soup.select("[id]")]
    return [
        f"id {name!r} is used {ids.count(name)} times"
        for name in sorted({*ids})
        if ids.count(name) > 1
    ]


def _unguarded_forms(soup: BeautifulSoup) -> list[str]:
    posting = [form for form in soup.select("form") if str(form.get("method")).lower() == "post"]
    return [
        f"form to {form.get('action')!r} has no CSRF token"
        for form in posting
        if not form.select_one("input[name=csrf_token][value]")
    ]


def _unlabelled_fields(soup: BeautifulSoup) -> list[str]:
    named = {str(label["for"]) for label in soup.select("label[for]")}
    return [
        f"field {field.get('name')!r} has no label"
        for field in soup.select("input, select, textarea")
        if field.get("type") not in UNLABELLED
        and str(field.get("id")) not in named
        and not (field.get("aria-label") or field.get("aria-labelledby"))
        and not field.find_parent("label")
    ]
