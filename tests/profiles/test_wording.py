"""Numbers and words as they are printed, and foreign text made harmless."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.documents import wording
from berakhlak.documents.parts import TableEntry
from berakhlak.statistics.frozen_result import CellFigures, CellStatus
from tests.factories.profiles import rich_officer

HELD = CellFigures(status=CellStatus.SUPPRESSED)


@pytest.mark.parametrize(
    ("value", "printed"),
    [(0.5, "+0,50"), (-0.5, "−0,50"), (0.0, "0,00"), (-0.001, "0,00"), (None, "–")],
)
def test_a_gap_carries_its_sign(value: float | None, printed: str) -> None:
    assert wording.format_signed(value) == printed


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (4.0, "sekitar “Sering”"),
        (4.2, "sekitar “Sering”"),
        (4.5, "“Sering” hingga “Hampir selalu”"),
        (1.0, "sekitar “Hampir tidak pernah”"),
        (5.0, "sekitar “Hampir selalu”"),
    ],
)
def test_a_mean_is_told_in_the_words_of_the_scale(value: float, words: str) -> None:
    assert wording.level_words(rich_officer(), value, "id") == words


@given(st.floats(1, 5))
def test_every_mean_on_the_scale_has_words(value: float) -> None:
    said = wording.level_words(rich_officer(), value, "id")
    assert sum(step.label.id in said for step in rich_officer().instrument.steps) >= 1


def test_a_withheld_cell_prints_no_number() -> None:
    assert wording.cell_entry(HELD) == TableEntry(text="ditahan", kind="withheld")
    assert wording.cell_entry(CellFigures(status=CellStatus.NONE)) == TableEntry(
        text="–", kind="none"
    )
    assert wording.cell_entry(None) == TableEntry(text="–", kind="none")


def test_a_composite_is_withheld_only_where_somebody_answered() -> None:
    assert wording.composite_entry(None, {"peer": HELD}).kind == "withheld"
    assert (
        wording.composite_entry(None, {"peer": CellFigures(status=CellStatus.NONE)}).kind == "none"
    )
    assert wording.composite_entry(3.456, {"peer": HELD}).text == "3,46"


@pytest.mark.parametrize(
    ("rank", "words"),
    [
        ("III/d", "Penata Tingkat I (III/d)"),
        ("IX", "Golongan IX"),
        (None, "–"),
        ("", "–"),
    ],
)
def test_ranks_are_told_by_their_official_names(rank: str | None, words: str) -> None:
    assert wording.rank_words(rank) == words


@given(st.text(max_size=300))
def test_cleaned_text_holds_no_controls_and_overrides_no_direction(text: str) -> None:
    cleaned = wording.clean_text(text)
    assert not set(cleaned) & {*map(chr, range(9)), "\x7f", "\u202e", "\u2066", "\u200f", "\ufffe"}
    assert wording.clean_text(cleaned) == cleaned


@given(st.text(max_size=300), st.integers(1, 50))
def test_a_limit_is_kept(text: str, limit: int) -> None:
    assert len(wording.clean_line(text, limit)) <= limit
    assert "\n" not in wording.clean_line(text, limit)


def test_wanted_line_breaks_of_a_comment_survive() -> None:
    assert wording.clean_text("satu\n\n\n\n\ndua\r\n  tiga ") == "satu\n\ndua\ntiga"


@given(st.text(max_size=200), st.text(max_size=200), st.integers(1, 10**9))
def test_file_names_are_safe_everywhere_and_unique(name: str, cycle: str, number: int) -> None:
    stem = wording.file_stem(name, cycle, number)
    assert set(stem) <= set(string.ascii_letters + string.digits + "-")
    assert len(stem) < 140
    assert stem.startswith("Profil-BerAKHLAK-")
    assert stem.endswith(f"-{number}")


def test_a_file_is_named_after_its_officer() -> None:
    stem = wording.file_stem("Siti Rahmawati, S.Kom.", "Semester II 2026", 12)
    assert stem == "Profil-BerAKHLAK-Siti-Rahmawati-S-Kom-Semester-II-2026-12"
