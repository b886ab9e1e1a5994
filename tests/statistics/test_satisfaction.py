"""The index of a satisfaction survey: figures by hand, bounds, order, and what is told of it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.statistics.satisfaction_index import (
    N_ELEMENTS,
    Grade,
    element_totals,
    grade_of,
    ikm_of,
    standard_error,
    wanted_respondents,
)
from berakhlak.statistics.told_satisfaction import (
    LEAST,
    MARGIN,
    Bound,
    SurveyFigures,
    ToldElement,
    least_half_width,
    survey_figures,
    told_counts,
    told_element,
)
from tests.factories.satisfaction import GOLDEN

answer_rows = st.lists(
    st.lists(st.integers(1, 4), min_size=N_ELEMENTS, max_size=N_ELEMENTS),
    min_size=LEAST,
    max_size=40,
)


def of(rows):
    return np.array(rows, np.uint8)


def figures(rows, services=("A",), service=None, **wanted) -> SurveyFigures:
    places = np.array(service or [0] * len(rows), np.int64)
    return survey_figures(services, places, of(rows), **wanted)


def test_the_golden_survey_has_the_figures_that_were_computed_by_hand():
    """Column sums 32, 32, 26, 38, 33, 34, 35, 36, 30 of ten people, 296 of all: IKM is
    25 * 296 / 90 = 82.222..., which is a B. With a weight of 0.11 it would be 81.40."""
    totals = element_totals(of(GOLDEN))
    assert totals == (32, 32, 26, 38, 33, 34, 35, 36, 30)
    assert ikm_of(sum(totals), 10) == 82.22
    assert grade_of(82.22) is Grade.B
    assert round(25 * 0.11 * sum(totals) / 10, 2) == 81.40
    # Own sums 30, 29, 32, 26, 35, 26, 30, 27, 36, 25: squares of the distances from 29.6 sum to
    # 130.4, so that one observation has sqrt(130.4 / 9) / 9 * 25 = 10.5734 points.
    assert standard_error(of(GOLDEN)) == pytest.approx(10.5734 / 10**0.5, abs=5e-4)


def test_of_ten_all_but_the_extreme_sum_is_told_exactly_and_the_interval_covers_the_truth():
    told = figures(GOLDEN).whole
    assert told.elements[2] == ToldElement(26)
    assert told.elements[3] == ToldElement(36, Bound.AT_LEAST)  # 38 of 40.
    assert told.ikm == ikm_of(294, 10) == 81.67
    assert told.grade is Grade.B
    # t(0.975, 9) = 2.262: 2.262 * 3.3436 = 7.564, up to 8; the floor is smaller.
    assert told.low == pytest.approx(81.67 - 8)
    assert told.elements[7] == ToldElement(36, Bound.AT_LEAST)
    # What the two bounds hide: 4 of 10 people and nine elements is 1.11 points each.
    assert told.high == pytest.approx(81.67 + 8 + 2 * 25 * 4 / 90, abs=0.01)
    assert SurveyFigures.from_json(figures(GOLDEN).to_json()) == figures(GOLDEN)


@pytest.mark.parametrize(
    ("ikm", "grade"),
    [
        (100.0, Grade.A),
        (88.31, Grade.A),
        (88.30, Grade.B),
        (76.61, Grade.B),
        (76.60, Grade.C),
        (65.00, Grade.C),
        (64.99, Grade.D),
        (25.0, Grade.D),
    ],
)
def test_grades_change_where_the_table_of_the_regulation_says(ikm, grade):
    assert grade_of(ikm) is grade


def test_between_two_bands_the_value_at_two_places_decides():
    """88.30555... is in no band of the table; printed it is 88.31, and so it is an A."""
    total, n = 3179, 100
    assert Fraction(25 * total, 9 * n) == Fraction(88_305_555_555, 10**9).limit_denominator(900)
    assert (ikm_of(total, n), grade_of(ikm_of(total, n))) == (88.31, Grade.A)
    assert (ikm_of(2757, 90), grade_of(ikm_of(2757, 90))) == (85.09, Grade.B)


def test_a_half_goes_up_also_where_binary_numbers_would_not():
    """25 * t / 9n has an end where t is a multiple of nine."""
    assert ikm_of(9 * 401, 1000) == 10.03  # 10.025.
    assert ikm_of(9 * 3533, 1000) == 88.33  # 88.325.


@given(answer_rows)
@settings(max_examples=60)
def test_an_index_lies_between_the_ends_and_never_falls_when_an_answer_rises(rows):
    answers = of(rows)
    ikm = ikm_of(sum(element_totals(answers)), len(rows))
    assert 25.0 <= ikm <= 100.0
    low = np.argwhere(answers < 4)
    if len(low):
        answers[tuple(low[0])] += 1
        assert ikm_of(sum(element_totals(answers)), len(rows)) >= ikm


@given(st.integers(2500, 10000), st.integers(2500, 10000))
@settings(max_examples=60)
def test_a_better_index_never_has_a_worse_grade(one, other):
    low, high = sorted((one, other))
    assert grade_of(high / 100).value <= grade_of(low / 100).value


def test_a_published_example_is_reckoned_without_rounding_on_the_way():
    """Twenty-nine respondents, 955 points in all: rounded products would give 90.56."""
    assert (ikm_of(955, 29), grade_of(ikm_of(955, 29))) == (91.48, Grade.A)


@pytest.mark.parametrize(
    ("population", "wanted"),
    [(1, 1), (10, 10), (15, 14), (20, 19), (25, 24), (30, 28), (35, 32), (40, 36), (45, 40)]
    + [(50, 44), (55, 48), (60, 52), (65, 56), (70, 59), (75, 63), (80, 66), (85, 70), (90, 73)]
    + [(95, 76), (100, 80), (110, 86), (120, 92), (130, 97), (140, 103), (220, 140), (230, 144)]
    + [(240, 148), (500, 217), (1000, 278), (1200, 291), (1300, 297), (1400, 302), (1500, 306)]
    + [(2800, 338), (9000, 368), (10_000, 370), (1_000_000, 384)],
)
def test_wanted_respondents_are_those_of_the_table_of_1970(population, wanted):
    assert wanted_respondents(population) == wanted


@given(answer_rows)
@settings(max_examples=60)
def test_told_sums_keep_away_from_the_ends_and_intervals_hold_the_true_index(rows):
    told, n = figures(rows).whole, len(rows)
    for element, total in zip(told.elements, element_totals(of(rows)), strict=True):
        assert n + MARGIN <= element.total <= 4 * n - MARGIN
        assert abs(element.total - total) <= MARGIN
    truth = ikm_of(sum(element_totals(of(rows))), n)
    assert told.low <= truth <= told.high
    assert told.high - told.low >= min(least_half_width(n), 25)


@given(st.lists(st.integers(0, 30), min_size=2, max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_services_add_up_to_the_whole_and_none_is_smaller_than_the_least(sizes, rng):
    service = [place for place, size in enumerate(sizes) for _each in range(size)]
    rows = [[rng.randrange(1, 5) for _ in range(N_ELEMENTS)] for _each in service]
    names = [str(place) for place in range(len(sizes))]
    told = survey_figures(names, np.array(service, np.int64), of(rows).reshape(-1, N_ELEMENTS))
    if len(rows) < LEAST:
        assert told == SurveyFigures()
        return
    assert all(each.respondents >= LEAST for each in told.services)
    if told.services:
        assert sum(each.respondents for each in told.services) == told.whole.respondents
        for place, element in enumerate(told.whole.elements):
            assert element.total == sum(each.elements[place].total for each in told.services)


def test_below_the_least_that_a_survey_asks_for_nothing_is_told():
    assert figures(GOLDEN, least=11) == SurveyFigures()
    assert figures(GOLDEN, least=1).whole is not None
    assert figures(GOLDEN[:9], least=1) == SurveyFigures()


@pytest.mark.parametrize(
    ("total", "told"),
    [
        (40, ToldElement(36, Bound.AT_LEAST)),
        (36, ToldElement(36, Bound.AT_LEAST)),
        (35, ToldElement(35)),
        (15, ToldElement(15)),
        (14, ToldElement(14, Bound.AT_MOST)),
        (10, ToldElement(14, Bound.AT_MOST)),
    ],
)
def test_a_sum_near_an_end_is_told_as_its_bound(total, told):
    assert told_element(total, 10) == told


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9), min_size=2))
@settings(max_examples=60)
def test_no_characteristic_of_one_or_two_is_told_or_follows_from_a_difference(values):
    told = {each.value: each.number for each in told_counts({"x": values})}
    assert all(number in (None, 0) or number >= 3 for number in told.values())
    hidden = sum(values[value] for value, number in told.items() if number is None)
    total = sum(values.values())
    assert hidden >= 3 or hidden in (0, total)


def test_no_element_is_named_lowest_where_another_is_as_low():
    alike = np.full((20, 9), 3, np.uint8)
    assert survey_figures(["KTP-el"], np.zeros(20, np.int64), alike).whole.lowest == ()
    alike[:, 4] = 2
    alike[:3, 6] = 2
    assert survey_figures(["KTP-el"], np.zeros(20, np.int64), alike).whole.lowest == (5, 7)
