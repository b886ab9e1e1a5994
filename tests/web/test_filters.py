from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale, ngettext
from hypothesis import given
from hypothesis import strategies as st

from berakhlak import formats

DAY = date(2026, 11, 24)


@pytest.fixture
def indonesian(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Cookie": "bahasa=en"}):
        yield


@pytest.mark.usefixtures("indonesian")
class TestIndonesian:
    def test_days(self) -> None:
        assert formats.long_date(DAY) == "24 November 2026"
        assert formats.full_date(DAY) == "Selasa, 24 November 2026"
        assert formats.full_date(date(2026, 12, 8)) == "Selasa, 8 Desember 2026"
        assert formats.short_date(DAY) == "24/11/2026"

    def test_moments_are_told_in_the_agencys_time(self) -> None:
        evening = datetime(2026, 11, 24, 23, 5, tzinfo=UTC)

        assert formats.format_moment(evening) == "25 November 2026 06.05 WIB"

    def test_periods_say_shared_parts_once(self) -> None:
        assert formats.format_period(date(2026, 11, 1), date(2026, 11, 30)) == "1–30 Nov 2026"
        assert (
            formats.format_period(date(2026, 11, 1), date(2026, 12, 5))
            == "1 Nov\u2009–\u20095 Des 2026"
        )

    def test_numbers(self) -> None:
        assert formats.format_number(1234) == "1.234"
        assert formats.format_number(4.217, 2) == "4,22"
        assert formats.format_percent(0.875) == "88%"
        assert formats.format_percent(0.8754, 1) == "87,5%"

    def test_what_is_missing_is_a_dash_and_never_a_zero(self) -> None:
        shown = (
            formats.long_date(None),
            formats.format_moment(None),
            formats.format_number(None, 2),
            formats.format_percent(None),
        )

        assert set(shown) == {"–"}

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (date(2026, 11, 27), "3 hari lagi"),
            (date(2026, 11, 25), "besok"),
            (DAY, "hari ini"),
            (date(2026, 11, 22), "lewat 2 hari"),
        ],
    )
    def test_deadlines_in_words(self, day: date, words: str) -> None:
        assert formats.format_deadline(day, today=DAY) == words

    @given(st.dates(min_value=date(1950, 1, 1)), st.dates(min_value=date(1950, 1, 1)))
    def test_every_deadline_has_words(self, day: date, today: date) -> None:
        words = formats.format_deadline(day, today=today)

        assert words
        assert "%" not in words
        assert "-" not in words


@pytest.mark.usefixtures("english")
class TestEnglish:
    def test_dates_and_numbers_follow_the_reader(self) -> None:
        assert formats.long_date(DAY) == "24 November 2026"
        assert formats.format_number(1234.5, 1) == "1,234.5"

    def test_moments_name_the_zone_as_indonesia_does(self) -> None:
        at = datetime(2026, 11, 24, 11, 28, tzinfo=UTC)

        assert formats.format_moment(at) == "24 November 2026 18:28 WIB"

    def test_short_dates_keep_the_order_that_forms_take(self) -> None:
        assert formats.short_date(DAY) == "24/11/2026"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Siti Rahmawati", "SR"),
        ("dr. Siti Nur Rahmawati, Sp.A.", "SR"),
        ("Suharto", "S"),
        ("I Made Suardana, S.Kom.", "IS"),
        ("", ""),
    ],
)
def test_initials_leave_titles_out(name: str, letters: str) -> None:
    assert formats.format_initials(name) == letters


@given(st.text())
def test_initials_never_fail(name: str) -> None:
    # Capital letters may be longer than small ones: the German sharp s becomes two.
    assert len(formats.format_initials(name)) <= 6


@pytest.mark.parametrize(("language", "written"), [("id", "1.500"), ("en", "1,500")])
def test_counted_sentences_mark_thousands_in_code_and_templates(app, language, written) -> None:
    sentence = "%(num)s komentar menunggu"
    with app.test_request_context(), force_locale(language):
        template = app.jinja_env.from_string("{{ ngettext(words, words, 1500) }}")
        assert ngettext(sentence, sentence, 1500).startswith(written)
        assert template.render(words=sentence).startswith(written)


@pytest.mark.parametrize(("late", "is_late"), [(-3, False), (0, False), (1, True), (7, True)])
def test_no_page_asks_for_answers_until_a_day_that_is_over(app, late, is_late) -> None:
    with app.test_request_context():
        words = formats.answer_until(DAY, today=DAY + timedelta(days=late))

    assert ("Batas waktu sudah lewat" in words) is is_late
    assert ("Isi sampai" in words) is not is_late
