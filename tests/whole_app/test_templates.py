"""House rules over every template: it parses, speaks in components, and can be translated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes

from config import ROOT

FOLDER = ROOT / "templates"
TEMPLATES = sorted(str(file.relative_to(FOLDER)) for file in FOLDER.rglob("*.html"))
COMPONENTS = [name for name in TEMPLATES if name.startswith("components/")]
# The living style page shows invented people; names of values are the same in every language.
SAMPLES = {"web/gaya.html"}
NAMES = re.compile(
    r"\b(BerAKHLAK|Berorientasi Pelayanan|Akuntabel|Kompeten|Harmonis|Loyal|Adaptif|Kolaboratif"
    r"|ASN|NIP|PDF|ID|EN)\b"
)
# Parts of a tag that stand in a block or macro of their own.
MARKUP = re.compile(r'="|^[a-z]+(-{1,2}[a-z]+)+$')
TRANSLATIONS = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
CONTROLS = re.compile(r"<(input|select|textarea|button)\b")
INLINE = {
    "a script in the page": re.compile(r"<script(?![^>]*\bsrc=)"),
    "a style element": re.compile(r"<style\b"),
    "a style attribute": re.compile(r"\sstyle\s*="),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "an address outside the site": re.compile(r"""(src|href)=["']?(https?:)?//"""),
}
SPOKEN_ATTRIBUTE = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"{]*)"')


@cache
def _environment() -> Environment:
    # Never rendered, only read.
    return Environment(
        loader=FileSystemLoader(FOLDER), extensions=["jinja2.ext.i18n"], autoescape=True
    )


SPAN = re.compile(r"<span\b[^>]*>((?:(?!</?span\b).)*)</span>", re.S)
FORM = re.compile(r"<form\b|post_button\(|form_wrapper\(")


def _source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _tree(source: str) -> nodes.Template:
    return _environment().parse(source)


def _idle_imports(source: str) -> set[str]:
    """Macros that a template imports and does not call."""
    tree = _tree(source)
    imported = {
        name[1] if isinstance(name, tuple) else name
        for each in tree.find_all(nodes.FromImport)
        for name in each.names
    }
    used = {each.name for each in tree.find_all(nodes.Name) if each.ctx == "load"}
    return imported - used


def _missing_imports(source: str) -> list[str]:
    """Macros that a template imports from a file that has no such macro."""
    missing = []
    for each in _tree(source).find_all(nodes.FromImport):
        if not isinstance(each.template, nodes.Const):
            continue
        offered = {
            macro.name for macro in _tree(_source(each.template.value)).find_all(nodes.Macro)
        }
        wanted = {name[0] if isinstance(name, tuple) else name for name in each.names}
        missing += sorted(wanted - offered)
    return missing


def _written_text(source: str) -> Iterator[str]:
    """Pieces of text that stand in the page as they are, outside tags and translations."""
    pieces: list[str] = []
    in_translation = False
    opening = ""
    for _line, kind, value in _environment().lex(source):
        if kind == "name" and opening == "block_begin" and value in {"trans", "endtrans"}:
            in_translation = value == "trans"
        if kind != "whitespace":
            opening = kind
        if kind == "data" and not in_translation:
            pieces.append(value)
        elif kind in {"variable_begin", "block_begin"}:
            pieces.append("\0")
    without_tags = re.sub(r"<[^>]*>", "\0", "".join(pieces))
    for text in without_tags.split("\0"):
        bare = " ".join(re.sub(r"&[a-z]+;|&#\d+;", " ", text).split())
        if re.search(r"[A-Za-z]{2}", NAMES.sub("", bare)) and not MARKUP.search(bare):
            yield bare


def _untranslated(source: str) -> list[str]:
    spoken = [value for value in SPOKEN_ATTRIBUTE.findall(source) if re.search("[A-Za-z]", value)]
    return [*spoken, *_written_text(source), *_spoken_constants(_tree(source))]


def _spoken_constants(tree: nodes.Template) -> list[str]:
    """Sentences given to a macro as bare strings: a capital letter and more than one word."""
    translated = {
        id(const)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATIONS
        for const in call.find_all(nodes.Const)
    }
    return [
        const.value
        for const in tree.find_all(nodes.Const)
        if id(const) not in translated
        and isinstance(const.value, str)
        and re.match(r"[A-Z][a-z]+ \w", const.value)
    ]


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_read_and_imports_only_what_it_uses(name: str) -> None:
    source = _source(name)

    assert _idle_imports(source) == set()
    assert _missing_imports(source) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_in_a_template_needs_an_exception_from_the_content_policy(name: str) -> None:
    found = [what for what, pattern in INLINE.items() if pattern.search(_source(name))]

    assert found == []


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name not in COMPONENTS])
def test_pages_draw_no_controls_of_their_own(name: str) -> None:
    assert [match.group() for match in CONTROLS.finditer(_source(name))] == []


def test_no_form_lies_within_a_line_of_text() -> None:
    """A span may not hold one; browsers would take it out and put it beside."""
    found = [
        name for name in TEMPLATES for line in SPAN.findall(_source(name)) if FORM.search(line)
    ]

    assert FORM.search(SPAN.findall("<span>a {{ post_button(_('b'), c) }}</span>")[0])
    assert found == []


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name not in SAMPLES])
def test_every_sentence_goes_through_translation(name: str) -> None:
    assert _untranslated(_source(name)) == []


@pytest.mark.parametrize(
    ("check", "source", "found"),
    [
        (_idle_imports, '{% from "components/icon.html" import icon %}', {"icon"}),
        (_idle_imports, '{% from "components/icon.html" import icon %}{{ icon("a") }}', set()),
        (_missing_imports, '{% from "components/icon.html" import ikon %}', ["ikon"]),
        (_untranslated, "<p>Halo dunia</p>", ["Halo dunia"]),
        (_untranslated, '<p class="lead">{{ _("Halo dunia") }}</p>', []),
        (_untranslated, "<p>{% trans %}Halo dunia{% endtrans %}</p>", []),
        (_untranslated, '<a aria-label="Tutup jendela"></a>', ["Tutup jendela"]),
        (_untranslated, '{{ page_header("Halo dunia") }}', ["Halo dunia"]),
        (_untranslated, "{# Halo dunia #}<b>BerAKHLAK</b> &middot; 360", []),
        (_untranslated, '<p {% if a > 1 %}class="x"{% endif %}>{{ name }}</p>', []),
    ],
)
def test_the_checks_see_what_they_should(
    check: Callable[[str], object], source: str, found: object
) -> None:
    assert check(source) == found


@pytest.mark.parametrize(
    ("what", "source"),
    [
        ("a script in the page", "<script>alert(1)</script>"),
        ("a style element", "<style>p{}</style>"),
        ("a style attribute", '<p style="color: red">'),
        ("an event attribute", '<a href="/" onclick="go()">'),
        ("an address outside the site", '<script src="https://cdn.example/x.js">'),
    ],
)
def test_the_content_policy_check_sees_each_breach(what: str, source: str) -> None:
    assert INLINE[what].search(source)


def test_every_icon_that_a_template_names_has_a_drawing() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', _icons().read_text(encoding="utf-8")))
    named = {
        icon
        for name in TEMPLATES
        for icon in re.findall(r"icon(?:_name=|\()'([a-z]+)'", _source(name))
    }

    assert named
    assert named - drawn == set()


def _icons() -> Path:
    return ROOT / "static" / "img" / "icons.svg"
