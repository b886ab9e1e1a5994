"""Setting up and mending counters, and letting voices in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from berakhlak.assignments.operations import require_rating_open
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.citizens.admission import (
    BY_POSTER,
    Admission,
    VisitUsed,
    is_spent,
    unspent_of,
)
from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.models import Counter, HeldBatch, OpenVoice, ReplacedToken, SpentTicket
from berakhlak.citizens.queries import free_short_code
from berakhlak.cycles.envelopes import in_envelope
from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.errors import DomainError, InvalidInput, StateConflict

MAX_COMMENT_LENGTH = 500
SEVERAL = 2  # Officers; of one alone, what is said of the counter is said of that one.


class TicketSpent(StateConflict):
    """This form was sent before."""

    message = _("Penilaian ini sudah kami terima. Terima kasih.")


class VoiceInvalid(InvalidInput):
    """Answers that the public form cannot produce, or none at all."""

    message = _("Pilih paling sedikit satu jawaban.")


class CounterClosed(StateConflict):
    """HR closed this counter."""

    message = _("Loket ini sudah ditutup.")


class CounterNotEditable(StateConflict):
    """The counter's cycle takes no voices (any more), so that nothing of it is left to mend."""

    message = _("Loket hanya dapat diubah selama siklusnya dibuka.")


def add_counter(
    session: Session,
    cycle: Cycle,
    *,
    name: str,
    officers: Iterable[Participant],
    by: Actor | None,
    at: datetime,
) -> Counter:
    """A counter with its QR token, for officers rated in this cycle."""
    counter = Counter(cycle_id=cycle.id, name=name, token=secrets.token_urlsafe(16))
    counter.short_code = free_short_code(session)
    counter.officers = [officer for officer in officers if officer.is_rated]
    session.add(counter)
    session.flush()
    audit.record_act(session, Act.ADDED_COUNTER, counter.id, by=by, at=at)
    return counter


def rename_counter(
    session: Session, counter: Counter, *, name: str, by: Actor | None, at: datetime
) -> None:
    """Give the counter another name; its code stays. Raises CounterNotEditable."""
    require_mendable(counter)
    counter.name = name
    audit.record_act(session, Act.RENAMED_COUNTER, counter.id, by=by, at=at)


def close_counter(session: Session, counter: Counter, *, by: Actor | None, at: datetime) -> None:
    """Take no more voices here, not even on tickets handed out before. Raises CounterNotEditable.

    Whoever opens the form gets a ticket, so an abused code would go on for hours if they stayed
    good; and a voice after closing could only come from the few who held one.
    """
    require_mendable(counter)
    if counter.closed_at is None:
        counter.closed_at = at
        audit.record_act(session, Act.CLOSED_COUNTER, counter.id, by=by, at=at)


def reopen_counter(session: Session, counter: Counter, *, by: Actor | None, at: datetime) -> None:
    """Take voices again, behind the same code. Raises CounterNotEditable."""
    require_mendable(counter)
    if counter.closed_at is not None:
        counter.closed_at = None
        audit.record_act(session, Act.REOPENED_COUNTER, counter.id, by=by, at=at)


def replace_code(session: Session, counter: Counter, *, by: Actor | None, at: datetime) -> None:
    """A new QR token and short code; the old ones, and their tickets, let nothing in.

    The old token is kept, so that whoever scans an old poster is told so. Raises
    CounterNotEditable.
    """
    require_mendable(counter)
    session.refresh(counter, with_for_update=True)  # Twice at once, it would be kept twice.
    session.add(ReplacedToken(token=counter.token, counter_id=counter.id))
    counter.token, counter.short_code = secrets.token_urlsafe(16), free_short_code(session)
    audit.record_act(session, Act.REPLACED_COUNTER_CODE, counter.id, by=by, at=at)
    session.flush()


def choose_poster(
    session: Session, counter: Counter, *, takes: bool, by: Actor | None, at: datetime
) -> None:
    """Whether voices come by the poster alone, too. Raises CounterNotEditable."""
    require_mendable(counter)
    counter.takes_poster = takes
    audit.record_act(session, Act.CHOSE_DOORS, counter.id, by=by, at=at)


def judge_batch(
    session: Session, batch: HeldBatch, *, release: bool, by: Actor | None, at: datetime
) -> None:
    """Let the held voices of a counter and day count, or drop them. Raises CounterNotEditable,
    RatingClosed."""
    require_mendable(batch.counter)
    batch.is_released = release
    session.flush()
    require_rating_open(session, batch.cycle_id)  # Closing may have begun since it was read.
    audit.record_act(session, Act.JUDGED_BATCH, batch.counter_id, by=by, at=at)


def require_mendable(counter: Counter) -> None:
    """Raises CounterNotEditable unless the cycle takes voices."""
    if not counter.cycle.accepts_answers:
        raise CounterNotEditable


def require_unspent(session: Session, cycle_id: int, ticket_digest: bytes) -> None:
    """Raises TicketSpent when a voice of the cycle was let in with this ticket."""
    if is_spent(session, cycle_id, ticket_digest):
        raise TicketSpent


def rates_counter(counter: Counter) -> bool:
    """Whether the counter itself may be rated, by whoever recognised none of its officers."""
    asks = counter.cycle.citizen_form
    known = asks is not None and asks.rates_counters
    return known and bool(counter.cycle.policy.behaviour_tickets) and _has_several(counter)


def _has_several(counter: Counter) -> bool:
    return len(counter.rated_officers) >= SEVERAL


def receive_voice(
    session: Session,
    counter: Counter,
    *,
    key: CycleKey,
    ticket_digest: bytes,
    ratee_id: int | None,
    answers: Mapping[str, int],
    comment: str,
    admission: Admission = BY_POSTER,
    held: int | None = None,
) -> None:
    """Store a voice and, unrelated to it, that its form's token (`ticket_digest`) and the ticket of
    its visit are spent. `ratee_id`: None where it is about the counter; `held`: the batch that it
    waits in.

    Raises TicketSpent, VisitUsed, VoiceInvalid, CounterClosed, RatingClosed.
    """
    if counter.closed_at is not None:
        raise CounterClosed
    require_unspent(session, counter.cycle_id, ticket_digest)
    cycle = counter.cycle
    asked = {
        behaviour.code
        for behaviour in cycle.instrument.content.behaviours
        if behaviour.for_citizens
    }
    _require_ratee(counter, ratee_id)
    if not set(answers) <= asked or not any(answers.values()) or len(comment) > MAX_COMMENT_LENGTH:
        raise VoiceInvalid
    visit = unspent_of(session, cycle.id, admission)
    _spend(session, cycle, ticket_digest, TicketSpent)
    if visit is not None:
        _spend(session, cycle, visit, VisitUsed)
    voice_id = secrets.token_bytes(16)
    content = VoiceContent(
        ratee_id or 0,
        dict(answers),
        comment.strip() if ratee_id is not None else "",
        admission.door,
        held,
        counter.id if ratee_id is None else None,
    )
    box = key.encrypt(in_envelope(cycle, content.to_bytes(), voice_id), voice_id)
    session.add(OpenVoice(id=voice_id, cycle_id=cycle.id, box=box))
    session.flush()
    require_rating_open(session, cycle.id)


def _require_ratee(counter: Counter, ratee_id: int | None) -> None:
    """Raises VoiceInvalid for what this counter's form does not offer."""
    if ratee_id is None and rates_counter(counter):
        return
    if ratee_id not in {officer.id for officer in counter.rated_officers}:
        raise VoiceInvalid(_("Pilih petugas yang melayani Anda."))


def _spend(session: Session, cycle: Cycle, digest: bytes, refusal: type[DomainError]) -> None:
    """Raises `refusal` where it was spent at the same moment."""
    session.add(SpentTicket(digest=digest, cycle_id=cycle.id))
    try:
        session.flush()
    except IntegrityError as error:
        raise refusal from error


def receive_voices(
    session: Session, cycle: Cycle, voices: Iterable[VoiceContent], *, key: CycleKey
) -> None:
    """Store many voices at once, for simulations."""
    for content in voices:
        voice_id = secrets.token_bytes(16)
        box = key.encrypt(in_envelope(cycle, content.to_bytes(), voice_id), voice_id)
        session.add(OpenVoice(id=voice_id, cycle_id=cycle.id, box=box))
    session.flush()
