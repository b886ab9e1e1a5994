"""One-time codes, and mail with one that has still to leave.

No row says at which hour a code was asked for, made or used, only on which day: whose form is
written next could be told from it (0047).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.accounts.models import Account
from berakhlak.extensions import Base, UtcDateTime


class CodeWay(StrEnum):
    """How a code reaches its owner."""

    SLIP = "slip"
    SCREEN = "screen"  # HR reads it from the page of the person.
    MAIL = "mail"
    FORGOTTEN = "forgotten"  # By mail, asked for by the owner.
    STEP_RESET = "step reset"  # No code: the owner is told that the second step was reset.
    LINKED = "linked"  # No code: the owner is told that single sign-on opens the account.
    CORRECTION = "correction"  # No code: a wish to have data mended was answered.
    EXCEPTION = "exception"  # No code: something of the owner's was opened by exceptional access.


class AccessCode(Base):
    """One code of one account; the code itself is kept nowhere.

    `digest` is gone once the code is used or another took its place. `session_version` is that of
    the account when the code was made: whatever ends the sessions of an account ends its codes.
    """

    __tablename__ = "access_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    way: Mapped[CodeWay]
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    session_version: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    issued_on: Mapped[date]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    expires_on: Mapped[date]
    used_on: Mapped[date | None]

    issued_by: Mapped[Account | None] = relationship(foreign_keys=[issued_by_id])


class AccessMail(Base):
    """A mail about getting in that has to leave; the code, if it has one, is made when it does.

    `account_id` is empty where somebody named an account that there is not: so both cost the same.
    """

    __tablename__ = "access_mail"
    __table_args__ = (
        UniqueConstraint("account_id", "way"),
        CheckConstraint("attempts >= 0", name="attempts_are_counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    way: Mapped[CodeWay]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date]
    valid_days: Mapped[int]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String(300))

    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
