"""One row per recorded act, and the links of the chain over them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.audit.acts import Act
from berakhlak.extensions import Base, UtcDateTime

AuditDetail = dict[str, int | str]


class AuditEntry(Base):
    """An act by an account (None: the operator at the command line) on a named object."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_object_kind_object_id_act", "object_kind", "object_id", "act"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    act: Mapped[str] = mapped_column(String(60))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int | None]
    detail: Mapped[AuditDetail | None] = mapped_column(JSON(none_as_null=True))

    @property
    def known_act(self) -> Act | None:
        """None for an act that a newer version recorded."""
        return Act.of(self.object_kind, self.act)


class AuditLink(Base):
    """The rows of the record after those of the link before, up to `last_entry_id`.

    `digest`: SHA-256 over the digest before and the rows; `mac`: of it, under the installation's
    key; `key_mark`: by which a link of another key is known.
    """

    __tablename__ = "audit_link"

    last_entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    after_entry_id: Mapped[int] = mapped_column(unique=True)  # Of two that add one, one is first.
    entries: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    key_mark: Mapped[bytes] = mapped_column(LargeBinary(8))
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))
