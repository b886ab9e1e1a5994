"""Pages of long lists."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from berakhlak.pagination import paginate_list


@given(st.integers(0, 120), st.integers(1, 50))
def test_pages_put_together_are_the_whole_list(length, per_page):
    rows = list(range(length))
    pages = paginate_list(rows, 1, per_page).pages

    assert [
        each for n in range(1, max(pages, 1) + 1) for each in paginate_list(rows, n, per_page).items
    ] == rows


@given(st.integers(-5, 500))
def test_a_page_that_does_not_exist_is_the_nearest_one(number):
    found = paginate_list(list(range(25)), number, 10)

    assert 1 <= found.page <= found.pages == 3
    assert found.items
    assert (found.has_prev, found.has_next) == (found.page > 1, found.page < 3)
