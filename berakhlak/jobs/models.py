"""One row per piece of long work; written in the transaction of whoever asked for it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base, UtcDateTime


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINISHED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
PART = "part of "
"""How kinds begin whose jobs are parts of another one, which alone is shown."""
_UNFINISHED = text("finished_at IS NULL")


class Job(Base):
    """What to do, who asked for it, and what came of it. No name of a rater stands in it.

    `key`: what makes two requests the same; at most one of them is unfinished. `holder`: the run
    that works on it; its lease lies in the queue's store. `language`: that of whoever asked.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "uq_job_key_unfinished",
            "key",
            unique=True,
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index("ix_job_agency_id_created_at", "agency_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    arguments_json: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(5))
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str | None] = mapped_column(String(40))
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str | None] = mapped_column(Text)
    result_json: Mapped[str | None] = mapped_column(Text)
    result_file: Mapped[str | None] = mapped_column(String(200))
    result_bytes: Mapped[int | None] = mapped_column(BigInteger)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)

    @property
    def arguments(self) -> dict[str, Any]:
        return dict(json.loads(self.arguments_json))

    @property
    def result(self) -> dict[str, Any]:
        return dict(json.loads(self.result_json or "{}"))

    @property
    def took(self) -> timedelta:
        """From being asked for to its end; nothing while it is not finished."""
        return self.finished_at - self.created_at if self.finished_at else timedelta(0)

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None
