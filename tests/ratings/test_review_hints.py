"""Before a sheet is sent: gentle counts, for the rater alone, that change nothing."""

from __future__ import annotations

import pytest

from berakhlak.instrument.catalogue import parse_instrument, reference_source
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.comment_balance import comment_balance
from berakhlak.ratings.review_hints import review_hints

WHOLE = parse_instrument(reference_source())


@pytest.mark.parametrize(
    ("comments", "answers", "said"),
    [
        ({"BP": "Lain kali kabari", "AK": "lain kali catat", "HM": "Teruskan"}, {}, "2 dari 3"),
        ({"BP": "Lain kali kabari", "AK": "Teruskan mencatat"}, {}, ""),
        ({"BP": "Kurang rapi", "AK": "Terlambat"}, {"BP1": 2, "AK1": 1, "AK2": 0}, "2 dari 2"),
        ({"BP": "Rapi", "AK": "Teruskan"}, {"BP1": 2, "AK1": 1}, ""),
        ({"BP": "Lain kali kabari"}, {}, ""),
        ({}, {}, ""),
    ],
)
def test_comments_that_ask_for_change_are_counted_where_they_outweigh(
    app: object, comments: dict[str, str], answers: dict[str, int], said: str
) -> None:
    found = list(comment_balance(WHOLE, SheetContent(answers, comments)))

    assert [each.split(" komentar")[0] for each in found] == ([said] if said else [])


def test_a_sheet_near_the_top_is_asked_about_and_one_below_is_not(app: object) -> None:
    codes = [each.code for each in WHOLE.behaviours]
    high = dict.fromkeys(codes, 5) | {"BP1": 4}
    low = dict.fromkeys(codes, 4) | {"BP1": 5}

    assert ["20 dari 21" in each for each in review_hints(WHOLE, SheetContent(high))] == [True]
    assert review_hints(WHOLE, SheetContent(low)) == []
