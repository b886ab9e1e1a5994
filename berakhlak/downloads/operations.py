"""Putting a download on record; nothing here commits."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from berakhlak.downloads.models import Download, DownloadKind
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note_with_commit

LONGEST = 200


class Taker(Protocol):
    """Whoever takes a file: an account with its agency."""

    @property
    def id(self) -> int: ...
    @property
    def agency_id(self) -> int: ...


def record_download(
    session: Session,
    kind: DownloadKind,
    *,
    subject: str,
    about: str = "",
    files: int = 1,
    by: Taker,
    at: datetime,
) -> None:
    """Note that `by` takes a file; the caller commits before handing it out."""
    note_with_commit(session, Event.DOWNLOADED, by=by, kind=kind.value, files=files)
    session.add(
        Download(
            agency_id=by.agency_id,
            account_id=by.id,
            at=at,
            kind=kind,
            subject=subject[:LONGEST],
            about=about[:LONGEST],
            files=files,
        )
    )
