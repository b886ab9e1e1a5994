"""Comments as HR and readers may see them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from berakhlak.comments.models import Comment, CommentState, Redaction
from berakhlak.cycles.models import Cycle


def pending_comments(session: Session, cycle_id: int) -> Sequence[Comment]:
    """Comments that HR has not yet looked at, in the order of their random ids."""
    return session.scalars(
        select(Comment)
        .where(Comment.cycle_id == cycle_id, Comment.state == CommentState.PENDING)
        .order_by(Comment.id)
    ).all()


def grouped_comments(
    session: Session, cycle: Cycle, *, state: CommentState, search: str = ""
) -> list[tuple[int, Comment]]:
    """(number of the officer, comment) of one state, those about one officer together.

    Officers stand in an order that tells nothing and are numbered, never named. `search`: words
    that all occur.
    """
    wanted = select(Comment).where(Comment.cycle_id == cycle.id, Comment.state == state)
    for word in search.split():
        wanted = wanted.where(Comment.text.icontains(word, autoescape=True))
    found = session.scalars(wanted.order_by(Comment.id)).all()
    places = _places(session, cycle)
    return sorted(((places[each.ratee_id], each) for each in found), key=lambda pair: pair[0])


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
