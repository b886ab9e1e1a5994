"""Change since the cycle before: told where both measure the same, else with the reason.

The first tests are on profiles of rules version 1, which keep their words; the last on later ones.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.documents.parts import TableRow
from berakhlak.profiles.builder import build_profile
from berakhlak.profiles.change import build_change_section
from berakhlak.profiles.change_parts import ChangeSection, EarlierResult
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.frozen_result import OfficerFigures
from berakhlak.statistics.inference.regressed_change import EarlierPopulation
from tests.factories.profiles import rich_officer, unrated_officer

Z = 1.959964
hundredths = st.integers(100, 500).map(lambda number: number / 100)


def with_value(figures: OfficerFigures, **changed: Any) -> OfficerFigures:
    """The same figures with another first value."""
    first, *others = figures.values
    return replace(figures, values=(replace(first, **changed), *others))


def source(before: OfficerFigures | None = None, **changed: Any) -> ProfileSource:
    """A rich officer with an earlier cycle of the same figures, but for what is given."""
    now = rich_officer()
    earlier = EarlierResult(
        cycle="Penilaian Semester I 2026",
        figures=before or now.figures,
        instrument=now.instrument,
        policy=now.policy,
    )
    return replace(now, earlier=replace(earlier, **changed))


def found(given: ProfileSource) -> ChangeSection:
    told = build_change_section(given, "id")
    assert told is not None
    return told


def rows(told: ChangeSection) -> tuple[TableRow, ...]:
    assert told.table is not None
    return told.table.sections[0].rows


def test_without_an_earlier_cycle_there_is_nothing() -> None:
    assert build_change_section(rich_officer(), "id") is None
    assert build_profile(rich_officer()).changes is None


@given(before=hundredths, now=hundredths, error=hundredths)
def test_a_change_is_one_only_beyond_the_least_noticeable(
    before: float, now: float, error: float
) -> None:
    error /= 10
    given_source = source(with_value(rich_officer().figures, others=before, sem=error))
    figures = with_value(given_source.figures, others=now, sem=error)
    row = rows(found(replace(given_source, figures=figures)))[0]
    limit = Z * 2**0.5 * error
    if abs(abs(now - before) - limit) < 1e-9:
        return  # Equal but for rounding.
    said = row.entries[-1].text
    assert (said != "di bawah batas") == (abs(now - before) > limit)
    if said != "di bawah batas":
        assert said == ("naik" if now > before else "turun") + " melampaui batas"
    assert row.entries[0].text == f"{before:.2f}".replace(".", ",")
    assert row.entries[1].text == f"{now:.2f}".replace(".", ",")


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (1.2, None, "naik pada Berorientasi Pelayanan."),
        (None, 5.0, "turun pada Akuntabel."),
        (1.2, 5.0, "naik pada Berorientasi Pelayanan; turun pada Akuntabel."),
        (None, None, "tidak ada perubahan yang berarti."),
    ],
)
def test_the_finding_names_what_rose_and_fell(
    first: float | None, second: float | None, words: str
) -> None:
    now = with_others(rich_officer().figures, 3.5, 3.5)
    before = with_others(now, first or 3.5, second or 3.5)
    told = found(replace(source(before), figures=now))
    assert told.finding == f"Dibandingkan Penilaian Semester I 2026, {words}"


def with_others(figures: OfficerFigures, first: float, second: float) -> OfficerFigures:
    """The same figures with other views of the first two values."""
    one, two, *rest = figures.values
    changed = (replace(one, others=first), replace(two, others=second))
    return replace(figures, values=(*changed, *rest))


def test_another_instrument_or_other_weights_compare_with_a_reason_only() -> None:
    now = rich_officer()
    other = replace(now.instrument, version=now.instrument.version + 1)
    short = replace(now.instrument, steps=now.instrument.steps[:4])
    weights = now.policy.with_numbers({"citizen": 0.3})
    for changed, reason in (
        ({"instrument": other}, "kuesionernya berbeda"),
        ({"instrument": short}, "skalanya berbeda"),
        ({"policy": weights}, "bobot kelompok penilainya berbeda"),
    ):
        told = found(source(**changed))
        assert told.table is None
        assert reason in told.finding


def test_weights_in_the_same_proportion_compare() -> None:
    policy = rich_officer().policy
    doubled = policy.with_numbers({group: 2 * each for group, each in policy.weights.items()})
    assert rows(found(source(policy=doubled)))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"groups_used": ("supervisor",)}, "kelompok penilai berbeda"),
        ({"others": None}, "tidak ada angka sebelumnya"),
        ({"sem": None}, "batas perubahan tidak dapat dihitung"),
    ],
)
def test_a_value_that_cannot_be_compared_says_why(changed: dict[str, Any], reason: str) -> None:
    first, second, *_ = rows(found(source(with_value(rich_officer().figures, **changed))))
    assert first.entries[4].text == reason
    assert (first.entries[2].text == "–") == ("sem" not in changed)
    assert first.entries[3].text == "–"
    assert second.entries[2].text == "0,00"


def test_the_order_of_the_groups_does_not_matter() -> None:
    figures = rich_officer().figures
    turned = with_value(figures, groups_used=tuple(reversed(figures.values[0].groups_used)))
    assert rows(found(source(turned)))[0].entries[2].text == "0,00"


def test_where_all_values_lack_the_same_one_sentence_is_enough() -> None:
    told = found(replace(source(), figures=unrated_officer().figures))
    assert told.table is None
    assert told.finding.endswith("tidak ada angka sekarang.")


def test_where_values_lack_different_things_each_says_so() -> None:
    now = rich_officer().figures
    values = tuple(replace(value, groups_used=("peer",)) for value in now.values)
    before = with_value(replace(now, values=values), others=None)
    told = found(source(before))
    assert told.finding.startswith("Tidak ada nilai yang dapat dibandingkan")
    assert len({row.entries[4].text for row in rows(told)}) == 2


# Rules version 2

FORMER = EarlierPopulation(centre=4.0, variance=0.06, drift=0.1)


def later(before: float | None, now: float | None, **changed: Any) -> ProfileSource:
    """An officer of version 2 whose overall figure was `before` and is `now`."""
    given = rich_officer()
    figures = replace(given.figures, overall_others=now, overall_se=0.25)
    earlier = EarlierResult(
        cycle="Semester I",
        figures=replace(figures, overall_others=before),
        instrument=given.instrument,
        policy=given.policy,
        rules_version="2",
        former=FORMER,
        z=2.576,
    )
    release = replace(given.release, rules_version="2")
    return replace(given, release=release, figures=figures, earlier=replace(earlier, **changed))


@given(before=hundredths, now=hundredths)
def test_a_person_has_one_sentence_and_only_beyond_what_chance_brings(
    before: float, now: float
) -> None:
    told = found(later(before, now))
    assert told.table is None
    rho = 0.06 / (0.06 + 0.25**2)
    expected = 4.0 + rho * (before - 4.0) + 0.1
    margin = 2.576 * (0.25**2 + rho * 0.25**2) ** 0.5
    if abs(abs(now - expected) - margin) < 1e-6:
        return
    rises = now - expected > margin and now > before + 0.1
    falls = expected - now > margin and now < before + 0.1
    assert ("naik melebihi" in told.finding) == rises
    assert ("turun melebihi" in told.finding) == falls
    if not rises and not falls:
        assert "belum dapat dikatakan" in told.finding
        assert "±0," in told.finding
    assert "tidak ada perubahan" not in told.finding


def test_who_was_lowest_is_not_praised_for_returning_to_the_middle() -> None:
    assert "belum dapat dikatakan" in found(later(3.2, 3.8)).finding
    assert "naik melebihi" in found(later(3.8, 4.8)).finding


@pytest.mark.parametrize(
    ("source_", "reason"),
    [
        (later(3.5, 4.5, rules_version="1"), "aturan hitungnya berbeda"),
        (later(None, 4.5), "tidak ada angka sebelumnya"),
        (later(3.5, None), "tidak ada angka sekarang"),
        (later(3.5, 4.5, former=None), "terlalu sedikit pegawai"),
        (
            later(3.5, 4.5, figures=replace(rich_officer().figures, overall_se=None)),
            "terlalu sedikit pegawai",
        ),
    ],
)
def test_what_cannot_be_compared_says_why_in_later_rules_too(
    source_: ProfileSource, reason: str
) -> None:
    assert reason in found(source_).finding


def test_citizens_who_were_asked_otherwise_are_not_compared_where_they_count() -> None:
    faces, phrases = "faces 1, tickets", "behaviours, every voice"
    figures = rich_officer().figures
    heard, unheard = ({"citizen", "peer"}, {"peer"})
    cases = [(faces, faces, heard, False), (phrases, faces, heard, True)]
    cases += [(phrases, faces, unheard, False), ("faces 1, every voice", faces, heard, True)]
    for before, now, groups, refused in cases:
        values = tuple(replace(each, groups_used=tuple(groups)) for each in figures.values)
        same = replace(figures, values=values)
        given = later(3.5, 4.5, citizens=before, figures=replace(same, overall_others=3.5))
        given = replace(given, citizens=now, figures=replace(given.figures, values=values))
        said = "penilaian pengguna layanan diambil dengan cara lain" in found(given).finding
        assert said is refused, (before, now, groups)


def test_other_groups_of_raters_are_not_compared() -> None:
    figures = rich_officer().figures
    values = tuple(replace(value, groups_used=("peer",)) for value in figures.values)
    told = found(later(3.5, 4.5, figures=replace(figures, overall_others=3.5, values=values)))
    assert "kelompok penilai berbeda" in told.finding


def test_later_rules_have_no_column_of_least_changes() -> None:
    columns = build_profile(later(3.5, 3.6)).values.columns
    assert "Baru dianggap berubah bila lebih dari" not in columns
    assert "Baru dianggap berubah bila lebih dari" in build_profile(rich_officer()).values.columns
