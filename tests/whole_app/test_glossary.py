"""One word for one thing: what the glossary has replaced does not come back in any sentence."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from scripts.translations import ENGLISH, extracted

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"


PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def replaced_words(column: int = 3) -> list[str]:
    """The third column of the glossary, word by word; the fourth has the English ones."""
    rows = [line.split("|") for line in GLOSSARY.read_text(encoding="utf-8").splitlines()]
    cells = [row[column] for row in rows if len(row) == 7][2:]
    return [word.strip() for cell in cells for word in cell.split(",") if word.strip()]


def pattern(word: str) -> re.Pattern[str]:
    """The word in any case, one in capitals as it stands; "x (without Y)" where no Y follows."""
    plain, _, unless = word.partition(" (without ")
    but = rf"(?! {re.escape(unless.rstrip(')'))})" if unless else ""
    case = re.RegexFlag(0) if plain.isupper() else re.IGNORECASE
    return re.compile(rf"\b{re.escape(plain)}{but}", case)


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


@pytest.fixture(scope="module")
def english() -> list[str]:
    with ENGLISH.open("rb") as file:
        catalogue = read_po(file, locale="en")
    texts = [each.string for each in catalogue if each.id]
    every = [one for text in texts for one in ((text,) if isinstance(text, str) else text)]
    return [PLACEHOLDER.sub("…", one) for one in every]


def test_the_glossary_names_english_words_to_avoid() -> None:
    assert {"sheet", "sealed", "voices", "superior", "submitted"} <= set(replaced_words(4))


@pytest.mark.parametrize("word", replaced_words(4))
def test_a_replaced_english_word_does_not_come_back(english: list[str], word: str) -> None:
    assert [text for text in english if pattern(word).search(text)] == []


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [("ditetapkan pejabat penilai.", True), ("ditetapkan Pejabat Penilai Kinerja.", False)],
)
def test_a_word_is_refused_only_without_what_makes_it_a_term(text: str, is_refused: bool) -> None:
    assert bool(pattern("pejabat penilai (without Kinerja)").search(text)) is is_refused


def names_in_code() -> list[tuple[str, str]]:
    """Names of the second table, each with the module that it lives in."""
    rows = [line.split("|") for line in GLOSSARY.read_text(encoding="utf-8").splitlines()]
    cells = [(row[3].strip(" `"), row[4].strip(" `")) for row in rows if len(row) == 6]
    return [(name, module) for name, module in cells if module.startswith("berakhlak.")]


def test_every_term_has_its_name_in_the_code_where_the_glossary_says() -> None:
    terms = names_in_code()

    assert len(terms) > 40
    for name, module in terms:
        assert getattr(import_module(module), name).__module__ == module, name


def test_no_translation_says_its_sentence_twice(english: list[str]) -> None:
    """As one that was pasted over itself would."""
    assert [text for text in english if text and text[: len(text) // 2] * 2 == text] == []
