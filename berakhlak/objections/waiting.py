"""What waits for somebody in the answers to profiles, for the start page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from berakhlak.accounts.queries import SignedIn
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.objections.counts import count_tasks
from berakhlak.objections.models import Objection, ProfileResponse
from berakhlak.objections.parties import Party, party_of
from berakhlak.objections.queries import objections_with_party, person_of
from berakhlak.objections.terms import lodge_by
from berakhlak.permissions import Action
from berakhlak.sealing.models import OfficerResult
from berakhlak.working_days.calendars import calendar_of

# Fourteen working days lie within so many days, whatever the holidays.
LONGEST_TERM = timedelta(days=60)


@dataclass(frozen=True)
class WaitingAnswer:
    """A profile that waits for its officer, or an objection for one of the three. `party` is what
    the reader is; `day` the last one of the term."""

    participant: Participant
    party: Party
    day: date
    is_objection: bool
    is_late: bool = False


def waiting_objections(session: Session, account: SignedIn, today: date) -> dict[str, object]:
    """What the section of the start page needs: of the reader, and of HR's desk."""
    person_id = person_of(session, account)
    own: list[WaitingAnswer] = []
    if person_id is not None:
        own = [
            *_objections(session, person_id, account.agency_id, today),
            *_unread(session, person_id, account.agency_id, today),
        ]
    is_desk = account.may(Action.WATCH_OBJECTIONS, whole=True)
    return {"own": own, "desk": count_tasks(session, account.agency_id, today) if is_desk else []}


def _objections(
    session: Session, person_id: int, agency_id: int, today: date
) -> Iterator[WaitingAnswer]:
    """For who decides, a supervisor who was not heard, and an officer whose term is over."""
    for each in objections_with_party(session, person_id, agency_id):
        seat, late = each.participant, each.is_late(today)
        party = party_of(
            person_id,
            officer_id=seat.person_id,
            supervisor_id=seat.supervisor.person_id if seat.supervisor else None,
            decider_id=each.decider_id,
        )
        is_heard = party is Party.SUPERVISOR and each.stated_on is not None
        if party is None or is_heard or (party is Party.OFFICER and not late):
            continue
        yield WaitingAnswer(seat, party, each.decide_by, True, late)


def _unread(
    session: Session, person_id: int, agency_id: int, today: date
) -> Iterator[WaitingAnswer]:
    """The reader's own new profiles, until they are answered or the term to object is over."""
    zone = ZoneInfo(str(current_app.config["BABEL_DEFAULT_TIMEZONE"]))
    since = datetime.combine(today - LONGEST_TERM, time(), zone)
    answered = exists().where(
        ProfileResponse.participant_id == Participant.id, ProfileResponse.read_on.is_not(None)
    )
    objected = exists().where(Objection.participant_id == Participant.id)
    wanted = (
        select(Participant)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .where(
            Participant.person_id == person_id,
            Cycle.state == CycleState.PUBLISHED,
            Cycle.published_at >= since,
            ~answered,
            ~objected,
        )
        .options(joinedload(Participant.cycle))
        .order_by(Participant.id)
    )
    found = session.scalars(wanted).all()
    calendar = calendar_of(session, agency_id) if found else None
    for seat in found:
        if calendar and today <= (last := lodge_by(calendar, seat.cycle)):
            yield WaitingAnswer(seat, Party.OFFICER, last, False)
