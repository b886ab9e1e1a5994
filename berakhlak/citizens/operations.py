"""Setting up counters and letting voices in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from berakhlak.assignments.operations import require_open
from berakhlak.audit import operations as audit
from berakhlak.audit.operations import Actor
from berakhlak.citizens.content import VoiceContent
from berakhlak.citizens.models import Counter, OpenVoice, SpentTicket
from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.errors import Conflict, Invalid

MAX_COMMENT_LENGTH = 500


class TicketSpent(Conflict):
    """This form was sent before."""

    message = _("Penilaian ini sudah kami terima. Terima kasih.")


class VoiceInvalid(Invalid):
    """Answers that the public form cannot produce, or none at all."""

    message = _("Pilih paling sedikit satu jawaban.")


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
    counter.officers = [officer for officer in officers if officer.is_rated]
    session.add(counter)
    session.flush()
    audit.record(session, "added", "counter", counter.id, by=by, at=at)
    return counter


def receive_voice(
    session: Session,
    counter: Counter,
    *,
    key: CycleKey,
    ticket_digest: bytes,
    ratee_id: int,
    answers: Mapping[str, int],
    comment: str,
) -> None:
    """Store a voice and, unrelated to it, that its ticket is spent.

    Raises TicketSpent, VoiceInvalid, RatingClosed.
    """
    cycle = counter.cycle
    asked = {
        behaviour.code
        for behaviour in cycle.instrument.content.behaviours
        if behaviour.for_citizens
    }
    if ratee_id not in {officer.id for officer in counter.officers}:
        raise VoiceInvalid(_("Pilih petugas yang melayani Anda."))
    if not set(answers) <= asked or not any(answers.values()) or len(comment) > MAX_COMMENT_LENGTH:
        raise VoiceInvalid
    if session.get(SpentTicket, ticket_digest) is not None:
        raise TicketSpent
    session.add(SpentTicket(digest=ticket_digest, cycle_id=cycle.id))
    voice_id = secrets.token_bytes(16)
    content = VoiceContent(ratee_id, dict(answers), comment.strip())
    box = key.lock(content.to_bytes(), voice_id)
    session.add(OpenVoice(id=voice_id, cycle_id=cycle.id, box=box))
    try:
        session.flush()
    except IntegrityError as error:  # The same form was sent twice at the same moment.
        raise TicketSpent from error
    require_open(session, cycle.id)


def receive_many(
    session: Session, cycle: Cycle, voices: Iterable[VoiceContent], *, key: CycleKey
) -> None:
    """Store many voices at once, for simulations."""
    for content in voices:
        voice_id = secrets.token_bytes(16)
        box = key.lock(content.to_bytes(), voice_id)
        session.add(OpenVoice(id=voice_id, cycle_id=cycle.id, box=box))
    try:
        session.flush()
    except IntegrityError as error:  # The same form was sent twice at the same moment.
        raise TicketSpent from error
