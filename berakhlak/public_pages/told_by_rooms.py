"""What a unit's page tells of complaints and of satisfaction surveys: what their rooms released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString
from sqlalchemy.orm import Session

from berakhlak.complaints.public_share import answered_in_time
from berakhlak.people.models import Unit
from berakhlak.quarters import Quarter
from berakhlak.satisfaction_survey.elements import ELEMENTS
from berakhlak.satisfaction_survey.published import PublishedIndex, published_of_unit
from berakhlak.statistics.inference.indices import FigureInterval, class_within
from berakhlak.statistics.satisfaction_index import BANDS
from berakhlak.statistics.told_satisfaction import Bound


@dataclass(frozen=True, kw_only=True)
class ComplaintQuarter:
    """How many complaints came, and how many were answered in time; None for too few to say."""

    quarter: Quarter
    received: int | None
    in_time: int | None


@dataclass(frozen=True, kw_only=True)
class ElementMean:
    """One element of a survey: its code, name, and mean from 1 to 4, or the bound of it."""

    code: str
    name: LazyString
    mean: float
    bound: Bound

    @property
    def sign(self) -> str:
        return self.bound.sign


@dataclass(frozen=True, kw_only=True)
class PlannedLine:
    """One line of a plan of action: name of the element, and what the unit wrote."""

    element: LazyString
    action: str
    due: str
    responsible: str


@dataclass(frozen=True, kw_only=True)
class SurveyPeriod:
    """One published survey: `ikm` 25 to 100 with its interval; `is_sure`: whether that lies whole
    in the band of its grade. `plan`: what the unit means to do about it."""

    starts_on: date
    ends_on: date
    respondents: int
    ikm: float
    low: float
    high: float
    grade: str
    is_sure: bool
    elements: tuple[ElementMean, ...] = ()
    plan: tuple[PlannedLine, ...] = ()

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.ends_on)


def complaints_of(session: Session, unit: Unit) -> Sequence[ComplaintQuarter]:
    """By quarter, the oldest first."""
    return [
        ComplaintQuarter(
            quarter=Quarter.of(each.quarter), received=each.received, in_time=each.answered_in_time
        )
        for each in answered_in_time(session, unit.agency_id)
        if each.unit_id == unit.id
    ]


def surveys_of(session: Session, unit: Unit) -> Sequence[SurveyPeriod]:
    """The oldest first."""
    return [
        SurveyPeriod(
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            respondents=each.respondents,
            ikm=each.ikm,
            low=each.low,
            high=each.high,
            grade=each.grade.value,
            is_sure=_is_sure(each),
            elements=tuple(
                ElementMean(code=element.code, name=element.name, mean=mean, bound=bound)
                for element, bound, mean in zip(
                    ELEMENTS, each.element_bounds, each.element_means, strict=True
                )
            ),
            plan=_planned(each),
        )
        for each in published_of_unit(session, unit.id)
    ]


def _planned(told: PublishedIndex) -> tuple[PlannedLine, ...]:
    return tuple(
        PlannedLine(
            element=ELEMENTS[line.element - 1].name,
            action=line.action,
            due=line.due,
            responsible=line.responsible,
        )
        for line in told.plan
    )


def _is_sure(told: PublishedIndex) -> bool:
    interval = FigureInterval(told.ikm, told.low, told.high, told.respondents)
    return class_within(interval, dict(BANDS)) is told.grade
