"""Terms in working days: weekends and holidays are skipped, whatever the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.working_days.counting import WorkingCalendar
from berakhlak.working_days.holiday_file import HolidaysRefused, parse_holidays, shipped_years

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
near = st.integers(-40, 60)
WHOLE = "[[year]]\nyear=2028\nsource='a'\ncomplete=true\n"


@st.composite
def calendars(draw):
    """A start, and a calendar with holidays around it."""
    start = draw(days)
    holidays = {start + timedelta(each): "Libur" for each in draw(st.sets(near, max_size=25))}
    return start, WorkingCalendar(holidays, frozenset(), draw(st.booleans()))


def shipped() -> WorkingCalendar:
    years = shipped_years()
    holidays = {day: name for each in years for day, name in each.days.items()}
    return WorkingCalendar(holidays, frozenset(each.year for each in years if each.is_complete))


@given(calendars(), st.integers(1, 14))
def test_a_term_has_exactly_its_working_days_and_ends_on_one(drawn, count):
    start, calendar = drawn
    end = calendar.last_day(start, count)
    assert calendar.is_working(end)
    assert calendar.working_days(start, end) == count
    assert calendar.working_days(start, end - timedelta(days=1)) == count - 1


@given(calendars(), st.integers(1, 14), near)
def test_another_holiday_never_shortens_a_term_and_another_day_never_ends_it_earlier(
    drawn, count, place
):
    start, calendar = drawn
    end = calendar.last_day(start, count)
    more = {**calendar.holidays, start + timedelta(place): "Libur"}
    assert (
        WorkingCalendar(more, frozenset(), calendar.works_saturdays).last_day(start, count) >= end
    )
    assert calendar.last_day(start + timedelta(days=1), count) >= end
    assert calendar.last_day(start, count + 1) > end
    assert WorkingCalendar(calendar.holidays, frozenset(), True).last_day(start, count) <= end


@given(calendars(), st.integers(1, 6), st.integers(1, 6))
def test_two_terms_one_after_the_other_are_their_sum(drawn, one, other):
    start, calendar = drawn
    assert calendar.last_day(calendar.last_day(start, one), other) == calendar.last_day(
        start, one + other
    )


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 2), 14, date(2026, 11, 20)),  # Over two weekends.
        (date(2026, 8, 14), 7, date(2026, 8, 27)),  # Two holidays on working days.
        (date(2026, 3, 13), 7, date(2026, 3, 31)),  # Nyepi, Idul Fitri and their cuti bersama.
        (date(2026, 12, 22), 7, date(2027, 1, 5)),  # Christmas, and the first of the next year.
        (date(2026, 12, 18), 14, date(2027, 1, 12)),
    ],
)
def test_terms_over_weekends_holidays_and_the_end_of_a_year(start, count, end):
    assert shipped().last_day(start, count) == end


def test_years_without_their_decree_are_named_not_silently_counted():
    calendar = shipped()
    assert calendar.unsure_years(date(2026, 1, 1), date(2026, 12, 31)) == []
    assert calendar.unsure_years(date(2026, 12, 22), date(2028, 1, 5)) == [2027, 2028]


def test_the_shipped_file_says_where_its_days_are_from():
    found = {each.year: each for each in shipped_years()}
    assert len(found[2026].days) == 25  # 17 and 8, as the decree counts them.
    assert "SKB" in found[2026].source
    assert not found[2027].is_complete


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "no [[year]]"),
        ("[[year", "not TOML"),
        ("[[year]]\nyear = 'x'", "a number such as"),
        ("[[year]]\nyear = 2028", "`source` is missing"),
        ("[[year]]\nyear = 2028\nsource = 'a'\ncomplete = 1", "true or false"),
        (
            WHOLE + "[year.days]\n2028-02-30='a'",
            "is no day",
        ),
        (WHOLE + "[year.days]\n2027-02-03='a'", "another"),
        (WHOLE + "[year.days]\n2028-02-03=''", "no name"),
        (WHOLE + "days=3", "a table of days"),
        (WHOLE * 2, "twice"),
    ],
)
def test_a_broken_file_is_refused_with_what_is_wrong(written, said):
    with pytest.raises(HolidaysRefused) as refused:
        parse_holidays(written)
    assert said in str(refused.value)
