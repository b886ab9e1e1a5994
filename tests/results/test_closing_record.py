"""What the closing record says of the days before a cycle opened."""

from __future__ import annotations

import pytest
from flask import Flask

from berakhlak.results.closing_record import _changed


@pytest.mark.parametrize(
    ("people", "words"), [(None, []), (0, []), (1204, ["1.204 dalam 30 hari sebelum dibuka"])]
)
def test_those_moved_before_opening_are_named_by_their_number_where_there_are_any(
    app: Flask, people: int | None, words: list[str]
) -> None:
    with app.test_request_context():
        assert [each.text for each in _changed(people)] == words
