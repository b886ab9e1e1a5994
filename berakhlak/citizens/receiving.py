"""Letting in a voice that came otherwise than through the form behind a QR code."""

from __future__ import annotations

from hashlib import sha256

from flask import current_app
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.assignments.operations import RatingClosed
from berakhlak.citizens.admission import Admission
from berakhlak.citizens.door_counts import count_at_door
from berakhlak.citizens.doors import Door
from berakhlak.citizens.forms import VoiceForm
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import CounterClosed, VoiceInvalid, receive_voice
from berakhlak.cycles.keyring import key_store


def let_in(session: Session, counter: Counter, form: VoiceForm, *, once: str, door: Door) -> bool:
    """Store what a valid form says; False, with the form saying why, when it is refused.

    `once`: what makes two sendings the same. Raises TicketSpent, CounterClosed, RatingClosed,
    KeyUnusable.
    """
    try:
        receive_voice(
            session,
            counter,
            key=key_store().key_of(counter.cycle),
            ticket_digest=sha256(f"{door} {counter.id} {once}".encode()).digest(),
            ratee_id=form.ratee_id,
            answers=form.answers(),
            comment=form.comment.data or "",
            admission=Admission(door),
        )
    except VoiceInvalid as error:
        form.refuse(error.message, form.first_question)
        return False
    zone = str(current_app.config["BERAKHLAK"].timezone)
    count_at_door(session, counter, door, clock.utc_now(), zone, handed=False)
    return True


def require_taking(counter: Counter) -> None:
    """Raises RatingClosed or CounterClosed when no voice is taken here."""
    if not counter.cycle.accepts_answers:
        raise RatingClosed
    if counter.closed_at is not None or not counter.rated_officers:
        raise CounterClosed
