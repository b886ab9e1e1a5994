"""Complementary suppression takes the one cell that gives another away, and touches no other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from berakhlak.statistics import pinning
from berakhlak.statistics.categories import SuppressionStatus
from berakhlak.statistics.frozen_result import (
    BehaviourFigures,
    CellFigures,
    CellStatus,
    ValueFigures,
)
from berakhlak.statistics.packed_sheets import NOT_ASKED, PackedSheets
from berakhlak.statistics.pinning import (
    discloses_suppressed,
    printed_block,
    sums_printed_as,
    whole_parts_of_step,
)
from berakhlak.statistics.rules import ScoringRules
from berakhlak.statistics.suppression import (
    SuppressedScores,
    compute_suppressed_scores,
    is_complementary_suppression,
    releasable_sheet_count,
    shown_by_enough_officers,
)
from tests.factories.profiles import rich_officer
from tests.statistics.cycles import layout_of

SELF, BOSS, PEER, JUNIOR, CITIZEN = range(5)
LAYOUT = layout_of(3, 3)
PINNED = [(5, 5, 5), (5, 5, 5), (4, 5, 0)]  # The value leaves nothing but 5 for the third.
OPEN = [(3, 3, 3), (3, 3, 3), (3, 3, 0)]
WHOLE = [(3, 3, 3), (3, 4, 3), (3, 3, 5)]
Rows = list[tuple[int, ...]]


def safe_of(
    given: dict[tuple[int, int, int], Rows], rules: ScoringRules | None = None
) -> SuppressedScores:
    """Three officers whose peers and subordinates answered wholly, but for (officer, group, value)
    in `given`."""
    answers, officers, groups = [], [], []
    for officer in range(3):
        for group in (PEER, JUNIOR):
            parts = [given.get((officer, group, value), WHOLE) for value in (0, 1)]
            most = max(map(len, parts))
            for rater in range(most):
                answers.append([*parts[0][rater % len(parts[0])], *parts[1][rater % len(parts[1])]])
                officers.append(officer)
                groups.append(group)
    sheets = PackedSheets(
        answers=np.array(answers, np.uint8),
        officer=np.array(officers),
        group=np.array(groups),
        n_officers=3,
        unit=np.zeros(3, np.int64),
        n_units=1,
    )
    return compute_suppressed_scores(sheets, rules or ScoringRules(), LAYOUT)


PLACES = [(o, g, v) for o in range(3) for g in (PEER, JUNIOR) for v in (0, 1)]


@pytest.mark.parametrize("place", PLACES)
def test_just_the_cell_that_pins_is_withheld_among_many_that_do_not(
    place: tuple[int, int, int],
) -> None:
    beside = PLACES[(PLACES.index(place) + 5) % len(PLACES)]

    found = safe_of({place: PINNED, beside: OPEN})

    status = found.figures.cells.status
    held = {each for each in PLACES if status[each] == SuppressionStatus.SUPPRESSED}
    assert held == {place}
    assert {tuple(each) for each in np.argwhere(found.beside_hidden)} == {place, beside}


def test_what_is_told_of_whole_sheets_leaves_out_the_values_beside_a_withheld_behaviour() -> None:
    place, beside = (0, PEER, 0), (2, JUNIOR, 1)

    sheets = safe_of({place: PINNED, beside: OPEN}).releasable_sheets
    plain = safe_of({}).releasable_sheets

    assert not (plain.answers == NOT_ASKED).any()
    for officer, group, value in PLACES:
        rows = (sheets.officer == officer) & (sheets.group == group)
        block = sheets.answers[rows][:, LAYOUT.items_of(value)]
        if (officer, group, value) in (place, beside):
            assert (block == NOT_ASKED).all()
        else:
            assert block.tolist() == [list(each) for each in WHOLE]


@pytest.mark.parametrize("low", [0, 1, 2])
def test_where_the_scale_begins_moves_nothing(low: int) -> None:
    found = safe_of({(1, PEER, 1): PINNED, (0, PEER, 0): OPEN}, ScoringRules(scale=(low, low + 4)))

    status = found.figures.cells.status
    assert [each for each in PLACES if status[each] == SuppressionStatus.SUPPRESSED] == [
        (1, PEER, 1)
    ]


@pytest.mark.parametrize("least", [3, 4, 5])
def test_the_least_number_of_the_group_itself_decides(least: int) -> None:
    full, short = [(5, 5, 5)] * least, [(5, 5, 5)] * (least - 1) + [(5, 5, 0)]
    rules = ScoringRules(min_n=(1, 1, least, 3, 3))
    whole = {(o, PEER, v): full for o in range(3) for v in (0, 1)}

    found = safe_of({**whole, (1, PEER, 0): short}, rules)

    status = found.figures.cells.status
    assert [p for p in PLACES if status[p] == SuppressionStatus.SUPPRESSED] == [(1, PEER, 0)]
    assert (safe_of(whole, rules).figures.cells.status[:, PEER] == SuppressionStatus.SHOWN).all()


def pins(rows: Rows, least: int = 3) -> bool:
    """Whether what is printed of these answers pins a withheld behaviour, counted by hand."""
    given = [[row[item] for row in rows if row[item]] for item in range(3)]
    shown = [(len(g), round(sum(g) / len(g), 2)) for g in given if len(g) >= least]
    hidden = sum(0 < len(g) < least for g in given)
    each = [sum(row) / sum(answer > 0 for answer in row) for row in rows]
    mean = round(sum(each) / len(rows), 2)
    return discloses_suppressed(printed_block(len(rows), mean, shown, hidden, least - 1, 5))


BESIDE: list[Rows] = [
    PINNED,
    OPEN,
    [(1, 1, 3), (1, 2, 2), (1, 1, 0)],  # The withheld behaviour alone would look pinned.
    [(1, 1, 1), (1, 1, 1), (1, 4, 0)],
    [(1, 1, 0), (1, 2, 0), (2, 1, 4)],
    [(5, 0, 0), (5, 0, 5), (5, 5, 0)],
    [(3, 0, 0), (2, 0, 5), (4, 5, 0)],
    [(5, 5, 5), (5, 5, 0), (5, 5, 0), (5, 4, 0)],
    [(1, 2, 5), (2, 2, 0), (2, 1, 0), (4, 4, 0)],
]


@pytest.mark.parametrize("low", [0, 1])
@pytest.mark.parametrize("rows", BESIDE, ids=str)
def test_a_cell_is_withheld_just_where_what_is_printed_of_it_pins(rows: Rows, low: int) -> None:
    found = safe_of({(1, JUNIOR, 1): rows}, ScoringRules(scale=(low, low + 4)))

    held = {
        each for each in PLACES if found.figures.cells.status[each] == SuppressionStatus.SUPPRESSED
    }
    assert held == ({(1, JUNIOR, 1)} if pins(rows) else set())
    assert found.beside_hidden[1, JUNIOR, 1]


def test_a_value_is_pinned_by_the_shown_behaviours_that_it_has() -> None:
    # One shown behaviour and two withheld ones, and none shown at all.
    assert discloses_suppressed(printed_block(3, 5.0, [(3, 5.0)], 2, 2, 5))
    assert not discloses_suppressed(printed_block(3, 3.0, [(3, 3.0)], 2, 2, 5))
    assert discloses_suppressed(printed_block(3, 1.0, [], 3, 2, 5))
    assert discloses_suppressed(printed_block(3, 1.0, [(3, 1.0), (3, 1.0)], 1, 2, 5))


def test_the_largest_sets_of_behaviours_are_tried_first_and_the_search_ends_in_time() -> None:
    """From the smallest on, the limit would come before two ways that lie apart."""
    assert not discloses_suppressed(printed_block(8, 3.0, [(7, 3.0), (6, 3.0), (8, 3.0)], 1, 2, 5))
    assert not discloses_suppressed(
        printed_block(12, 3.0, [(12, 3.0), (10, 3.0), (12, 3.0)], 1, 2, 5)
    )


def test_a_mean_at_the_end_of_the_scale_of_many_raters_is_no_error() -> None:
    # Its rounding reaches beyond the scale, where no answers are.
    assert not discloses_suppressed(printed_block(200, 1.0, [(200, 1.0)], 1, 2, 5))
    assert discloses_suppressed(printed_block(3, 5.0, [(3, 5.0)], 1, 2, 5))


@pytest.mark.parametrize(
    ("mean", "parts", "sums"),
    [
        (3.5, 2, (7, 7)),
        (3.33, 3, (10, 10)),
        (3.4, 2, (7, 6)),
        (3.5, 200, (699, 701)),
        (1.0, 600, (597, 603)),
        (4.67, 3, (14, 14)),
    ],
)
def test_a_printed_mean_stands_for_these_whole_sums(
    mean: float, parts: int, sums: tuple[int, int]
) -> None:
    assert sums_printed_as(mean, parts) == sums


def test_means_of_so_many_answers_are_whole_in_these_parts() -> None:
    assert [whole_parts_of_step(n) for n in range(1, 7)] == [1, 2, 6, 12, 60, 60]


def test_the_limits_of_the_search_are_these() -> None:
    assert (pinning.TIGHT, pinning.DECIMALS, pinning.SEARCH_LIMIT) == (0.05, 2, 20_000)


def test_blocks_are_equal_in_whatever_order_their_behaviours_stand() -> None:
    assert printed_block(4, 3.0, [(4, 2.5), (3, 4.0)], 1, 2, 5) == printed_block(
        4, 3.0, [(3, 4.0), (4, 2.5)], 1, 2, 5
    )


@pytest.mark.parametrize(
    ("forms", "least", "told"),
    [
        ([], 3, 0),
        ([0, 0], 3, 0),
        ([3], 3, 3),  # At the minimum a group is shown.
        ([2], 3, 0),
        ([4, 3], 4, 4),
        ([4, 4, 3, 3], 4, 8),
        ([4, 1, 3], 4, 8),
        ([4, 2, 2], 4, 8),
        ([4, 1, 1, 1], 4, 4),
        ([4, 3, 2], 4, 9),
        ([9, 0, 1, 2], 3, 12),
    ],
)
def test_withheld_sheets_are_counted_only_where_their_number_leaves_a_choice(
    forms: list[int], least: int, told: int
) -> None:
    assert releasable_sheet_count(np.array(forms, np.int64), least) == told


def test_a_group_of_a_unit_is_told_from_the_least_number_of_officers_on() -> None:
    # Units of two, three and no officers; the last officer of the second shows the first group.
    shown = np.array([[1, 1], [1, 0], [0, 1], [0, 1], [1, 1]], bool)
    sheets = PackedSheets(
        answers=np.zeros((0, 6), np.uint8),
        officer=np.zeros(0, np.int64),
        group=np.zeros(0, np.int64),
        n_officers=5,
        unit=np.array([0, 0, 1, 1, 1]),
        n_units=3,
    )

    told = {least: shown_by_enough_officers(shown, sheets, least).tolist() for least in (1, 2, 3)}

    assert told[1] == [[True, True], [True, True], [False, False]]
    assert told[2] == [[True, False], [False, True], [False, False]]
    assert told[3] == [[False, False], [False, True], [False, False]]


VALUE = rich_officer().figures.values[0]


def value_with(own: CellStatus, *behaviours: CellStatus | None) -> ValueFigures:
    """A value whose peers have this status, over behaviours whose peers have these; None: the
    group is not asked for it."""
    rows: list[BehaviourFigures] = []
    for row, status in zip(VALUE.behaviours, behaviours, strict=True):
        cells = {} if status is None else {"peer": CellFigures(status=status)}
        rows.append(
            replace(row, cells={"supervisor": CellFigures(status=CellStatus.SHOWN), **cells})
        )
    return replace(VALUE, cells={"peer": CellFigures(status=own)}, behaviours=tuple(rows))


NONE, HELD, SHOWN = CellStatus.NONE, CellStatus.SUPPRESSED, CellStatus.SHOWN


@pytest.mark.parametrize(
    ("own", "behaviours", "is_complement"),
    [
        (HELD, (SHOWN, SHOWN, HELD), True),
        (HELD, (HELD, HELD, SHOWN), True),
        (HELD, (None, None, SHOWN), True),
        (HELD, (HELD, HELD, HELD), False),
        (HELD, (NONE, HELD, None), False),
        (HELD, (None, None, None), False),
        (SHOWN, (SHOWN, SHOWN, SHOWN), False),
        (SHOWN, (SHOWN, SHOWN, HELD), False),
        (NONE, (NONE, NONE, NONE), False),
    ],
)
def test_a_value_is_a_complement_where_it_goes_though_a_behaviour_stays(
    own: CellStatus, behaviours: tuple[CellStatus | None, ...], is_complement: bool
) -> None:
    assert is_complementary_suppression(value_with(own, *behaviours), "peer") is is_complement
