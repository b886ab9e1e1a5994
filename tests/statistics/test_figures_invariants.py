"""What must hold for the figures of any cycle."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.statistics.agreement import item_agreement, value_agreement
from berakhlak.statistics.categories import SuppressionStatus
from berakhlak.statistics.figures import CycleScores
from berakhlak.statistics.packed_sheets import NOT_ASKED, ItemColumns, PackedSheets
from berakhlak.statistics.response_quality import rater_tendencies, sheet_patterns
from berakhlak.statistics.rules import ItemLayout, ScoringRules
from berakhlak.statistics.scoring import compute_scores, stream_scores
from tests.statistics.cycles import (
    DEFAULTS,
    SEVEN_STEPS,
    Plain,
    layout_of,
    random_sheets,
    reordered,
)

seeds = st.integers(0, 2**32 - 1)
rule_sets = st.sampled_from([DEFAULTS, SEVEN_STEPS])
layouts = st.lists(st.integers(1, 5), min_size=1, max_size=4).map(lambda sizes: layout_of(*sizes))
few = settings(max_examples=25)

PARTS = ("cells", "values", "officers", "items", "units")


def arrays(figures: CycleScores) -> dict[str, Any]:
    """All arrays of the figures by name, derived ones too."""
    found = {}
    for part in PARTS:
        whole = getattr(figures, part)
        for field in fields(whole):
            if field.name not in ("rules", "cells"):
                found[f"{part}.{field.name}"] = getattr(whole, field.name)
    for name in ("ci_lo", "ci_hi"):
        found[name] = getattr(figures.cells, name)
    return found


def assert_same(one: CycleScores, other: CycleScores) -> None:
    for name, array in arrays(one).items():
        np.testing.assert_array_equal(array, arrays(other)[name], err_msg=name)


@given(seeds, rule_sets, layouts)
@few
def test_no_order_of_sheets_changes_a_single_bit(
    seed: int, rules: ScoringRules, layout: ItemLayout
) -> None:
    sheets = random_sheets(seed, rules, layout)
    order = np.random.default_rng(seed).permutation(len(sheets.answers))

    assert_same(
        compute_scores(sheets, rules, layout),
        compute_scores(reordered(sheets, order), rules, layout),
    )


@given(seeds, rule_sets, layouts)
@few
def test_cells_and_composites_are_those_of_plain_loops(
    seed: int, rules: ScoringRules, layout: ItemLayout
) -> None:
    sheets = random_sheets(seed, rules, layout)
    found, plain = compute_scores(sheets, rules, layout), Plain(sheets, rules, layout)

    for officer, group, value in np.ndindex(found.cells.n.shape):
        n, mean, sd = plain.cell(officer, group, value)
        at = officer, group, value
        assert found.cells.n[at] == n
        assert found.cells.mean[at] == pytest.approx(mean, abs=1e-12, nan_ok=True)
        assert found.cells.sd[at] == pytest.approx(sd, abs=1e-12, nan_ok=True)
    for officer, value in np.ndindex(found.values.composite.shape):
        mixed = plain.composite(plain.values, officer, value)
        figure = found.values.composite[officer, value]
        assert figure == pytest.approx(mixed, abs=1e-12, nan_ok=True)
    for officer, item in np.ndindex(found.items.composite.shape):
        mixed = plain.composite(plain.items, officer, item)
        figure = found.items.composite[officer, item]
        assert figure == pytest.approx(mixed, abs=1e-12, nan_ok=True)


@given(seeds, rule_sets, layouts)
@few
def test_every_figure_stays_in_the_scale(
    seed: int, rules: ScoringRules, layout: ItemLayout
) -> None:
    found = compute_scores(random_sheets(seed, rules, layout), rules, layout)
    low, high = rules.scale

    values, cells, items = found.values, found.cells, found.items
    for figure in (
        cells.mean,
        cells.ci_lo,
        cells.ci_hi,
        values.composite,
        values.composite_all,
        values.others_unweighted,
        found.officers.composite_overall,
        items.composite,
        items.others_mean,
    ):
        defined = figure[~np.isnan(figure)]
        assert ((defined >= low) & (defined <= high)).all()
    ranks = found.officers.percentile[~np.isnan(found.officers.percentile)]
    assert ((ranks > 0) & (ranks < 100)).all() or len(ranks) == 0


@given(seeds, rule_sets, layouts)
@few
def test_a_composite_lies_between_the_shown_group_means(
    seed: int, rules: ScoringRules, layout: ItemLayout
) -> None:
    found = compute_scores(random_sheets(seed, rules, layout), rules, layout)
    counts = [code for code in rules.others if rules.weights[code] > 0]
    shown = found.cells.status[:, counts] == SuppressionStatus.SHOWN
    mean = np.where(shown, found.cells.mean[:, counts], np.nan)

    for officer, value in np.ndindex(found.values.composite.shape):
        means = mean[officer, :, value]
        means = means[~np.isnan(means)]
        composite = found.values.composite[officer, value]
        assert np.isnan(composite) == (len(means) == 0)
        if len(means):
            assert means.min() <= composite <= means.max()


@given(seeds, st.integers(1, 2))
@few
def test_sheets_of_a_group_that_stays_withheld_change_nothing_shown(seed: int, more: int) -> None:
    layout = layout_of(3, 3)
    sheets = random_sheets(seed, DEFAULTS, layout)
    peers_of_last = (sheets.officer == sheets.n_officers - 1) & (sheets.group == 2)
    base = reordered(sheets, ~peers_of_last)
    new = np.random.default_rng(seed).integers(1, 6, (more, 6)).astype(np.uint8)
    fuller = PackedSheets(
        answers=np.vstack([base.answers, new]),
        officer=np.append(base.officer, [sheets.n_officers - 1] * more),
        group=np.append(base.group, [2] * more),
        n_officers=sheets.n_officers,
        unit=sheets.unit,
        n_units=sheets.n_units,
    )

    rules = replace(DEFAULTS, pool_withheld=False)
    before, after = compute_scores(base, rules, layout), compute_scores(fuller, rules, layout)

    for name in ("sem", "self_mean", "composite", "groups_used", "others_unweighted", "n_raters"):
        one, other = getattr(before.values, name), getattr(after.values, name)
        np.testing.assert_array_equal(one, other, err_msg=name)
    for name in ("category", "category_half_sd"):
        np.testing.assert_array_equal(getattr(before.values, name), getattr(after.values, name))
    np.testing.assert_array_equal(before.officers.percentile, after.officers.percentile)
    np.testing.assert_array_equal(before.items.composite, after.items.composite)
    shown = before.cells.status == SuppressionStatus.SHOWN
    np.testing.assert_array_equal(shown, after.cells.status == SuppressionStatus.SHOWN)
    np.testing.assert_array_equal(before.cells.mean[shown], after.cells.mean[shown])


@given(seeds, rule_sets, st.integers(1, 6))
@few
def test_a_cycle_streamed_by_blocks_of_officers_has_the_same_figures(
    seed: int, rules: ScoringRules, size: int
) -> None:
    layout = layout_of(3, 2)
    sheets = random_sheets(seed, rules, layout)

    def blocks() -> Any:
        for start in range(0, sheets.n_officers, size):
            stop = min(start + size, sheets.n_officers)
            chosen = (sheets.officer >= start) & (sheets.officer < stop)
            yield PackedSheets(
                answers=sheets.answers[chosen],
                officer=sheets.officer[chosen] - start,
                group=sheets.group[chosen],
                n_officers=stop - start,
            )

    whole = arrays(compute_scores(sheets, rules, layout))
    parts = list(stream_scores(blocks, rules, layout))

    for name in ("mean", "sd", "status"):
        joined = np.concatenate([getattr(part.cells, name) for part in parts])
        np.testing.assert_array_equal(joined, whole[f"cells.{name}"])
    for name in ("composite", "sem", "category_half_sd"):
        joined = np.concatenate([getattr(part.values, name) for part in parts])
        np.testing.assert_allclose(joined, whole[f"values.{name}"], rtol=0, atol=1e-12)
    joined = np.concatenate([part.officers.percentile for part in parts])
    np.testing.assert_array_equal(joined, whole["officers.percentile"])


@given(seeds, rule_sets)
@few
def test_agreement_and_forms_stay_in_their_ranges(seed: int, rules: ScoringRules) -> None:
    layout = layout_of(3, 2)
    sheets = random_sheets(seed, rules, layout)
    columns = ItemColumns.from_sheets(sheets, rules)
    found = value_agreement(columns, rules, layout)
    items = item_agreement(columns, compute_scores(sheets, rules, layout).items, rules)
    forms = sheet_patterns(sheets.answers, rules)

    for index in (found.r_wg_j(rules.null("uniform")), items.r_wg(rules.null("uniform"))):
        defined = index[~np.isnan(index)]
        assert ((defined >= 0) & (defined <= 1)).all()
    with np.errstate(invalid="ignore"):
        assert not (items.ad_median > items.ad_mean + 1e-12).any()
    asked = (sheets.answers != NOT_ASKED).sum(axis=1)
    np.testing.assert_array_equal(forms.n_valid + forms.n_na, asked)
    assert (forms.longstring <= forms.n_valid).all()
    assert ((forms.longstring > 0) == (forms.n_valid > 0)).all()


@given(seeds)
@few
def test_leniency_does_not_depend_on_the_order_of_sheets(seed: int) -> None:
    layout = layout_of(3, 2)
    sheets = random_sheets(seed, DEFAULTS, layout)
    other = reordered(sheets, np.random.default_rng(seed).permutation(len(sheets.answers)))
    one, two = (
        rater_tendencies(given, sheet_patterns(given.answers, DEFAULTS), DEFAULTS)
        for given in (sheets, other)
    )

    for field in fields(one):
        np.testing.assert_allclose(
            getattr(one, field.name), getattr(two, field.name), atol=1e-12, rtol=0
        )
