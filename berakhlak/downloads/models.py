"""One row per file that somebody took."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base, UtcDateTime


class DownloadKind(StrEnum):
    """What a file holds."""

    PROFILE = "profile"
    PROFILES = "profiles"
    TEAM = "team"
    RESULTS = "results"
    RESULTS_WORKBOOK = "results workbook"
    REPORTS = "reports"
    SLIPS = "slips"
    PERSON_TABLE = "person table"
    E_KINERJA = "e-kinerja"
    SUMMARY = "summary"
    AUDIT_LOG = "audit log"
    LATE_RATERS = "late raters"
    NAMING = "naming"
    IDP = "idp"


class Download(Base):
    """A file that left. `subject`: the cycle; `about`: whom or what in it, empty for all of it.

    Both in words, so that the record says the same when names change. `files`: how many documents.
    """

    __tablename__ = "download"
    __table_args__ = (Index("ix_download_agency_id_at", "agency_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[DownloadKind]
    subject: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(String(200))
    files: Mapped[int]
