"""Comments as HR and readers may see them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, overload

from sqlalchemy import ColumnElement, Select, and_, exists, select, true
from sqlalchemy.orm import Session

from berakhlak.comments.models import Comment, CommentState, Redaction
from berakhlak.comments.tally import IS_FLAGGED, UNSETTLED, is_tallied, number_of
from berakhlak.cycles.models import ENDED, Cycle

MOST_REDACTIONS = 50  # Newest ones on a page.


def pending_comments(session: Session, cycle_id: int) -> Sequence[Comment]:
    """Comments that HR has not yet looked at, in the order of their random ids."""
    return session.scalars(select(Comment).where(*_waits(cycle_id)).order_by(Comment.id)).all()


def ids_of_waiting(session: Session, cycle_id: int) -> Sequence[bytes]:
    """The random ids of the comments that HR has not yet looked at, in their order."""
    waiting = select(Comment.id).where(*_waits(cycle_id))
    return session.scalars(waiting.order_by(Comment.id)).all()


def _waits(cycle_id: int) -> tuple[ColumnElement[bool], ...]:
    """Not while closing still stores them: nobody has attacked the results then."""
    has_ended = exists().where(Cycle.id == cycle_id, Cycle.state.in_(ENDED))
    return Comment.cycle_id == cycle_id, Comment.state == CommentState.PENDING, has_ended


def comments_by_id(session: Session, ids: Iterable[bytes]) -> list[Comment]:
    """Comments in the order of the ids given."""
    wanted = list(ids)
    rows = session.scalars(select(Comment).where(Comment.id.in_(wanted)))
    known = {each.id: each for each in rows}
    return [known[each] for each in wanted if each in known]


class PlacedComment(NamedTuple):
    """A comment's id, and the number of its officer."""

    place: int
    id: bytes


class PlacedComments(Sequence[PlacedComment]):
    """Comments of one list, those about one officer together, read a page at a time."""

    def __init__(self, total: int, read: Callable[[int, int], list[PlacedComment]]) -> None:
        self._total, self._read = total, read

    def __len__(self) -> int:
        return self._total

    @overload
    def __getitem__(self, asked: int) -> PlacedComment: ...

    @overload
    def __getitem__(self, asked: slice) -> list[PlacedComment]: ...

    def __getitem__(self, asked: int | slice) -> PlacedComment | list[PlacedComment]:
        if isinstance(asked, int):
            return self[asked : asked + 1][0]
        start, stop, _step = asked.indices(self._total)
        return self._read(start, stop) if stop > start else []


def placed_comments(
    session: Session, cycle: Cycle, *, state: CommentState, flagged_alone: bool = False
) -> PlacedComments:
    """Comments of one state that are settled. Officers stand in an order that tells nothing and are
    numbered, never named. None while closing still stores them.
    """
    if cycle.state not in ENDED:
        return PlacedComments(0, lambda _start, _stop: [])
    wanted = comments_of_state(cycle, state, flagged_alone=flagged_alone)

    def read(start: int, stop: int) -> list[PlacedComment]:
        page = in_order(Comment.place, Comment.id).where(wanted).offset(start).limit(stop - start)
        return [PlacedComment(*row) for row in session.execute(page)]

    return PlacedComments(number_of(session, cycle.id, state, flagged_alone=flagged_alone), read)


def comments_of_state(
    cycle: Cycle, state: CommentState, *, flagged_alone: bool
) -> ColumnElement[bool]:
    """True of the comments of one list."""
    return and_(
        Comment.cycle_id == cycle.id,
        Comment.state == state,
        IS_FLAGGED if flagged_alone else true(),
    )


def in_order(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Columns of comments as they are listed."""
    return select(*columns).order_by(Comment.place, Comment.id)


def comments_with_places(
    session: Session, placed: Iterable[PlacedComment]
) -> list[tuple[int, Comment]]:
    """(number of the officer, comment) in the order given, for as many as a page shows."""
    place_of = {each.id: each.place for each in placed}
    return [(place_of[each.id], each) for each in comments_by_id(session, place_of)]


def drawn_places(session: Session, cycle: Cycle) -> dict[int, int]:
    """A number for each officer about whom there are comments, from 1, drawn anew at each call: no
    column could be hashed or sorted to find whose number is missing once comments were erased."""
    rows = select(Comment.ratee_id).where(Comment.cycle_id == cycle.id).distinct()
    return drawn_order(session.scalars(rows))


def drawn_order(officers: Iterable[int]) -> dict[int, int]:
    """The same for these officers, each of whom is named once."""
    drawn = list(officers)
    secrets.SystemRandom().shuffle(drawn)
    return {ratee: place for place, ratee in enumerate(drawn, start=1)}


def count_in_bulk(session: Session, cycle_id: int) -> int:
    """How many were let through together and can be taken back together."""
    return number_of(session, cycle_id, CommentState.SHOWN, in_bulk_alone=True)


def count_flagged_comments(session: Session, cycle_id: int) -> int:
    """How many that wait should be read one by one; those nobody looked at yet are among them."""
    return number_of(session, cycle_id, CommentState.PENDING, flagged_alone=True)


def are_settled(session: Session, cycle_id: int) -> bool:
    """Whether each comment has its flags and its place, and they are counted."""
    unseen = select(Comment.id).where(Comment.cycle_id == cycle_id, UNSETTLED)
    if session.scalars(unseen.limit(1)).first() is not None:
        return False
    some = select(Comment.id).where(Comment.cycle_id == cycle_id)
    return is_tallied(session, cycle_id) or session.scalars(some.limit(1)).first() is None


def count_pending_comments(session: Session, cycle_id: int) -> int:
    """How many comments HR has not yet looked at."""
    return number_of(session, cycle_id, CommentState.PENDING)


def redactions_of_cycle(session: Session, cycle_id: int) -> Sequence[Redaction]:
    """What HR changed in the comments of a cycle, newest first, at most `MOST_REDACTIONS`."""
    return session.scalars(
        select(Redaction)
        .where(Redaction.cycle_id == cycle_id)
        .order_by(Redaction.at.desc(), Redaction.id.desc())
        .limit(MOST_REDACTIONS)
    ).all()


def released_comments(session: Session, participant_id: int) -> list[tuple[str, str]]:
    """(value code, text) of the comments that HR let through; the value code may be empty."""
    rows = session.execute(
        select(Comment.value_code, Comment.text)
        .where(
            Comment.ratee_id == participant_id,
            Comment.state.in_((CommentState.SHOWN, CommentState.REDACTED)),
        )
        .order_by(Comment.id)
    )
    return [(code, text) for code, text in rows]
