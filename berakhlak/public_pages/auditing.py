"""Everything that the public reads, attacked anew as it is stored: an operator may ask at any time.

Figures of citizens and of surveys are attacked by `disclosure`. Complaints are counts of five or
more, and the index of trust is made of figures that stand beside it: neither tells more than that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.disclosure.satisfaction import PrintedSurvey, attack_surveys
from berakhlak.people.models import Unit
from berakhlak.public_pages.models import PublicRelease
from berakhlak.public_pages.operations import PublicFigureLeaks, plan_release
from berakhlak.satisfaction_survey.models import SatisfactionSurvey
from berakhlak.satisfaction_survey.queries import figures_of


@dataclass(frozen=True)
class PublicAudit:
    """How many releases and surveys were attacked, and in which units something was found."""

    releases: int
    surveys: int
    leaking: tuple[str, ...]


def audit_public(session: Session) -> PublicAudit:
    """Attack every release and every published survey of all agencies."""
    releases = session.scalars(select(PublicRelease)).all()
    surveys = session.scalars(
        select(SatisfactionSurvey)
        .where(SatisfactionSurvey.published_on.is_not(None))
        .order_by(SatisfactionSurvey.unit_id, SatisfactionSurvey.id)
    ).all()
    found = {name for each in releases for name in _leaks_of_release(session, each)}
    for _unit, of_unit in groupby(surveys, key=lambda each: each.unit_id):
        printed = list(_printed(of_unit))
        if any(True for _finding in attack_surveys(printed)):
            found.add(printed[0].unit)
    return PublicAudit(len(releases), len(surveys), tuple(sorted(found)))


def _leaks_of_release(session: Session, release: PublicRelease) -> Iterator[str]:
    unit = session.get_one(Unit, release.unit_id)
    try:
        plan_release(session, unit, session.get_one(Cycle, release.cycle_id))
    except PublicFigureLeaks:
        yield unit.name


def _printed(surveys: Iterator[SatisfactionSurvey]) -> Iterator[PrintedSurvey]:
    for each in surveys:
        told = figures_of(each)
        if told is not None:
            yield PrintedSurvey(each.unit.name, each.starts_on, each.last_day, told)
