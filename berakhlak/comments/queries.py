"""Comments as HR and readers may see them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, overload

from sqlalchemy import ColumnElement, Select, and_, exists, select, true, tuple_
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.comments.models import Comment, CommentState, Redaction
from berakhlak.comments.tally import IS_FLAGGED, UNSETTLED, is_tallied, number_of
from berakhlak.comments.word_filter import may_have_words
from berakhlak.cycles.models import ENDED, Cycle

MOST_REDACTIONS = 50  # Newest ones on a page.
READ_AHEAD = 200
"""How many more than those asked for a search looks for, so that a reader can leaf on."""


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
    """Comments of one list, those about one officer together, read a page at a time. Unless it
    `is_whole`, there are more than its length says."""

    def __init__(
        self,
        total: int,
        read: Callable[[int, int], list[PlacedComment]],
        *,
        is_whole: bool = True,
    ) -> None:
        self._total, self._read, self.is_whole = total, read, is_whole

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
    session: Session,
    cycle: Cycle,
    *,
    state: CommentState,
    search: str = "",
    flagged_alone: bool = False,
    shown: int = 0,
) -> PlacedComments:
    """Comments of one state that are settled. Officers stand in an order that tells nothing and are
    numbered, never named. `search`: words that all occur; they are looked for until the first
    `shown` are known, and `READ_AHEAD` more. None while closing still stores them.
    """
    if cycle.state not in ENDED:
        return PlacedComments(0, lambda _start, _stop: [])
    wanted = and_(
        Comment.cycle_id == cycle.id,
        Comment.state == state,
        IS_FLAGGED if flagged_alone else true(),
    )
    total = number_of(session, cycle.id, state, flagged_alone=flagged_alone)
    if search:
        most = min(shown, total) + READ_AHEAD
        found = _with_words(session, wanted, search, most)
        return PlacedComments(
            min(len(found), most),
            lambda start, stop: found[start:stop],
            is_whole=len(found) <= most,
        )

    def read(start: int, stop: int) -> list[PlacedComment]:
        page = _in_order(Comment.place, Comment.id).where(wanted).offset(start).limit(stop - start)
        return [PlacedComment(*row) for row in session.execute(page)]

    return PlacedComments(total, read)


def _in_order(*columns: Any) -> Select[*tuple[Any, ...]]:
    return select(*columns).order_by(Comment.place, Comment.id)


def _with_words(
    session: Session, wanted: ColumnElement[bool], search: str, most: int
) -> list[PlacedComment]:
    """The first `most` and one more, if there is one. Words are compared here, not in the database:
    it knows no spellings. In pieces twice as long each time, where few of those that it gives have
    the words."""
    rows = _in_order(Comment.place, Comment.id, Comment.text)
    rows = rows.where(wanted, may_have_words(session, Comment.text, search))
    is_found, found, piece = text.words_finder(search), list[PlacedComment](), most + 1
    asked = rows
    while True:
        read = session.execute(asked.limit(piece)).all()
        found += [PlacedComment(place, known) for place, known, words in read if is_found(words)]
        if len(found) > most or len(read) < piece:
            return found[: most + 1]
        place, last, _words = read[-1]
        asked = rows.where(tuple_(Comment.place, Comment.id) > tuple_(place, last))
        piece *= 2


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
