"""Edge cases of the figures, by rule and not by accident."""

from __future__ import annotations

import numpy as np
import pytest

from berakhlak.figures_files.rules_file import RulesRefused, rules_from_config
from berakhlak.statistics.categories import (
    JohariArea,
    SelfOtherCategory,
    SuppressionStatus,
    self_other_categories,
)
from berakhlak.statistics.figures import CycleScores
from berakhlak.statistics.icc import one_way_anova
from berakhlak.statistics.packed_sheets import NOT_ASKED, PackedSheets, part_unit
from berakhlak.statistics.reliability import cronbach_alpha, one_factor_loadings, one_factor_omega
from berakhlak.statistics.response_quality import rater_tendencies, sheet_patterns
from berakhlak.statistics.rules import ItemLayout, ScoringRules
from berakhlak.statistics.scoring import compute_scores
from tests.statistics.cycles import layout_of

SELF, BOSS, PEER, JUNIOR, CITIZEN = range(5)
ONE_ITEM = layout_of(1)


def cycle(
    *rows: tuple[int, int, list[int]],
    officers: int = 2,
    layout: ItemLayout | None = None,
    rules: ScoringRules | None = None,
) -> CycleScores:
    """Figures of (officer, group, packed answers) rows."""
    layout = layout or ONE_ITEM
    answers = np.array([row for _, _, row in rows], np.uint8).reshape(-1, len(layout.items))
    sheets = PackedSheets(
        answers=answers,
        officer=np.array([officer for officer, _, _ in rows], np.int64),
        group=np.array([group for _, group, _ in rows], np.int64),
        n_officers=officers,
        unit=np.zeros(officers, np.int64),
        n_units=1,
    )
    return compute_scores(sheets, rules or ScoringRules(), layout)


def test_a_cycle_without_a_single_sheet_has_no_figures_and_no_errors() -> None:
    found = cycle()

    assert (found.cells.status == SuppressionStatus.NONE).all()
    assert np.isnan(found.cells.mean).all()
    assert (found.officers.category == SelfOtherCategory.NO_SELF).all()
    assert np.isnan(found.officers.percentile).all()


def test_a_cycle_without_officers_is_empty() -> None:
    found = cycle(officers=0)

    assert found.cells.n.shape == (0, 5, 1)
    assert found.units is not None
    assert found.units.n.tolist() == [[0, 0]]


def test_a_lone_boss_borrows_the_variance_of_the_others_only_where_the_rules_say_so() -> None:
    rows = [(0, BOSS, [4]), (0, PEER, [2]), (0, PEER, [3]), (0, PEER, [4])]

    plain, borrowed = cycle(*rows), cycle(*rows, rules=ScoringRules(borrow_variance=True))

    # Weights .35 and .25 over .60; the peers' variance is 1, three of them and one boss.
    expected = np.sqrt((0.20 / 0.55) ** 2 * 1.0 + (0.35 / 0.55) ** 2 / 3)
    assert np.isnan(plain.values.sem[0, 0])
    assert borrowed.values.sem[0, 0] == pytest.approx(expected)
    assert borrowed.values.composite[0, 0] == plain.values.composite[0, 0]


def test_one_boss_is_shown_without_interval_and_without_standard_error() -> None:
    found = cycle((0, BOSS, [4]))

    assert found.cells.status[0, BOSS, 0] == SuppressionStatus.SHOWN
    assert found.values.composite[0, 0] == 4
    assert np.isnan(found.cells.ci_lo[0, BOSS, 0])
    assert np.isnan(found.values.sem[0, 0])


def test_a_sheet_that_rates_nothing_is_no_rater() -> None:
    found = cycle((0, PEER, [0]), (0, PEER, [3]), (0, PEER, [3]))

    assert found.cells.n[0, PEER, 0] == 2
    assert found.cells.status[0, PEER, 0] == SuppressionStatus.SUPPRESSED
    assert found.officers.n_forms[0, PEER] == 2


def test_an_officer_only_citizens_may_rate_on_nothing_has_no_such_value() -> None:
    layout = layout_of(2, 2)  # The last value has no item on the citizens' form.
    rows = [(0, CITIZEN, [5, NOT_ASKED, NOT_ASKED, NOT_ASKED])] * 3

    found = cycle(*rows, layout=layout)

    assert found.cells.status[0, CITIZEN].tolist() == [
        SuppressionStatus.SHOWN,
        SuppressionStatus.NONE,
    ]
    assert np.isnan(found.values.composite[0, 1])
    assert found.officers.composite_overall[0] == 5


def test_agreement_of_all_raters_is_an_interval_of_no_width() -> None:
    found = cycle(*[(0, PEER, [4])] * 3)

    at = 0, PEER, 0
    assert (found.cells.sd[at], found.cells.ci_lo[at], found.cells.ci_hi[at]) == (0, 4, 4)
    assert found.items.others_variance[0, 0] == 0


def test_a_negative_icc_keeps_its_sign() -> None:
    found = one_way_anova(np.array([1.0, 5.0, 1.0, 5.0]), np.array([0, 0, 1, 1]))

    assert found.icc1_k0 == -1
    assert found.icc2 == -np.inf or np.isnan(found.icc2)


def test_scores_that_do_not_vary_have_no_icc_and_no_alpha() -> None:
    found = one_way_anova(np.full(4, 3.0), np.array([0, 0, 1, 1]))

    assert np.isnan(found.icc1_k0)
    assert np.isnan(found.f)
    assert np.isnan(cronbach_alpha(np.full((5, 3), 4.0)).raw)


def test_one_rater_each_leaves_within_variance_undefined() -> None:
    found = one_way_anova(np.array([3.0, 4.0]), np.array([0, 1]))

    assert found.ms_between == pytest.approx(0.5)
    assert np.isnan(found.ms_within)
    assert np.isnan(found.icc1_k_mean)


def test_cuts_are_inclusive_and_rounding_does_not_move_a_figure_over_them() -> None:
    own = np.array([4.5, 3.5, 4.0, 3.9, np.nan, 4.0, 0.1 + 0.2 + 3.7])
    others = np.array([4.0, 4.0, 4.0, 3.9, 4.0, np.nan, 3.5])

    found = self_other_categories(own, others, ScoringRules())

    assert found.tolist() == [
        SelfOtherCategory.OVER_ESTIMATOR,
        SelfOtherCategory.UNDER_ESTIMATOR,
        SelfOtherCategory.IN_AGREEMENT_GOOD,
        SelfOtherCategory.IN_AGREEMENT_POOR,
        SelfOtherCategory.NO_SELF,
        SelfOtherCategory.NO_OTHERS,
        SelfOtherCategory.OVER_ESTIMATOR,
    ]


def test_self_and_others_on_different_values_are_never_compared() -> None:
    rows = [(0, SELF, [5, 0]), (0, BOSS, [0, 2])]

    found = cycle(*rows, layout=layout_of(1, 1))

    assert found.officers.category[0] == SelfOtherCategory.NO_SHARED_VALUES
    assert np.isnan(found.officers.gap[0])
    assert found.officers.n_shared[0] == 0


def test_two_officers_are_too_few_for_categories_by_spread() -> None:
    rows = [(o, g, [s]) for o, g, s in [(0, SELF, 5), (0, BOSS, 3), (1, SELF, 3), (1, BOSS, 4)]]
    third = [(2, SELF, [4]), (2, BOSS, [4])]

    assert (cycle(*rows).values.category_half_sd == SelfOtherCategory.UNDEFINED).all()
    spread = cycle(*rows, *third, officers=3).values.category_half_sd[:, 0].tolist()
    assert spread == [
        SelfOtherCategory.OVER_ESTIMATOR,
        SelfOtherCategory.UNDER_ESTIMATOR,
        SelfOtherCategory.IN_AGREEMENT_GOOD,
    ]


def test_equal_composites_share_their_percentile() -> None:
    rows = [(officer, BOSS, [score]) for officer, score in enumerate([3, 4, 4, 5])]

    found = cycle(*rows, officers=5)

    assert found.officers.percentile[:4].tolist() == [12.5, 50, 50, 87.5]
    assert np.isnan(found.officers.percentile[4])


def test_a_group_without_weight_is_shown_but_counts_in_no_composite() -> None:
    rules = ScoringRules(weights=(0, 1, 0, 0, 0))
    answers = np.array([[5], [5], [5]], np.uint8)
    sheets = PackedSheets(
        answers=answers,
        officer=np.zeros(3, np.int64),
        group=np.full(3, PEER),
        n_officers=1,
    )

    found = compute_scores(sheets, rules, ONE_ITEM)

    assert found.cells.status[0, PEER, 0] == SuppressionStatus.SHOWN
    assert np.isnan(found.values.composite[0, 0])
    assert found.values.others_unweighted[0, 0] == 5
    assert found.units is None


def test_a_value_of_many_items_stays_exact_enough() -> None:
    layout = layout_of(23)
    assert part_unit(23, 5) * 5 <= 1 << 25
    rows = [(0, PEER, [1] * 10 + [2] * 12 + [0]), (0, PEER, [5] * 23), (0, PEER, [3] * 23)]

    found = cycle(*rows, layout=layout)

    assert found.cells.mean[0, PEER, 0] == pytest.approx((34 / 22 + 5 + 3) / 3, abs=1e-7)


def test_item_areas_follow_the_same_cuts() -> None:
    rows = [(0, SELF, [5, 2, 4, 3]), (0, BOSS, [4, 4, 4, 3])]

    found = cycle(*rows, layout=layout_of(4))

    assert found.items.johari[0].tolist() == [
        JohariArea.BLIND_SPOT,
        JohariArea.HIDDEN_STRENGTH,
        JohariArea.KNOWN_STRENGTH,
        JohariArea.KNOWN_DEVELOPMENT_AREA,
    ]


def test_longest_run_drops_what_was_not_answered() -> None:
    answers = np.array([[4, 0, 4, NOT_ASKED, 4, 2], [0, 0, 0, 0, 0, 0], [1, 2, 1, 2, 1, 2]])

    found = sheet_patterns(answers.astype(np.uint8), ScoringRules(straightline_min_items=3))

    assert found.longstring.tolist() == [3, 0, 1]
    assert found.n_na.tolist() == [1, 6, 0]
    assert found.straightline.tolist() == [False, False, False]
    assert np.isnan(found.mean[1])


def test_sealed_sheets_know_no_leniency() -> None:
    sheets = PackedSheets(
        answers=np.array([[3]], np.uint8),
        officer=np.array([0]),
        group=np.array([PEER]),
        n_officers=1,
    )
    with pytest.raises(ValueError, match="sealed"):
        rater_tendencies(sheets, sheet_patterns(sheets.answers, ScoringRules()), ScoringRules())


def test_an_answer_off_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="0 to 5"):
        cycle((0, PEER, [6]))


def test_an_unknown_group_or_officer_is_refused() -> None:
    with pytest.raises(ValueError, match="group"):
        cycle((0, 5, [3]))
    with pytest.raises(ValueError, match="officer"):
        cycle((2, PEER, [3]))


def test_two_items_determine_no_factor() -> None:
    assert np.isnan(one_factor_loadings(np.array([[1, 0.5], [0.5, 1]]))).all()
    loadings = one_factor_loadings(np.full((3, 3), 0.49) + 0.51 * np.eye(3))
    assert loadings == pytest.approx(np.full(3, 0.7), abs=1e-9)
    assert one_factor_omega(loadings) == pytest.approx(4.41 / (4.41 + 1.53))


@pytest.mark.usefixtures("english_run")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scale": [5, 1]}, "scale"),
        ({"scale": [1, 4.5]}, "scale"),
        ({"groups": ["self", "peer", "peer"]}, "groups"),
        ({"weights": {"peer": -1}}, "weights"),
        ({"min_n": {"peer": 0}}, "min_n"),
        ({"min_n": {}}, "min_n"),
        ({"ci_level": 95}, "ci_level"),
        ({"null_variance_5pt": {"uniform": 0}}, "null_variance"),
        ({"weights": 3}, "kind"),
    ],
)
def test_impossible_rules_are_refused(change: dict[str, object], message: str) -> None:
    config = {"scale": [1, 5], "groups": ["self", "peer"], "weights": {"peer": 1}}
    with pytest.raises(RulesRefused, match=message):
        rules_from_config(config | {"min_n": {"peer": 3}} | change)


@pytest.mark.usefixtures("english_run")
def test_a_missing_rule_is_named() -> None:
    with pytest.raises(RulesRefused, match="weights: is missing"):
        rules_from_config({"scale": [1, 5], "groups": ["peer"], "min_n": {"peer": 3}})


def test_skewed_nulls_are_unknown_on_another_scale_unless_configured() -> None:
    config = {"scale": [1, 7], "groups": ["peer"], "weights": {}, "min_n": {"peer": 3}}

    assert rules_from_config(config).null("uniform") == 4
    assert np.isnan(rules_from_config(config).null("slight_skew"))
    own = rules_from_config(config | {"null_variance_7pt": {"slight_skew": 2.9}})
    assert own.null("slight_skew") == 2.9
