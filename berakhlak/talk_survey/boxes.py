"""Where answers about talks wait, without any trace of who gave them.

As with sheets of raters, the table has no time, no sequence and no person, and no relationship
leads to it. No box outlives the release of the figures.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base


class TalkAnswerBox(Base):
    """Nine answers of one officer, under a handle. WITHOUT ROWID: in the order of handles."""

    __tablename__ = "talk_answer"
    __table_args__ = {"sqlite_with_rowid": False}

    handle: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)
