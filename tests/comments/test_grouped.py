"""Pages of comments: read piece by piece, they are the one list that a reader leafs through."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from berakhlak.comments.queries import GroupedComments, OfficerComment

COUNTS = st.dictionaries(st.integers(1, 50), st.integers(0, 4), max_size=12)


@given(counts=COUNTS, per_page=st.integers(1, 7))
def test_pages_together_are_all_comments_once_officer_by_officer(
    counts: dict[int, int], per_page: int
) -> None:
    asked: list[int] = []

    def read(officers: Sequence[int]) -> list[OfficerComment]:
        asked.append(len(officers))
        return [(each, bytes([each, n])) for n in range(4) for each in officers if n < counts[each]]

    comments = GroupedComments(counts, read)
    pages = [comments[first : first + per_page] for first in range(0, len(comments), per_page)]

    leafed = [each for page in pages for each in page]
    whole = [
        (place, bytes([officer, n]))
        for place, (officer, count) in enumerate(counts.items(), start=1)
        for n in range(count)
    ]
    assert [(each.place, each.id) for each in leafed] == whole
    assert len(comments) == len(whole)
    # A page of so many comments touches no more officers, and no officer without any.
    assert all(1 <= number <= per_page for number in asked)


def test_a_list_of_none_has_no_page() -> None:
    assert GroupedComments({1: 0}, lambda _officers: [])[0:20] == []
