"""Issuing many documents at once: each is on record for good before it is in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from berakhlak.audit.operations import Actor
from berakhlak.signing.issuable import Issuable
from berakhlak.signing.issuing import Document, DocumentIssuer


@dataclass(frozen=True)
class BatchIssuer:
    """An issuer that writes each issue down at once; `now` tells the time."""

    issuer: DocumentIssuer
    session: Session
    now: Callable[[], datetime]
    by: Actor | None = None

    def source(self, source: str) -> str:
        """`source` together with what issuing adds."""
        return self.issuer.source(source)

    def prepared(self, document: Document) -> Document:
        """The document with a fresh code."""
        return self.issuer.prepared(document)

    def finished(self, document: Issuable, source: str, content: bytes) -> bytes:
        """Sign, record, commit. Raises SigningFailed."""
        signed = self.issuer.finished(
            self.session, document, source, content, by=self.by, at=self.now()
        )
        self.session.commit()
        return signed
