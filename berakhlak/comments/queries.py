"""Comments as HR and readers may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.comments.models import Comment, CommentState, Redaction
from berakhlak.cycles.models import Cycle

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
    """A comment's id and words, and the number of its officer; a cycle has tens of thousands."""

    place: int
    id: bytes
    text: str


def grouped_comments(
    session: Session,
    cycle: Cycle,
    *,
    state: CommentState,
    search: str = "",
    flagged_alone: bool = False,
) -> list[PlacedComment]:
    """Comments of one state, those about one officer together.

    Officers stand in an order that tells nothing and are numbered, never named. `search`: words
    that all occur.
    """
    wanted = select(Comment.ratee_id, Comment.id, Comment.text).where(
        Comment.cycle_id == cycle.id, Comment.state == state
    )
    if flagged_alone:
        wanted = wanted.where(IS_FLAGGED)
    rows, places = session.execute(wanted.order_by(Comment.id)).all(), _places(session, cycle)
    found = (
        PlacedComment(places[ratee_id], known, words)
        for ratee_id, known, words in rows
        if not search or text.has_every_word(search, words)
    )
    return sorted(found, key=lambda each: each.place)


def comments_with_places(
    session: Session, placed: Iterable[PlacedComment]
) -> list[tuple[int, Comment]]:
    """(number of the officer, comment) in the order given, for as many as a page shows."""
    place_of = {each.id: each.place for each in placed}
    return [(place_of[each.id], each) for each in comments_by_id(session, place_of)]


def _places(session: Session, cycle: Cycle) -> dict[int, int]:
    ids = session.scalars(
        select(Comment.ratee_id).where(Comment.cycle_id == cycle.id).distinct()
    ).all()
    shuffled = sorted(ids, key=lambda each: sha256(f"{cycle.key_name}:{each}".encode()).digest())
    return {each: place for place, each in enumerate(shuffled, start=1)}


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
