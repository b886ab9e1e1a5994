"""Accounts and their roles. An account signs in; a person is evaluated and points down at it."""

from __future__ import annotations

import secrets
from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.extensions import Base
from berakhlak.roles import Role

LARGEST_SESSION_VERSION = 2**63 - 1  # The largest whole number that both databases keep.


def new_session_version() -> int:
    """A number from 1 to LARGEST_SESSION_VERSION that nobody can guess.

    A session cookie is signed with SECRET_KEY and carries this number: whoever learns SECRET_KEY
    alone can sign a cookie, but not for the right number.
    """
    return secrets.randbelow(LARGEST_SESSION_VERSION) + 1


class Account(Base):
    """A way to sign in, by NIP or e-mail. Changing `session_version` ends all its sessions."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("email IS NOT NULL OR nip IS NOT NULL", name="email_or_nip"),
        CheckConstraint("email = lower(email)", name="email_is_lower"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    nip: Mapped[str | None] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    session_version: Mapped[int] = mapped_column(
        # An INTEGER of SQLite already has 64 bits.
        BigInteger().with_variant(Integer, "sqlite"),
        default=new_session_version,
    )
    is_enabled: Mapped[bool] = mapped_column(default=True)
    role_rows: Mapped[list[AccountRole]] = relationship(
        back_populates="account", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(row.role for row in self.role_rows)

    # What Flask-Login asks of a user; spelled out, so that the domain need not import it.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.is_enabled

    def has_role(self, role: Role) -> bool:
        return role in self.roles

    def grant(self, role: Role) -> None:
        if role not in self.roles:
            self.role_rows.append(AccountRole(role=role))

    def get_id(self) -> str:
        return f"{self.id}:{self.session_version}"


class AccountRole(Base):
    """One role of one account."""

    __tablename__ = "account_role"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)
    account: Mapped[Account] = relationship(back_populates="role_rows")


class DeviceSession(Base):
    """That a session is open, on one device; 0154 says why no column names its account or a time.

    `digest`: of what the cookie says. `owner`: a mark of the account that only SECRET_KEY makes.
    `box`: what the owner is told of it, encrypted. `last_day`: it is deleted after this day.
    """

    __tablename__ = "device_session"
    # On SQLite, rows lie in the order of their digests, which is nobody's order of coming.
    __table_args__ = {"sqlite_with_rowid": False}

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    owner: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)
    last_day: Mapped[date] = mapped_column(index=True)
