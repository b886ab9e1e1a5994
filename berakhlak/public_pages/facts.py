"""Everything that the page of a unit tells, and nobody's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from berakhlak.complaints.queries import policy_of
from berakhlak.people.models import Agency, Unit
from berakhlak.public_pages.models import PublicPage
from berakhlak.public_pages.queries import releases_of
from berakhlak.public_pages.told_by_rooms import (
    ComplaintQuarter,
    SurveyPeriod,
    complaints_of,
    surveys_of,
)
from berakhlak.quarters import Quarter
from berakhlak.service_standards.models import StandardVersion
from berakhlak.service_standards.queries import StatedService, ToldChange, changes_of, services_of
from berakhlak.statistics.frozen_result import CellStatus
from berakhlak.statistics.public_figures import PublicFigures


@dataclass(frozen=True, kw_only=True)
class CitizensPeriod:
    """Citizens' figures of one cycle; `quarter` in which it closed, `names` of values by code and
    language."""

    quarter: Quarter
    figures: PublicFigures
    names: Mapping[str, Mapping[str, str]]

    @property
    def has_any(self) -> bool:
        """Whether a single figure is shown."""
        return any(each.status is CellStatus.SHOWN for each in self.figures.values)


@dataclass(frozen=True, kw_only=True)
class UnitFacts:
    """One unit's page on the day `today`; periods from the oldest. `complaint_unit`: its number on
    the form of complaints, None where none are taken."""

    agency: str
    agency_code: str
    unit: str
    agency_part: str
    unit_part: str
    complaint_unit: int | None
    today: date
    services: Sequence[StatedService]
    changes: Sequence[ToldChange]
    citizens: Sequence[CitizensPeriod]
    complaints: Sequence[ComplaintQuarter]
    surveys: Sequence[SurveyPeriod]

    @property
    def standards(self) -> list[tuple[StandardVersion, StatedService]]:
        """What holds today, with all versions of its service."""
        held = [(each.in_force(self.today), each) for each in self.services]
        return [(version, service) for version, service in held if version is not None]


def unit_facts(session: Session, page: PublicPage, today: date) -> UnitFacts:
    """Of a page that is open."""
    unit = session.get_one(Unit, page.unit_id)
    agency = session.get_one(Agency, unit.agency_id)
    return UnitFacts(
        agency=agency.name,
        agency_code=agency.code,
        unit=unit.name,
        agency_part=page.agency_part,
        unit_part=page.unit_part,
        complaint_unit=unit.id if policy_of(session, agency.id).is_on else None,
        today=today,
        services=services_of(session, unit.id),
        changes=changes_of(session, unit.id, shown=True),
        citizens=[
            CitizensPeriod(
                quarter=Quarter.of(day),
                figures=figures,
                names={
                    value.code: {"id": value.name.id, "en": value.name.in_language("en")}
                    for value in cycle.instrument.content.values
                },
            )
            for cycle, day, figures in releases_of(session, unit.id)
        ],
        complaints=complaints_of(session, unit),
        surveys=surveys_of(session, unit),
    )
