"""What a unit of few officers does not tell, the cycle does not tell either."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from berakhlak.cycles.rater_groups import Relation
from berakhlak.disclosure.published import PublishedCycle
from berakhlak.disclosure.report import FigureKind, LeakKind
from berakhlak.sealing.freezing import units_and_cycle
from berakhlak.statistics import cycle_statistics
from tests.disclosure.cycles import Sheet, audited, published, random_sheets

BOSS, PEER, SUBORDINATE = Relation.SUPERVISOR, Relation.PEER, Relation.SUBORDINATE


def cycle_of(officers: int, leaders: int, *, units: int = 1, seed: int = 1) -> PublishedCycle:
    sizes = [
        {BOSS: 1, PEER: 4} | ({SUBORDINATE: 9} if officer < leaders else {})
        for officer in range(officers)
    ]
    return published(random_sheets(seed, sizes, cannot_rate=0.05), officers, units=units)


@pytest.mark.parametrize("leaders", [1, 2, 4])
def test_how_a_group_of_fewer_than_five_officers_answered_is_not_told_of_the_cycle(
    leaders: int,
) -> None:
    whole = cycle_of(12, leaders).whole

    assert whole.quality[SUBORDINATE] is None
    assert whole.quality[PEER] is not None


@pytest.mark.parametrize("leaders", [1, 4])
def test_neither_are_its_pooled_variances_and_levels(leaders: int) -> None:
    whole = cycle_of(12, leaders).whole

    assert whole.constants is not None
    for table in (whole.constants.variance, whole.constants.factor, whole.constants.centre):
        assert {row[SUBORDINATE] for row in table.values()} == {None}
    assert whole.components is None or whole.components["rater"][SUBORDINATE] in (None, 0.0)


def test_from_five_officers_on_it_is_told() -> None:
    whole = cycle_of(12, 5).whole

    assert whole.quality[SUBORDINATE] is not None
    assert whole.constants is not None
    assert whole.constants.variance["BP"][SUBORDINATE] is not None


def sheets_of_two_units(rest_extreme: bool) -> tuple[list[Sheet], int]:
    """Officers 0, 2, 4 .. in a unit of ten, and one officer in a unit alone."""
    sizes = [{PEER: 5} if officer % 2 == 0 or officer == 1 else {} for officer in range(20)]
    found = random_sheets(3, sizes, cannot_rate=0.0)
    if rest_extreme:
        found = [replace(row, answers=(5,) * 21) if row.officer == 1 else row for row in found]
    return found, 20


def test_the_cycle_less_its_telling_units_leaves_no_single_officer() -> None:
    plain, extreme = (
        published(*sheets_of_two_units(rest_extreme=flag), units=2).whole.quality[PEER]
        for flag in (False, True)
    )

    assert plain is not None
    assert plain == extreme  # The officer alone in a unit does not speak in it.


def test_the_audit_names_a_cycle_that_tells_how_one_officers_group_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def everybody(sheets: Any, _told: Any, _rules: Any) -> Any:
        return sheets.group >= 0

    monkeypatch.setattr(units_and_cycle, "counts_in_cycle_quality", everybody)

    report = audited(cycle_of(12, 1))

    places = {(f.leak, f.source.subject, f.source.group) for f in report.findings}
    assert (LeakKind.BELOW_MINIMUM, FigureKind.QUALITY, SUBORDINATE) in places


def test_guarded_cycles_are_safe() -> None:
    assert cycle_statistics.counts_in_cycle_quality is units_and_cycle.counts_in_cycle_quality
    assert audited(cycle_of(12, 4, units=3)).findings == ()


def test_values_on_which_all_answers_agree_are_counted() -> None:
    sizes = [{PEER: 4} for _ in range(3)]
    sheets = random_sheets(1, sizes, cannot_rate=0.0, pick=lambda _rng, officer: 5 - officer)

    one_off = [
        replace(row, answers=(4, *row.answers[1:])) if (row.officer, number) == (0, 0) else row
        for number, row in enumerate(sheets)
    ]

    # All 5 about officer 0; of the others the mean is inside the scale and says nothing.
    assert audited(published(sheets, 3)).counts.unanimous_values == 7
    counts = audited(published(one_off, 3)).counts
    assert (counts.unanimous_values, counts.nearly_values) == (6, 1)


def test_an_audit_kept_before_values_were_counted_is_still_read() -> None:
    from berakhlak.disclosure.report import AuditReport

    report = audited(cycle_of(5, 0))
    data = json.loads(report.to_json())
    for name in ("unanimous_values", "nearly_values"):
        del data["counts"][name]

    assert AuditReport.from_json(json.dumps(data)).counts.figures == report.counts.figures
