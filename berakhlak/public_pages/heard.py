"""What a unit's page tells of complaints and of satisfaction surveys: what their rooms released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from berakhlak.people.models import Unit
from berakhlak.public_pages.quarters import Quarter


@dataclass(frozen=True, kw_only=True)
class ComplaintQuarter:
    """How many complaints came, and how many were answered in time; None for too few to say."""

    quarter: Quarter
    received: int | None
    in_time: int | None


@dataclass(frozen=True, kw_only=True)
class SurveyPeriod:
    """One published survey: `ikm` 25 to 100 with its interval; `elements`: code, name and mean from
    1 to 4."""

    starts_on: date
    ends_on: date
    respondents: int
    ikm: float
    low: float
    high: float
    grade: str
    elements: tuple[tuple[str, str, float], ...] = ()

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.ends_on)


def complaints_of(_session: Session, _unit: Unit) -> Sequence[ComplaintQuarter]:
    """By quarter, the oldest first."""
    return ()


def surveys_of(_session: Session, _unit: Unit) -> Sequence[SurveyPeriod]:
    """The oldest first."""
    return ()
