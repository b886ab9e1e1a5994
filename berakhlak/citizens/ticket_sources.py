"""What hands out tickets at a counter: made and revoked by HR, asked by queue systems."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.citizens.admission import place_of
from berakhlak.citizens.doors import Door
from berakhlak.citizens.models import Counter, TicketSource
from berakhlak.citizens.operations import require_mendable
from berakhlak.citizens.visit_tickets import MOST_TICKETS, ticket_code
from berakhlak.cycles.models import Cycle
from berakhlak.errors import NotFound


def print_slips(
    session: Session, counter: Counter, *, number: int, by: Actor | None, at: datetime
) -> TicketSource:
    """A batch of so many slips. Raises CounterNotEditable."""
    return _made(session, counter, Door.SLIP, by=by, at=at, handed=number)


def connect_machine(
    session: Session, counter: Counter, door: Door, *, by: Actor | None, at: datetime
) -> tuple[TicketSource, str]:
    """A queue system or a display, with the secret that it shows; told once, for its hash alone is
    stored. Raises CounterNotEditable."""
    secret = secrets.token_urlsafe(24)
    source = _made(session, counter, door, by=by, at=at, digest=_digest(secret))
    return source, secret


def revoke_source(
    session: Session, source: TicketSource, *, by: Actor | None, at: datetime
) -> None:
    """None of its tickets opens any more. Raises CounterNotEditable."""
    require_mendable(source.counter)
    if source.revoked_at is None:
        source.revoked_at = at
        audit.record_act(session, Act.REVOKED_TICKETS, source.counter_id, by=by, at=at)


def machine_by_secret(session: Session, door: Door, secret: str) -> TicketSource:
    """The queue system or display that shows this secret, while voices are taken at its counter.
    Raises NotFound."""
    mine = (TicketSource.digest == _digest(secret), TicketSource.door == door)
    source = session.scalar(select(TicketSource).where(*mine, TicketSource.revoked_at.is_(None)))
    if source is None or not source.counter.is_open:
        raise NotFound
    return source


def hand_out(session: Session, source: TicketSource, *, secret: str) -> str:
    """One more ticket of a queue system; each number is given once. Raises NotFound where it has
    handed out all that it can."""
    raised = (
        update(TicketSource)
        .where(TicketSource.id == source.id, TicketSource.handed < MOST_TICKETS - 1)
        .values(handed=TicketSource.handed + 1)
        .returning(TicketSource.handed)
    )
    number = session.scalar(raised)
    if number is None:
        raise NotFound
    return ticket_code(secret, place_of(source.counter), source.id, number)


def slip_codes(source: TicketSource, *, secret: str) -> list[str]:
    """The tickets of a batch of slips."""
    place = place_of(source.counter)
    return [ticket_code(secret, place, source.id, number) for number in range(source.handed)]


def sources_of(session: Session, counter: Counter) -> Sequence[TicketSource]:
    """All of a counter that are not revoked, in the order of their making."""
    mine = (TicketSource.counter_id == counter.id, TicketSource.revoked_at.is_(None))
    return session.scalars(select(TicketSource).where(*mine).order_by(TicketSource.id)).all()


def without_tickets(session: Session, cycle: Cycle) -> frozenset[int]:
    """Open counters of a cycle at which nobody is handed a ticket; none in cycles whose citizens
    count without."""
    if not cycle.accepts_answers or not cycle.policy.behaviour_tickets:
        return frozenset()
    handing = select(TicketSource.counter_id).where(
        TicketSource.cycle_id == cycle.id,
        TicketSource.door.in_([door for door in Door if door.proves_visit]),
        TicketSource.revoked_at.is_(None),
    )
    mine = (Counter.cycle_id == cycle.id, Counter.closed_at.is_(None), Counter.id.not_in(handing))
    return frozenset(session.scalars(select(Counter.id).where(*mine)))


def source_of(session: Session, counter: Counter, source_id: int) -> TicketSource:
    """One of them; raises NotFound."""
    found = next((each for each in sources_of(session, counter) if each.id == source_id), None)
    if found is None:
        raise NotFound
    return found


def _made(
    session: Session,
    counter: Counter,
    door: Door,
    *,
    by: Actor | None,
    at: datetime,
    handed: int = 0,
    digest: bytes | None = None,
) -> TicketSource:
    require_mendable(counter)
    source = TicketSource(
        cycle_id=counter.cycle_id,
        counter=counter,
        door=door,
        digest=digest,
        handed=handed,
        made_at=at,
    )
    session.add(source)
    session.flush()
    audit.record_act(session, Act.MADE_TICKETS, counter.id, by=by, at=at)
    return source


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
