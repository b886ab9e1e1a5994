"""A profile says what its frozen result decided; one of rules version 1 keeps its words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import cycle, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.profiles import guidance, narrative
from berakhlak.profiles.builder import build_profile
from berakhlak.profiles.full.builder import _guide
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.frozen_result import AdjustedFigure, OfficerFigures
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.statistics.statements import DifferenceStatement, GroupDifference
from tests.factories.profiles import rendering_app, rich_officer, withheld_officer

CUTOFFS = StatementCutoffs()

VERDICTS = ("higher", "lower", "undecided", None)
codes = st.sampled_from([value.code for value in rich_officer().instrument.values])


@pytest.fixture(autouse=True, scope="module")
def _application() -> Iterator[None]:
    with rendering_app().app_context():
        yield


def statement(verdict: str | None) -> DifferenceStatement | None:
    return (
        DifferenceStatement(verdict=verdict, estimate=0.4, standard_error=0.1) if verdict else None
    )


def judged(
    by_value: list[str | None],
    by_behaviour: list[str | None],
    overall: str | None = "undecided",
    between: GroupDifference | None = None,
    given: ProfileSource | None = None,
) -> ProfileSource:
    """An officer of rules version 2 with these verdicts, whatever the figures are."""
    source = given or rich_officer()
    some = cycle(by_behaviour)
    values = tuple(
        replace(
            value,
            gap_statement=statement(verdict),
            behaviours=tuple(replace(b, contrast=statement(next(some))) for b in value.behaviours),
        )
        for value, verdict in zip(source.figures.values, islice(cycle(by_value), 7), strict=True)
    )
    figures = replace(
        source.figures,
        values=values,
        percentile=None,
        gap_statement=statement(overall),
        group_difference=between,
    )
    return replace(source, figures=figures, release=replace(source.release, rules_version="2"))


verdicts = st.lists(st.sampled_from(VERDICTS), min_size=7, max_size=21)


@settings(max_examples=40)
@given(verdicts, verdicts, st.sampled_from(VERDICTS))
def test_nothing_is_called_higher_or_lower_without_its_verdict(
    by_value: list[str | None], by_behaviour: list[str | None], overall: str | None
) -> None:
    source = judged(by_value, by_behaviour, overall)
    names = [value.name.id for value in source.instrument.values]
    finding = narrative.self_finding(source, "id")
    for name, value in zip(names, source.figures.values, strict=True):
        said = narrative.value_sentence(source, value, "id")
        verdict = value.gap_statement.verdict if value.gap_statement else None
        assert ("lebih tinggi" in said) == (verdict == "higher")
        assert ("lebih rendah" in said) == (verdict == "lower")
        assert (name in finding) == (verdict in {"higher", "lower"})
    summary = " ".join(narrative.summary_sentences(source, "id"))
    assert ("lebih tinggi, dengan" in summary) == (overall == "higher")
    assert ("lebih rendah, dengan" in summary) == (overall == "lower")


@settings(max_examples=40)
@given(verdicts)
def test_behaviours_are_named_by_their_verdicts(by_behaviour: list[str | None]) -> None:
    source = judged([None], by_behaviour)
    said = build_profile(source).behaviours_finding
    wording = {b.code: b.text.id for b in source.instrument.behaviours}
    for value in source.figures.values:
        for row in value.behaviours:
            words = wording[row.code][1:]
            if words in said:
                assert row.contrast is not None
                assert row.contrast.verdict in {"higher", "lower"}
    found = {b.contrast.verdict for v in source.figures.values for b in v.behaviours if b.contrast}
    assert ("lebih sering:" in said) == ("higher" in found)
    assert ("lebih jarang:" in said) == ("lower" in found)


@given(codes)
def test_groups_are_told_apart_only_where_the_result_does(code: str) -> None:
    difference = GroupDifference(value=code, first="peer", second="subordinate", difference=0.9)
    source = judged([None], [None], between=difference)
    said = narrative.groups_finding(source, "id")
    name = next(v.name.id for v in source.instrument.values if v.code == code)
    assert said == f"Rekan melihat {name} lebih sering daripada bawahan (beda 0,90)."
    without = narrative.groups_finding(judged([None], [None]), "id")
    assert without == "Belum dapat dikatakan bahwa kelompok-kelompok penilai berpandangan berbeda."
    alone = narrative.groups_finding(judged([None], [None], given=withheld_officer()), "id")
    assert "Belum ada dua kelompok" in alone


def test_later_profiles_neither_rank_nor_speak_of_sameness() -> None:
    profile = build_profile(judged(["undecided"], ["undecided"]))
    said = " ".join((*profile.summary, profile.behaviours_finding, *words_of(profile.values)))
    assert not re.search(r"sejalan|seragam|beragam|mirip|setara|dari 100|Tertinggi|terendah", said)
    assert "belum dapat dikatakan" in said


def words_of(table: object) -> list[str]:
    return [row.note for section in table.sections for row in section.rows]  # type: ignore[attr-defined]


@settings(max_examples=40)
@given(verdicts, verdicts)
def test_what_is_listed_was_decided(
    by_value: list[str | None], by_behaviour: list[str | None]
) -> None:
    source = judged(by_value, by_behaviour)
    profile = build_profile(source)
    words = {b.code: b.text.id for b in source.instrument.behaviours}
    rows = [row for value in source.figures.values for row in value.behaviours]
    for listing, verdict in zip(profile.highlights, ("higher", "lower"), strict=True):
        decided = {words[r.code] for r in rows if r.contrast and r.contrast.verdict == verdict}
        assert {fact.label for fact in listing.items} <= decided
        assert bool(listing.items) == bool(decided)
    names = {value.code: value.name.id for value in source.instrument.values}
    for listing, verdict in zip(profile.contrasts, ("higher", "lower"), strict=True):
        decided = {
            names[v.code]
            for v in source.figures.values
            if v.gap_statement and v.gap_statement.verdict == verdict
        }
        assert {fact.label for fact in listing.items} == decided
        assert "buta" not in listing.title
        assert "tersembunyi" not in listing.title


def test_advice_is_the_frozen_choice_and_strengths_lie_above_average() -> None:
    source = judged([None], ["lower", "higher"])
    figures = replace(source.figures, advice=("KP2", "BP1"))
    source = replace(source, figures=figures)
    words = {b.code: b.text.id for b in source.instrument.behaviours}
    advised = guidance.priority_advice(source, "id")
    assert [each.behaviour for each in advised] == [words["KP2"], words["BP1"]]
    assert guidance.priority_advice(judged([None], [None]), "id") == ()
    kept = guidance.strength_advice(source, "id")
    higher = {
        words[row.code]
        for value in figures.values
        for row in value.behaviours
        if row.contrast and row.contrast.verdict == "higher"
    }
    assert len(kept) == 2
    assert {each.behaviour for each in kept} <= higher


def test_an_adjusted_figure_from_few_sheets_or_parts_says_so() -> None:
    few = AdjustedFigure(score=4.0, standard_error=0.2, reason=None, few_sheets=True, component=1)
    assert "ditarik ke rata-rata" in narrative.adjusted_sentence(few, 5, CUTOFFS)
    assert "sebanding di dalam unit" in narrative.adjusted_sentence(few, 5, CUTOFFS, several=True)
    many = replace(few, few_sheets=False)
    assert narrative.adjusted_sentence(many, 5, CUTOFFS).endswith("antara 3,61 dan 4,39.")


FIRST_VERSION_ONLY = {
    "overall_se", "gap_statement", "place", "group_difference", "advice", "contrast", "few_sheets",
    "component",
}  # fmt: skip


def as_first_frozen(data: object) -> object:
    """A payload as rules version 1 wrote it: without the fields that came later."""
    if isinstance(data, dict):
        return {k: as_first_frozen(v) for k, v in data.items() if k not in FIRST_VERSION_ONLY}
    return [as_first_frozen(each) for each in data] if isinstance(data, list | tuple) else data


def test_how_advice_is_chosen_is_told_by_the_rules_of_the_cycle() -> None:
    told = {
        version: _guide(source, "id").how_chosen
        for version, source in (("1", rich_officer()), ("2", judged(["undecided"], ["lower"])))
    }
    assert "batas kekuatan" in told["1"]
    assert "batas kekuatan" not in told["2"]
    assert "rata-rata Anda sendiri" in told["2"]


def test_a_stored_profile_of_version_1_keeps_its_words() -> None:
    source = rich_officer()
    stored = json.dumps(as_first_frozen(asdict(source.figures)))
    read = OfficerFigures.from_json(stored)
    profile = build_profile(replace(source, figures=read))
    assert profile == build_profile(source)
    said = [*profile.summary, profile.behaviours_finding, *words_of(profile.values)]
    assert said == WORDS_OF_VERSION_1


WORDS_OF_VERSION_1 = [
    "Secara keseluruhan, orang lain melihat perilaku BerAKHLAK pegawai ini sekitar “Sering”.",
    "Penilaian diri sejalan dengan penilaian orang lain (selisih 0,43).",
    (
        "Di antara pegawai lain pada siklus ini, sekitar 62 dari 100 memperoleh angka "
        "keseluruhan yang lebih rendah."
    ),
    (
        "Ada penilai yang ketat, ada yang longgar. Andai semua penilai rata-rata sama "
        "ketatnya, angkanya diperkirakan 3,83; kemungkinan besar antara 3,62 dan 4,05."
    ),
    (
        "Tertinggi: melakukan perbaikan tiada henti (4,66); terendah: menjaga rahasia "
        "jabatan dan negara (3,08)."
    ),
    "Terlihat “Sering” hingga “Hampir selalu”, sejalan dengan penilaian diri.",
    "Terlihat “Sering” hingga “Hampir selalu”; penilaian diri lebih rendah.",
    "Terlihat sekitar “Sering”, sejalan dengan penilaian diri; masih ada ruang berkembang.",
    "Terlihat “Kadang-kadang” hingga “Sering”; penilaian diri lebih tinggi.",
    "Terlihat “Kadang-kadang” hingga “Sering”; penilaian diri lebih tinggi.",
    "Terlihat sekitar “Sering”, sejalan dengan penilaian diri; masih ada ruang berkembang.",
    "Terlihat “Kadang-kadang” hingga “Sering”; penilaian diri lebih tinggi.",
]


def test_the_adjusted_figure_stands_first_with_its_margin_and_the_raw_one_beside_it() -> None:
    source = judged([None], [None])
    source = replace(source, figures=replace(source.figures, overall_se=0.2), several_parts=True)
    first, second, *_rest = build_profile(source).overview
    assert (first.label, second.label) == ("Angka disesuaikan", "Penilaian orang lain")
    assert first.note.startswith("±")
    assert "hanya sebanding di dalam unit" in first.note
    assert second.note.startswith("±0,39, sebelum disesuaikan")
    withheld = build_profile(judged([None], [None], given=withheld_officer())).overview
    assert withheld[0].label == "Penilaian orang lain"
    assert build_profile(rich_officer()).overview[0].label == "Penilaian orang lain"


@pytest.mark.parametrize(("version", "first"), [("1", False), ("2", True)])
def test_the_method_note_tells_which_of_both_figures_stands_first(
    version: str, first: bool
) -> None:
    given = rich_officer()
    source = replace(given, release=replace(given.release, rules_version=version))
    profile = build_profile(source, "id")
    note = next(each.text for each in profile.method if each.label == "Angka yang disesuaikan")
    assert (profile.overview[0].label == "Angka disesuaikan") == first
    assert ("tidak menggantikannya" in note) == (not first)
    assert ("berdiri lebih dulu" in note) == first
