"""What every page must be: valid, one heading, unique ids, guarded forms, labelled fields."""

from __future__ import annotations

import re

import html5lib  # type: ignore[import-untyped]
from bs4 import BeautifulSoup, Tag

UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
# What differs between two pages of one shape: values without signs that steer a parser, and words.
_VALUES = re.compile(r'="[^"<>&]*"')
_WORDS = re.compile(r">[^<>&]*?[^<>&\s][^<>&]*")
_valid_shapes: set[int] = set()


def words(tag: Tag | BeautifulSoup) -> str:
    return " ".join(tag.get_text(" ").split())


def read_page(html: str) -> tuple[BeautifulSoup, list[str]]:
    """The tree of a page, and everything in it that no reader should meet, in words.

    The strict parser takes longer than most pages take to make, so it reads each shape of a page
    once; the tree is made by a quick one.
    """
    soup = BeautifulSoup(html, "lxml")
    return soup, [
        *_invalid_markup(html),
        *_heading_faults(soup),
        *_repeated_ids(soup),
        *_unguarded_forms(soup),
        *_unlabelled_fields(soup),
    ]


def _invalid_markup(html: str) -> list[str]:
    shape = hash(_WORDS.sub(">.", _VALUES.sub("=", html)))
    if shape in _valid_shapes:
        return []
    parser = html5lib.HTMLParser()
    parser.parse(html)
    if not parser.errors:
        _valid_shapes.add(shape)
    lines = html.splitlines()
    return [
        f"invalid HTML at line {line}, {code} {values}: {lines[line - 1].strip()[:120]}"
        for (line, _), code, values in parser.errors
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
