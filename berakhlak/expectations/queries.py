"""Whose expectations somebody writes or reads, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from berakhlak.cycles.models import BEFORE_OPENING, Cycle, Participant
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.purposes import Purpose
from berakhlak.cycles.rated_people import count_rated, counts_of_rated
from berakhlak.engines import is_any_of
from berakhlak.errors import NotFound
from berakhlak.expectations.models import Expectation, texts_of
from berakhlak.nominations.queries import is_to_be_rated, reports_of
from berakhlak.people.models import Person
from berakhlak.people.queries import person_of_account


class ExpectationNotFound(NotFound):
    """No such cycle, none with expectations, or an officer whom the account does not lead."""

    message = _(
        "Ekspektasi khusus ini tidak ada, atau hanya terbuka bagi pegawai dan atasan langsungnya."
    )


@dataclass(frozen=True)
class OfficerExpectations:
    """What is expected of one officer in one cycle; value code -> text."""

    cycle: Cycle
    officer: Person
    texts: Mapping[str, str]


def takes_expectations(cycle: Cycle) -> bool:
    """Whether expectations belong to a cycle."""
    return asks_by_expectations(cycle.policy, is_pulse=cycle.is_pulse)


def asks_by_expectations(policy: Policy, *, is_pulse: bool) -> bool:
    """Whether sheets show them: they are part of what a performance appraiser goes by, and a pulse
    asks about a few behaviours alone."""
    return not is_pulse and policy.purpose is Purpose.APPRAISAL


def may_be_written(cycle: Cycle) -> bool:
    """Whether supervisors may write them still."""
    return takes_expectations(cycle) and cycle.state in BEFORE_OPENING


def expectations_of(session: Session, cycle_id: int, person_id: int) -> Mapping[str, str]:
    """Value code -> text of one officer, as the database has it now."""
    wanted = select(Expectation.texts_json).where(
        Expectation.cycle_id == cycle_id, Expectation.person_id == person_id
    )
    return texts_of(session.scalar(wanted))


def own_expectations(session: Session, cycle: Cycle, account_id: int) -> OfficerExpectations:
    """What is expected of the account's own person: of whom the cycle is to rate, or rates.

    Raises ExpectationNotFound.
    """
    officer = person_of_account(session, account_id)
    if officer is None or not takes_expectations(cycle):
        raise ExpectationNotFound
    is_before = cycle.state in BEFORE_OPENING
    if not (is_to_be_rated if is_before else _is_rated)(session, cycle, officer):
        raise ExpectationNotFound
    return OfficerExpectations(cycle, officer, expectations_of(session, cycle.id, officer.id))


def team_expectations(
    session: Session, cycle: Cycle, account_id: int
) -> Sequence[OfficerExpectations]:
    """Of everybody whom the account's person leads and the cycle is to rate, by name; after
    opening, of whom they led then. Raises ExpectationNotFound where that is nobody."""
    lead = person_of_account(session, account_id)
    if lead is None or not takes_expectations(cycle):
        raise ExpectationNotFound
    is_before = cycle.state in BEFORE_OPENING
    officers = (reports_of if is_before else _led)(session, cycle, lead)
    if not officers:
        raise ExpectationNotFound
    known = _texts(session, cycle, officers)
    return [OfficerExpectations(cycle, each, known.get(each.id, {})) for each in officers]


def expectations_for(
    session: Session, cycle: Cycle, account_id: int, person_id: int
) -> OfficerExpectations:
    """Of one whom the account's person leads. Raises ExpectationNotFound."""
    for each in team_expectations(session, cycle, account_id):
        if each.officer.id == person_id:
            return each
    raise ExpectationNotFound


def earlier_texts(session: Session, now: OfficerExpectations, account_id: int) -> dict[str, str]:
    """What the account's person wrote about the officer in the cycle before, for the values that
    are asked now; nothing of what another supervisor wrote."""
    lead = person_of_account(session, account_id)
    leader = aliased(Participant)
    wanted = (
        select(Expectation.texts_json)
        .join(Cycle, Cycle.id == Expectation.cycle_id)
        .join(
            Participant,
            (Participant.cycle_id == Cycle.id) & (Participant.person_id == Expectation.person_id),
        )
        .join(leader, leader.id == Participant.supervisor_id)
        .where(
            Expectation.person_id == now.officer.id,
            leader.person_id == (lead.id if lead else None),
            Cycle.id != now.cycle.id,
        )
        .order_by(Cycle.opens_on.desc(), Cycle.id.desc())
        .limit(1)
    )
    before = texts_of(session.scalar(wanted))
    return {code: before[code] for code in value_codes(now.cycle) if code in before}


def value_codes(cycle: Cycle) -> list[str]:
    """Codes of the values that texts may be about, in their order."""
    return [value.code for value in cycle.instrument.content.values]


def count_expectations(session: Session, cycle: Cycle) -> tuple[int, int]:
    """How many officers of a cycle that has not opened there are, and of how many something was
    written."""
    texts = select(Expectation).where(Expectation.cycle_id == cycle.id)
    key, person = (Expectation.cycle_id,), Expectation.person_id
    written = counts_of_rated(session, cycle, texts, key, person)
    return count_rated(session, cycle), written[cycle.id,]


def _texts(
    session: Session, cycle: Cycle, officers: Sequence[Person]
) -> dict[int, Mapping[str, str]]:
    wanted = select(Expectation.person_id, Expectation.texts_json).where(
        Expectation.cycle_id == cycle.id,
        is_any_of(Expectation.person_id, [each.id for each in officers]),
    )
    return {person_id: texts_of(stored) for person_id, stored in session.execute(wanted)}


def _is_rated(session: Session, cycle: Cycle, officer: Person) -> bool:
    wanted = select(Participant.id).where(
        Participant.cycle_id == cycle.id,
        Participant.person_id == officer.id,
        Participant.is_rated,
    )
    return session.scalar(wanted) is not None


def _led(session: Session, cycle: Cycle, lead: Person) -> Sequence[Person]:
    leader = aliased(Participant)
    wanted = (
        select(Person)
        .join(Participant, Participant.person_id == Person.id)
        .join(leader, leader.id == Participant.supervisor_id)
        .where(
            Participant.cycle_id == cycle.id,
            Participant.is_rated,
            leader.person_id == lead.id,
        )
        .order_by(Person.name_key, Person.id)
    )
    return session.scalars(wanted).all()
