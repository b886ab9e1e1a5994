"""What citizens' phones and tablets fetch is known to browsers five years old: Chrome 90 and on.

A script with one unknown word does not run at all, and a list of selectors with one unknown is
dropped whole.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import ROOT

STATIC = ROOT / "static"
SCRIPTS = ("app", "counter", "read_aloud", "store", "code")
SHEETS = ("tokens", "dark", "app", "components", "visitor", "kiosk", "display")
# By the first Chrome that knows them.
YOUNGER_WORDS = {
    r"\bstructuredClone\b": 98,
    r"\.at\(": 92,
    r"\.(?:findLast|findLastIndex)\(": 97,
    r"\.(?:toSorted|toReversed|toSpliced|with)\(": 110,
    r"\bObject\.(?:hasOwn|groupBy)\b": 93,
    r"\bcrypto\.randomUUID\b": 92,
    r"\bAbortSignal\.(?:timeout|any)\b": 103,
    r"\bPromise\.(?:withResolvers|try)\b": 119,
    r"\bnew \w*Error\([^)]*\bcause:": 93,
    r"\bstatic \{": 94,
    r"\.inert\b": 102,
}
# Where an unknown one costs more than its own line.
YOUNGER_STYLES = {
    r"@layer\b": 99,
    r"@scope\b": 118,
    r"\((?:width|height)\s*[<>]": 104,
    r"^\s*&": 112,
}


def found(text: str, younger: dict[str, int]) -> list[tuple[str, int]]:
    plain = re.sub(r"/\*.*?\*/|^\s*//.*$", "", text, flags=re.DOTALL | re.MULTILINE)
    return [
        (match.group(), version)
        for pattern, version in younger.items()
        for match in re.finditer(pattern, plain, re.MULTILINE)
    ]


def sheets() -> list[Path]:
    own = [STATIC / f"css/{name}.css" for name in SHEETS]
    parts = [*(STATIC / "css/app").glob("*.css"), *(STATIC / "css/components").glob("*.css")]
    return own + parts


@pytest.mark.parametrize("text", ["a.at(-1)", "const b = structuredClone(a);"])
def test_younger_words_are_found(text: str) -> None:
    assert found(text, YOUNGER_WORDS)
    assert not found(f"// {text}", YOUNGER_WORDS)


def test_scripts_of_citizens_run_in_older_browsers() -> None:
    scripts = [STATIC / f"js/{name}.js" for name in SCRIPTS]
    scripts += (STATIC / "js").glob("kiosk*.js")
    assert len(scripts) > len(SCRIPTS) + 2

    young = {each.name: found(each.read_text(encoding="utf-8"), YOUNGER_WORDS) for each in scripts}

    assert {name: words for name, words in young.items() if words} == {}


def test_styles_of_citizens_are_known_to_older_browsers() -> None:
    texts = {each.name: each.read_text(encoding="utf-8") for each in sheets()}

    young = {name: found(text, YOUNGER_STYLES) for name, text in texts.items()}

    assert {name: words for name, words in young.items() if words} == {}


def test_what_older_browsers_can_do_without_stands_in_rules_of_its_own() -> None:
    """`:has` is younger (105): the rest of a list with it would be lost too."""
    mixed = [
        (each.name, rule.strip())
        for each in sheets()
        for rule in re.findall(r"([^{}/;]+)\{", each.read_text(encoding="utf-8"))
        if ":has(" in rule and not all(":has(" in part for part in re.split(r",(?![^(]*\))", rule))
    ]

    assert mixed == []
