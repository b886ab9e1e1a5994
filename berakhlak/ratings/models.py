"""Open sheets under a handle; sealed sheets and comments without any trace of a rater.

No table of answers has a time, a sequence or a rater, and no relationship leads to one.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.cycles.policy import Group
from berakhlak.extensions import Base, UtcDateTime


class OpenSheet(Base):
    """A sheet that its rater can still change. WITHOUT ROWID: stored in the order of handles."""

    __tablename__ = "open_sheet"
    __table_args__ = {"sqlite_with_rowid": False}

    handle: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    is_submitted: Mapped[bool]
    box: Mapped[bytes] = mapped_column(LargeBinary)


class Sheet(Base):
    """A sealed sheet: one byte per behaviour in instrument order; 0 cannot rate, 255 not asked.

    `ratee_id` is empty where the group was too small to be shown: such a sheet still counts in
    the agency's statistics, but belongs to nobody any more.
    """

    __tablename__ = "sheet"
    __table_args__ = {"sqlite_with_rowid": False}

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    ratee_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    group: Mapped[Group]
    answers: Mapped[bytes] = mapped_column(LargeBinary)


class CommentState(StrEnum):
    """Moderation by HR, before publishing."""

    PENDING = "pending"
    SHOWN = "shown"
    REDACTED = "redacted"


class Comment(Base):
    """A sealed comment on one value; kept apart from sheets, so a known voice opens no answers."""

    __tablename__ = "comment"
    __table_args__ = {"sqlite_with_rowid": False}

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    ratee_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    group: Mapped[Group]
    value_code: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[CommentState] = mapped_column(default=CommentState.PENDING)


class Redaction(Base):
    """What HR changed in a comment, so that the change can be answered for.

    It names who changed it and when, which is no secret; not the officer it is about, nor its
    group, nor the comment's row.
    """

    __tablename__ = "redaction"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    value_code: Mapped[str] = mapped_column(String(20))
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
