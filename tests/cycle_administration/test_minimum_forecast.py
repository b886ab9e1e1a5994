"""HR sees where officers will miss the minimum, from what its other pages tell anyway."""

from __future__ import annotations

from datetime import date
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from berakhlak.cycle_administration.coarse_progress import dated_progress
from berakhlak.cycle_administration.minimum_forecast import chance_of_fewer, forecast_minimum
from tests.cycle_administration.offices import make_two_offices
from tests.factories.answering import answer, assignments
from tests.support.markup import words
from tests.support.pages import PageClient


@pytest.fixture
def offices(session, keys, on_day):
    return make_two_offices(session, keys)


@pytest.fixture
def hr(app, offices):
    return PageClient(app).sign_in(offices.hr)


@pytest.fixture
def health_has_sent(session, keys, offices):
    """All raters of one office have sent everything, of the other nobody has."""
    rows = assignments(session, offices)
    theirs = [row for row in rows if row.rater.unit and row.rater.unit.code.startswith("H")]
    answer(session, keys, offices, theirs)
    session.commit()
    return theirs


def rows_of(page):
    return {
        words(row.th): [words(cell) for cell in row.select("td")] for row in page.all("tbody tr")
    }


@given(st.integers(0, 30), st.integers(0, 10), st.integers(0, 1000))
def test_the_chance_is_that_of_the_binomial_distribution(n, least, thousandths):
    sent = thousandths / 1000

    assert isclose(chance_of_fewer(n, least, sent), binom.cdf(least - 1, n, sent), abs_tol=1e-9)


def test_each_office_and_unit_is_told_with_a_way_to_remind(session, hr, offices, health_has_sent):
    path = f"/siklus/{offices.cycle.id}/perkiraan"
    cycle_page = hr.get(f"/siklus/{offices.cycle.id}")
    page = hr.get(cycle_page.link("Perkiraan per OPD"))
    told = rows_of(page)
    office = hr.get(page.link("Dinas Pendidikan"))
    units = rows_of(office)

    # Whoever sits in neither has raters too few: heads without a superior.
    health, education = told["Dinas Kesehatan"], told["Dinas Pendidikan"]
    assert health[0] == education[0] == "11"
    assert health[1] == "0"
    assert int(education[1]) > 0
    assert health[2] == education[2]
    assert list(told) == ["Dinas Pendidikan", "Dinas Kesehatan"]
    assert sum(int(row[0]) for row in units.values()) == 11
    assert "Bidang 1" in " ".join(units)
    late = hr.get(office.link("Ingatkan Dinas Pendidikan Bidang 1"))
    assert "5 penilai" in late.text
    assert path in office.link("Semua OPD")


def test_nothing_is_said_before_anything_can_be_known(hr, offices, on_day):
    on_day(2026, 11, 3)

    page = hr.get(f"/siklus/{offices.cycle.id}/perkiraan")

    assert "Belum dapat diperkirakan" in page.text
    assert not page.all("tbody tr")


def test_polling_tells_nothing_of_one_who_sends(
    session, keys, hr, offices, health_has_sent, on_day
):
    """The attack: reload the page while single sheets come in, also on later days."""
    path = f"/siklus/{offices.cycle.id}/perkiraan"
    before = hr.get(path).text
    rows = [row for row in assignments(session, offices) if row not in health_has_sent]
    for day, sent in ((20, rows[:1]), (22, rows[1:3])):
        answer(session, keys, offices, sent)
        on_day(2026, 11, day)
        assert hr.get(path).text == before


def test_the_forecast_follows_the_look_alone(session, keys, offices, health_has_sent):
    look = dated_progress(session(), offices.cycle, keys=keys, today=date(2026, 11, 20))
    before = forecast_minimum(session(), offices.cycle, look)
    rows = [row for row in assignments(session, offices) if row not in health_has_sent]

    answer(session, keys, offices, rows)

    assert forecast_minimum(session(), offices.cycle, look) == before
