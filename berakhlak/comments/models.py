"""What raters wrote, kept apart from their answers, and what HR changed in it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy import false as sa_false
from sqlalchemy import text as sa_text
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base, UtcDateTime


class CommentState(StrEnum):
    """Moderation by HR, before publishing."""

    PENDING = "pending"
    SHOWN = "shown"
    REDACTED = "redacted"
    HIDDEN = "hidden"  # Not to be shown; erased when the cycle is published.


class HidingReason(StrEnum):
    """Why HR does not show a comment. Chosen and never typed: typed words could quote it."""

    NAMES_SOMEBODY = "names somebody"
    TELLS_WRITER = "tells its writer"
    INSULTS = "insults"
    OFF_TOPIC = "off topic"


class Comment(Base):
    """A comment on one value, kept until HR has read it; it says neither who wrote it nor of which
    group they are.
    """

    __tablename__ = "comment"
    __table_args__ = (
        # All that a page asks for lies in the index: the pages of one state, in their order.
        Index("ix_comment_cycle_id_state_place", "cycle_id", "state", "place", "id", "flags"),
        # Hardly any: whether there are some is asked by every page.
        Index(
            "ix_comment_unsettled",
            "cycle_id",
            sqlite_where=sa_text("place IS NULL"),
            postgresql_where=sa_text("place IS NULL"),
        ),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))  # First of another index.
    ratee_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    value_code: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    # What these were before is read with each change, for the numbers of `CommentTally`.
    state: Mapped[CommentState] = mapped_column(default=CommentState.PENDING, active_history=True)
    # Let through with all others, so that this can be taken back.
    in_bulk: Mapped[bool] = mapped_column(
        default=False, server_default=sa_false(), active_history=True
    )
    # Why it should be read first (`flags.CommentFlag`), parted by spaces; None: not looked at yet.
    flags: Mapped[str | None] = mapped_column(String(60), active_history=True)
    # The number of the officer in an order that tells nothing; None: as yet.
    place: Mapped[int | None]


class CommentTally(Base):
    """How many comments of a cycle are alike, so that no page has to count them."""

    __tablename__ = "comment_tally"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    state: Mapped[CommentState] = mapped_column(primary_key=True)
    is_flagged: Mapped[bool] = mapped_column(primary_key=True)
    in_bulk: Mapped[bool] = mapped_column(primary_key=True)
    number: Mapped[int]


class Redaction(Base):
    """What HR changed in a comment, so that the change can be answered for.

    `before` is what its rater wrote; it is erased when the cycle is published. `after` is empty
    where it is not shown, for `reason`. The row names who changed it and when, which is no
    secret; not the officer it is about, nor the comment's row.
    """

    __tablename__ = "redaction"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    value_code: Mapped[str] = mapped_column(String(20))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    reason: Mapped[HidingReason | None]
