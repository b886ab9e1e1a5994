"""Half forms: each asks every value, and together they ask every behaviour equally often."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from berakhlak.instrument.catalogue import parse_instrument, reference_source
from berakhlak.instrument.rotating_forms import form_codes, number_of_forms

WHOLE = parse_instrument(reference_source())


def test_each_form_asks_eleven_of_twenty_one_and_some_of_every_value() -> None:
    for number in range(number_of_forms(WHOLE)):
        codes = form_codes(WHOLE, number)
        assert len(codes) == 11
        assert Counter(code[:2] for code in codes).keys() == {v.code for v in WHOLE.values}


@pytest.mark.parametrize("values", [1, 2, 3, 5, 6, 7])
def test_every_behaviour_of_a_value_is_asked_equally_often(values: int) -> None:
    instrument = replace(WHOLE, values=WHOLE.values[:values])
    asked = Counter(
        code for n in range(number_of_forms(instrument)) for code in form_codes(instrument, n)
    )
    for value in instrument.values:
        assert len({asked[each.code] for each in value.behaviours}) == 1


def test_forms_come_again_and_a_rater_keeps_theirs() -> None:
    again = number_of_forms(WHOLE)
    assert again == 21
    assert [form_codes(WHOLE, n) for n in (3, 3 + again)] == [form_codes(WHOLE, 3)] * 2
