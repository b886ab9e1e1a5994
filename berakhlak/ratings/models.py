"""Open sheets under a handle, and what raters wrote, without any trace of a rater.

No sheet outlives sealing. No table of answers has a time, a sequence or a rater, and no
relationship leads to one.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base


class OpenSheet(Base):
    """A sheet that its rater can still change. WITHOUT ROWID: stored in the order of handles."""

    __tablename__ = "open_sheet"
    __table_args__ = {"sqlite_with_rowid": False}

    handle: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    is_submitted: Mapped[bool]
    box: Mapped[bytes] = mapped_column(LargeBinary)
