"""Who decides on an objection: the superior of the performance appraiser, else whom HR names."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.cycles.models import Participant
from berakhlak.objections.models import Objection
from berakhlak.people.models import Person


def superior_of_appraiser(session: Session, participant: Participant) -> Person | None:
    """The supervisor's supervisor: of the cycle, else of today; None where neither may decide."""
    found = (
        each for each in _above(session, participant) if may_decide(session, participant, each)
    )
    return next(found, None)


def _above(session: Session, participant: Participant) -> Iterator[Person]:
    lead = participant.supervisor
    if lead is None:
        return
    if lead.supervisor is not None:
        yield session.get_one(Person, lead.supervisor.person_id)
    today = session.get_one(Person, lead.person_id).supervisor
    if today is not None:
        yield today


def may_decide(session: Session, participant: Participant, person: Person) -> bool:
    """Whether somebody of the agency who can sign in, and is neither the officer nor who led them,
    nor reports to the officer."""
    lead = participant.supervisor
    near = {participant.person_id, lead.person_id if lead else None}
    if person.agency_id != participant.cycle.agency_id or not person.is_active:
        return False
    if person.id in near or person.supervisor_id == participant.person_id:
        return False
    account = session.get(Account, person.account_id) if person.account_id else None
    return account is not None and account.is_enabled


def needs_decider(session: Session, objection: Objection) -> bool:
    """Whether HR has to name somebody: nobody may decide, or whoever should cannot any more."""
    decider = objection.decider
    return objection.is_open and (
        decider is None or not may_decide(session, objection.participant, decider)
    )
