"""Needs of units (AKPK) as HR decides them, what they cost, and what of them is shared.

No figure of ratings enters: docs/decisions/0230.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask_babel import lazy_gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, delete, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor, record_act
from berakhlak.errors import InvalidInput, NotFound
from berakhlak.pagination import paginate_read, paginate_rows
from berakhlak.people.models import Agency, Unit
from berakhlak.statistics.small_groups import LEAST
from berakhlak.training.models import (
    PartnerAccount,
    ProgrammeState,
    SharedNeed,
    TrainingBudget,
    TrainingNeed,
    TrainingProgramme,
    TrainingProvider,
)
from berakhlak.training.plans import NotOffered

NONE_CHOSEN = ""


class NeedNotFound(NotFound):
    """No such line, or of another agency."""

    message = _("Baris kebutuhan ini tidak ada.")


class ServesSomethingElse(InvalidInput):
    """The programme does not serve what is needed."""

    message = _("Program ini tidak melayani kebutuhan itu. Pilih program lain, atau kosongkan.")


@dataclass(frozen=True)
class NeedContent:
    """What HR decides; `programme`: by which it is met, where that is known."""

    unit: Unit
    subject: str
    places: int
    programme: TrainingProgramme | None


@dataclass(frozen=True)
class BudgetLine:
    """Places and cost of a unit or a programme; `name`: empty for what has no programme yet."""

    name: str
    places: int
    cost: int


@dataclass(frozen=True)
class BudgetView:
    """The sums of a year; `ceiling`: None where HR has entered none."""

    by_programme: Sequence[BudgetLine]
    places: int
    cost: int
    ceiling: int | None

    @property
    def left(self) -> int | None:
        """What remains below the ceiling; below zero where the sum is above."""
        return None if self.ceiling is None else self.ceiling - self.cost


def needs_page_of(
    session: Session, agency_id: int, year: int, page: int, per_page: int
) -> Pagination:
    """A page of the needs of a year, by unit, then by what is needed."""
    wanted, key = _select_needs(agency_id, year), TrainingNeed.id
    return paginate_rows(session, wanted, page, per_page, lambda need: need, key=key)


def _select_needs(agency_id: int, year: int) -> Select[TrainingNeed]:
    return (
        select(TrainingNeed)
        .join(Unit, Unit.id == TrainingNeed.unit_id)
        .where(Unit.agency_id == agency_id, TrainingNeed.year == year)
        .options(joinedload(TrainingNeed.unit), joinedload(TrainingNeed.programme))
        .order_by(Unit.code, TrainingNeed.subject, TrainingNeed.id)
    )


class NeedLine(NamedTuple):
    """A need as a file tells it, by names; `programme` and its `provider` are None where none is
    chosen, `price` is of one place, in rupiah."""

    unit: str
    subject: str
    places: int
    programme: str | None
    provider: str | None
    price: int


def needs_of_year(session: Session, agency_id: int, year: int) -> list[NeedLine]:
    """All of them, in the order of `needs_page_of`."""
    need, programme = TrainingNeed, TrainingProgramme
    rows = session.execute(
        select(
            Unit.name, need.subject, need.places, programme.title, TrainingProvider.name, need.price
        )
        .select_from(need)
        .join(Unit, Unit.id == need.unit_id)
        .outerjoin(programme, programme.id == need.programme_id)
        .outerjoin(TrainingProvider, TrainingProvider.id == programme.provider_id)
        .where(Unit.agency_id == agency_id, need.year == year)
        .order_by(Unit.code, need.subject, need.id)
    )
    return [NeedLine(*row) for row in rows]


def needed_subjects(session: Session, agency_id: int, year: int) -> dict[str, int]:
    """What is needed in a year, with the places over all units."""
    rows = session.execute(
        select(TrainingNeed.subject, func.sum(TrainingNeed.places))
        .join(Unit, Unit.id == TrainingNeed.unit_id)
        .where(Unit.agency_id == agency_id, TrainingNeed.year == year)
        .group_by(TrainingNeed.subject)
    )
    return {subject: int(places) for subject, places in rows}


def need_within(session: Session, agency_id: int, need_id: int) -> TrainingNeed:
    """Raises NeedNotFound."""
    found = session.get(TrainingNeed, need_id)
    if found is None or found.unit.agency_id != agency_id:
        raise NeedNotFound
    return found


def add_need(
    session: Session, year: int, content: NeedContent, *, by: Actor | None, at: datetime
) -> TrainingNeed:
    """Raises ServesSomethingElse, NotOffered."""
    need = TrainingNeed(year=year)
    _state(need, content)
    session.add(need)
    session.flush()
    _record(session, need, by, at)
    return need


def change_need(
    session: Session, need: TrainingNeed, content: NeedContent, *, by: Actor | None, at: datetime
) -> None:
    """The price is that of the catalogue today. Raises ServesSomethingElse, NotOffered."""
    _state(need, content)
    session.flush()
    _record(session, need, by, at)


def remove_need(
    session: Session, need: TrainingNeed, *, by: Actor | None, at: datetime
) -> None:  # fmt: skip
    """Take a line out of the year."""
    _record(session, need, by, at)
    session.execute(delete(TrainingNeed).where(TrainingNeed.id == need.id))


def set_ceiling(
    session: Session, agency: Agency, year: int, ceiling: int, *, by: Actor | None, at: datetime
) -> None:
    """What may be spent in a year, in rupiah."""
    session.merge(TrainingBudget(agency_id=agency.id, year=year, ceiling=ceiling))
    session.flush()
    detail = {"name": f"{year}: Rp{ceiling}"}
    record_act(session, Act.SET_TRAINING_CEILING, agency.id, by=by, at=at, detail=detail)


def budget_view(session: Session, agency_id: int, year: int) -> BudgetView:
    """Places × price by programme, and their sum against the ceiling."""
    budget = session.get(TrainingBudget, (agency_id, year))
    lines = _summed(session, agency_id, year, TrainingProgramme.id, TrainingProgramme.title)
    return BudgetView(
        lines,
        sum(line.places for line in lines),
        sum(line.cost for line in lines),
        budget.ceiling if budget else None,
    )


def budget_by_unit(session: Session, agency_id: int, year: int) -> Sequence[BudgetLine]:
    """Places × price of every unit with needs, by name."""
    return _summed(session, agency_id, year, Unit.id, Unit.name)


def budget_page(
    session: Session, agency_id: int, year: int, page: int, per_page: int
) -> Pagination:
    """A page of the same; only its units are summed."""
    has_needs = exists().where(TrainingNeed.unit_id == Unit.id, TrainingNeed.year == year)
    units = select(Unit.id).where(Unit.agency_id == agency_id, has_needs)
    total = session.scalar(select(func.count()).select_from(units.subquery())) or 0

    def read(first: int, number: int) -> list[BudgetLine]:
        shown = units.order_by(Unit.name, Unit.id).limit(number).offset(first)
        some = list(session.scalars(shown))
        return _summed(session, agency_id, year, Unit.id, Unit.name, Unit.id.in_(some))

    return paginate_read(total, page, per_page, read)


def share_needs(
    session: Session, provider: TrainingProvider, year: int, subjects: Collection[str], *,
    by: Actor | None, at: datetime,
) -> None:  # fmt: skip
    """Let the provider read these of a year, and no others."""
    mine = (SharedNeed.provider_id == provider.id, SharedNeed.year == year)
    session.execute(delete(SharedNeed).where(*mine))
    session.add_all(
        SharedNeed(provider_id=provider.id, year=year, subject=each) for each in sorted(subjects)
    )
    session.flush()
    detail = {"name": ", ".join([str(year), *sorted(subjects)])}
    record_act(session, Act.SHARED_NEEDS, provider.id, by=by, at=at, detail=detail)


def shared_subjects(session: Session, provider_id: int, year: int) -> list[str]:
    """What HR shared of a year with a provider."""
    mine = (SharedNeed.provider_id == provider_id, SharedNeed.year == year)
    return sorted(session.scalars(select(SharedNeed.subject).where(*mine)))


def shared_places(
    session: Session, provider: TrainingProvider, year: int
) -> list[tuple[str, int]]:  # fmt: skip
    """(what, places over all units) of what was shared; sums below five are left out."""
    shared = shared_subjects(session, provider.id, year)
    sums = needed_subjects(session, provider.agency_id, year) if shared else {}
    told = [(each, sums.get(each, 0)) for each in shared]
    return [(subject, places) for subject, places in told if places >= LEAST]


def provider_of(session: Session, account_id: int) -> TrainingProvider | None:
    """For whom a partner acts."""
    found = session.get(PartnerAccount, account_id)
    return session.get(TrainingProvider, found.provider_id) if found else None


def _state(need: TrainingNeed, content: NeedContent) -> None:
    programme = content.programme
    if programme is not None:
        if programme.state is not ProgrammeState.OFFERED:
            raise NotOffered
        if content.subject not in programme.served:
            raise ServesSomethingElse
    need.unit_id, need.subject, need.places = content.unit.id, content.subject, content.places
    need.programme_id = programme.id if programme else None
    need.price = programme.price if programme else 0


def _summed(
    session: Session,
    agency_id: int,
    year: int,
    part: InstrumentedAttribute[int],
    name: InstrumentedAttribute[str],
    *narrowed: ColumnElement[bool],
) -> list[BudgetLine]:
    """A line for each part, by its name; units and programmes of one name stay apart."""
    places, cost = TrainingNeed.places, TrainingNeed.places * TrainingNeed.price
    rows = session.execute(
        select(name, func.sum(places), func.sum(cost))
        .select_from(TrainingNeed)
        .join(Unit, Unit.id == TrainingNeed.unit_id)
        .outerjoin(TrainingProgramme, TrainingProgramme.id == TrainingNeed.programme_id)
        .where(Unit.agency_id == agency_id, TrainingNeed.year == year, *narrowed)
        .group_by(part, name)
    )
    found = [BudgetLine(each or NONE_CHOSEN, int(n), int(paid)) for each, n, paid in rows]
    return sorted(found, key=lambda line: (line.name == NONE_CHOSEN, line.name))


def _record(session: Session, need: TrainingNeed, by: Actor | None, at: datetime) -> None:
    detail: dict[str, int | str] = {"name": f"{need.year}, {need.subject}", "places": need.places}
    record_act(session, Act.DECIDED_NEED, need.id, by=by, at=at, detail=detail)
