"""Who sets the rating of behaviour: who led the officer in the cycle, else whom HR names.

See docs/decisions/0207.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import SignedIn
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor, record_act
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.engines import insert_unless_known, is_any_of
from berakhlak.errors import InvalidInput, NotFound
from berakhlak.formats import local_day
from berakhlak.objections.models import UPHELD, Objection
from berakhlak.objections.queries import decided_objection, decider_of
from berakhlak.people.models import Person
from berakhlak.performance.models import BehaviourRating, StandInAppraiser
from berakhlak.profiles.access import RELEASED
from berakhlak.sealing.models import OfficerResult


class NoStandInWanted(NotFound):
    """No such officer, or one whose supervisor can sign in and decide."""

    message = _(
        "Pegawai ini tidak memerlukan pengganti: atasannya dapat masuk dan menetapkan rating."
    )


class CannotStandIn(InvalidInput):
    """Not whoever has another part in it, or cannot sign in."""

    message = _(
        "Pilih orang lain yang aktif dan mempunyai akun: bukan pegawai itu, bawahannya, pemutus "
        "keberatannya, atau Anda sendiri."
    )


class RatingStands(InvalidInput):
    """It is final, and no objection was upheld since."""

    message = _(
        "Rating pegawai ini sudah final. Pengganti dapat dinamai bila rating belum final, atau "
        "bila keberatannya diterima sesudah itu."
    )


@dataclass(frozen=True)
class UnledOfficer:
    """An officer whose supervisor cannot sign in, or who has none; `stand_in`: who may rate."""

    participant: Participant
    supervisor: str | None
    stand_in: str | None


def appraiser_of(session: Session, participant: Participant) -> Person | None:
    """Who sets the rating of this officer; None while nobody may."""
    lead = _supervisor(session, participant)
    if lead is not None and _can_sign_in(session, lead):
        return lead
    named = session.get(StandInAppraiser, participant.id)
    person = session.get(Person, named.person_id) if named else None
    return person if person and may_stand_in(session, participant, person) else None


def is_stand_in(session: Session, participant: Participant, person: Person | None) -> bool:
    """Whether this appraiser is not who led the officer."""
    lead = _supervisor(session, participant)
    return person is not None and (lead is None or lead.id != person.id)


def may_stand_in(session: Session, participant: Participant, person: Person) -> bool:
    """Whether somebody of the agency who can sign in, and neither is the officer, nor reports to
    them, nor decides on their objection."""
    if person.agency_id != participant.cycle.agency_id or not person.is_active:
        return False
    if participant.person_id in (person.id, person.supervisor_id):
        return False
    return person.id != decider_of(session, participant.id) and _can_sign_in(session, person)


def proposed_stand_in(session: Session, participant: Participant) -> Person | None:
    """The supervisor's supervisor as the organisation says today, where they may stand in."""
    lead = _supervisor(session, participant)
    above = lead.supervisor if lead else None
    return above if above and may_stand_in(session, participant, above) else None


def name_stand_in(
    session: Session, participant: Participant, person: Person, *, by: Actor, at: datetime
) -> None:
    """Let somebody rate in the supervisor's stead, in the place of whoever was named before.

    Raises NoStandInWanted, RatingStands, CannotStandIn.
    """
    if not wants_stand_in(session, participant):
        raise NoStandInWanted
    if _stands(session, participant):
        raise RatingStands
    if person.account_id == by.id or not may_stand_in(session, participant, person):
        raise CannotStandIn
    row = {
        "participant_id": participant.id,
        "person_id": person.id,
        "named_on": local_day(at),
    }
    session.execute(insert_unless_known(session, StandInAppraiser, row))
    named = session.get_one(StandInAppraiser, participant.id)
    named.person_id, named.named_on = person.id, local_day(at)
    detail = {"name": participant.called}
    record_act(session, Act.NAMED_STAND_IN, participant.cycle_id, by=by, at=at, detail=detail)
    session.flush()


def _stands(session: Session, participant: Participant) -> bool:
    """Whether a rating was made final, which somebody new could only undo."""
    rating = session.get(BehaviourRating, participant.id)
    if rating is None or rating.final_on is None:
        return False
    objection = decided_objection(session, participant.id)
    if objection is None or objection.outcome not in UPHELD or objection.decided_on is None:
        return True
    return objection.decided_on < rating.final_on


def wants_stand_in(session: Session, participant: Participant) -> bool:
    """Whether whoever led the officer cannot decide."""
    lead = _supervisor(session, participant)
    return lead is None or not _can_sign_in(session, lead)


def unled_officers(session: Session, cycle: Cycle, most: int) -> tuple[int, list[UnledOfficer]]:
    """How many officers with a result want a stand-in, and the first of them by name."""
    seats = _keys_of_unled(session, cycle)
    keys = session.scalars(seats.order_by(Participant.name, Participant.id).limit(most)).all()
    found = [
        UnledOfficer(
            seat,
            lead.called if lead else None,
            named.called if named and holds else None,
        )
        for seat, lead, named, holds, _final in session.execute(
            _unled().where(Participant.id.in_(keys))
        )
    ]
    if len(found) < most:
        return len(found), found
    count = select(func.count()).select_from(seats.subquery())
    return session.scalar(count) or 0, found


def _keys_of_unled(session: Session, cycle: Cycle) -> Select[int]:
    # Few lead: their accounts are looked at, not once for each officer whom they led.
    shut_out = session.scalars(_shut_out(cycle)).all()
    is_unled: ColumnElement[bool] = Participant.supervisor_id.is_(None)
    if shut_out:
        is_unled = or_(is_unled, is_any_of(Participant.supervisor_id, shut_out))
    of_cycle = (Participant.cycle_id == cycle.id, Participant.is_rated)
    seats = select(Participant.id).where(*of_cycle, is_unled)
    return seats.where(exists().where(OfficerResult.participant_id == Participant.id))


def stood_in_for(session: Session, account: SignedIn) -> Sequence[tuple[Participant, bool]]:
    """Officers whom the account rates in the stead of their supervisor, and whether the rating is
    final; by name."""
    # From the account on: few are named, and the seats of all cycles are many.
    named = (
        select(StandInAppraiser.participant_id)
        .join(Person, Person.id == StandInAppraiser.person_id)
        .where(Person.account_id == account.id)
    )
    mine = _unled().where(Participant.id.in_(named), _holds())
    rows = session.execute(mine.where(Participant.cycle.has(agency_id=account.agency_id)))
    return [
        (seat, final_on is not None)
        for seat, _lead, _named, _does, final_on in rows
        if seat.cycle.state in RELEASED and seat.cycle.carries_ratings
    ]


def _shut_out(cycle: Cycle) -> Select[int]:
    """Seats of those who led somebody rated in the cycle and cannot sign in."""
    seat, led = aliased(Participant), aliased(Participant)
    leads = select(led.supervisor_id).where(
        led.cycle_id == cycle.id, led.is_rated, led.supervisor_id.is_not(None)
    )
    # Asked seat by seat: PostgreSQL would join all people and accounts, as so few are shut out.
    may_sign_in = (
        select(Account.is_enabled)
        .join(Person, Person.account_id == Account.id)
        .where(Person.id == seat.person_id)
        .scalar_subquery()
    )
    return select(seat.id).where(
        seat.id.in_(leads.distinct()), ~func.coalesce(may_sign_in, false())
    )


_LEADER, _LEAD, _NAMED = aliased(Participant), aliased(Person), aliased(Person)
_OF_LEAD, _OF_NAMED = aliased(Account), aliased(Account)


def _unled() -> Select[*tuple[Any, ...]]:
    """Officers with a result whose supervisor cannot sign in, by name: the seat, the supervisor,
    who was named, whether that still holds, and since when the rating is final."""
    return (
        select(Participant, _LEAD, _NAMED, _holds(), BehaviourRating.final_on)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .outerjoin(_LEADER, _LEADER.id == Participant.supervisor_id)
        .outerjoin(_LEAD, _LEAD.id == _LEADER.person_id)
        .outerjoin(_OF_LEAD, _OF_LEAD.id == _LEAD.account_id)
        .outerjoin(StandInAppraiser, StandInAppraiser.participant_id == Participant.id)
        .outerjoin(_NAMED, _NAMED.id == StandInAppraiser.person_id)
        .outerjoin(_OF_NAMED, _OF_NAMED.id == _NAMED.account_id)
        .outerjoin(BehaviourRating, BehaviourRating.participant_id == Participant.id)
        .where(or_(_OF_LEAD.id.is_(None), ~_OF_LEAD.is_enabled))
        .options(joinedload(Participant.cycle))
        .order_by(Participant.name, Participant.id)
    )


def _holds() -> ColumnElement[bool]:
    """As `may_stand_in`; whoever was named is of the agency."""
    decides = exists().where(
        Objection.participant_id == Participant.id,
        Objection.withdrawn_on.is_(None),
        Objection.decider_id == _NAMED.id,
    )
    return and_(
        _NAMED.is_active,
        _OF_NAMED.is_enabled,
        _NAMED.id != Participant.person_id,
        _NAMED.supervisor_id.is_distinct_from(Participant.person_id),
        ~decides.correlate(Participant, _NAMED),
    )


def _supervisor(session: Session, participant: Participant) -> Person | None:
    lead = participant.supervisor
    return session.get_one(Person, lead.person_id) if lead else None


def _can_sign_in(session: Session, person: Person) -> bool:
    account = session.get(Account, person.account_id) if person.account_id else None
    return account is not None and account.is_enabled
