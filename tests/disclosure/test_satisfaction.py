"""The attacker of satisfaction surveys finds planted leaks, and nothing in what we tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.disclosure.report import FigureKind, LeakKind
from berakhlak.disclosure.satisfaction import (
    PrintedSurvey,
    SumRange,
    attack_survey,
    attack_surveys,
    settles,
)
from berakhlak.statistics.satisfaction_index import element_totals, ikm_of
from berakhlak.statistics.told_satisfaction import (
    Bound,
    SurveyFigures,
    ToldCount,
    ToldElement,
    survey_figures,
    told_counts,
)

LOUD, QUIET = (4,) * 9, (3,) * 9


def printed(figures: SurveyFigures, first: date = date(2026, 1, 1)) -> PrintedSurvey:
    return PrintedSurvey("Dinas", first, first.replace(day=28), figures)


def told(rows, service=None, services=("A", "B")) -> SurveyFigures:
    places = np.array(service or [0] * len(rows), np.int64)
    return survey_figures(services, places, np.array(rows, np.uint8))


def leaks(figures: SurveyFigures) -> set[LeakKind]:
    return {each.leak for each in attack_survey(printed(figures))}


def plainly(figures: SurveyFigures, rows) -> SurveyFigures:
    """As a survey tool would print the whole: exact sums, and the index that they make."""
    totals = element_totals(np.array(rows, np.uint8))
    elements = tuple(ToldElement(total) for total in totals)
    whole = replace(figures.whole, elements=elements, ikm=ikm_of(sum(totals), len(rows)))
    return replace(figures, whole=whole)


def test_unanimous_answers_told_exactly_give_everybody_away():
    """The control: a mean of 4.00."""
    rows = [LOUD] * 12
    assert leaks(told(rows)) == set()
    assert LeakKind.RECOVERED in leaks(plainly(told(rows), rows))


def test_all_but_one_alike_give_the_others_away_to_that_one():
    """The control: whoever said 1 takes it away, and all others said 4."""
    rows = [LOUD] * 11 + [(1,) * 9]
    assert leaks(told(rows)) == set()
    assert LeakKind.RECOVERED in leaks(plainly(told(rows), rows))


def test_an_exact_index_beside_bounds_gives_the_bounded_element_away():
    rows = [(4, 2, 3, 2, 3, 2, 3, 2, 3)] * 6 + [(4, 3, 2, 3, 2, 3, 2, 3, 2)] * 6
    figures = told(rows)
    assert figures.whole.elements[0].bound is Bound.AT_LEAST
    exact = ikm_of(sum(map(sum, rows)), len(rows))
    found = list(attack_survey(printed(replace(figures, whole=replace(figures.whole, ikm=exact)))))
    assert {each.leak for each in found} == {LeakKind.RECOVERED, LeakKind.UNEXPLAINED}
    assert next(iter(found)).source.item == "U1"
    assert not list(attack_survey(printed(figures)))


def test_an_exact_whole_beside_services_gives_a_service_away():
    """The control: the whole less the other service."""
    rows = [LOUD] * 12 + [QUIET] * 12
    figures = told(rows, [0] * 12 + [1] * 12)
    assert leaks(figures) == set()
    found = list(attack_survey(printed(plainly(figures, rows))))
    assert {"A"} <= {each.source.value for each in found if each.leak is LeakKind.RECOVERED}


def test_a_service_of_few_is_found_whether_told_or_left_over():
    rows = [LOUD, QUIET] * 8
    figures = told(rows + rows, [0] * 16 + [1] * 16)
    small = replace(figures.services[1], respondents=5)
    assert LeakKind.BELOW_MINIMUM in leaks(replace(figures, services=(figures.services[0], small)))
    missing = replace(figures.services[1], respondents=12)
    assert LeakKind.BELOW_MINIMUM in leaks(
        replace(figures, services=(figures.services[0], missing))
    )


def test_an_interval_that_says_that_nobody_differs_is_found():
    figures = told([QUIET] * 20)
    assert leaks(figures) == set()
    narrow = replace(figures.whole, low=figures.whole.ikm - 0.5, high=figures.whole.ikm + 0.5)
    assert leaks(replace(figures, whole=narrow)) == {LeakKind.UNEXPLAINED}


def test_two_surveys_of_the_same_days_that_differ_by_few_are_found():
    """The control: the figures of one day, and of the next with three answers more."""
    before, after = told([LOUD, QUIET] * 10), told([LOUD, QUIET] * 10 + [QUIET] * 3)
    same_days = [printed(before), printed(after)]
    assert {each.leak for each in attack_surveys(same_days)} >= {LeakKind.BELOW_MINIMUM}
    apart = [printed(before), printed(after, date(2026, 3, 1))]
    assert not list(attack_surveys(apart))


@pytest.mark.parametrize("numbers", [(1, 12), (12, None)])
def test_a_characteristic_of_one_is_found_whether_told_or_left_over(numbers):
    counts = tuple(ToldCount("sex", code, n) for code, n in zip(("m", "f"), numbers, strict=True))
    found = list(attack_survey(printed(replace(told([LOUD, QUIET] * 6 + [QUIET]), counts=counts))))
    assert {each.source.subject for each in found} == {FigureKind.SATISFACTION_COUNT}


def test_figures_of_a_survey_that_too_few_answered_are_found():
    assert leaks(SurveyFigures()) == set()
    assert leaks(SurveyFigures(counts=(ToldCount("sex", "m", 9),))) == {LeakKind.BELOW_MINIMUM}


@given(st.integers(2, 6), st.data())
@settings(max_examples=60)
def test_the_attacker_is_certain_exactly_where_one_possibility_is_left(others, data):
    """Against counting all that the others may have said."""
    low = data.draw(st.integers(others + 1, 4 * (others + 1)))
    high = data.draw(st.integers(low, 4 * (others + 1)))
    known = SumRange(low, high, others + 1)
    certain = False
    for told_one in range(1, 5):
        sums = [s for s in range(others, 4 * others + 1) if low <= s + told_one <= high]
        certain |= sums in ([others], [4 * others])
    assert settles(known, 1) == certain


@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=60),
    st.sampled_from([0.0, 0.03, 0.5, 0.97, 1.0]),
    st.randoms(use_true_random=False),
)
@settings(max_examples=80)
def test_nothing_that_the_product_tells_settles_an_answer(service, share, rng):
    rows = [[4 if rng.random() < share else rng.randrange(1, 5) for _ in range(9)] for _ in service]
    counts = told_counts({"sex": {"m": len(rows) // 3, "f": len(rows) - len(rows) // 3}})
    figures = survey_figures(list("ABCD"), np.array(service), np.array(rows, np.uint8), counts)
    assert list(attack_survey(printed(figures))) == []
