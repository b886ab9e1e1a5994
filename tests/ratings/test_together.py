"""Side by side, by itself: order, what is ready, where to go on, and whose answer is whose."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import RatingClosed
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.instrument.catalogue import parse_instrument, reference_source
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.conflicts import AnswerConflict
from berakhlak.ratings.side_by_side import (
    NothingSideBySide,
    SideBySideSheets,
    answer_differing,
    open_side_by_side,
)
from berakhlak.ratings.side_by_side_pages import group_promise
from berakhlak.ratings.side_by_side_rows import behaviour_rows
from berakhlak.ratings.wording import side_by_side_heading
from tests.factories.cycles import OpenCycle, make_open_cycle
from tests.factories.sessions import claim_of

INSTRUMENT = parse_instrument(reference_source())
CODES = [behaviour.code for behaviour in INSTRUMENT.behaviours]
CYCLE: Any = SimpleNamespace(instrument=INSTRUMENT, policy=Policy(), holders=None)
FULL = dict.fromkeys(CODES, 4)


@pytest.fixture
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def sheet(number: int, answers: dict[str, int], *, sent: bool = False, size: int = 4) -> Any:
    content = SheetContent(answers)
    assignment = SimpleNamespace(id=number, ratee_name=f"Orang {number}", size=size)
    missing = [code for code in CODES if code not in answers]
    return SimpleNamespace(
        assignment=assignment,
        content=content,
        is_submitted=sent,
        missing=missing,
        instrument=INSTRUMENT,
    )


def beside(*sheets: Any) -> SideBySideSheets:
    return SideBySideSheets(CYCLE, Relation.PEER, sheets)


def test_ready_is_what_is_whole_and_not_sent_and_incomplete_what_lacks_an_answer() -> None:
    some, whole, sent = sheet(1, {"BP1": 3}), sheet(2, FULL), sheet(3, FULL, sent=True)
    both = beside(some, whole, sent)

    assert both.ready == [whole]
    assert both.incomplete == [some]


@pytest.mark.usefixtures("_request")
def test_values_follow_each_other_and_each_has_its_behaviours_with_everybody() -> None:
    both = beside(sheet(1, {"BP1": 3, "AK1": 2}), sheet(2, {"BP1": 5, "BP2": 0}))
    values, parts = INSTRUMENT.values, both.parts

    assert [part.code for part in parts] == [value.code for value in values]
    assert [both.after(part) for part in parts] == [*parts[1:], None]
    assert [both.part(value.code) for value in values] == list(parts)
    with pytest.raises(NothingSideBySide):
        both.part("XX")
    rows = behaviour_rows(both, parts[1], {})
    start = len(values[0].behaviours)
    assert [(row.number, row.code, row.text) for row in rows] == [
        (start + place, each.code, each.text.in_language("id"))
        for place, each in enumerate(values[1].behaviours, start=1)
    ]
    cells = behaviour_rows(both, parts[0], {})[0].cells
    assert [(cell.field.name, cell.field.chosen) for cell in cells] == [
        ("jawaban-1-BP1", 3),
        ("jawaban-2-BP1", 5),
    ]
    assert [cell.field.label.text for cell in cells] == ["Orang 1", "Orang 2"]
    assert [both.answered(part) for part in parts[:2]] == [3, 1]
    assert str(side_by_side_heading(both.rater_group)) == "Rekan Anda, dinilai sekaligus"


@pytest.mark.usefixtures("_request")
def test_what_was_typed_stands_before_what_is_saved() -> None:
    both = beside(sheet(1, {"BP1": 3}), sheet(2, {"BP1": 5}))

    cells = behaviour_rows(both, both.parts[0], {"jawaban-1-BP1": 0})[0].cells

    assert [cell.field.chosen for cell in cells] == [0, 5]


@pytest.mark.usefixtures("_request")
def test_one_goes_on_at_the_first_value_that_anybody_lacks_else_at_the_first() -> None:
    third, fifth = (INSTRUMENT.values[n].behaviours[-1].code for n in (2, 4))
    lacking = [{code: 4 for code in CODES if code != each} for each in (fifth, third)]

    assert (
        beside(*(sheet(n, each) for n, each in enumerate(lacking))).first_missing().code
        == INSTRUMENT.values[2].code
    )
    assert beside(sheet(1, FULL)).first_missing().code == INSTRUMENT.values[0].code


@pytest.mark.usefixtures("_request")
def test_the_promise_names_everybody_by_the_size_of_their_group() -> None:
    said = group_promise(beside(sheet(1, {}, size=4), sheet(2, {}, size=2)))

    texts = " ".join(map(str, said.sentences))
    assert "Anda satu dari 4 rekan Orang 1" in texts
    assert "Kelompok Anda hanya 2 orang" in texts
    assert not said.warns


@pytest.mark.usefixtures("_request")
def test_a_difference_is_told_with_its_person_behaviour_and_both_answers_in_words() -> None:
    found = answer_differing(sheet(7, {}), "BP2", 0, 5)

    text = INSTRUMENT.behaviours[1].text.in_language("id")
    assert found == AnswerConflict(
        "jawaban-7-BP2-0",
        f"Orang 7: {text}",
        INSTRUMENT.cannot_rate.in_language("id"),
        INSTRUMENT.steps[4].label.in_language("id"),
    )


def turn(row: Assignment) -> bytes:
    return sha256(f"{row.rater_id}:{row.ratee_id}".encode()).digest()


def test_each_rater_meets_the_same_people_in_an_order_of_their_own_that_stays(
    session: Any, keys: KeyStore, opened: OpenCycle
) -> None:
    make_open_cycle(session, keys)
    orders = []
    for person in opened.staff:
        account = opened.account(person)
        claim = claim_of(session, account)
        found = open_side_by_side(session, opened.cycle.id, Relation.PEER, claim, keys)
        rows = session.scalars(
            select(Assignment).where(
                Assignment.rater_id == found.sheets[0].assignment.rater_id,
                Assignment.group == Relation.PEER,
            )
        )
        expected = sorted(rows, key=turn)
        assert [each.assignment.id for each in found.sheets] == [row.id for row in expected]
        assert (found.cycle.id, found.group) == (opened.cycle.id, Relation.PEER)
        orders.append([row.ratee.name for row in expected])
    assert orders != [sorted(each) for each in orders]


def test_where_nobody_of_the_group_is_rated_or_the_cycle_is_shut_there_is_nothing(
    session: Any, keys: KeyStore, opened: OpenCycle
) -> None:
    budi = opened.account(opened.staff[0])
    claim = claim_of(session, budi)
    other = make_open_cycle(session, keys)
    for cycle_id, group in (
        (other.cycle.id, Relation.PEER),
        (opened.cycle.id, Relation.SUPERVISOR),
    ):
        with pytest.raises(NothingSideBySide):
            open_side_by_side(session, cycle_id, group, claim, keys)

    opened.cycle.state = CycleState.CLOSED
    session.flush()

    with pytest.raises(RatingClosed):
        open_side_by_side(session, opened.cycle.id, Relation.PEER, claim, keys)
