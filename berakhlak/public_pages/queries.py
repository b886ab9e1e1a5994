"""Which pages there are, and which figures could be released for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import IS_MAIN, IS_NO_PULSE, Cycle, CycleUnit
from berakhlak.errors import NotFound
from berakhlak.people.models import Agency, Unit
from berakhlak.profiles.access import RELEASED
from berakhlak.public_pages.models import PublicPage, PublicRelease
from berakhlak.statistics.public_figures import PublicFigures


class PageNotPublic(NotFound):
    """No such page, or it is not open to the public."""

    message = _("Halaman ini tidak ada, atau tidak dibuka untuk umum.")


@dataclass(frozen=True)
class ListedPage:
    """A unit whose page is open, with the two parts of its address."""

    agency: str
    unit: str
    agency_part: str
    unit_part: str


def page_of_unit(session: Session, unit_id: int) -> PublicPage | None:
    """The page of a unit, open or not; None where there never was one."""
    return session.get(PublicPage, unit_id)


def open_page(session: Session, agency_part: str, unit_part: str) -> PublicPage:
    """Raises PageNotPublic."""
    found = session.scalar(
        select(PublicPage).where(
            PublicPage.agency_part == agency_part,
            PublicPage.unit_part == unit_part,
            PublicPage.is_on,
        )
    )
    if found is None:
        raise PageNotPublic
    return found


def listed_pages(session: Session, agency_part: str = "") -> Sequence[ListedPage]:
    """Open pages of an agency, or of all, by name."""
    wanted = (
        select(Agency.name, Unit.name, PublicPage.agency_part, PublicPage.unit_part)
        .join(Unit, Unit.id == PublicPage.unit_id)
        .join(Agency, Agency.id == Unit.agency_id)
        .where(PublicPage.is_on)
        .order_by(Agency.name, Unit.name, Unit.code)
    )
    if agency_part:
        wanted = wanted.where(PublicPage.agency_part == agency_part)
    return [ListedPage(*row) for row in session.execute(wanted)]


def releases_of(session: Session, unit_id: int) -> list[tuple[Cycle, date, PublicFigures]]:
    """What was released of a unit: cycle, the day that it closed, figures; the oldest first."""
    rows = session.execute(
        select(Cycle, PublicRelease.closed_on, PublicRelease.payload)
        .join(Cycle, Cycle.id == PublicRelease.cycle_id)
        .where(PublicRelease.unit_id == unit_id, Cycle.state.in_(RELEASED))
        .order_by(PublicRelease.closed_on, PublicRelease.cycle_id)
    )
    return [(cycle, day, PublicFigures.from_json(text)) for cycle, day, text in rows]


def releasable_cycles(session: Session, unit_id: int) -> Sequence[Cycle]:
    """Published cycles in which the unit was rated and of which its page shows nothing yet, the
    oldest first."""
    covers = exists().where(CycleUnit.cycle_id == Cycle.id, CycleUnit.unit_id == unit_id)
    is_out = exists().where(PublicRelease.cycle_id == Cycle.id, PublicRelease.unit_id == unit_id)
    wanted = (
        select(Cycle)
        .where(Cycle.state.in_(RELEASED), IS_MAIN, IS_NO_PULSE, covers, ~is_out)
        .order_by(Cycle.closes_on, Cycle.id)
    )
    return session.scalars(wanted).all()
