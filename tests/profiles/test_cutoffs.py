"""Words of a profile change exactly at their cut-offs: just under, at, and just over each one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from berakhlak.cycles.policy import Policy
from berakhlak.documents import wording
from berakhlak.profiles import narrative, narrative_verdicts, narrative_version_1, selection
from berakhlak.profiles.full import narrative as full_narrative
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.frozen_result import (
    BehaviourFigures,
    CellFigures,
    CellStatus,
    ValueFigures,
)
from berakhlak.statistics.statements import DifferenceStatement
from tests.factories.profiles import rich_officer

PLAIN = rich_officer()
GUARDED = replace(PLAIN, release=replace(PLAIN.release, rules_version="2"))
FIRST = PLAIN.figures.values[0]


def cells(**means: tuple[float | None, float | None]) -> dict[str, CellFigures]:
    """Cells of the value by group: mean and spread; the other groups have none."""
    given = {
        group: CellFigures(status=CellStatus.SHOWN, n=5, mean=mean, sd=sd)
        for group, (mean, sd) in means.items()
    }
    return {code: CellFigures(status=CellStatus.NONE) for code in Policy().codes} | given


def behaviours(*seen: float | None) -> tuple[BehaviourFigures, ...]:
    """The behaviours of the first value as others see them."""
    return tuple(
        replace(row, others=figure, contrast=None)
        for row, figure in zip(FIRST.behaviours, seen, strict=True)
    )


@pytest.mark.parametrize(
    ("mean", "said"),
    [
        (2.74, "“Jarang” hingga “Kadang-kadang”"),
        (2.75, "sekitar “Kadang-kadang”"),
        (3.25, "sekitar “Kadang-kadang”"),
        (3.26, "“Kadang-kadang” hingga “Sering”"),
        (4.74, "“Sering” hingga “Hampir selalu”"),
        (4.75, "sekitar “Hampir selalu”"),
        (0.2, "sekitar “Hampir tidak pernah”"),
        (5.4, "sekitar “Hampir selalu”"),
    ],
)
def test_a_mean_is_near_a_step_up_to_a_quarter_of_it(mean: float, said: str) -> None:
    assert wording.level_words(PLAIN, mean, "id") == said


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (0.49, "sejalan"),
        (0.5, "lebih tinggi"),
        (0.51, "lebih tinggi"),
        (-0.49, "sejalan"),
        (-0.5, "lebih rendah"),
        (-0.51, "lebih rendah"),
        (0.0, "sejalan"),
    ],
)
def test_the_own_view_is_apart_from_the_threshold_of_the_policy_on(gap: float, said: str) -> None:
    words = {"sejalan", "lebih tinggi", "lebih rendah"}

    sentence = narrative_version_1.own_view(replace(PLAIN.figures, gap=gap), 0.5)

    assert {each for each in words if each in sentence} == {said}


@pytest.mark.parametrize(
    ("gap", "sem", "doubtful"),
    [
        (0.9799, 0.5, True),
        (0.979982, 0.5, True),  # 1.959964 standard errors: the end itself still is inside.
        (0.98, 0.5, False),
        (-0.979982, 0.5, True),
        (-0.98, 0.5, False),
        (0.5, None, False),
        (0.0, 0.0, True),
    ],
)
def test_a_gap_is_doubtful_up_to_the_end_of_its_interval(
    gap: float, sem: float | None, doubtful: bool
) -> None:
    assert narrative_version_1.is_within_interval(replace(FIRST, gap=gap, sem=sem)) is doubtful


@pytest.mark.parametrize("category", ["over_estimator", "under_estimator"])
@pytest.mark.parametrize(("sem", "doubtful"), [(0.2551, False), (0.2552, True)])
def test_a_doubtful_gap_is_told_as_perhaps(category: str, sem: float, doubtful: bool) -> None:
    apart = 0.5 if category == "over_estimator" else -0.5
    value = replace(FIRST, gap=apart, sem=sem, category=category, others=4.0)

    assert ("mungkin" in narrative.value_sentence(PLAIN, value, "id")) is doubtful


@pytest.mark.parametrize(
    ("high", "said"),
    [(3.99, "melihat hal yang mirip"), (4.0, "paling berbeda pada"), (4.01, "4,01")],
)
def test_groups_have_close_views_below_half_a_step(high: float, said: str) -> None:
    value = replace(FIRST, cells=cells(peer=(high, None), subordinate=(3.5, None)))

    assert said in narrative.groups_finding(with_values(PLAIN, value), "id")


def with_values(source: ProfileSource, *values: ValueFigures) -> ProfileSource:
    return replace(source, figures=replace(source.figures, values=values))


def test_the_widest_of_several_values_is_the_one_that_is_told() -> None:
    wide = replace(FIRST, cells=cells(peer=(4.5, None), supervisor=(2.0, None)))
    second = PLAIN.figures.values[1]
    narrow = replace(second, cells=cells(peer=(4.5, None), supervisor=(4.0, None)))
    name = wording.value_name(PLAIN.instrument, FIRST.code, "id")

    for values in ((wide, narrow), (narrow, wide)):
        said = narrative.groups_finding(with_values(PLAIN, *values), "id")
        assert said == (f"Pandangan kelompok paling berbeda pada {name}: Rekan 4,50, Atasan 2,00.")


@pytest.mark.parametrize(
    ("best", "alike"),
    [(3.29, True), (3.31, False)],
)
def test_behaviours_are_told_apart_from_three_tenths_of_a_step_on(best: float, alike: bool) -> None:
    figures = replace(FIRST, others=3.1, behaviours=behaviours(3.0, best, 3.1))

    said = full_narrative.glance_sentence(PLAIN, PLAIN.instrument.values[0], figures, "id")

    assert ("hampir sama seringnya" in said) is alike
    assert ("paling sering" in said) is not alike


def test_exactly_three_tenths_apart_is_apart() -> None:
    exact = replace(FIRST, others=0.2, behaviours=behaviours(0.0, 0.3, 0.1))

    said = full_narrative.glance_sentence(PLAIN, PLAIN.instrument.values[0], exact, "id")

    assert "paling sering" in said


def test_one_behaviour_alone_is_neither_most_nor_least() -> None:
    alone = replace(FIRST, others=3.0, behaviours=behaviours(None, 3.0, None))

    said = full_narrative.glance_sentence(PLAIN, PLAIN.instrument.values[0], alone, "id")

    assert said == "Orang lain melihatnya sekitar “Kadang-kadang”."


def finding(figures: ValueFigures, source: ProfileSource = PLAIN) -> str:
    return full_narrative.value_finding(source, figures, "id")


@pytest.mark.parametrize(
    ("low", "said"),
    [
        (3.26, "Kelompok penilai berpandangan mirip."),
        (3.25, "Rekan melihatnya lebih sering daripada bawahan."),
        (3.24, "Rekan melihatnya lebih sering daripada bawahan."),
    ],
)
def test_groups_are_apart_from_three_quarters_of_a_step_on(low: float, said: str) -> None:
    assert said in finding(replace(FIRST, cells=cells(peer=(4.0, None), subordinate=(low, None))))


def test_one_group_alone_is_compared_with_none() -> None:
    said = finding(replace(FIRST, cells=cells(peer=(4.0, None))))

    assert "Kelompok" not in said
    assert "daripada" not in said


@pytest.mark.parametrize(
    ("peers", "subordinates", "said"),
    [
        (0.9, 0.1, "Di antara rekan pandangannya beragam."),
        (0.91, 0.9, "Di antara rekan, bawahan pandangannya beragam."),
        (0.89, 0.1, ""),
        (0.5, 0.1, ""),
        (0.49, 0.1, "Di dalam tiap kelompok pandangannya seragam."),
        (0.49, 0.5, ""),
        (None, None, ""),
    ],
)
def test_a_spread_is_wide_from_nine_tenths_on_and_narrow_below_a_half(
    peers: float | None, subordinates: float | None, said: str
) -> None:
    told = finding(replace(FIRST, cells=cells(peer=(4.0, peers), subordinate=(4.0, subordinates))))

    assert ("pandangannya" in told) is bool(said)
    assert said in told


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("higher", "; penilaian diri lebih tinggi."),
        ("lower", "; penilaian diri lebih rendah."),
        ("undecided", "”."),
        (None, "”."),
    ],
)
def test_under_later_rules_the_verdict_alone_tells_of_the_own_view(
    verdict: str | None, said: str
) -> None:
    # However wide the gap: without a verdict nothing is said of it.
    value = replace(FIRST, self_mean=5.0, others=2.0, gap=3.0, gap_statement=stated(verdict, 3.0))

    assert narrative_verdicts.value_sentence(GUARDED, value, "id").endswith(said)


def stated(verdict: str | None, estimate: float) -> DifferenceStatement | None:
    if verdict is None:
        return None
    return DifferenceStatement(verdict=verdict, estimate=estimate, standard_error=0.1)


VERDICTS: list[tuple[str, Callable[[str], bool]]] = [
    ("higher", lambda said: "lebih tinggi" in said and "lebih rendah" not in said),
    ("lower", lambda said: "lebih rendah" in said and "lebih tinggi" not in said),
    ("undecided", lambda said: said.endswith("belum dapat dikatakan.")),
]


@pytest.mark.parametrize(("verdict", "is_right"), VERDICTS)
def test_the_overall_own_view_follows_its_verdict(
    verdict: str, is_right: Callable[[str], bool]
) -> None:
    figures = replace(PLAIN.figures, gap=-0.8, gap_statement=stated(verdict, -0.8))

    assert is_right(narrative_verdicts.own_view(figures, 0.1))


@pytest.mark.parametrize("estimate", [-0.01, 0.0, 0.01])
def test_what_is_not_decided_is_no_strength_whatever_its_estimate(estimate: float) -> None:
    rows = tuple(
        replace(row, contrast=stated("undecided", estimate) if place == 1 else None)
        for place, row in enumerate(FIRST.behaviours)
    )
    source = with_values(GUARDED, replace(FIRST, behaviours=rows))

    assert selection.strongest_behaviours(source) == []


def test_a_decided_strength_goes_before_a_larger_undecided_one_and_two_are_named() -> None:
    marks = [("undecided", 0.9), ("higher", 0.3), ("higher", 0.4)]
    rows = tuple(
        replace(row, contrast=stated(verdict, estimate))
        for row, (verdict, estimate) in zip(FIRST.behaviours, marks, strict=True)
    )
    source = with_values(GUARDED, replace(FIRST, behaviours=rows))

    assert [row.code for row in selection.strongest_behaviours(source)] == [
        rows[2].code,
        rows[1].code,
    ]


@pytest.mark.parametrize("named", [2, 3, 4])
def test_at_most_three_behaviours_are_named_in_a_sentence_the_clearest_first(named: int) -> None:
    rows = [row for value in PLAIN.figures.values for row in value.behaviours][:named]
    ranked = [
        (replace(row, contrast=stated("higher", 0.1 * place)), f"Kata{place}")
        for place, row in enumerate(rows, start=1)
    ]

    said = narrative_verdicts.behaviours_finding(GUARDED, ranked)

    clearest = "; ".join(f"kata{place}" for place in range(named, 0, -1)[:3])
    assert said == f"Dibandingkan rata-ratanya sendiri, lebih sering: {clearest}."


@pytest.mark.parametrize(("places", "enough"), [(0, False), (1, False), (2, True)])
def test_two_behaviours_are_the_least_to_compare(places: int, enough: bool) -> None:
    ranked = [(row, "Kata") for row in FIRST.behaviours[:places]]

    for words in (narrative_verdicts, narrative_version_1):
        said = words.behaviours_finding(GUARDED, ranked)
        assert (said == "Belum cukup perilaku yang angkanya dapat ditampilkan.") is not enough


@pytest.mark.parametrize(
    ("percentile", "said"), [(62.4, "sekitar 62 dari"), (62.6, "sekitar 63 dari"), (None, "")]
)
def test_the_place_among_others_is_a_whole_number(percentile: float | None, said: str) -> None:
    told = " ".join(
        narrative.summary_sentences(
            replace(PLAIN, figures=replace(PLAIN.figures, percentile=percentile)), "id"
        )
    )

    assert ("dari 100" in told) is bool(said)
    assert said in told
