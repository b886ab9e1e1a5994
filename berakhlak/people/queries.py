"""Finding agencies, units and officers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload

from berakhlak import text
from berakhlak.accounts.models import Account
from berakhlak.engines import in_pieces
from berakhlak.errors import NotFound
from berakhlak.people.import_plan import ActingRecord, ExistingRecord, OfficerRecord, UnitRecord
from berakhlak.people.import_plan.departures import FOR_GOOD
from berakhlak.people.models import (
    ActingPost,
    Agency,
    FormerNip,
    ImportAnswer,
    LeavingReason,
    Person,
    Unit,
)
from berakhlak.people.scope import covers_person, is_within
from berakhlak.permissions import Reach


class OfficerNotFound(NotFound):
    """No such officer, or none that the reader's role reaches."""

    message = _("Pegawai ini tidak ada, atau berada di luar lingkup Anda.")


def agency_by_code(session: Session, code: str) -> Agency | None:
    """The agency with this code, in any case."""
    return next(
        (each for each in all_agencies(session) if text.is_same_label(each.code, code)), None
    )


def all_agencies(session: Session) -> Sequence[Agency]:
    """All agencies by name."""
    return session.scalars(select(Agency).order_by(Agency.name)).all()


def names_of_agency(session: Session, agency_id: int) -> Sequence[str]:
    """The names of everybody who works in the agency."""
    return session.scalars(
        select(Person.name).where(Person.agency_id == agency_id, Person.is_active)
    ).all()


def units_of_agency(session: Session, agency_id: int) -> Sequence[Unit]:
    """All units of an agency by code."""
    return session.scalars(
        select(Unit).where(Unit.agency_id == agency_id).order_by(Unit.code)
    ).all()


def unit_ids_below(session: Session, agency_id: int, unit_id: int) -> set[int]:
    """The unit and all units under it."""
    parent_of = {unit.id: unit.parent_id for unit in units_of_agency(session, agency_id)}
    found = {unit_id} & parent_of.keys()
    grown = True
    while grown:
        more = {unit for unit, parent in parent_of.items() if parent in found} - found
        found |= more
        grown = bool(more)
    return found


def count_active(session: Session, agency_id: int) -> int:
    """How many officers work in an agency: all but the few who have left, both from an index."""
    everybody = select(func.count()).select_from(Person).where(Person.agency_id == agency_id)
    gone = everybody.where(Person.is_active == false())  # As the partial index says it.
    return (session.scalar(everybody) or 0) - (session.scalar(gone) or 0)


def matches_every_word(search: str, *keys: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether each word of the search stands in one of the keys; false where it has no word."""
    words = text.search_words(search)
    if not words:
        return false()
    return and_(*(or_(*(key.contains(word, autoescape=True) for key in keys)) for word in words))


def officer_of_agency(session: Session, agency_id: int, person_id: int) -> Person | None:
    """An officer with unit and supervisor, unless of another agency."""
    return session.scalar(
        select(Person)
        .where(Person.agency_id == agency_id, Person.id == person_id)
        .options(joinedload(Person.unit).joinedload(Unit.parent), joinedload(Person.supervisor))
    )


def officer_within(session: Session, reach: Reach, person_id: int) -> Person:
    """The same, unless out of reach. Raises OfficerNotFound."""
    person = officer_of_agency(session, reach.agency_id, person_id)
    if person is None or not covers_person(session, reach, person):
        raise OfficerNotFound
    return person


def officer_by_nip(session: Session, agency_id: int, number: str) -> Person | None:
    """The officer of the agency who has this number now."""
    own = (Person.agency_id == agency_id, Person.nip == number)
    return session.scalar(select(Person).where(*own))


def person_of_account(session: Session, account_id: int) -> Person | None:
    """The officer behind the account."""
    return session.scalar(select(Person).where(Person.account_id == account_id))


def acting_on(day: date) -> ColumnElement[bool]:
    """Of an acting post: that it is held on the day."""
    return and_(
        or_(ActingPost.starts_on.is_(None), ActingPost.starts_on <= day),
        or_(ActingPost.ends_on.is_(None), ActingPost.ends_on >= day),
    )


def acting_posts(
    session: Session, person: Person, reports: Sequence[Person]
) -> list[tuple[ActingPost, list[Person]]]:
    """The posts that an officer holds beside their own, each with the reports that it leads."""
    found = session.scalars(
        select(ActingPost)
        .where(ActingPost.person_id == person.id)
        .options(joinedload(ActingPost.unit))
        .order_by(ActingPost.title)
    )
    posts = []
    for post in found:
        below = unit_ids_below(session, person.agency_id, post.unit_id)
        posts.append((post, [each for each in reports if each.unit_id in below]))
    return posts


def direct_reports(
    session: Session, person: Person, reach: Reach | None = None
) -> Sequence[Person]:
    """Officers whose supervisor this is, by name; with `reach`, those that it covers."""
    return session.scalars(
        select(Person)
        .where(Person.supervisor_id == person.id, Person.is_active)
        .where(is_within(Person.unit_id, reach or Reach(person.agency_id)))
        .order_by(Person.name_key, Person.id)
    ).all()


def remembered_answers(session: Session, agency_id: int) -> dict[str, str]:
    """What HR said of the agency's earlier files, key to answer."""
    found = select(ImportAnswer.key, ImportAnswer.answer).where(ImportAnswer.agency_id == agency_id)
    return dict(session.execute(found).all())


def load_existing_record(
    session: Session, agency_id: int, *, emails: Collection[str], nips: Collection[str]
) -> ExistingRecord:
    """The record that an import is compared with; accounts as far as the file may touch them."""
    units = {unit.id: unit for unit in units_of_agency(session, agency_id)}
    accounts = [*_accounts(session, Account.email, emails), *_accounts(session, Account.nip, nips)]
    return ExistingRecord(
        units={
            unit.code: UnitRecord(
                unit.code, unit.name, units[unit.parent_id].code if unit.parent_id else None
            )
            for unit in units.values()
        },
        officers={officer.nip: officer for officer in _officers(session, agency_id)},
        ids=dict(_numbers(session, agency_id)),
        acting=frozenset(_acting(session, agency_id)),
        acting_by_hand=frozenset(_acting(session, agency_id, ~ActingPost.is_from_file)),
        inactive=frozenset(n for n, _id in _numbers(session, agency_id, is_active=False)),
        gone=_gone(session, agency_id),
        former=former_nips(session, agency_id),
        most_officers=session.scalar(select(Agency.most_officers).where(Agency.id == agency_id)),
        owner_of_email={email: number for email, number, _agency in accounts if email},
        foreign_nips=frozenset(
            number for _email, number, agency in accounts if number and agency != agency_id
        ),
    )


def _numbers(
    session: Session, agency_id: int, *, is_active: bool | None = None
) -> Sequence[tuple[str, int]]:
    found = select(Person.nip, Person.id).where(Person.agency_id == agency_id)
    if is_active is not None:
        found = found.where(Person.is_active.is_(is_active))
    return [(number, person_id) for number, person_id in session.execute(found)]


def _gone(session: Session, agency_id: int) -> dict[str, LeavingReason]:
    """NIP -> why, of those who left for good."""
    found = select(Person.nip, Person.left_as).where(
        Person.agency_id == agency_id, ~Person.is_active, Person.left_as.in_(FOR_GOOD)
    )
    return {number: reason for number, reason in session.execute(found) if reason}


def former_nips(session: Session, agency_id: int) -> dict[str, str]:
    """Numbers that were replaced -> the last digits of the number that holds now."""
    found = (
        select(FormerNip.nip, Person.nip)
        .join(Person, Person.id == FormerNip.person_id)
        .where(FormerNip.agency_id == agency_id)
    )
    return {former: number[-3:] for former, number in session.execute(found)}


def _acting(session: Session, agency_id: int, *only: ColumnElement[bool]) -> Iterator[ActingRecord]:
    found = (
        select(Person.nip, Unit.code, ActingPost.title, ActingPost.kind)
        .join(Person, ActingPost.person_id == Person.id)
        .join(Unit, ActingPost.unit_id == Unit.id)
        .where(Person.agency_id == agency_id, *only)
    )
    for row in session.execute(found):
        yield ActingRecord(*row)


def _officers(session: Session, agency_id: int) -> Iterator[OfficerRecord]:
    supervisor = aliased(Person)
    rows = session.execute(
        select(
            Person.nip,
            Person.name,
            Person.employment,
            Person.rank,
            Person.position,
            Person.level,
            Unit.code,
            supervisor.nip,
            Person.email,
        )
        .join(Unit, Person.unit_id == Unit.id)
        .outerjoin(supervisor, Person.supervisor_id == supervisor.id)
        .where(Person.agency_id == agency_id)
    )
    for row in rows:
        yield OfficerRecord(*row)


def _accounts(
    session: Session, column: InstrumentedAttribute[str | None], values: Collection[str]
) -> Iterator[tuple[str | None, str | None, int]]:
    for some in in_pieces(sorted(values)):
        found = select(Account.email, Account.nip, Account.agency_id).where(column.in_(some))
        yield from session.execute(found)
