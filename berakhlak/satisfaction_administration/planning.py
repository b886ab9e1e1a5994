"""The plan of action (rencana tindak lanjut): written by the unit until the survey is out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.engines import rows_changed
from berakhlak.errors import InvalidInput, NotFound
from berakhlak.satisfaction_administration.closing import AlreadyPublished, NothingToPublish
from berakhlak.satisfaction_survey.models import FollowUp, SatisfactionSurvey
from berakhlak.satisfaction_survey.queries import lock_survey
from berakhlak.service_standards.named_people import named_in

MOST_LINES = 18


class NamesOfficer(InvalidInput):
    """Services and plan are read by everybody, and name nobody."""

    message = _("Tulis jabatan atau bagian, bukan nama, NIP, atau email pegawai: ini dibaca umum.")


class PlanFull(InvalidInput):
    """Longer than anybody reads."""

    message = _("Rencana memuat paling banyak %(most)s baris.", most=MOST_LINES)


@dataclass(frozen=True)
class PlannedAction:
    """One line as typed; `element`: 1 to 9."""

    element: int
    action: str
    due: str
    responsible: str


def require_nameless(session: Session, agency_id: int, words: Iterable[str]) -> None:
    """What everybody reads of a survey names no officer of the agency. Raises NamesOfficer."""
    if named_in(session, agency_id, words):
        raise NamesOfficer


def add_action(
    session: Session,
    survey: SatisfactionSurvey,
    planned: PlannedAction,
    *,
    by: Actor | None,
    at: datetime,
) -> None:
    """Raises NothingToPublish, AlreadyPublished, NamesOfficer, PlanFull."""
    _require_open(session, survey)
    said = (planned.action, planned.due, planned.responsible)
    require_nameless(session, survey.agency_id, said)
    mine = select(FollowUp.id).where(FollowUp.survey_id == survey.id)
    if len(session.scalars(mine).all()) >= MOST_LINES:
        raise PlanFull
    session.add(
        FollowUp(
            survey_id=survey.id,
            element=planned.element,
            action=planned.action,
            due=planned.due,
            responsible=planned.responsible,
        )
    )
    audit.record_act(session, Act.PLANNED_FOLLOW_UP, survey.id, by=by, at=at)


def remove_action(
    session: Session, survey: SatisfactionSurvey, line_id: int, *, by: Actor | None, at: datetime
) -> None:
    """Raises NothingToPublish, AlreadyPublished, NotFound."""
    _require_open(session, survey)
    mine = (FollowUp.id == line_id, FollowUp.survey_id == survey.id)
    if not rows_changed(session, delete(FollowUp).where(*mine)):
        raise NotFound
    audit.record_act(session, Act.PLANNED_FOLLOW_UP, survey.id, by=by, at=at)


def _require_open(session: Session, survey: SatisfactionSurvey) -> None:
    lock_survey(session, survey)  # Whoever publishes waits, or we see that it is out.
    if survey.published_on is not None:
        raise AlreadyPublished
    if survey.figures_json is None:
        raise NothingToPublish
