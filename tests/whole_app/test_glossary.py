"""One word for one thing: what the glossary has replaced does not come back in any sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.translations import extracted

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"


def replaced_words() -> list[str]:
    """The third column of the glossary, word by word."""
    rows = [line.split("|") for line in GLOSSARY.read_text(encoding="utf-8").splitlines()]
    cells = [row[3] for row in rows if len(row) == 6][2:]
    return [word.strip() for cell in cells for word in cell.split(",") if word.strip()]


def pattern(word: str) -> re.Pattern[str]:
    """The word in any case; "x (without Y)" where no Y follows."""
    plain, _, unless = word.partition(" (without ")
    but = rf"(?! {re.escape(unless.rstrip(')'))})" if unless else ""
    return re.compile(rf"\b{re.escape(plain)}{but}", re.IGNORECASE)


@pytest.fixture(scope="module")
def sentences(tmp_path_factory) -> list[str]:
    wanted = extracted(tmp_path_factory.mktemp("words") / "messages.pot")
    return [
        text
        for message in wanted
        if message.id
        for text in ((message.id,) if isinstance(message.id, str) else message.id)
    ]


def test_the_glossary_names_words_to_avoid() -> None:
    assert {"surel", "peramban", "disegel", "pejabat penilai (without Kinerja)"} <= set(
        replaced_words()
    )


@pytest.mark.parametrize("word", replaced_words())
def test_a_replaced_word_does_not_come_back(sentences: list[str], word: str) -> None:
    assert [text for text in sentences if pattern(word).search(text)] == []


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [("ditetapkan pejabat penilai.", True), ("ditetapkan Pejabat Penilai Kinerja.", False)],
)
def test_a_word_is_refused_only_without_what_makes_it_a_term(text: str, is_refused: bool) -> None:
    assert bool(pattern("pejabat penilai (without Kinerja)").search(text)) is is_refused
