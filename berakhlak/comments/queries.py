"""Comments as HR and readers may see them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import accumulate, chain
from typing import NamedTuple, overload

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.comments.models import Comment, CommentState, Redaction
from berakhlak.cycles.models import Cycle

OfficerComment = tuple[int, bytes]  # The officer, and the id of a comment about them.
IS_FLAGGED = or_(Comment.flags != "", Comment.flags.is_(None))


def pending_comments(session: Session, cycle_id: int) -> Sequence[Comment]:
    """Comments that HR has not yet looked at, in the order of their random ids."""
    return session.scalars(
        select(Comment)
        .where(Comment.cycle_id == cycle_id, Comment.state == CommentState.PENDING)
        .order_by(Comment.id)
    ).all()


def ids_of_waiting(session: Session, cycle_id: int) -> Sequence[bytes]:
    """The random ids of the comments that HR has not yet looked at, in their order."""
    waiting = (Comment.cycle_id == cycle_id, Comment.state == CommentState.PENDING)
    return session.scalars(select(Comment.id).where(*waiting).order_by(Comment.id)).all()


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


class GroupedComments(Sequence[PlacedComment]):
    """Comments of one list, those about one officer together, each read when it is asked for.

    `counts`: how many there are of each officer, in the order of the list; `read` finds the ids of
    the comments of some officers, in any order of officers.
    """

    def __init__(
        self, counts: Mapping[int, int], read: Callable[[Sequence[int]], Iterable[OfficerComment]]
    ) -> None:
        self._places = {ratee: place for place, ratee in enumerate(counts, start=1)}
        self._officers = [ratee for ratee, count in counts.items() if count]
        self._ends = list(accumulate(counts[ratee] for ratee in self._officers))
        self._read = read

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, asked: int) -> PlacedComment: ...

    @overload
    def __getitem__(self, asked: slice) -> list[PlacedComment]: ...

    def __getitem__(self, asked: int | slice) -> PlacedComment | list[PlacedComment]:
        if isinstance(asked, int):
            return self[asked : asked + 1][0]
        start, stop, _step = asked.indices(len(self))
        first, last = bisect_right(self._ends, start), bisect_left(self._ends, stop)
        before = self._ends[first - 1] if first else 0
        found = self._read(self._officers[first : last + 1])
        placed = [PlacedComment(self._places[ratee], known) for ratee, known in found]
        return sorted(placed, key=lambda each: each.place)[start - before : stop - before]


def grouped_comments(
    session: Session,
    cycle: Cycle,
    *,
    state: CommentState,
    search: str = "",
    flagged_alone: bool = False,
) -> GroupedComments:
    """Comments of one state. Officers stand in an order that tells nothing and are numbered, never
    named. `search`: words that all occur.
    """
    wanted = and_(
        Comment.cycle_id == cycle.id,
        Comment.state == state,
        IS_FLAGGED if flagged_alone else true(),
    )
    if search:
        return _with_words(session, cycle, wanted, search)

    def read(officers: Sequence[int]) -> Iterable[OfficerComment]:
        rows = select(Comment.ratee_id, Comment.id).where(wanted, Comment.ratee_id.in_(officers))
        return [(ratee, known) for ratee, known in session.execute(rows.order_by(Comment.id))]

    return GroupedComments(_counts(session, cycle, wanted), read)


def _with_words(
    session: Session, cycle: Cycle, wanted: ColumnElement[bool], search: str
) -> GroupedComments:
    """Words are compared here, not in the database: it knows no spellings."""
    rows = select(Comment.ratee_id, Comment.id, Comment.text).where(wanted).order_by(Comment.id)
    found: dict[int, list[OfficerComment]] = defaultdict(list)
    for ratee, known, words in session.execute(rows):
        if text.has_every_word(search, words):
            found[ratee].append((ratee, known))
    counts = {ratee: len(found.get(ratee, ())) for ratee in _counts(session, cycle, wanted)}
    return GroupedComments(
        counts, lambda officers: chain.from_iterable(found[each] for each in officers)
    )


def comments_with_places(
    session: Session, placed: Iterable[PlacedComment]
) -> list[tuple[int, Comment]]:
    """(number of the officer, comment) in the order given, for as many as a page shows."""
    place_of = {each.id: each.place for each in placed}
    return [(place_of[each.id], each) for each in comments_by_id(session, place_of)]


def _counts(session: Session, cycle: Cycle, wanted: ColumnElement[bool]) -> dict[int, int]:
    """How many of the wanted ones each officer has; those with other comments alone count none, so
    that an officer keeps the number."""
    rows = session.execute(
        select(Comment.ratee_id, func.count().filter(wanted))
        .where(Comment.cycle_id == cycle.id)
        .group_by(Comment.ratee_id)
    )
    counts = dict(rows.all())
    shuffled = sorted(counts, key=lambda each: sha256(f"{cycle.key_name}:{each}".encode()).digest())
    return {ratee: counts[ratee] for ratee in shuffled}


def count_in_bulk(session: Session, cycle_id: int) -> int:
    """How many were let through together and can be taken back together."""
    wanted = (Comment.cycle_id == cycle_id, Comment.state == CommentState.SHOWN, Comment.in_bulk)
    return session.scalar(select(func.count()).select_from(Comment).where(*wanted)) or 0


def count_flagged_comments(session: Session, cycle_id: int) -> int:
    """How many that wait should be read one by one; those nobody looked at yet are among them."""
    waiting = (Comment.cycle_id == cycle_id, Comment.state == CommentState.PENDING)
    return session.scalar(select(func.count()).where(*waiting, IS_FLAGGED)) or 0


def awaits_flags(session: Session, cycle_id: int) -> bool:
    """Whether flags of some comments are not noted yet."""
    unseen = select(Comment.id).where(Comment.cycle_id == cycle_id, Comment.flags.is_(None))
    return session.scalars(unseen.limit(1)).first() is not None


def count_pending_comments(session: Session, cycle_id: int) -> int:
    """How many comments HR has not yet looked at."""
    pending = (Comment.cycle_id == cycle_id, Comment.state == CommentState.PENDING)
    return session.scalar(select(func.count()).select_from(Comment).where(*pending)) or 0


def redactions_of_cycle(session: Session, cycle_id: int) -> Sequence[Redaction]:
    """What HR changed in the comments of a cycle, newest first."""
    return session.scalars(
        select(Redaction)
        .where(Redaction.cycle_id == cycle_id)
        .order_by(Redaction.at.desc(), Redaction.id.desc())
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
