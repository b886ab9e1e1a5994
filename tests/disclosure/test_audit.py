"""The audit finds nothing in what sealing releases, and finds every leak that is built in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.disclosure.published import PublishedCycle, PublishedOfficer
from berakhlak.disclosure.report import AuditReport, FigureKind, FigurePlace, LeakKind
from berakhlak.disclosure.wording import place_name
from berakhlak.sealing.freezing import units_and_cycle
from berakhlak.statistics import suppression
from berakhlak.statistics.frozen_result import CellStatus, OfficerFigures, UnitFigures
from berakhlak.statistics.inference import centring
from berakhlak.statistics.packed_sheets import Bools, Floats
from berakhlak.statistics.suppression import is_complementary_suppression
from tests.disclosure.cycles import (
    INSTRUMENT,
    Sheet,
    audited,
    published,
    random_sheets,
    sheet,
)

SELF, BOSS, PEER = Relation.SELF, Relation.SUPERVISOR, Relation.PEER
SUBORDINATE, CITIZEN = Relation.SUBORDINATE, Relation.CITIZEN
FIRST = INSTRUMENT.values[0]
THIRD_BEHAVIOUR = FIRST.behaviours[2].code

sizes = st.fixed_dictionaries(
    {
        SELF: st.integers(0, 1),
        BOSS: st.integers(0, 1),
        PEER: st.integers(0, 6),
        SUBORDINATE: st.integers(0, 5),
        CITIZEN: st.integers(0, 4),
    }
)


@settings(max_examples=12)
@given(
    groups=st.lists(sizes, min_size=1, max_size=4),
    seed=st.integers(0, 10**6),
    cannot_rate=st.sampled_from([0.0, 0.06, 0.3, 0.6]),
    units=st.integers(1, 2),
)
def test_nothing_can_be_recovered_from_any_sealed_cycle(
    groups: list[dict[str, int]], seed: int, cannot_rate: float, units: int
) -> None:
    sheets = random_sheets(seed, groups, cannot_rate=cannot_rate)

    report = audited(published(sheets, len(groups), units=units))

    assert report.findings == ()
    assert report.counts.officers == len(groups)


# Two officers, rated by one group each: the fixed effects leave nothing of one factor.
APART = [{PEER: 4, BOSS: 1}, {SUBORDINATE: 4}]


@settings(max_examples=8)
@given(seed=st.integers(0, 10**6), groups=st.lists(sizes, min_size=1, max_size=2))
@example(seed=20181, groups=APART)
def test_nor_where_raters_are_extreme_and_often_cannot_rate(
    seed: int, groups: list[dict[str, int]]
) -> None:
    sheets = random_sheets(
        seed, groups, cannot_rate=0.35, pick=lambda rng, _officer: rng.choice((5, 5, 5, 4))
    )

    assert audited(published(sheets, len(groups))).findings == ()


def giving_away() -> list[Sheet]:
    """Three peers; one cannot rate the third behaviour, and the value leaves 5 for the others."""
    return [
        sheet(0, BOSS, 9, 4),
        sheet(0, PEER, 1, 5, {0: 4}),
        sheet(0, PEER, 2, 5),
        sheet(0, PEER, 3, 5, {2: 0}),
    ]


def only_primary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch complementary suppression off."""
    monkeypatch.setattr(suppression, "discloses_suppressed", lambda _block: False)


def test_without_complementary_suppression_the_withheld_mean_is_recovered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    only_primary(monkeypatch)

    report = audited(published(giving_away(), 1))

    (finding,) = report.findings
    assert finding.leak is LeakKind.RECOVERED
    assert finding.target is not None
    assert (
        place_name(finding.target, Policy())
        == f"Pegawai 0 · Rekan · {FIRST.name.id} · {THIRD_BEHAVIOUR}"
    )
    assert place_name(finding.source, Policy()) == f"Pegawai 0 · Rekan · {FIRST.name.id}"
    assert (finding.low, finding.high) == (5.0, 5.0)  # As the two peers did answer.


def test_with_it_one_more_cell_is_withheld_and_nothing_more() -> None:
    found = published(giving_away(), 1)
    value = found.officers[0].figures.values[0]

    report = audited(found)

    assert report.is_safe
    assert report.counts.complementary == 1
    assert value.cells[PEER].status is CellStatus.SUPPRESSED
    assert is_complementary_suppression(value, PEER)
    assert value.behaviours[0].cells[PEER].mean == 4.67
    assert value.behaviours[2].cells[PEER].status is CellStatus.SUPPRESSED
    assert not is_complementary_suppression(found.officers[0].figures.values[1], PEER)


def test_figures_made_of_a_withheld_value_leave_it_out() -> None:
    value = published(giving_away(), 1).officers[0].figures.values[0]

    assert value.groups_used == (str(BOSS),)
    assert value.n_raters == 1
    assert value.others == value.cells[BOSS].mean == 4.0


def test_the_spread_is_not_printed_beside_a_withheld_behaviour() -> None:
    sheets = [
        sheet(0, PEER, rater, 3 + rater % 2, {2: 0} if rater > 2 else None) for rater in range(1, 7)
    ]
    values = published(sheets, 1).officers[0].figures.values

    assert values[0].behaviours[2].cells[PEER].status is CellStatus.SUPPRESSED
    assert values[0].cells[PEER].status is CellStatus.SHOWN
    cells = [cell for value in values for cell in value.cells.values()]
    assert all(cell.sd is None for cell in cells)  # Nor anywhere else, since bars are pooled.


def test_what_is_recovered_is_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    only_primary(monkeypatch)
    recovered = 0
    for seed in range(8):
        sheets = random_sheets(
            seed,
            [{PEER: 3, SUBORDINATE: 4}],
            cannot_rate=0.3,
            pick=lambda rng, _officer: rng.choice((1, 5, 5, 5)),
        )
        for finding in audited(published(sheets, 1)).findings:
            low, mean, high = finding.low, true_mean(sheets, finding.target), finding.high
            assert low is not None
            assert high is not None
            assert low <= mean <= high
            recovered += 1
    assert recovered > 5


def true_mean(sheets: list[Sheet], target: FigurePlace | None) -> float:
    """What the raters of a withheld behaviour did answer."""
    assert target is not None
    place = INSTRUMENT.positions[target.item]
    answers = [s.answers[place] for s in sheets if s.group == target.group and s.answers[place]]
    return sum(answers) / len(answers)


def two_subordinates() -> list[Sheet]:
    """A supervisor, three peers, and two subordinates whose figures are withheld."""
    return [
        sheet(0, SELF, 0, 4),
        sheet(0, BOSS, 9, 4),
        *(sheet(0, PEER, rater, 4) for rater in (1, 2, 3)),
        *(sheet(0, SUBORDINATE, rater, 2) for rater in (4, 5)),
    ]


def mix_in_all_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let composites of values be made of withheld groups too."""
    right = centring.centred_composites

    def over_all(mean: Floats, shown: Bools, *rest: Any) -> Floats:
        of_values = mean.shape[2] == len(INSTRUMENT.values)
        return right(mean, shown | ~np.isnan(mean) if of_values else shown, *rest)

    monkeypatch.setattr(centring, "centred_composites", over_all)


def test_a_composite_over_withheld_groups_gives_them_away(monkeypatch: pytest.MonkeyPatch) -> None:
    mix_in_all_groups(monkeypatch)

    report = audited(published(two_subordinates(), 1))

    recovered = [f for f in report.findings if f.leak is LeakKind.RECOVERED and f.target]
    assert {f.source.subject for f in recovered} == {FigureKind.OTHERS}
    assert {f.target.group for f in recovered if f.target} == {str(SUBORDINATE)}
    assert all(f.low == f.high == 2.0 for f in recovered)
    assert len(recovered) == len(INSTRUMENT.values)


def altered(found: PublishedCycle, change: Callable[[dict[str, Any]], None]) -> PublishedCycle:
    """Another release, in which the first officer's figures say something else."""
    officer = found.officers[0]
    data = json.loads(officer.figures.to_json())
    change(data)
    figures = OfficerFigures.from_json(json.dumps(data))
    first = PublishedOfficer(officer.name, officer.unit, figures, officer.numbers)
    return replace(found, officers=(first, *found.officers[1:]))


def leaks(report: AuditReport) -> set[tuple[LeakKind, FigureKind]]:
    return {(finding.leak, finding.source.subject) for finding in report.findings}


@pytest.mark.parametrize(
    ("path", "told", "leak"),
    [
        (("n_raters",), 6, (LeakKind.RECOVERED, FigureKind.COUNT)),
        (("gap",), 0.3, (LeakKind.UNEXPLAINED, FigureKind.GAP)),
        (("category",), "over_estimator", (LeakKind.UNEXPLAINED, FigureKind.CATEGORY)),
        (("johari",), "blind_spot", (LeakKind.UNEXPLAINED, FigureKind.CATEGORY)),
        (("groups_used",), ["supervisor", "subordinate"], (LeakKind.UNEXPLAINED, FigureKind.COUNT)),
        (("cells", "subordinate", "mean"), 2.0, (LeakKind.BELOW_MINIMUM, FigureKind.MEAN)),
        (("cells", "subordinate", "n"), 2, (LeakKind.BELOW_MINIMUM, FigureKind.MEAN)),
    ],
)
def test_a_figure_of_a_value_that_shown_ones_do_not_make_is_named(
    path: tuple[str, ...], told: object, leak: tuple[LeakKind, FigureKind]
) -> None:
    def change(data: dict[str, Any]) -> None:
        row = data["values"][0]
        for name in path[:-1]:
            row = row[name]
        row[path[-1]] = told

    report = audited(altered(published(two_subordinates(), 1), change))

    assert leak in leaks(report)


@pytest.mark.parametrize(
    ("name", "told", "subject"),
    [
        ("overall_others", 3.5, FigureKind.OTHERS),
        ("gap", 0.4, FigureKind.GAP),
        ("category", "no_self", FigureKind.CATEGORY),
        ("percentile", 99.0, FigureKind.PERCENTILE),
    ],
)
def test_an_overall_figure_that_shown_ones_do_not_make_is_named(
    name: str, told: object, subject: FigureKind
) -> None:
    report = audited(
        altered(published(two_subordinates(), 1), lambda data: data.update({name: told}))
    )

    assert (LeakKind.UNEXPLAINED, subject) in leaks(report)


def test_a_mean_of_the_cycle_over_withheld_units_gives_them_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Six officers in the first unit; in the second only two were rated, so it is withheld.
    sheets = [sheet(n, BOSS, 50 + n, 3 + n % 3) for n in (0, 1, 2, 3, 4, 6, 8, 10)]
    assert audited(published(sheets, 12, units=2)).is_safe
    monkeypatch.setattr(
        units_and_cycle.CycleFiguresBuilder,
        "_in_shown_units",
        lambda _drawing: np.ones((12, 8), bool),
    )

    report = audited(published(sheets, 12, units=2))

    recovered = [f for f in report.findings if f.leak is LeakKind.RECOVERED]
    assert {f.source.subject for f in recovered} == {FigureKind.CYCLE_MEAN}
    assert {f.target.owner for f in recovered if f.target} == {"Unit 1"}
    for finding in recovered:
        assert finding.low is not None
        assert finding.high is not None
        assert finding.low <= 3.5 <= finding.high  # Officers 1 and 3 have 4 and 3.


def test_a_count_of_all_sheets_gives_the_only_withheld_one_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert audited(published(two_subordinates(), 1)).is_safe
    monkeypatch.setattr(
        units_and_cycle, "releasable_sheet_count", lambda forms, _least: int(forms.sum())
    )

    (finding,) = audited(published(two_subordinates(), 1)).findings

    assert (finding.leak, finding.source.subject) == (LeakKind.RECOVERED, FigureKind.SHEETS)
    assert finding.low == finding.high == 2


def test_agreement_of_all_is_counted_and_is_no_leak() -> None:
    sheets = [sheet(0, PEER, rater, 5, {0: 4} if rater == 1 else None) for rater in (1, 2, 3)]

    report = audited(published(sheets, 1))

    assert report.is_safe
    assert (report.counts.unanimous, report.counts.nearly) == (20, 1)


def test_a_report_is_read_back_as_it_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    only_primary(monkeypatch)
    report = audited(published(giving_away(), 1))

    assert AuditReport.from_json(report.to_json()) == report


def test_two_withheld_groups_in_one_composite_are_bounded_and_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mix_in_all_groups(monkeypatch)
    sheets = [each for each in two_subordinates() if each.rater != 3]

    findings = [f for f in audited(published(sheets, 1)).findings if f.target]

    assert {f.leak for f in findings} == {LeakKind.UNEXPLAINED}
    assert {f.target.group for f in findings if f.target} == {str(PEER), str(SUBORDINATE)}
    for finding in findings:
        assert finding.target is not None
        assert (finding.low or 9) <= (4 if finding.target.group == PEER else 2)
        assert (finding.high or 0) >= (4 if finding.target.group == PEER else 2)


def test_a_composite_of_nothing_withheld_must_add_up_all_the_same() -> None:
    sheets = [sheet(0, BOSS, 9, 4)]

    def change(data: dict[str, Any]) -> None:
        data["values"][0]["others"] = 3.5
        data["values"][1]["behaviours"][0]["johari"] = "blind_spot"

    found = leaks(audited(altered(published(sheets, 1), change)))

    assert {
        (LeakKind.UNEXPLAINED, FigureKind.OTHERS),
        (LeakKind.UNEXPLAINED, FigureKind.CATEGORY),
    } <= found


def test_a_spread_beside_a_withheld_behaviour_is_refused() -> None:
    found = published([*giving_away(), sheet(0, PEER, 4, 3, {2: 0})], 1)
    assert audited(found).is_safe

    def change(data: dict[str, Any]) -> None:
        data["values"][0]["cells"]["peer"]["sd"] = 0.5

    assert (LeakKind.UNEXPLAINED, FigureKind.SPREAD) in leaks(audited(altered(found, change)))


def test_figures_that_no_sheets_can_make_are_refused() -> None:
    found = published([*giving_away(), sheet(0, PEER, 4, 3, {2: 0})], 1)

    def change(data: dict[str, Any]) -> None:
        data["values"][0]["cells"]["peer"]["mean"] = 1.0

    (finding,) = [
        f for f in audited(altered(found, change)).findings if f.source.subject is FigureKind.MEAN
    ]
    assert finding.leak is LeakKind.UNEXPLAINED
    assert finding.target is not None
    assert finding.target.item == THIRD_BEHAVIOUR


@pytest.mark.parametrize(
    ("told", "leak"),
    [
        ({"mean": 1.0}, LeakKind.UNEXPLAINED),
        ({"n_officers": 6}, LeakKind.UNEXPLAINED),
        ({"n_officers": 4}, LeakKind.BELOW_MINIMUM),
        ({"status": CellStatus.SUPPRESSED}, LeakKind.BELOW_MINIMUM),
    ],
)
def test_a_unit_shows_no_more_than_its_officers_do(told: dict[str, Any], leak: LeakKind) -> None:
    found = published([sheet(n, BOSS, 50, 3 + n % 3) for n in range(5)], 5)
    assert audited(found).is_safe
    unit = found.units[0]
    first, *rest = unit.figures.values
    changed = replace(unit, figures=UnitFigures(values=(replace(first, **told), *rest)))

    assert (leak, FigureKind.UNIT_MEAN) in leaks(audited(replace(found, units=(changed,))))


def test_a_count_of_sheets_that_cannot_be_is_refused() -> None:
    found = published(two_subordinates(), 1)
    sheets = {**found.whole.n_sheets, str(SUBORDINATE): 9}

    report = audited(replace(found, whole=replace(found.whole, n_sheets=sheets)))

    assert leaks(report) == {(LeakKind.UNEXPLAINED, FigureKind.SHEETS)}
