"""What lets a voice in: nothing but the poster, a ticket of a visit, or a display's code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.citizens.display_codes import (
    DIGITS,
    display_secret,
    minute_of_code,
    places_of_code,
)
from berakhlak.citizens.doors import Door
from berakhlak.citizens.models import Counter, SpentTicket, TicketSource
from berakhlak.citizens.visit_tickets import VisitTicket, is_genuine, read_ticket
from berakhlak.cycles.partitions import in_cycle
from berakhlak.errors import InvalidInput


class VisitRefused(InvalidInput):
    """What was typed proves no visit here."""

    message = _(
        "Kode ini tidak kami kenali di loket ini. Periksa tulisannya: 16 huruf dan angka pada "
        "tiket, atau 6 angka pada layar loket."
    )


class VisitUsed(VisitRefused):
    """A ticket by which a voice was let in already, or a code by which as many were as may be."""

    message = _(
        "Kode ini sudah dipakai. Satu tiket berlaku untuk satu penilaian; kode di layar loket "
        "berganti setiap menit, jadi tunggu kode berikutnya."
    )


class VisitNeeded(VisitRefused):
    """The counter takes no voices by the poster alone."""

    message = _("Loket ini hanya menerima penilaian dengan tiket. Isi kode dari tiket Anda.")


@dataclass(frozen=True)
class Admission:
    """The door, and fingerprints of which one must be unspent; none at the poster."""

    door: Door
    digests: Sequence[bytes] = ()


BY_POSTER = Admission(Door.POSTER)


def place_of(counter: Counter) -> str:
    """What a ticket is good for: a code that went on to the next cycle is another place there."""
    return f"{counter.id} {counter.token}"


def admission_by(
    session: Session, counter: Counter, typed: str, *, secret: str, at: datetime
) -> Admission:
    """By what was typed as a code, or by the poster. Raises VisitRefused, VisitNeeded."""
    if not typed:
        if not counter.takes_poster:
            raise VisitNeeded
        return BY_POSTER
    digits = "".join(typed.replace("-", " ").split())  # A display shows them as 123 456.
    if len(digits) == DIGITS and digits.isdecimal():
        return _by_display(session, counter, digits, secret, at)
    ticket = read_ticket(typed)
    if ticket is None:
        raise VisitRefused
    return _by_ticket(session, counter, ticket, secret)


def is_spent(session: Session, cycle_id: int, digest: bytes) -> bool:
    """Whether a voice of the cycle was let in by what has this fingerprint."""
    mine = (SpentTicket.digest == digest, in_cycle(SpentTicket.cycle_id, cycle_id))
    return session.scalar(select(SpentTicket.digest).where(*mine)) is not None


def unspent_of(session: Session, cycle_id: int, admission: Admission) -> bytes | None:
    """The first of its fingerprints that is still good. Raises VisitUsed where none is."""
    if not admission.digests:
        return None
    for digest in admission.digests:
        if not is_spent(session, cycle_id, digest):
            return digest
    raise VisitUsed


def source_of_ticket(session: Session, ticket: VisitTicket, *, secret: str) -> TicketSource:
    """Where a ticket was made, and so at which counter. Raises VisitRefused."""
    source = session.get(TicketSource, ticket.source_id)
    if source is None or source.revoked_at is not None:
        raise VisitRefused
    if not is_genuine(secret, place_of(source.counter), ticket):
        raise VisitRefused
    return source


def _by_ticket(session: Session, counter: Counter, ticket: VisitTicket, secret: str) -> Admission:
    source = source_of_ticket(session, ticket, secret=secret)
    if source.counter_id != counter.id:
        raise VisitRefused
    return Admission(source.door, (ticket.digest,))


def _by_display(
    session: Session, counter: Counter, typed: str, secret: str, at: datetime
) -> Admission:
    mine = (TicketSource.counter_id == counter.id, TicketSource.door == Door.DISPLAY)
    shown = select(TicketSource.id).where(*mine, TicketSource.revoked_at.is_(None))
    for source_id in session.scalars(shown):
        key = display_secret(secret, place_of(counter), source_id)
        minute = minute_of_code(key, typed, at)
        if minute is not None:
            return Admission(Door.DISPLAY, tuple(places_of_code(source_id, minute)))
    raise VisitRefused
