"""Which codes open anything, who may be given one, and what an account is told of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from berakhlak.access.models import AccessCode, CodeWay
from berakhlak.accounts.models import IS_BEYOND_OFFICER, Account, AccountRole
from berakhlak.accounts.queries import still_holds
from berakhlak.people.models import Person, Unit
from berakhlak.people.scope import is_within
from berakhlak.permissions import Action, Reach, RoleHolder

TOLD_DAYS = 30  # How long an account is told of a code on its start page.
MOST_TOLD = 5


@dataclass(frozen=True)
class CodeChoice:
    """Of whom: a unit, perhaps with all below it, or everybody; perhaps those without password."""

    unit_id: int | None = None
    below: bool = False
    only_new: bool = True


@dataclass(frozen=True)
class CodeGiver:
    """How far somebody may give codes; `gives_to_all`: also to who may do more than rate."""

    reach: Reach
    gives_to_all: bool


def code_giver(account: RoleHolder) -> CodeGiver | None:
    """What an account may give; None where it may give nothing."""
    reach = account.reach(Action.GIVE_CODES)
    return CodeGiver(reach, account.may(Action.GIVE_CODES_TO_ALL, whole=True)) if reach else None


@dataclass(frozen=True)
class CodePerson:
    """Somebody who may be given a code; `account_id` is empty where there is no account yet."""

    id: int
    account_id: int | None
    nip: str
    name: str
    mark: str
    email: str | None
    unit_id: int
    unit: str
    has_password: bool


@dataclass(frozen=True)
class AccessCounts:
    """How the people of a choice stand."""

    people: int
    new: int
    with_address: int
    waiting: int


# An account signs in with its own address; of who has none yet, the person's becomes it.
_ADDRESS = func.coalesce(Account.email, case((Account.id.is_(None), Person.email)))


_OPENS_ACCOUNT = (AccessCode.session_version == Account.session_version, Account.is_enabled)


def _holds(today: date) -> tuple[ColumnElement[bool], ...]:
    return (AccessCode.digest.is_not(None), AccessCode.expires_on >= today)


def _is_live(today: date) -> ColumnElement[bool]:
    return and_(*_holds(today), *_OPENS_ACCOUNT)


def live_codes(session: Session, account_id: int, today: date) -> Sequence[AccessCode]:
    """Codes that open the account now; of an account that is disabled, none."""
    found = select(AccessCode).join(Account, Account.id == AccessCode.account_id)
    return session.scalars(found.where(AccessCode.account_id == account_id, _is_live(today))).all()


def latest_code(session: Session, account_id: int) -> AccessCode | None:
    """The newest code that HR gave the account."""
    wanted = (
        select(AccessCode)
        .options(joinedload(AccessCode.issued_by))
        .where(AccessCode.account_id == account_id, AccessCode.way != CodeWay.FORGOTTEN)
        .order_by(AccessCode.id.desc())
    )
    return session.scalars(wanted.limit(1)).first()


def told_codes(session: Session, account_id: int, today: date) -> Sequence[AccessCode]:
    """Codes of the last days of which the owner is told, the newest first."""
    since = today - timedelta(days=TOLD_DAYS)
    wanted = (
        select(AccessCode)
        .options(joinedload(AccessCode.issued_by))
        .where(
            AccessCode.account_id == account_id,
            or_(AccessCode.issued_on > since, AccessCode.used_on > since),
        )
        .order_by(AccessCode.id.desc())
    )
    return session.scalars(wanted.limit(MOST_TOLD)).all()


def count_forgotten(session: Session, account_id: int, today: date) -> int:
    """How many codes the owner has had by mail on this day."""
    wanted = select(func.count()).where(
        AccessCode.account_id == account_id,
        AccessCode.way == CodeWay.FORGOTTEN,
        AccessCode.issued_on == today,
    )
    return session.scalar(wanted) or 0


def select_people(
    giver: CodeGiver, choice: CodeChoice, today: date
) -> Select[int, int | None, str, str, str, str, int, str, bool]:
    """People to whom the giver may give a code, by unit and name.

    An account that can do more than rate is given one by an administrator alone.
    """
    reach, more = giver.reach, select(AccountRole.account_id)
    more = more.where(IS_BEYOND_OFFICER, still_holds(today))
    found = (
        select(
            Person.id, Person.account_id, Person.nip, Person.name, Person.mark,
            _ADDRESS,
            Unit.id, Unit.name, Account.password_hash.is_not(None),
        )
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Account, Account.id == Person.account_id)
        .where(Person.agency_id == reach.agency_id, Person.is_active)
        .where(is_within(Person.unit_id, reach))
        .where(or_(Account.id.is_(None), Account.is_enabled))
        .order_by(Unit.code, Unit.id, Person.name_key, Person.id)
    )  # fmt: skip
    if not giver.gives_to_all:
        found = found.where(or_(Account.id.is_(None), Account.id.not_in(more)))
    if choice.only_new:
        found = found.where(Account.password_hash.is_(None))
    if choice.unit_id is not None:
        below = is_within(Person.unit_id, Reach(reach.agency_id, frozenset({choice.unit_id})))
        found = found.where(below if choice.below else Person.unit_id == choice.unit_id)
    return found


def people_to_give(
    session: Session, giver: CodeGiver, choice: CodeChoice, today: date
) -> list[CodePerson]:
    """The same, read."""
    rows = session.execute(select_people(giver, choice, today))
    return [CodePerson(*row) for row in rows]


def holders_of_codes(
    giver: CodeGiver, choice: CodeChoice, ways: Sequence[CodeWay], today: date
) -> Select[int]:
    """Accounts of these people that a code opens now that came in one of these ways."""
    people = select_people(giver, choice, today).with_only_columns(Person.account_id).order_by(None)
    return (
        select(AccessCode.account_id)
        .join(Account, Account.id == AccessCode.account_id)
        .where(AccessCode.account_id.in_(people), AccessCode.way.in_(ways), _is_live(today))
    )


def has_no_officer(session: Session, account_id: int) -> bool:
    """Whether an account is nobody's in the personnel record."""
    return session.scalar(select(Person.id).where(Person.account_id == account_id)) is None


def person_to_give(
    session: Session, giver: CodeGiver, person: Person, today: date
) -> CodePerson | None:
    """The same of one person; None where they may not be given a code."""
    found = select_people(giver, CodeChoice(only_new=False), today)
    row = session.execute(found.where(Person.id == person.id)).first()
    return CodePerson(*row) if row else None


def is_anybody_to_give(
    session: Session, giver: CodeGiver, choice: CodeChoice, today: date, *, with_address: bool
) -> bool:
    """Whether the choice holds anybody, perhaps with an address to write to."""
    found = select_people(giver, choice, today)
    if with_address:
        found = found.where(_ADDRESS.is_not(None))
    return session.execute(found.limit(1)).first() is not None


def access_counts(session: Session, reach: Reach, today: date) -> AccessCounts:
    """How many can sign in, and how many have a code that waits to be used."""
    ours = and_(Person.agency_id == reach.agency_id, is_within(Person.unit_id, reach))
    row = session.execute(
        select(
            func.count(),
            func.count().filter(Account.password_hash.is_(None)),
            func.count().filter(Account.password_hash.is_(None), Account.email.is_not(None)),
        )
        .select_from(Person)
        .outerjoin(Account, Account.id == Person.account_id)
        .where(ours, Person.is_active)
    ).one()
    # From the codes on, which are few, and not from all officers or accounts.
    is_ours = exists().where(Person.account_id == AccessCode.account_id, ours)
    opens = exists().where(Account.id == AccessCode.account_id, *_OPENS_ACCOUNT)
    waiting = select(func.count(func.distinct(AccessCode.account_id)))
    waiting = waiting.where(*_holds(today), opens, is_ours)
    return AccessCounts(*row, waiting=session.scalar(waiting) or 0)
