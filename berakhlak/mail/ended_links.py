"""What mail leaves behind about cycles that are over, and how it goes."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.engines import rows_changed
from berakhlak.mail.models import LinkDevices, MailLink, PartReminder


def forget_ended_links(session: Session, agency_id: int) -> int:
    """Take away what links of ended cycles rested on, on which devices they were opened, and what
    was to be reminded; how many rows."""
    ended = select(Cycle.id).where(Cycle.agency_id == agency_id, Cycle.state != CycleState.OPEN)
    seats = select(Participant.id).where(Participant.cycle_id.in_(ended))
    links = delete(MailLink).where(MailLink.participant_id.in_(seats))
    devices = delete(LinkDevices).where(LinkDevices.cycle_id.in_(ended))
    parts = delete(PartReminder).where(PartReminder.cycle_id.in_(ended))
    return sum(rows_changed(session, each) for each in (links, devices, parts))
