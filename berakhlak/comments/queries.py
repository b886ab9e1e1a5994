"""Comments as HR and readers may see them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from berakhlak.comments.models import Comment, CommentState, Redaction


def pending_comments(session: Session, cycle_id: int) -> Sequence[Comment]:
    """Comments that HR has not yet looked at, in the order of their random ids."""
    return session.scalars(
        select(Comment)
        .where(Comment.cycle_id == cycle_id, Comment.state == CommentState.PENDING)
        .order_by(Comment.id)
    ).all()


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
