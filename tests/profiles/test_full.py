"""The full form: every part is there, follows from the figures, and tells nothing withheld."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest

from berakhlak.profiles.builder import build_profile
from berakhlak.profiles.editions import FORMS, build_form, figures_json
from berakhlak.profiles.full.parts import FullProfile
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.frozen_result import CellStatus
from tests.factories.profiles import (
    extreme_officer,
    rich_officer,
    unrated_officer,
    withheld_officer,
)

OFFICERS = (rich_officer, withheld_officer, extreme_officer, unrated_officer)


def full(source: ProfileSource, language: str = "id") -> FullProfile:
    profile = build_form(source, language, "full")
    assert isinstance(profile, FullProfile)
    return profile


@pytest.mark.parametrize("make", OFFICERS)
def test_it_holds_the_standard_profile_unchanged(make: Any) -> None:
    standard, complete = build_profile(make()), full(make())
    own = {"form", "file_stem"}
    for each in fields(standard):
        if each.name not in own:
            assert getattr(complete, each.name) == getattr(standard, each.name)


def test_every_form_has_a_file_name_of_its_own() -> None:
    stems = {build_form(rich_officer(), form=form).file_stem for form in FORMS}
    assert len(stems) == 3
    archive = build_form(rich_officer(), archive=True)
    assert archive.file_stem not in stems


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="form must be one of"):
        build_form(rich_officer(), form="poster")


@pytest.mark.parametrize("make", OFFICERS)
def test_each_value_has_a_block_with_drawing_and_table(make: Any) -> None:
    blocks = full(make()).blocks
    assert len(blocks) == 7
    for block in blocks:
        assert len(block.chart.bands) == 4
        [section] = block.table.sections
        assert len(section.rows) == 3
        assert block.finding


@pytest.mark.parametrize("make", OFFICERS)
def test_drawings_of_behaviours_stay_inside_their_frame(make: Any) -> None:
    for block in full(make()).blocks:
        chart = block.chart
        for earlier, later in zip(chart.bands, chart.bands[1:], strict=False):
            assert earlier.bottom <= later.top
        for band in chart.bands:
            heights = [dot.y for dot in band.dots] + [y for y, _words in (*band.more, *band.words)]
            assert all(band.top <= y <= band.bottom for y in (band.label_y, *heights))
            assert all(chart.left <= dot.x <= chart.right for dot in band.dots)


def test_long_behaviours_are_told_in_full() -> None:
    [loyal] = [block for block in full(rich_officer()).blocks if block.name == "Loyal"]
    band = loyal.chart.bands[1]
    said = " ".join([band.label, *(words for _y, words in band.more)])
    assert said.startswith("Memegang teguh ideologi Pancasila")
    assert said.endswith("pemerintahan yang sah")


def test_a_withheld_group_has_no_mark_in_any_block() -> None:
    for block in full(withheld_officer()).blocks:
        marks = {dot.look.shape for band in block.chart.bands for dot in band.dots}
        assert marks <= {"ring", "up"}


def test_what_is_withheld_is_counted_group_by_group() -> None:
    peers, subordinates = full(withheld_officer()).withheld
    assert peers.startswith("Rekan: ditahan pada 7 dari 7 nilai dan 21 dari 21 perilaku.")
    assert subordinates.startswith("Bawahan: ")
    assert full(rich_officer()).withheld == ("Tidak ada angka yang ditahan pada profil ini.",)


def test_one_sentence_per_value_names_what_is_seen_most_and_least() -> None:
    notes = [row.note for row in full(rich_officer()).glance.sections[0].rows]
    assert len(notes) == 7
    assert all(note.count(".") == 1 and note.startswith("Orang lain melihatnya ") for note in notes)
    assert any("paling jarang" in note for note in notes)


def test_the_four_areas_share_out_the_behaviours() -> None:
    areas = full(rich_officer()).areas
    assert [area.title for area in areas] == [
        "Diri melihat lebih sering",
        "Kekuatan tersembunyi",
        "Kekuatan bersama",
        "Ruang berkembang bersama",
    ]
    more = sum(int(area.more.split()[1]) for area in areas if area.more)
    assert sum(len(area.items) for area in areas) + more == 21


def test_citizens_stand_apart_and_their_absence_is_told() -> None:
    table = full(rich_officer()).citizens.table
    assert table is not None
    assert {row.entries[1].text for row in table.sections[0].rows} == {"12"}
    nobody = full(extreme_officer()).citizens
    assert nobody.table is None
    assert nobody.sentences == ("Belum ada penilaian pengguna layanan pada siklus ini.",)


def test_views_within_and_between_groups_are_told_in_words() -> None:
    said = " ".join(block.finding for block in full(rich_officer()).blocks)
    assert "Kelompok penilai berpandangan mirip." in said
    assert "melihatnya lebih sering daripada" in said


def test_english_readers_get_english_guidance() -> None:
    guide = full(rich_officer(), "en").guide
    words = " ".join(each.suggestion for each in guide.priorities)
    assert "your" in words or "the" in words
    assert "Anda" not in words


def test_the_attached_figures_are_the_frozen_ones_and_hold_no_withheld_number() -> None:
    source = withheld_officer()
    document = json.loads(figures_json(source))
    assert document["figures"] == json.loads(source.figures.to_json())
    assert document["instrument"] == {"code": "berakhlak-2021", "version": 1, "max_score": 5}
    held = [
        cell
        for value in document["figures"]["values"]
        for part in (value, *value["behaviours"])
        for cell in part["cells"].values()
        if cell["status"] == CellStatus.SUPPRESSED
    ]
    assert held
    assert {number for cell in held for name, number in cell.items() if name != "status"} == {None}


def test_only_an_archive_file_carries_figures() -> None:
    assert build_form(rich_officer(), form="full").data is None
    assert build_form(rich_officer(), archive=True).data == figures_json(rich_officer())


def test_comments_do_not_travel_with_the_figures() -> None:
    source = replace(rich_officer(), comments=(("BP", "kalimat rahasia"),))
    assert "kalimat rahasia" not in figures_json(source)
