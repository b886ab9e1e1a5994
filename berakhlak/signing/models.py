"""The record of issued documents: what each was, never what it says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.cycles.models import Cycle, DeletedCycle, Participant
from berakhlak.extensions import Base, UtcDateTime
from berakhlak.formats import format_initials
from berakhlak.signing.codes import LENGTH


class IssuedDocument(Base):
    """One file handed out. Its hash cannot stand inside it, so the file carries `code`.

    `source` tells apart everything that the file was made from; `sha256` is that of the finished
    bytes. `signed_by` names the certificate that was found in them, None where there is no
    signature. Once the results of its cycle are deleted, `deleted_cycle` and the officer's
    `initials` are all that is left to recognise it by.
    """

    __tablename__ = "issued_document"
    __table_args__ = (
        Index("ix_issued_document_participant_id_source", "participant_id", "source"),
        CheckConstraint("(cycle_id IS NULL) = (deleted_cycle_id IS NOT NULL)", name="of_one_cycle"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(LENGTH), unique=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"))
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"), index=True)
    deleted_cycle_id: Mapped[int | None] = mapped_column(ForeignKey("deleted_cycle.id"))
    initials: Mapped[str | None] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    signed_by: Mapped[str | None] = mapped_column(String(400))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    participant: Mapped[Participant | None] = relationship()
    live_cycle: Mapped[Cycle | None] = relationship()
    deleted_cycle: Mapped[DeletedCycle | None] = relationship()

    @property
    def cycle(self) -> Cycle | DeletedCycle:
        """What the document is of, as far as it is still known."""
        cycle = self.live_cycle or self.deleted_cycle
        assert cycle is not None  # By the constraint of the table.
        return cycle

    @property
    def officer_initials(self) -> str:
        """Initials of the officer's name; the page of verification tells no more."""
        return format_initials(self.participant.name) if self.participant else self.initials or ""
