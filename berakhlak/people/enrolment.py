"""Accounts for people who have none: recorded before accounts were, or by another program."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from berakhlak.accounts import operations as accounts
from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import OfficerSignIn
from berakhlak.accounts.queries import accounts_by_nip
from berakhlak.engines import in_pieces
from berakhlak.people.models import Person


def enrol_people(session: Session, agency_id: int, person_ids: Collection[int]) -> dict[int, int]:
    """Make accounts for people of the agency who have none: person -> account.

    Whose NIP signs in to an account already gets none: it may be another agency's, or do more.
    """
    people = [
        each
        for some in in_pieces(sorted(person_ids))
        for each in session.scalars(
            select(Person).where(
                Person.id.in_(some), Person.agency_id == agency_id, Person.account_id.is_(None)
            )
        )
    ]
    taken = accounts_by_nip(session, [each.nip for each in people])
    free = [each for each in people if each.nip not in taken]
    made = accounts.enrol_officers(
        session,
        agency_id=agency_id,
        officers=[
            OfficerSignIn(each.nip, each.name, _free_address(session, each)) for each in free
        ],
    )
    rows = [{"id": each.id, "account_id": made[each.nip]} for each in free]
    if rows:
        session.execute(update(Person), rows)
    return {each.id: made[each.nip] for each in free}


def _free_address(session: Session, person: Person) -> str | None:
    """The person's address, unless an account of somebody else signs in with it."""
    taken = select(Account.id).where(Account.email == person.email)
    return person.email if person.email and session.scalar(taken) is None else None
