"""What is kept for studies of the instrument: covariances of groups of a hundred raters or more."""

from __future__ import annotations

import random

import numpy as np
import pytest

from berakhlak.cycles.rater_groups import Relation
from berakhlak.statistics.covariances import LEAST_RATERS
from berakhlak.statistics.frozen_result import CycleFigures
from tests.disclosure.cycles import ASKED, INSTRUMENT, NOT_ASKED, Sheet, published


def sheets_of(raters: int, *, each: int = 3, group: str = Relation.PEER) -> list[Sheet]:
    """Sheets by so many different raters, of whom every officer has `each`."""
    draw = random.Random(raters)
    return [Sheet(rater // each, group, rater, answers_of(draw, group)) for rater in range(raters)]


def answers_of(draw: random.Random, group: str) -> tuple[int, ...]:
    return tuple(
        draw.choice((2, 3, 4, 5)) if place in ASKED[group] else NOT_ASKED for place in range(21)
    )


def kept(sheets: list[Sheet]) -> CycleFigures:
    return published(sheets, 1 + max(sheet.officer for sheet in sheets)).whole


@pytest.mark.parametrize(("raters", "groups"), [(99, set()), (102, {"peer"})])
def test_covariances_are_kept_from_a_hundred_raters_on(raters: int, groups: set[str]) -> None:
    assert raters % 3 == 0  # Every officer is shown.
    assert (raters >= LEAST_RATERS) is bool(groups)
    assert set(kept(sheets_of(raters)).covariances) == groups


def test_they_are_those_of_the_complete_sheets_of_shown_groups() -> None:
    sheets = sheets_of(120)
    hurt = sheets[7]
    sheets[7] = Sheet(hurt.officer, hurt.group, hurt.rater, (0, *hurt.answers[1:]))
    few = [
        Sheet(40, Relation.PEER, 900, (1,) * 21),
        Sheet(41, Relation.SUBORDINATE, 901, (1,) * 21),
    ]

    found = kept([*sheets, *few]).covariances

    # The officer's behaviour that only two could rate is withheld, so none of the three counts.
    complete = np.array([sheet.answers for sheet in sheets if sheet.officer != hurt.officer])
    assert set(found) == {"peer"}
    assert (found["peer"].raters, found["peer"].sheets) == (117, 117)
    assert found["peer"].behaviours == tuple(b.code for b in INSTRUMENT.behaviours)
    assert np.array(found["peer"].matrix) == pytest.approx(np.cov(complete.T), abs=0.0051)


def test_one_rater_with_many_sheets_is_one() -> None:
    sheets = [Sheet(s.officer, s.group, s.rater % 10, s.answers) for s in sheets_of(300)]

    assert kept(sheets).covariances == {}


def test_citizens_are_taken_for_what_they_are_asked_alone() -> None:
    found = kept(sheets_of(150, group=Relation.CITIZEN)).covariances

    asked = tuple(b.code for b in INSTRUMENT.behaviours if b.for_citizens)
    assert found["citizen"].behaviours == asked
    assert len(found["citizen"].matrix) == len(asked) < 21


def test_they_are_read_back_as_they_were_stored() -> None:
    whole = kept(sheets_of(120))

    assert CycleFigures.from_json(whole.to_json()) == whole


def test_no_variance_between_raters_is_kept_beside_the_figures() -> None:
    assert kept(sheets_of(120)).variance == {}
