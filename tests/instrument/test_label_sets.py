"""Other words for a scale, and another order: versions and orders of the same questions."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pytest

from berakhlak.instrument.catalogue import (
    DATA_FOLDER,
    InstrumentInvalid,
    parse_instrument,
    reference_source,
)
from berakhlak.instrument.item_order import ItemOrder, ordered
from berakhlak.instrument.label_sets import (
    SHIPPED,
    is_same_but_for_labels,
    offered_label_sets,
    stored_label_set,
)
from berakhlak.instrument.operations import add_instrument, reference_instrument
from berakhlak.instrument.queries import instrument_by_name
from berakhlak.instrument.rotating_forms import form_codes

WHOLE = parse_instrument(reference_source())
SOURCE = (DATA_FOLDER / SHIPPED[0]).read_text(encoding="utf-8")
LABELLED = parse_instrument(SOURCE)


def test_the_shipped_words_are_those_of_the_same_questions() -> None:
    assert (LABELLED.values, LABELLED.max_score) == (WHOLE.values, WHOLE.max_score)
    assert is_same_but_for_labels(LABELLED, WHOLE)
    assert not is_same_but_for_labels(WHOLE, WHOLE)
    labels = [step.label for each in (LABELLED, WHOLE) for step in each.steps]
    assert len({text.id for text in labels}) == len({text.en for text in labels}) == 10


@pytest.mark.usefixtures("app")
def test_words_are_stored_once_chosen_and_never_taken_for_the_newest_version(session: Any) -> None:
    standard = reference_instrument(session())
    assert [each.version for each in offered_label_sets(session())] == [2]
    chosen = stored_label_set(session(), "berakhlak-2021:2")
    assert chosen is stored_label_set(session(), "berakhlak-2021:2")
    assert stored_label_set(session(), "berakhlak-2021:9") is None
    assert instrument_by_name(session(), "berakhlak-2021") is standard
    assert instrument_by_name(session(), "berakhlak-2021:2") is chosen


@pytest.mark.usefixtures("app", "english_run")
@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("relabels = 1", "relabels = 7"),
        ("Memahami dan memenuhi kebutuhan masyarakat", "Lain"),
    ],
)
def test_words_of_other_questions_are_refused(session: Any, there: str, instead: str) -> None:
    reference_instrument(session())
    assert there in SOURCE
    changed = SOURCE.replace(there, instead).replace("version = 2", "version = 3")
    with pytest.raises(InstrumentInvalid, match="relabels"):
        add_instrument(session(), changed)


def test_every_behaviour_stands_in_every_place_equally_often_when_orders_rotate() -> None:
    turned = [ordered(WHOLE, ItemOrder.ROTATED, n).blocks for n in range(21)]
    orders = [list(chain.from_iterable(blocks)) for blocks in turned]
    for place in range(21):
        assert len({order[place] for order in orders}) == 21
    assert len({ordered(WHOLE, ItemOrder.MIXED, n) for n in range(21)}) == 1
    assert ordered(WHOLE, ItemOrder.BY_VALUE, 3) is WHOLE


def test_half_forms_and_orders_that_rotate_combine_without_going_together() -> None:
    met = {(n % 21, n % len(form_codes(WHOLE, n))) for n in range(21 * 11)}
    assert len(met) == 21 * 11
