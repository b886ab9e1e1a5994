"""What proves something once: of two that bring it at one moment, one comes first."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from berakhlak.accounts.boxes import mark_of
from berakhlak.accounts.models import SpentProof
from berakhlak.engines import insert_unless_known, rows_changed

KEPT = timedelta(days=1)  # Nothing that is spent is good for longer than minutes.


def spend_proof(session: Session, words: str, *, today: date, secret: str) -> bool:
    """Whether nobody has brought this before; from now on somebody has. The caller commits."""
    row = {"digest": mark_of("spent proof", words, secret=secret), "last_day": today + KEPT}
    added = insert_unless_known(session, SpentProof, row).returning(SpentProof.digest)
    return session.scalar(added) is not None


def forget_spent_proofs(session: Session, today: date) -> int:
    """Delete the rows whose last day is over."""
    return rows_changed(session, delete(SpentProof).where(SpentProof.last_day < today))
