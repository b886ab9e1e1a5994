"""Answers and objections, for the three whom they concern; counts for HR, and never a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased, joinedload

from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import SignedIn
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.queries import seats_shared_with
from berakhlak.errors import NotFound
from berakhlak.formats import local_day
from berakhlak.objections.models import Objection, ProfileResponse
from berakhlak.objections.parties import Party, party_of
from berakhlak.objections.terms import lodge_by
from berakhlak.people.models import Person
from berakhlak.sealing.models import OfficerResult
from berakhlak.working_days.calendars import calendar_of
from berakhlak.working_days.counting import WorkingCalendar

OUT = (CycleState.PUBLISHED, CycleState.ARCHIVED)


class ResponseNotFound(NotFound):
    """No such profile, or none to which this account has an answer to read."""

    message = _("Tanggapan ini tidak ada, atau tidak terbuka untuk akun Anda.")


@dataclass(frozen=True)
class ProfileAnswer:
    """The answer to one profile, as one of the three sees it. `party`: what the reader is.

    `objection` is the newest; `earlier` those that were withdrawn before it.
    """

    participant: Participant
    party: Party
    response: ProfileResponse | None
    objection: Objection | None
    earlier: Sequence[Objection]
    calendar: WorkingCalendar

    @property
    def lodge_by(self) -> date:
        return lodge_by(self.calendar, self.participant.cycle)

    @property
    def unsure_years(self) -> list[int]:
        """Years of the term that runs whose holidays are not all known."""
        objection = self.objection
        if objection is not None and objection.is_open:
            return self.calendar.unsure_years(objection.lodged_on, objection.decide_by)
        published = self.participant.cycle.published_at
        assert published is not None
        return self.calendar.unsure_years(local_day(published), self.lodge_by)

    def may_lodge(self, today: date) -> bool:
        """Whether the officer may lodge an objection now."""
        is_free = self.objection is None or self.objection.withdrawn_on is not None
        return self.party is Party.OFFICER and is_free and today <= self.lodge_by

    def waits_for_reader(self) -> bool:
        """Whether the reader is asked to decide, or may still be heard."""
        objection = self.objection
        if objection is None or not objection.is_open:
            return False
        is_unheard = self.party is Party.SUPERVISOR and objection.stated_on is None
        return is_unheard or self.party is Party.DECIDER


def person_of(session: Session, account: Account | SignedIn) -> int | None:
    """The officer behind an account."""
    return session.scalar(select(Person.id).where(Person.account_id == account.id))


def answer_of(session: Session, account: Account | SignedIn, participant_id: int) -> ProfileAnswer:
    """The answer to a published profile, for one of the three. Raises ResponseNotFound."""
    participant = session.get(Participant, participant_id)
    if participant is None or session.get(OfficerResult, participant_id) is None:
        raise ResponseNotFound
    cycle = participant.cycle
    if cycle.agency_id != account.agency_id or cycle.state not in OUT:
        raise ResponseNotFound
    rounds = rounds_of(session, participant_id)
    party = _party(participant, rounds[-1] if rounds else None, person_of(session, account))
    if party is None:
        raise ResponseNotFound
    return ProfileAnswer(
        participant,
        party,
        session.get(ProfileResponse, participant_id),
        rounds[-1] if rounds else None,
        rounds[:-1],
        calendar_of(session, cycle.agency_id),
    )


def rounds_of(session: Session, participant_id: int) -> Sequence[Objection]:
    """All objections to a profile, the newest last."""
    wanted = select(Objection).where(Objection.participant_id == participant_id)
    return session.scalars(wanted.order_by(Objection.round)).all()


def decider_of(session: Session, participant_id: int) -> int | None:
    """The person who decides, or has decided, on the objection to a profile; nobody of one that was
    withdrawn."""
    wanted = select(Objection.decider_id).where(
        Objection.participant_id == participant_id, Objection.withdrawn_on.is_(None)
    )
    return session.scalar(wanted.limit(1))


def decided_objection(session: Session, participant_id: int) -> Objection | None:
    """The objection to a profile that was decided; there is one at most."""
    wanted = select(Objection).where(
        Objection.participant_id == participant_id, Objection.outcome.is_not(None)
    )
    return session.scalar(wanted.limit(1))


def _party(
    participant: Participant, objection: Objection | None, person_id: int | None
) -> Party | None:
    supervisor = participant.supervisor
    is_live = objection is not None and objection.withdrawn_on is None
    return party_of(
        person_id,
        officer_id=participant.person_id,
        supervisor_id=supervisor.person_id if supervisor else None,
        decider_id=objection.decider_id if objection and is_live else None,
    )


def objections_of_agency(session: Session, agency_id: int) -> Sequence[Objection]:
    """All objections of the agency, the oldest first."""
    return session.scalars(_of_agency(agency_id)).all()


def objections_with_party(session: Session, person_id: int, agency_id: int) -> Sequence[Objection]:
    """Open objections in which a person has a part, the oldest first."""
    part, decided = aliased(Objection), aliased(Objection)
    shared = select(part.id).where(part.participant_id.in_(seats_shared_with(person_id)))
    mine = shared.union_all(select(decided.id).where(decided.decider_id == person_id))
    wanted = _of_agency(agency_id).where(Objection.id.in_(mine), *IS_OPEN)
    return session.scalars(wanted).all()


IS_OPEN = (Objection.outcome.is_(None), Objection.withdrawn_on.is_(None))


def _of_agency(agency_id: int) -> Select[Objection]:
    return (
        select(Objection)
        .join(Participant, Participant.id == Objection.participant_id)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .where(Cycle.agency_id == agency_id, Cycle.state.in_(OUT))
        .options(joinedload(Objection.participant), joinedload(Objection.decider))
        .order_by(Objection.lodged_on, Objection.id)
    )
