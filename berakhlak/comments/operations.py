"""Moderating comments before a cycle is published; nothing here commits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.comments.models import Comment, CommentState, HidingReason, Redaction
from berakhlak.comments.queries import (
    count_flagged_comments,
    ids_of_waiting,
)
from berakhlak.comments.tally import RECOUNTED, Move, retally
from berakhlak.comments.unpublished import record_change, require_unpublished
from berakhlak.cycles.models import Cycle
from berakhlak.engines import rows_changed
from berakhlak.errors import InvalidInput, NotFound, StateConflict


class CommentNotFound(NotFound):
    """No such comment in this agency."""


class RedactionEmpty(InvalidInput):
    """A redacted comment needs wording of its own."""

    message = _("Isi bunyi komentar setelah disunting.")


class CommentChanged(StateConflict):
    """A colleague has dealt with it since it was read."""

    message = _(
        "Rekan Anda sudah memeriksa komentar ini sejak Anda membacanya. Baca keadaannya sekarang, "
        "lalu putuskan lagi."
    )


class WaitingChanged(StateConflict):
    """The comments that wait are not those that were confirmed."""

    message = _(
        "Komentar yang menunggu berubah sejak halaman ini dibuka. Baca contohnya sekali lagi."
    )


class FlaggedWait(StateConflict):
    """Some that ask to be read first still wait."""

    message = _("Periksa dahulu satu per satu komentar yang ditandai.")


def comment_version(comment: Comment) -> str:
    """What a moderator saw of a comment: another moderator's word changes it."""
    return sha256(f"{comment.state}\n{comment.text}".encode()).hexdigest()[:16]


def waiting_version(ids: Iterable[bytes]) -> str:
    """The same of all that wait."""
    return sha256(b"".join(sorted(ids))).hexdigest()[:16]


def moderate_comment(
    session: Session,
    comment_id: bytes,
    *,
    agency_id: int,
    text: str | None,
    by: Actor | None,
    at: datetime,
    seen: str | None = None,
) -> None:
    """Let a comment through as written (text None), or with HR's wording.

    The audit says that a comment was shown or redacted, never which; wording that HR changes is
    kept beside the new one (`Redaction`). `seen`: what was read (`comment_version`).
    Raises CommentNotFound, CycleAlreadyPublished, RedactionEmpty, CommentChanged.
    """
    comment = _unpublished(session, comment_id, agency_id, seen)
    if text is None:
        comment.state, comment.in_bulk = CommentState.SHOWN, False
    elif text.strip():
        _change(session, comment, text.strip(), by=by, at=at)
        comment.text, comment.state = text.strip(), CommentState.REDACTED
    else:
        raise RedactionEmpty
    act = Act.SHOWED_COMMENT if text is None else Act.REDACTED_COMMENT
    record_change(session, act, comment.cycle_id, by=by, at=at)


def hide_comment(
    session: Session,
    comment_id: bytes,
    *,
    agency_id: int,
    reason: HidingReason,
    by: Actor | None,
    at: datetime,
    seen: str | None = None,
) -> None:
    """Do not show a comment, for a reason; publishing erases it.

    Raises CommentNotFound, CycleAlreadyPublished, CommentChanged.
    """
    comment = _unpublished(session, comment_id, agency_id, seen)
    _change(session, comment, "", by=by, at=at, reason=reason)
    comment.state, comment.in_bulk = CommentState.HIDDEN, False
    record_change(session, Act.HID_COMMENT, comment.cycle_id, by=by, at=at)


def take_back_comment(
    session: Session, comment_id: bytes, *, agency_id: int, by: Actor | None, at: datetime
) -> None:
    """Let a comment wait again that was shown or hidden; a wording of HR's is worded anew instead.

    Raises CommentNotFound, CycleAlreadyPublished.
    """
    comment = _unpublished(session, comment_id, agency_id, None)
    if comment.state not in (CommentState.SHOWN, CommentState.HIDDEN):
        raise CommentNotFound
    comment.state, comment.in_bulk = CommentState.PENDING, False
    record_change(session, Act.TOOK_BACK_COMMENT, comment.cycle_id, by=by, at=at)


def _unpublished(session: Session, comment_id: bytes, agency_id: int, seen: str | None) -> Comment:
    """The comment, locked against other moderators until the commit."""
    comment = session.get(Comment, comment_id, with_for_update=True, populate_existing=True)
    if comment is None:
        raise CommentNotFound
    cycle = session.get_one(Cycle, comment.cycle_id)
    if cycle.agency_id != agency_id:
        raise CommentNotFound
    require_unpublished(cycle)
    if seen is not None and seen != comment_version(comment):
        raise CommentChanged
    return comment


def _change(
    session: Session,
    comment: Comment,
    after: str,
    *,
    by: Actor | None,
    at: datetime,
    reason: HidingReason | None = None,
) -> None:
    session.add(
        Redaction(
            cycle_id=comment.cycle_id,
            account_id=by.id if by else None,
            at=at,
            value_code=comment.value_code,
            before=comment.text,
            after=after,
            reason=reason,
        )
    )


def show_pending_comments(session: Session, cycle: Cycle, *, by: Actor | None, at: datetime) -> int:
    """Let every unmoderated comment of the cycle through; returns how many."""
    require_unpublished(cycle)
    count = rows_changed(
        session,
        update(Comment)
        .where(Comment.cycle_id == cycle.id, Comment.state == CommentState.PENDING)
        .values(state=CommentState.SHOWN, in_bulk=True)
        .execution_options(**RECOUNTED),
    )
    retally(session, cycle.id, _let_through)
    record_change(session, Act.SHOWED_COMMENTS, cycle.id, by=by, at=at, detail={"comments": count})
    return count


def show_after_sample(
    session: Session,
    cycle: Cycle,
    *,
    seen: str,
    by: Actor | None,
    at: datetime,
) -> int:
    """Let through all that wait, once a sample of them was read and none of them is flagged.

    `seen`: `waiting_version` of what was confirmed.
    Raises CycleAlreadyPublished, WaitingChanged, FlaggedWait.
    """
    require_unpublished(cycle)
    if waiting_version(ids_of_waiting(session, cycle.id)) != seen:
        raise WaitingChanged
    if count_flagged_comments(session, cycle.id):
        raise FlaggedWait
    return show_pending_comments(session, cycle, by=by, at=at)


def take_back_all(session: Session, cycle: Cycle, *, by: Actor | None, at: datetime) -> int:
    """Let wait again what was let through together; returns how many.

    Raises CycleAlreadyPublished.
    """
    require_unpublished(cycle)
    count = rows_changed(
        session,
        update(Comment)
        .where(
            Comment.cycle_id == cycle.id,
            Comment.state == CommentState.SHOWN,
            Comment.in_bulk,
        )
        .values(state=CommentState.PENDING, in_bulk=False)
        .execution_options(**RECOUNTED),
    )
    retally(session, cycle.id, _taken_back)
    record_change(
        session, Act.TOOK_BACK_COMMENTS, cycle.id, by=by, at=at, detail={"comments": count}
    )
    return count


def erase_unshown_comments(session: Session, cycle_id: int) -> None:
    """Erase what raters wrote and nobody will read any more: what stood where HR changed it, and
    comments that HR never looked at or does not show. Called once, at publishing.
    """
    session.execute(update(Redaction).where(Redaction.cycle_id == cycle_id).values(before=None))
    session.execute(
        delete(Comment)
        .where(
            Comment.cycle_id == cycle_id,
            Comment.state.in_((CommentState.PENDING, CommentState.HIDDEN)),
        )
        .execution_options(**RECOUNTED)
    )
    retally(session, cycle_id, _left)


def _let_through(state: CommentState, in_bulk: bool) -> Move:
    return (CommentState.SHOWN, True) if state is CommentState.PENDING else (state, in_bulk)


def _taken_back(state: CommentState, in_bulk: bool) -> Move:
    goes = state is CommentState.SHOWN and in_bulk
    return (CommentState.PENDING, False) if goes else (state, in_bulk)


def _left(state: CommentState, in_bulk: bool) -> Move | None:
    return None if state in (CommentState.PENDING, CommentState.HIDDEN) else (state, in_bulk)
