"""The audit record of one agency, in words, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from berakhlak import text
from berakhlak.accounts.models import Account
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.audit.queries import latest_detail
from berakhlak.audit_log.detail_words import detail_words
from berakhlak.citizens.queries import counter_names, counters_of
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.scope import cycles_within
from berakhlak.engines import is_any_of
from berakhlak.pagination import paginate_numbers
from berakhlak.people.models import Person
from berakhlak.people.scope import is_within
from berakhlak.permissions import Action, Reach
from berakhlak.satisfaction_survey.queries import survey_names
from berakhlak.sealing.row_counts import SealingCounts

PER_PAGE = 50
OWN_ACTS = (
    Act.SIGNED_IN,
    Act.CHANGED_PASSWORD,
    Act.USED_CODE,
    Act.ADDED_SECOND_FACTOR,
    Act.REMOVED_SECOND_FACTOR,
    Act.ADDED_PASSKEY,
    Act.REMOVED_PASSKEY,
    Act.RENEWED_RECOVERY_CODES,
    Act.USED_RECOVERY_CODE,
)
"""What people do to their own account, often just before they rate: a time beside a rater."""
MODERATION = (
    Act.SHOWED_COMMENT,
    Act.REDACTED_COMMENT,
    Act.HID_COMMENT,
    Act.TOOK_BACK_COMMENT,
    Act.SHOWED_COMMENTS,
    Act.TOOK_BACK_COMMENTS,
)

_Subject = aliased(Account)
_Deleted = aliased(AuditEntry)
# A deleted cycle left its number to the next one on SQLite, before decision 0256: what was done to
# the one is not the other's.
_is_of_a_deleted = (
    select(_Deleted.id)
    .where(
        _Deleted.object_kind == Act.DELETED_CYCLE.kind,
        _Deleted.act.in_((Act.DELETED_CYCLE.code, Act.DELETED_RESULTS.code)),
        _Deleted.object_id == AuditEntry.object_id,
        _Deleted.id >= AuditEntry.id,
    )
    .exists()
)


def _about(
    kind: str, object_id: InstrumentedAttribute[Any] | ColumnElement[int]
) -> ColumnElement[bool]:
    return and_(AuditEntry.object_kind == kind, AuditEntry.object_id == object_id)


def _about_one(kind: str, objects: Select[Any]) -> ColumnElement[bool]:
    """Whether an entry is about one of these; not asked where it is of another kind."""
    return and_(AuditEntry.object_kind == kind, AuditEntry.object_id.in_(objects))


_Counter, _Survey = counter_names(), survey_names()
_of_cycle = and_(_about("cycle", Cycle.id), ~_is_of_a_deleted)
_on_cycle = or_(_of_cycle, _Counter.c.cycle_id == Cycle.id)


class RecordReader(Protocol):
    """Whoever looks: an account with its roles."""

    @property
    def id(self) -> int: ...
    @property
    def agency_id(self) -> int: ...
    def may(self, action: Action, *, whole: bool = False) -> bool: ...
    def reach(self, action: Action) -> Reach | None: ...


@dataclass(frozen=True)
class AuditLine:
    """One entry with the names behind its ids; `name` is None for the operator."""

    entry: AuditEntry
    name: str | None
    subject: str | None

    @property
    def act(self) -> object:
        act = self.entry.known_act
        words = act.words if act else self.entry.act
        detail = detail_words(act, self.entry.detail or {})
        return f"{words} ({detail})" if detail else words


@dataclass(frozen=True)
class AuditFilter:
    """Which lines are wanted; what is empty does not narrow. `name`: words in the name of whoever
    did it, compared as other searches compare them. Days are whole days in `timezone`."""

    act: Act | None = None
    name: str = ""
    first: date | None = None
    last: date | None = None
    hides_own_acts: bool = False
    timezone: str = "UTC"

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """What an entry and the account behind it must fulfil."""
        if self.act is not None:
            yield and_(AuditEntry.object_kind == self.act.kind, AuditEntry.act == self.act.code)
        zone = ZoneInfo(self.timezone)
        if self.first is not None:
            yield AuditEntry.at >= datetime.combine(self.first, time.min, zone)
        if self.last is not None:
            yield AuditEntry.at < datetime.combine(self.last + timedelta(days=1), time.min, zone)
        if self.hides_own_acts:
            own = [act.code for act in OWN_ACTS]
            yield or_(AuditEntry.object_kind != "account", AuditEntry.act.not_in(own))


def audit_page_of(
    session: Session, reader: RecordReader, page: int, wanted: AuditFilter | None = None
) -> Pagination:
    """A page of what accounts of the agency did, and operators to what is the agency's, as far as
    the reader may see it."""
    numbers = _wanted(session, reader, wanted)
    return paginate_numbers(session, numbers, page, PER_PAGE, partial(_read_lines, session))


def audit_lines_of(
    session: Session, reader: RecordReader, wanted: AuditFilter, most: int
) -> Iterator[AuditLine]:
    """The same without pages, the newest `most`."""
    newest = _wanted(session, reader, wanted).limit(most)
    return iter(_read_lines(session, newest))


def _wanted(session: Session, reader: RecordReader, wanted: AuditFilter | None) -> Select[int]:
    """Numbers of the entries, newest first. What they are about is joined to those of a page alone:
    joined to all that are counted or left out, it would cost as much as the record is long."""
    narrowed = list(wanted.conditions()) if wanted else []
    if wanted and wanted.name:
        found = _actors_named(session, reader.agency_id, wanted.name, narrowed)
        narrowed.append(is_any_of(AuditEntry.account_id, found))
    return (
        select(AuditEntry.id)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .where(_within(reader.agency_id), _seen_by(session, reader), *narrowed)
        .order_by(AuditEntry.id.desc())  # As they were written; by time, all would be sorted.
    )


def _actors_named(
    session: Session, agency_id: int, typed: str, narrowed: Sequence[ColumnElement[bool]]
) -> list[int]:
    """Ids of the accounts of an agency that did any of this, in whose name every word stands: few
    did, so that the names of all officers are not compared."""
    acted = select(AuditEntry.account_id).where(AuditEntry.account_id.is_not(None), *narrowed)
    rows = session.execute(
        select(Account.id, Account.name).where(
            Account.agency_id == agency_id, Account.id.in_(acted)
        )
    )
    is_found = text.words_finder(typed)
    return [number for number, name in rows if is_found(name)]


def comment_acts(session: Session, cycle: Cycle) -> Sequence[AuditLine]:
    """Who let comments of this cycle through or redacted them; the newest, at most a page."""
    newest = (
        select(AuditEntry.id)
        .where(
            AuditEntry.object_kind == "cycle",
            AuditEntry.object_id == cycle.id,
            AuditEntry.act.in_([act.code for act in MODERATION]),
        )
        .order_by(AuditEntry.id.desc())
        .limit(PER_PAGE)
    )
    return _read_lines(session, newest)


def sealed_counts(session: Session, cycle: Cycle) -> SealingCounts | None:
    """What became of each row when the cycle was sealed; None before, or where none were kept."""
    if not cycle.sealed_at:
        return None
    return SealingCounts.of_detail(latest_detail(session, Act.SEALED_CYCLE, cycle.id))


def _seen_by(session: Session, reader: RecordReader) -> ColumnElement[bool]:
    """Administrators see everything. HR sees what somebody did to others within their reach, never
    when people sign in or set their passwords: beside a rater, such a time could be a link."""
    if reader.may(Action.READ_SIGN_INS, whole=True):
        return true()
    own = AuditEntry.account_id == reader.id
    to_oneself = _about("account", AuditEntry.account_id)
    reach = reader.reach(Action.READ_RECORD)
    if reach is None:
        return own
    return or_(own, and_(_lies_in(session, reach), func.coalesce(~to_oneself, true())))


def _lies_in(session: Session, reach: Reach) -> ColumnElement[bool]:
    if reach.is_whole:
        return true()
    counters = [
        counter.id
        for cycle in cycles_within(session, reach)
        for counter in counters_of(session, cycle, reach)
    ]
    people = is_within(Person.unit_id, reach)
    return or_(
        _about_one("person", select(Person.id).where(people)),
        _about_one("account", select(Person.account_id).where(people)),
        _about_one(
            "satisfaction survey", select(_Survey.c.id).where(is_within(_Survey.c.unit_id, reach))
        ),
        and_(AuditEntry.object_kind == "counter", AuditEntry.object_id.in_(counters)),
    )


def _within(agency_id: int) -> ColumnElement[bool]:
    # Of no agency is what a command did, and an operator of the installation.
    ours = and_(Account.agency_id.is_(None), _owner() == agency_id)
    return or_(Account.agency_id == agency_id, ours)


def _owner() -> ColumnElement[int]:
    """The agency of what an entry is about, looked up for one entry at a time: few are asked."""
    kind, number = AuditEntry.object_kind, AuditEntry.object_id
    of_counter = select(Cycle.agency_id).join(_Counter, _Counter.c.cycle_id == Cycle.id)
    looked_up = {
        "counter": of_counter.where(_Counter.c.id == number),
        "account": select(_Subject.agency_id).where(_Subject.id == number),
        "person": select(Person.agency_id).where(Person.id == number),
        "satisfaction survey": select(_Survey.c.agency_id).where(_Survey.c.id == number),
    }
    of_cycle = select(Cycle.agency_id).where(Cycle.id == number)
    return case(
        (kind == "agency", number),
        (and_(kind == "cycle", ~_is_of_a_deleted), of_cycle.scalar_subquery()),
        *((kind == each, owner.scalar_subquery()) for each, owner in looked_up.items()),
    )


def _read_lines(session: Session, wanted: Sequence[int] | Select[int]) -> list[AuditLine]:
    """Entries by their numbers, newest first, with the names of who did it and to what."""
    # Asked of one entry at a time: joined, the names of all surveys were put together.
    of_survey = select(_Survey.c.name).where(_about("satisfaction survey", _Survey.c.id))
    survey = of_survey.correlate(AuditEntry).scalar_subquery()
    subject = func.coalesce(_Counter.c.name, survey, Cycle.name, _Subject.name, Person.name)
    lines = (
        select(AuditEntry, Account.name, subject)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .outerjoin(_Counter, _about("counter", _Counter.c.id))
        .outerjoin(Cycle, _on_cycle)
        .outerjoin(_Subject, _about("account", _Subject.id))
        .outerjoin(Person, _about("person", Person.id))
        .where(AuditEntry.id.in_(wanted))
        .order_by(AuditEntry.id.desc())
    )
    return [AuditLine(*row) for row in session.execute(lines)]
