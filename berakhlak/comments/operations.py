"""Moderating comments before a cycle is published."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.comments.models import Comment, CommentState, Redaction
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.engines import rows_changed
from berakhlak.errors import InvalidInput, NotFound, StateConflict


class CommentNotFound(NotFound):
    """No such comment in this agency."""


class CycleAlreadyPublished(StateConflict):
    """What was released stays as it was released."""

    message = _("Siklus sudah terbit; komentar tidak dapat diubah lagi.")


class RedactionEmpty(InvalidInput):
    """A redacted comment needs wording of its own."""

    message = _("Isi bunyi komentar setelah disunting.")


def moderate_comment(
    session: Session,
    comment_id: bytes,
    *,
    agency_id: int,
    text: str | None,
    by: Actor | None,
    at: datetime,
) -> None:
    """Let a comment through as written (text None), or with HR's wording.

    The audit says that a comment was shown or redacted, never which; wording that HR changes is
    kept beside the new one (`Redaction`).
    Raises CommentNotFound, CycleAlreadyPublished, RedactionEmpty.
    """
    comment = session.get(Comment, comment_id)
    if comment is None:
        raise CommentNotFound
    cycle = session.get_one(Cycle, comment.cycle_id)
    if cycle.agency_id != agency_id:
        raise CommentNotFound
    _require_unpublished(cycle)
    if text is None:
        comment.state = CommentState.SHOWN
    elif text.strip():
        _redact(session, comment, text.strip(), by=by, at=at)
    else:
        raise RedactionEmpty
    act = Act.SHOWED_COMMENT if text is None else Act.REDACTED_COMMENT
    audit.record_act(session, act, cycle.id, by=by, at=at)


def _redact(
    session: Session, comment: Comment, text: str, *, by: Actor | None, at: datetime
) -> None:
    session.add(
        Redaction(
            cycle_id=comment.cycle_id,
            account_id=by.id if by else None,
            at=at,
            value_code=comment.value_code,
            before=comment.text,
            after=text,
        )
    )
    comment.text, comment.state = text, CommentState.REDACTED


def show_pending_comments(session: Session, cycle: Cycle, *, by: Actor | None, at: datetime) -> int:
    """Let every unmoderated comment of the cycle through; returns how many."""
    _require_unpublished(cycle)
    count = rows_changed(
        session,
        update(Comment)
        .where(Comment.cycle_id == cycle.id, Comment.state == CommentState.PENDING)
        .values(state=CommentState.SHOWN),
    )
    audit.record_act(
        session, Act.SHOWED_COMMENTS, cycle.id, by=by, at=at, detail={"comments": count}
    )
    return count


def erase_unshown_comments(session: Session, cycle_id: int) -> None:
    """Erase what raters wrote and nobody will read any more: what stood where HR changed it, and
    comments that HR never looked at. Called once, at publishing.
    """
    session.execute(update(Redaction).where(Redaction.cycle_id == cycle_id).values(before=None))
    session.execute(
        delete(Comment).where(Comment.cycle_id == cycle_id, Comment.state == CommentState.PENDING)
    )


def _require_unpublished(cycle: Cycle) -> None:
    if cycle.state is not CycleState.CLOSED:
        raise CycleAlreadyPublished
