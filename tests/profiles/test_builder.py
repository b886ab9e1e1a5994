"""A finished profile: complete, repeatable, and silent about what is withheld."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from berakhlak.documents.charts import group_look
from berakhlak.documents.layout import PAGE, SCREEN, ChartLayout
from berakhlak.documents.parts import FULL_DOT, HOLLOW_DOT, Chart
from berakhlak.profiles.builder import build_profile
from berakhlak.statistics.frozen_result import CellStatus
from tests.factories.profiles import (
    extreme_officer,
    rich_officer,
    unrated_officer,
    withheld_officer,
)

OFFICERS = (rich_officer, withheld_officer, extreme_officer)


@pytest.mark.parametrize("make", OFFICERS)
def test_the_same_facts_give_the_same_profile(make: Any) -> None:
    assert build_profile(make()) == build_profile(make())


def test_numbers_follow_the_language() -> None:
    source = rich_officer()
    assert "," in build_profile(source, "id").overview[0].figure
    assert "." in build_profile(source, "en").overview[0].figure


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="language must be one of"):
        build_profile(rich_officer(), "fr")


def test_every_value_and_behaviour_has_its_row() -> None:
    profile = build_profile(rich_officer())
    [section] = profile.values.sections
    assert len(section.rows) == 7
    assert [len(each.rows) for each in profile.groups.sections] == [3] * 7
    assert all(each.header is not None for each in profile.groups.sections)


def test_the_table_holds_what_the_drawing_shows() -> None:
    source = rich_officer()
    profile = build_profile(source)
    for value, section in zip(source.figures.values, profile.groups.sections, strict=True):
        assert section.header is not None
        shown = {entry.text for entry in section.header.entries if entry.kind == "shown"}
        means = [cell.mean for cell in value.cells.values() if cell.mean is not None]
        assert {f"{mean:.2f}".replace(".", ",") for mean in means} <= shown


def test_withheld_cells_print_a_word_and_give_the_reason() -> None:
    profile = build_profile(withheld_officer())
    peers = [section.header.entries[3] for section in profile.groups.sections if section.header]
    assert {(entry.text, entry.note, entry.below) for entry in peers} == {("ditahan", "", "")}
    assert profile.groups.caption.endswith("ditahan: kurang dari 3 penilai")
    rows = profile.raters.sections[0].rows
    assert (rows[2].entries[0].text, rows[2].entries[0].note) == (
        "ditahan",
        "(kurang dari 3 penilai)",
    )


def test_a_withheld_group_has_no_mark_in_the_drawing() -> None:
    source = withheld_officer()
    chart = build_profile(source).group_chart
    held = {
        group
        for value in source.figures.values
        for group, cell in value.cells.items()
        if cell.status is CellStatus.SUPPRESSED
    }
    assert held == {"peer", "subordinate"}
    marks = {group_look(source.policy, group) for group in held}
    assert not marks & {dot.look for band in chart.bands for dot in band.dots}


def test_an_officer_whom_nobody_rated_still_gets_a_readable_profile() -> None:
    profile = build_profile(unrated_officer())
    assert [stat.figure for stat in profile.overview] == ["–"] * 4
    assert profile.highlights[0].items == ()
    assert profile.contrasts[0].empty == "Belum dapat dibandingkan."
    assert profile.group_chart.keys == ()


def test_comments_keep_their_order_and_lose_nothing() -> None:
    given = (("BP", "kedua"), ("", "umum"), ("BP", "kesatu"), ("AK", " \x00 "), ("ZZ", "lain"))
    profile = build_profile(replace(rich_officer(), comments=given))
    found = [(group.header, group.texts) for group in profile.comments]
    assert found == [
        ("Berorientasi Pelayanan", ("kedua", "kesatu")),
        ("Umum", ("umum", "lain")),
    ]


def test_the_method_note_states_the_policy_in_force() -> None:
    source = rich_officer()
    weights = {"supervisor": 0.5, "peer": 0.3, "subordinate": 0.2, "citizen": 0.0}
    policy = source.policy.with_numbers(weights, {"peer": 4})
    note = " ".join(fact.text for fact in build_profile(replace(source, policy=policy)).method)
    assert "Atasan 50%, Rekan 30%, Bawahan 20%, Masyarakat 0%" in note
    assert "Rekan 4, Bawahan 3" in note
    assert "berakhlak-2021 versi 1" in note
    assert "7c1e 9d4a b05f 2236" in note


@pytest.mark.parametrize("layout", [PAGE, SCREEN])
@pytest.mark.parametrize("make", OFFICERS)
def test_drawings_stay_inside_their_frame(make: Any, layout: ChartLayout) -> None:
    profile = build_profile(make(), layout=layout)
    for chart in (profile.dumbbell, profile.group_chart):
        for x in _positions(chart):
            assert chart.left <= x <= chart.right
        assert chart.right < chart.words_x <= chart.width
        assert all(
            earlier.bottom <= later.top
            for earlier, later in zip(chart.bands, chart.bands[1:], strict=False)
        )


def _positions(chart: Chart) -> list[float]:
    dots = [dot for band in chart.bands for dot in band.dots]
    places = [dot.x for dot in dots]
    return places + [x for dot in dots for x in (dot.low, dot.high) if x is not None]


def test_higher_scores_stand_farther_right() -> None:
    source = extreme_officer()
    for band, value in zip(
        build_profile(source).dumbbell.bands, source.figures.values, strict=True
    ):
        places = {dot.look: dot.x for dot in band.dots}
        assert (places[HOLLOW_DOT] > places[FULL_DOT]) == ((value.gap or 0) > 0)


@pytest.mark.parametrize("make", OFFICERS)
def test_no_part_of_a_rated_profile_is_left_without_words(make: Any) -> None:
    parts = asdict(build_profile(make()))
    assert [name for name, part in parts.items() if part == ""] == ["objection"]  # There is none.
