"""What the signed links of raters rest on."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, Participant
from berakhlak.mail.models import MailLink


def make_links(session: Session, cycle: Cycle, raters: Collection[int]) -> None:
    """What signed links rest on, for raters who have nothing of it yet."""
    known = set(
        session.scalars(
            select(MailLink.participant_id)
            .join(Participant, Participant.id == MailLink.participant_id)
            .where(Participant.cycle_id == cycle.id)
        )
    )
    rows = [
        {"participant_id": each, "nonce": secrets.token_bytes(16)}
        for each in sorted(set(raters) - known)
    ]
    if rows:
        session.execute(insert(MailLink), rows)
