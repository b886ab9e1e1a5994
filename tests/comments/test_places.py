"""Pages of comments are one list that a reader leafs through, and no page counts them anew."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from berakhlak.comments.models import Comment, CommentState, CommentTally, HidingReason
from berakhlak.comments.operations import (
    erase_unshown_comments,
    hide_comment,
    moderate_comment,
    show_pending_comments,
    take_back_all,
    take_back_comment,
)
from berakhlak.comments.queries import are_settled, placed_comments
from berakhlak.comments.settling import settle_comments
from berakhlak.comments.tally import IS_FLAGGED, number_of
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from tests.factories.comments import make_comment
from tests.factories.cycles import AT, OpenCycle, make_open_cycle

STATES = tuple(CommentState)
PHONE = "Hubungi 0812-3456-7890 saja."
ON_ONE = ("show", "redact", "hide", "take back")
ON_ALL = ("show all", "take all back", "erase")
ACTS = st.lists(st.tuples(st.sampled_from(ON_ONE * 3 + ON_ALL), st.integers(0, 11)), max_size=12)


@pytest.fixture
def closed(app: Flask, session: Any) -> OpenCycle:
    opened = make_open_cycle(session, key_store(), staff=4)
    opened.cycle.state = CycleState.CLOSED
    write_comments(session, opened)
    return opened


def write_comments(session: Any, opened: OpenCycle) -> None:
    """Three about each of four officers, settled, in place of those that are there."""
    session.execute(delete(Comment))
    for number in range(12):
        make_comment(session, opened, PHONE if number % 5 == 0 else "Baik.", place=number % 4)
    settle_comments(session, opened.cycle)


def places_of(session: Any) -> dict[int, int]:
    """Officer by number; fails where one officer has two numbers."""
    found = session.execute(select(Comment.place, Comment.ratee_id).distinct()).all()
    assert len(found) == len({ratee for _place, ratee in found})
    return {place: ratee for place, ratee in found}  # noqa: C416 - rows are no pairs to mypy.


def counted(session: Any, cycle_id: int, state: CommentState) -> tuple[int, int, int]:
    """All, flagged and in bulk, of the rows themselves."""
    rows = select(func.count()).where(Comment.cycle_id == cycle_id, Comment.state == state)
    return tuple(
        session.scalar(each) for each in (rows, rows.where(IS_FLAGGED), rows.where(Comment.in_bulk))
    )


def kept(session: Any, cycle_id: int, state: CommentState) -> tuple[int, int, int]:
    return (
        number_of(session, cycle_id, state),
        number_of(session, cycle_id, state, flagged_alone=True),
        number_of(session, cycle_id, state, in_bulk_alone=True),
    )


def test_pages_together_are_all_comments_once_officer_by_officer(
    session: Any, closed: OpenCycle
) -> None:
    comments = placed_comments(session, closed.cycle, state=CommentState.PENDING)

    leafed = [each for first in range(0, len(comments), 5) for each in comments[first : first + 5]]

    assert [each.place for each in leafed] == sorted([1, 2, 3, 4] * 3)
    assert {each.id for each in leafed} == set(session.scalars(select(Comment.id)))
    officers = dict(session.execute(select(Comment.id, Comment.ratee_id)).all())
    assert len({(each.place, officers[each.id]) for each in leafed}) == 4
    flagged = placed_comments(session, closed.cycle, state=CommentState.PENDING, flagged_alone=True)
    assert len(flagged) == len(flagged[:20]) == 3


def test_an_officer_keeps_the_number_when_comments_go(session: Any, closed: OpenCycle) -> None:
    places = dict(session.execute(select(Comment.ratee_id, Comment.place)).all())
    gone = next(ratee for ratee, place in places.items() if place == 1)
    session.execute(delete(Comment).where(Comment.ratee_id == gone))

    settle_comments(session, closed.cycle)

    left = placed_comments(session, closed.cycle, state=CommentState.PENDING)
    assert [each.place for each in left[:20]] == [2, 2, 2, 3, 3, 3, 4, 4, 4]


def test_numbers_are_drawn_and_follow_from_nothing_that_is_stored(
    session: Any, closed: OpenCycle
) -> None:
    drawn = [places_of(session)]
    for _again in range(9):
        session.execute(update(Comment).values(place=None))
        settle_comments(session, closed.cycle)
        drawn.append(places_of(session))

    assert {tuple(sorted(each)) for each in drawn} == {(1, 2, 3, 4)}
    # Ten draws of 24 orders are all alike once in 24**9 runs; hashes and sorting always were.
    assert len({tuple(sorted(each.items())) for each in drawn}) > 1


def test_no_number_tells_a_comment_that_came_later(session: Any, closed: OpenCycle) -> None:
    head = make_comment(session, closed, place=4).ratee_id
    make_comment(session, closed, place=0)
    found = set()
    for _again in range(12):
        settle_comments(session, closed.cycle)
        places = places_of(session)
        assert sorted(places) == [1, 2, 3, 4, 5]
        found |= {place for place, ratee in places.items() if ratee == head}
        late = update(Comment).where(Comment.ratee_id == head).values(place=None)
        session.execute(late)

    assert len(found) > 1  # Not always the last; by chance once in 5**11 runs.


def one_act(session: Any, closed: OpenCycle, act: str, one: bytes) -> None:
    """Of HR on a comment that is there."""
    given: dict[str, Any] = {"agency_id": closed.agency.id, "by": None, "at": AT}
    comment = session.get(Comment, one)
    if comment is None:
        return
    if act == "show":
        moderate_comment(session, one, text=None, **given)
    elif act == "redact":
        moderate_comment(session, one, text="Lain.", **given)
    elif act == "hide":
        hide_comment(session, one, reason=HidingReason.INSULTS, **given)
    elif comment.state in (CommentState.SHOWN, CommentState.HIDDEN):
        take_back_comment(session, one, **given)
    session.flush()


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_kept_numbers_are_those_of_the_rows_whatever_hr_does(
    session: Any, closed: OpenCycle, acts: list[tuple[str, int]]
) -> None:
    write_comments(session, closed)  # The examples share their fixtures.
    ids = sorted(session.scalars(select(Comment.id)))
    cycle = closed.cycle
    for act, place in acts:
        if act in ON_ONE:
            one_act(session, closed, act, ids[place % len(ids)])
        elif act == "erase":
            erase_unshown_comments(session, cycle.id)
        else:
            on_all = show_pending_comments if act == "show all" else take_back_all
            on_all(session, cycle, by=None, at=AT)
        for state in STATES:
            assert kept(session, cycle.id, state) == counted(session, cycle.id, state)
    assert are_settled(session, cycle.id)


def test_numbers_that_a_statement_of_others_made_void_are_counted_anew(
    session: Any, closed: OpenCycle
) -> None:
    session.execute(update(Comment).values(state=CommentState.SHOWN))
    assert not session.scalars(select(CommentTally)).all()
    assert kept(session, closed.cycle.id, CommentState.SHOWN) == (12, 3, 0)

    settle_comments(session, closed.cycle)

    assert sum(session.scalars(select(CommentTally.number))) == 12
    assert kept(session, closed.cycle.id, CommentState.SHOWN) == (12, 3, 0)
    assert kept(session, closed.cycle.id, CommentState.PENDING) == (0, 0, 0)


def test_a_comment_that_came_later_is_counted_before_it_is_settled(
    session: Any, closed: OpenCycle
) -> None:
    make_comment(session, closed, PHONE)

    assert kept(session, closed.cycle.id, CommentState.PENDING) == (13, 4, 0)
    settle_comments(session, closed.cycle)
    assert kept(session, closed.cycle.id, CommentState.PENDING) == (13, 4, 0)
    assert are_settled(session, closed.cycle.id)
