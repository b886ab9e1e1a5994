"""Accounts and their roles. An account signs in; a person is evaluated and points down at it."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.extensions import Base, UtcDateTime
from berakhlak.formats import local_today
from berakhlak.permissions import Grant, RoleHolder
from berakhlak.roles import Role

_WHOLE = text("unit_id IS NULL")
_BEYOND = text("role <> 'officer'")
LARGEST_SESSION_VERSION = 2**63 - 1  # The largest whole number that both databases keep.


def new_session_version() -> int:
    """A number from 1 to LARGEST_SESSION_VERSION that nobody can guess.

    A session cookie is signed with SECRET_KEY and carries this number: whoever learns SECRET_KEY
    alone can sign a cookie, but not for the right number.
    """
    return secrets.randbelow(LARGEST_SESSION_VERSION) + 1


class Account(RoleHolder, Base):
    """A way to sign in, by NIP or e-mail. Changing `session_version` ends all its sessions."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("email IS NOT NULL OR nip IS NOT NULL", name="email_or_nip"),
        CheckConstraint("email = lower(email)", name="email_is_lower"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # None of an operator of the installation, who finds nothing of any agency by it (0244).
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True, nullable=True)
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
        back_populates="account",
        cascade="all, delete-orphan",
        lazy="selectin",
        foreign_keys="AccountRole.account_id",
    )

    @property
    def grants(self) -> frozenset[Grant]:
        """The roles that hold today; one whose last day is over is as if it had not been given."""
        today = local_today()
        return frozenset(
            Grant(row.role, row.unit_id) for row in self.role_rows if row.holds_on(today)
        )

    # What Flask-Login asks of a user; spelled out, so that the domain need not import it.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.is_enabled

    def held(self, role: Role, unit_id: int | None) -> AccountRole | None:
        """The row of this role for this unit (None: the agency), also where it is over."""
        rows = (row for row in self.role_rows if row.role is role and row.unit_id == unit_id)
        return next(rows, None)

    def grant(self, role: Role, *, at: datetime | None = None) -> None:
        """Give a role for the whole agency, without an end."""
        row = self.held(role, None)
        if row is None:
            self.role_rows.append(AccountRole(role=role, given_at=at))
        else:
            row.until = None

    def get_id(self) -> str:
        return f"{self.id}:{self.session_version}"


class AccountRole(Base):
    """One role of one account: for a unit with all below it or the whole agency (None), to the
    last day `until` or for good (None).

    Who gave it and when is empty where an operator did, or a version that did not ask.
    """

    __tablename__ = "account_role"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "unit_id"),
        # To a database, two empty units are not the same.
        Index(
            "uq_account_role_whole",
            "account_id",
            "role",
            unique=True,
            sqlite_where=_WHOLE,
            postgresql_where=_WHOLE,
        ),
        Index(
            "ix_account_role_beyond_officer",
            "account_id",
            sqlite_where=_BEYOND,
            postgresql_where=_BEYOND,
        ),
        CheckConstraint(
            "unit_id IS NULL OR role IN ('hr', 'reader')", name="unit_only_of_hr_and_readers"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    until: Mapped[date | None]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(back_populates="role_rows", foreign_keys=[account_id])
    given_by: Mapped[Account | None] = relationship(foreign_keys=[given_by_id])

    def holds_on(self, day: date) -> bool:
        """Whether its last day is not over."""
        return self.until is None or self.until >= day


# Word for word as in the index: SQLite takes no partial index for what a parameter says.
IS_BEYOND_OFFICER = AccountRole.role != literal_column("'officer'")


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


class SecondFactor(Base):
    """That an account has a second step, by an application that shows codes (TOTP, RFC 6238).

    `box`: the secret that the application shares, encrypted; 0204 says how. No row says when.
    """

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)


class Passkey(Base):
    """A passkey (WebAuthn) of an account that has a second factor, named by its owner.

    `sign_count`: what the authenticator counted at last; of accounts that only rate, at the
    beginning: a row that changed at each sign-in would tell when a rater came (0204).
    """

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))


class RecoveryCode(Base):
    """One of ten codes that open an account once in the place of the second step.

    `number`: its first digit, by which it is found; the whole code is kept as a hash alone. A code
    that was used has no row.
    """

    __tablename__ = "recovery_code"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code_hash: Mapped[str] = mapped_column(String(200))


class SpentProof(Base):
    """That a code of an application, or a challenge of a passkey, has been used: not once more.

    `digest`: a mark that only SECRET_KEY makes; it names no account and no time. Rows go after
    `last_day`.
    """

    __tablename__ = "spent_proof"
    __table_args__ = {"sqlite_with_rowid": False}  # Nobody's order of coming.

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    last_day: Mapped[date] = mapped_column(index=True)


class FederatedIdentity(Base):
    """Who an account is at a provider of single sign-on: `issuer` and `subject` as its tokens say.

    An account has one at each provider. No row says since when (0211).
    """

    __tablename__ = "federated_identity"
    __table_args__ = (
        UniqueConstraint("account_id", "issuer"),
        {"sqlite_with_rowid": False},  # Nobody's order of coming.
    )

    issuer: Mapped[str] = mapped_column(String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
