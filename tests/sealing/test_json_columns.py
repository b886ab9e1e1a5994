"""Figures are written as JSON a column at a time, to the byte as one by one."""

from __future__ import annotations

import json
import math

from hypothesis import example, given, settings
from hypothesis import strategies as st

from berakhlak.sealing.freezing.json_columns import (
    arrays,
    number_texts,
    objects,
    rounded,
    rounded_texts,
)

FIGURES = st.floats(-9, 9) | st.just(math.nan) | st.integers(-900, 900).map(lambda n: n / 100)


@settings(max_examples=200)
@given(st.lists(FIGURES))
@example([0.0, -0.0, 0.004, -0.004, 0.125, 0.375, 2.675, -0.005, math.nan, 5.0, 0.0])
def test_figures_are_written_as_python_rounds_and_writes_them(column: list[float]) -> None:
    one_by_one = [None if math.isnan(each) else round(each, 2) for each in column]

    written = ["null" if each is None else repr(each) for each in one_by_one]

    assert number_texts(rounded(column)) == rounded_texts(column) == written


def test_objects_within_objects_are_written_with_their_names_in_order() -> None:
    inner = objects({"b%s": ["1", "2"], "a": ["null", '"100%"']})
    rows = objects({"z": arrays([inner, ["7", "8"]]), "k": ['"x"', '"%s"']}).texts()

    assert [json.loads(row) for row in rows] == [
        {"k": "x", "z": [{"a": None, "b%s": 1}, 7]},
        {"k": "%s", "z": [{"a": "100%", "b%s": 2}, 8]},
    ]
    assert rows[0] == '{"k":"x","z":[{"a":null,"b%s":1},7]}'
