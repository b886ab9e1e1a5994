"""Combined figures made again from shown cells; one that cannot be is solved for what it hides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from berakhlak.cycles.policy import Policy
from berakhlak.disclosure import composites
from berakhlak.disclosure.composites import PrintedComposite
from berakhlak.disclosure.published import PublicRules, PublishedOfficer
from berakhlak.disclosure.report import AuditFinding, FigureKind, FigurePlace, LeakKind
from berakhlak.instrument.catalogue import parse_instrument, reference_source
from berakhlak.statistics.frozen_result import (
    BehaviourFigures,
    CellFigures,
    CellStatus,
    ValueFigures,
)
from tests.factories.profiles import rich_officer

WEIGHTS = {"supervisor": 0.25, "peer": 0.5, "subordinate": 0.25, "citizen": 0.0}
SETTING = PublicRules(parse_instrument(reference_source()), Policy().with_numbers(WEIGHTS))
AKUNTABEL = SETTING.value_names["AK"]
HELD = CellFigures(status=CellStatus.SUPPRESSED)
HERE = FigurePlace(owner="Budi", subject=FigureKind.OTHERS, value=AKUNTABEL, item="AK1")


def shown(n: int, mean: float) -> CellFigures:
    return CellFigures(status=CellStatus.SHOWN, n=n, mean=mean)


def composite(
    figure: float | None, shifts: dict[str, float] | None = None, **of: CellFigures
) -> PrintedComposite:
    return PrintedComposite(figure, of, 1, HERE, shifts or {})


def found_in(given: PrintedComposite) -> list[AuditFinding]:
    return list(composites._attack_composite(given, SETTING))


@pytest.mark.parametrize(
    ("figure", "is_made"),
    [(None, True), (3.33, True), (3.34, False), (3.32, False)],
)
def test_a_composite_is_the_weighted_mean_of_the_shown_groups(
    figure: float | None, is_made: bool
) -> None:
    """Boss 4, peers 3: (0.25 x 4 + 0.5 x 3) / 0.75 = 3.3333; citizens weigh nothing."""
    given = composite(figure, supervisor=shown(1, 4.0), peer=shown(3, 3.0), citizen=shown(9, 1.0))

    unexplained = [AuditFinding(leak=LeakKind.UNEXPLAINED, source=HERE)]
    assert found_in(given) == ([] if is_made else unexplained)


def test_habits_of_groups_that_are_left_out_are_taken_off_and_the_scale_holds() -> None:
    plain = {"supervisor": shown(1, 4.0), "peer": shown(3, 3.0)}
    assert (
        found_in(composite(3.63, {"supervisor": -0.3, "peer": -0.3, "citizen": 9.0}, **plain)) == []
    )
    assert found_in(composite(5.0, {"supervisor": -2.0, "peer": -2.0}, **plain)) == []
    assert found_in(composite(1.0, {"supervisor": 3.0, "peer": 3.0}, **plain)) == []
    assert found_in(composite(3.63, {}, **plain)) != []


def test_one_withheld_group_in_a_composite_is_solved() -> None:
    """Boss 4 and two peers at 3.5: (0.25 x 4 + 0.5 x 3.5) / 0.75 = 3.67."""
    (found,) = found_in(composite(3.67, supervisor=shown(1, 4.0), peer=HELD))

    assert (found.leak, found.source) == (LeakKind.RECOVERED, HERE)
    assert found.target == replace(HERE, subject=FigureKind.MEAN, group="peer")
    assert (found.low, found.high) == pytest.approx((3.5, 3.5))
    shifted = {"peer": 0.5, "supervisor": 0.5}
    (moved,) = found_in(composite(3.17, shifted, supervisor=shown(1, 4.0), peer=HELD))
    assert (moved.leak, moved.low) == (LeakKind.RECOVERED, pytest.approx(3.5))


def test_two_withheld_groups_in_a_composite_bound_each_other() -> None:
    found = found_in(composite(3.0, supervisor=shown(1, 4.0), peer=HELD, subordinate=HELD))

    assert [(each.leak, each.target and each.target.group) for each in found] == [
        (LeakKind.UNEXPLAINED, "peer"),
        (LeakKind.UNEXPLAINED, "subordinate"),
    ]
    # 0.5 p + 0.25 s = 3 - 1 = 2, to the rounding of 3.
    assert [(each.low, each.high) for each in found] == [
        pytest.approx((1.49, 3.51), abs=1e-3),
        pytest.approx((1, 5), abs=1e-3),
    ]


def test_a_composite_of_nothing_or_of_what_has_no_weight_is_unexplained() -> None:
    unexplained = [AuditFinding(leak=LeakKind.UNEXPLAINED, source=HERE)]
    assert found_in(composite(3.0)) == unexplained
    assert found_in(composite(3.0, citizen=HELD)) == unexplained
    assert found_in(composite(3.0, citizen=shown(3, 3.0))) == unexplained


def value_of(**changed: Any) -> tuple[PublishedOfficer, ValueFigures]:
    """A value of one behaviour by peers who are shown, with what follows from it."""
    row = BehaviourFigures(
        code="AK1",
        others=3.0,
        self_score=3,
        johari="known_development_area",
        cells={"peer": shown(3, 3.0)},
    )
    value = replace(
        rich_officer().figures.values[0],
        **(
            {
                "code": "AK",
                "others": 3.0,
                "self_mean": 3.0,
                "gap": 0.0,
                "category": "in_agreement_poor",
                "johari": "known_development_area",
                "groups_used": ("peer",),
                "n_raters": 3,
                "cells": {"peer": shown(3, 3.0)},
                "behaviours": (row,),
            }
            | changed
        ),
    )
    figures = replace(
        rich_officer().figures,
        values=(value,),
        overall_others=value.others,
        overall_self=value.self_mean,
        gap=value.gap,
        category=value.category,
    )
    return PublishedOfficer("Budi", 0, figures, 0), value


def count_of(**changed: Any) -> list[AuditFinding]:
    return list(composites._attack_count(*value_of(**changed), SETTING))


def test_raters_are_counted_of_shown_groups_alone() -> None:
    place = FigurePlace(owner="Budi", subject=FigureKind.COUNT, value=AKUNTABEL)
    unexplained = AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)
    held = {"cells": {"peer": shown(3, 3.0), "citizen": HELD}}
    two = {"cells": {"peer": shown(3, 3.0), "citizen": HELD, "subordinate": HELD}}

    assert count_of() == []
    assert count_of(groups_used=("peer", "citizen")) == [unexplained]
    assert count_of(groups_used=()) == []
    assert count_of(n_raters=5) == [unexplained]
    assert count_of(n_raters=5, **two) == [unexplained]
    (found,) = count_of(n_raters=5, **held)
    target = replace(place, group="citizen")
    assert found == AuditFinding(
        leak=LeakKind.RECOVERED, source=place, target=target, low=2, high=2
    )


@pytest.mark.parametrize(
    ("changed", "subject"),
    [
        ({}, None),
        ({"gap": 0.01}, None),
        ({"gap": 0.02}, FigureKind.GAP),
        ({"gap": None}, FigureKind.GAP),
        ({"self_mean": None, "gap": None, "category": "no_self", "johari": None}, None),
        ({"self_mean": None, "gap": 0.0, "category": "no_self", "johari": None}, FigureKind.GAP),
        ({"category": "over_estimator"}, FigureKind.CATEGORY),
        ({"johari": "blind_spot"}, FigureKind.CATEGORY),
        ({"johari": None}, FigureKind.CATEGORY),
    ],
)
def test_gap_category_and_area_follow_from_what_is_printed(
    changed: dict[str, Any], subject: FigureKind | None
) -> None:
    found = list(composites._attack_judgements(*value_of(**changed), SETTING))

    place = FigurePlace(owner="Budi", subject=subject or FigureKind.GAP, value=AKUNTABEL)
    assert found == ([AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)] if subject else [])


def test_the_area_of_a_behaviour_follows_from_its_own_figures() -> None:
    officer, value = value_of()
    wrong = replace(value.behaviours[0], johari="hidden_strength")

    found = list(
        composites._attack_judgements(officer, replace(value, behaviours=(wrong,)), SETTING)
    )

    place = FigurePlace(owner="Budi", subject=FigureKind.CATEGORY, value=AKUNTABEL, item="AK1")
    assert found == [AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)]


def test_overall_figures_rest_on_values_that_have_both_sides() -> None:
    officer, value = value_of()
    alone = replace(value, self_mean=None, gap=None, others=4.0)
    unseen = replace(value, others=None, gap=None, self_mean=5.0)

    def found(gap: float, others: float) -> list[AuditFinding]:
        figures = replace(
            officer.figures, values=(value, alone, unseen), gap=gap, overall_others=others
        )
        return list(composites._attack_overall(replace(officer, figures=figures), SETTING))

    assert found(0.0, 3.5) == []
    for gap, others, subject in ((-2.0, 3.5, FigureKind.GAP), (0.0, 3.0, FigureKind.OTHERS)):
        place = FigurePlace(owner="Budi", subject=subject)
        assert found(gap, others) == [AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)]


@pytest.mark.parametrize(
    ("changed", "subject"),
    [
        ({}, None),
        ({"overall_others": 3.01}, None),
        ({"overall_others": 3.02}, FigureKind.OTHERS),
        ({"gap": 0.015}, None),
        ({"gap": 0.02}, FigureKind.GAP),
        ({"gap": None}, FigureKind.GAP),
        ({"category": "under_estimator"}, FigureKind.CATEGORY),
        ({"overall_self": None, "category": "no_self"}, None),
        ({"overall_self": None}, FigureKind.CATEGORY),
    ],
)
def test_overall_figures_are_means_of_those_of_the_values(
    changed: dict[str, Any], subject: FigureKind | None
) -> None:
    officer, _ = value_of()
    told = replace(officer, figures=replace(officer.figures, **changed))

    found = list(composites._attack_overall(told, SETTING))

    place = FigurePlace(owner="Budi", subject=subject or FigureKind.GAP)
    assert found == ([AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)] if subject else [])
