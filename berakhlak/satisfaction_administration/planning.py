"""The plan of action (rencana tindak lanjut): written by the unit until the survey is out."""

from __future__ import annotations

import re
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
from berakhlak.people.models import Person
from berakhlak.satisfaction_administration.closing import AlreadyPublished, NothingToPublish
from berakhlak.satisfaction_survey.models import FollowUp, SatisfactionSurvey
from berakhlak.text import search_key

MOST_LINES = 18
WORD = re.compile(r"[^\W_]+")
FEWEST_WORDS = 2  # Of a name that is looked for: one word alone may be any word.


class NamesOfficer(InvalidInput):
    """The plan is read by everybody, and names nobody."""

    message = _("Tulis jabatan atau bagian, bukan nama pegawai: rencana ini dibaca umum.")


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


def add_action(
    session: Session,
    survey: SatisfactionSurvey,
    planned: PlannedAction,
    *,
    by: Actor | None,
    at: datetime,
) -> None:
    """Raises NothingToPublish, AlreadyPublished, NamesOfficer, PlanFull."""
    _require_open(survey)
    said = " ".join((planned.action, planned.due, planned.responsible))
    if _names_officer(session, survey.agency_id, said):
        raise NamesOfficer
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
    _require_open(survey)
    mine = (FollowUp.id == line_id, FollowUp.survey_id == survey.id)
    if not rows_changed(session, delete(FollowUp).where(*mine)):
        raise NotFound
    audit.record_act(session, Act.PLANNED_FOLLOW_UP, survey.id, by=by, at=at)


def _require_open(survey: SatisfactionSurvey) -> None:
    if survey.published_on is not None:
        raise AlreadyPublished
    if survey.figures_json is None:
        raise NothingToPublish


def _names_officer(session: Session, agency_id: int, said: str) -> bool:
    """Whether an officer of the agency is named in full, as whole words."""
    words = _spaced(search_key(said))
    names = select(Person.name).where(Person.agency_id == agency_id, Person.is_active)
    for full in session.scalars(names):
        name = _spaced(search_key(_without_titles(full)))
        if len(name.split()) >= FEWEST_WORDS and name in words:
            return True
    return False


def _without_titles(name: str) -> str:
    """`Ani Wulandari` of `dr. Ani Wulandari, S.E.`."""
    return " ".join(word for word in name.split(",")[0].split() if not word.endswith("."))


def _spaced(text: str) -> str:
    """Its words with one blank around each."""
    return f" {' '.join(WORD.findall(text))} "
