"""Colours are written in the tokens alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from berakhlak.colours import SHEETS, token_colours
from config import ROOT

NAMES = (
    "black|white|gr[ae]y|silver|red|green|blue|yellow|orange|purple|brown|pink|gold|navy|teal|maroon"
    "|lime|aqua|olive|fuchsia|crimson|tomato|salmon|beige|ivory|snow|wheat|tan|khaki|violet|indigo"
    "|(?:dark|light|dim)[a-z]+"
)
WRITTEN = re.compile(
    r"#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![\w-])|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(",
    re.IGNORECASE,
)
NAMED = re.compile(
    rf"(?:color|background|border[a-z-]*|outline|fill|stroke|shadow)\s*[:=]\s*[^;\n]*?"
    rf"(?<![\w-])(?:{NAMES})(?![\w(-])",
    re.IGNORECASE,
)
ARGB = re.compile(r"[\"'](?:FF|00)[0-9A-F]{6}[\"']")
WITH_COLOURS = [
    *(
        file
        for file in sorted((ROOT / "static/css").rglob("*.css"))
        if file.name not in SHEETS.values()
    ),
    *sorted((ROOT / "static/js").glob("*.js")),
    *sorted((ROOT / "templates").rglob("*.html")),
    *sorted((ROOT / "berakhlak").rglob("*.py")),
]


def colours_in(file: Path) -> list[str]:
    """What of a source file is written as a colour; links to places of a page are none."""
    text = re.sub(r"/\*.*?\*/|\{#.*?#\}", "", file.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"href=\"[^\"]*\"|&#\d+;", "", text)
    found = WRITTEN.findall(text)
    if file.suffix == ".css":
        found += NAMED.findall(text)
    return found + ARGB.findall(text) * (file.suffix == ".py")


def test_no_colour_is_written_outside_the_tokens() -> None:
    found = {str(file.relative_to(ROOT)): colours_in(file) for file in WITH_COLOURS}

    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.css", "a { color: #fff; }"),
        ("a.css", "a { box-shadow: 0 0 1px rgb(0 0 0 / 5%); }"),
        ("a.css", "a { border: 1px solid DarkRed; }"),
        ("a.html", '<path fill="#0B4F58"/>'),
        ("a.js", 'mark.style.color = "#abc";'),
        ("a.py", 'FILL = "FFFFE08A"'),
    ],
)
def test_the_guard_sees_a_colour(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)

    assert colours_in(tmp_path / name)


def test_drawings_use_colours_of_the_tokens() -> None:
    known = set(token_colours("light").values()) | set(token_colours("dark").values())

    for file in (ROOT / "static/img").glob("*.svg"):
        assert set(re.findall(r"#[0-9a-f]{3,8}(?=\")", file.read_text())) <= known, file.name
