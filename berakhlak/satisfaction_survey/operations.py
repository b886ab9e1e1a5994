"""Opening a survey, and letting answers in. Nothing here records who answered, or when."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.keys import CycleKey, KeyStore
from berakhlak.engines import insert_unless_known
from berakhlak.errors import DomainError, InvalidInput, StateConflict
from berakhlak.extensions import Base
from berakhlak.formats import long_date
from berakhlak.people.models import Unit
from berakhlak.satisfaction_survey.box_content import GivenAnswers, GivenCharacteristics
from berakhlak.satisfaction_survey.boxes import SatisfactionBox
from berakhlak.satisfaction_survey.models import (
    SatisfactionSurvey,
    SpentSurveyForm,
    SpentSurveyTicket,
)
from berakhlak.satisfaction_survey.queries import free_code
from berakhlak.statistics.told_satisfaction import LEAST

SHORTEST, LONGEST = timedelta(days=1), timedelta(days=190)
MOST_SERVICES = 12
ID_BYTES = 16


class SurveyRunning(StateConflict):
    """The unit has a survey that is not closed."""

    message = _("Unit ini masih menjalankan SKM. Tutup dahulu yang itu.")


class LastDayNotPossible(InvalidInput):
    """Over before anybody could answer, or endless."""


class TooFewToTell(InvalidInput):
    """Fewer respondents than may ever be told of."""

    message = _("Paling sedikit %(least)s responden.", least=LEAST)


class SurveyOver(StateConflict):
    """It takes no more answers."""

    message = _("Survei ini sudah selesai. Jawaban ini tidak disimpan.")


class FormSpent(StateConflict):
    """This form was sent before."""

    message = _("Jawaban ini sudah kami terima. Terima kasih.")


class TicketRefused(InvalidInput):
    """No ticket of this survey."""

    message = _(
        "Kode ini bukan tiket survei ini. Cocokkan satu per satu dengan tiket Anda: 16 huruf dan "
        "angka."
    )


class TicketSpent(TicketRefused):
    """Answers came by it before."""

    message = _("Tiket ini sudah dipakai. Satu tiket berlaku untuk satu jawaban.")


@dataclass(frozen=True)
class SurveyPlan:
    """What the unit states: its services, the last day, whom it serves, the least to tell, and
    whether each answer takes a ticket."""

    services: Sequence[str]
    last_day: date
    population: int | None = None
    least: int = LEAST
    needs_tickets: bool = False


def open_survey(
    session: Session,
    unit: Unit,
    plan: SurveyPlan,
    *,
    keys: KeyStore,
    by: Actor | None,
    at: datetime,
    today: date,
) -> SatisfactionSurvey:
    """Ask users of a unit's services from today on.

    Raises SurveyRunning, LastDayNotPossible, TooFewToTell, KeyNotMade.
    """
    _require_possible(plan, today)
    mine = (SatisfactionSurvey.unit_id == unit.id, SatisfactionSurvey.closed_on.is_(None))
    if session.scalar(select(SatisfactionSurvey.id).where(*mine)) is not None:
        raise SurveyRunning
    name = secrets.token_hex(16)
    row = _planned(unit, plan, today) | {
        "code": free_code(session),
        "key_name": name,
        "key_fingerprint": keys.create(name).fingerprint,
    }
    made = insert_unless_known(session, SatisfactionSurvey, row).returning(SatisfactionSurvey.id)
    survey_id = session.scalar(made)
    if survey_id is None:  # Somebody else opened one meanwhile, with a key of their own.
        keys.destroy(name)
        raise SurveyRunning
    audit.record_act(session, Act.OPENED_SATISFACTION_SURVEY, survey_id, by=by, at=at)
    return session.get_one(SatisfactionSurvey, survey_id)


def count_printed(
    session: Session, survey: SatisfactionSurvey, count: int, *, by: Actor | None, at: datetime
) -> None:
    """So many tickets more are printed; the tickets themselves are kept nowhere."""
    more = SatisfactionSurvey.tickets_printed + count
    mine = update(SatisfactionSurvey).where(SatisfactionSurvey.id == survey.id)
    session.execute(mine.values(tickets_printed=more))
    act = Act.PRINTED_SURVEY_TICKETS
    audit.record_act(session, act, survey.id, by=by, at=at, detail={"count": count})


def receive_answers(
    session: Session,
    survey: SatisfactionSurvey,
    answers: GivenAnswers,
    respondent: GivenCharacteristics,
    *,
    key: CycleKey,
    form_digest: bytes,
    ticket_digest: bytes | None = None,
    today: date,
) -> None:
    """Keep what somebody answered, apart from what they said of themselves, and unrelated to both
    that their form and, where the survey needs one, their ticket is spent.

    Raises FormSpent, TicketSpent, SurveyOver.
    """
    assert (ticket_digest is not None) is survey.needs_tickets
    require_unspent(session, form_digest)
    _spend(session, SpentSurveyForm(digest=form_digest, survey_id=survey.id), FormSpent)
    if ticket_digest is not None:
        ticket = SpentSurveyTicket(digest=ticket_digest, survey_id=survey.id)
        _spend(session, ticket, TicketSpent)
    for content in (answers.to_bytes(), respondent.to_bytes()):
        box_id = secrets.token_bytes(ID_BYTES)
        box = key.encrypt(content, box_id)
        session.add(SatisfactionBox(id=box_id, survey_id=survey.id, box=box))
    session.flush()  # In the order of ids, which is that of chance.
    # Whoever closes waits for this lock, or we see that it is over.
    mine = select(SatisfactionSurvey.closed_on).where(SatisfactionSurvey.id == survey.id)
    closed_on = session.scalar(mine.with_for_update(read=True))
    if closed_on is not None or today > survey.last_day:
        raise SurveyOver


def require_unspent(session: Session, form_digest: bytes) -> None:
    """Raises FormSpent where answers came by this form."""
    if session.get(SpentSurveyForm, form_digest) is not None:
        raise FormSpent


def _spend(session: Session, row: Base, refusal: type[DomainError]) -> None:
    """Raises `refusal` where its key is known."""
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise refusal from error


def _planned(unit: Unit, plan: SurveyPlan, today: date) -> dict[str, object]:
    """Columns of what was stated."""
    return {
        "agency_id": unit.agency_id,
        "unit_id": unit.id,
        "services_json": json.dumps(list(plan.services), ensure_ascii=False),
        "population": plan.population,
        "least": plan.least,
        "needs_tickets": plan.needs_tickets,
        "starts_on": today,
        "last_day": plan.last_day,
    }


def _require_possible(plan: SurveyPlan, today: date) -> None:
    first, last = today + SHORTEST, today + LONGEST
    if not first <= plan.last_day <= last:
        span = {"first": long_date(first), "last": long_date(last)}
        raise LastDayNotPossible(_("Pilih hari dari %(first)s sampai %(last)s.", **span))
    if plan.least < LEAST:
        raise TooFewToTell
    assert 0 < len(plan.services) <= MOST_SERVICES
