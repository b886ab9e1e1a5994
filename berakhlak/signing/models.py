"""The record of issued documents: what each was, never what it says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.cycles.models import Cycle, Participant
from berakhlak.extensions import Base, UtcDateTime
from berakhlak.signing.codes import LENGTH


class IssuedDocument(Base):
    """One file handed out. Its hash cannot stand inside it, so the file carries `code`.

    `source` tells apart everything that the file was made from; `sha256` is that of the finished
    bytes. `signed_by` names the certificate that was found in them, None where there is no
    signature.
    """

    __tablename__ = "issued_document"
    __table_args__ = (
        Index("ix_issued_document_participant_id_source", "participant_id", "source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(LENGTH), unique=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"))
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    signed_by: Mapped[str | None] = mapped_column(String(400))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    participant: Mapped[Participant] = relationship()
    cycle: Mapped[Cycle] = relationship()
