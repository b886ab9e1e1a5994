"""Where answers of citizens wait, without any trace of who gave them, or when.

A respondent leaves two boxes of one size and look: the nine answers, and apart from them what they
said of themselves. Ids are random, nothing leads from one to the other, and no box outlives the
closing of its survey.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base


class SatisfactionBox(Base):
    """Encrypted under the key of the survey. WITHOUT ROWID: in the order of chance."""

    __tablename__ = "satisfaction_box"
    __table_args__ = {"sqlite_with_rowid": False}

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("satisfaction_survey.id"), index=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)
