"""The IDP of all officers as a job, for HR: places that were asked for, trainings and hours; steps
are told to nobody but the two of a plan. Docs/decisions/0230."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import force_locale, ngettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from berakhlak.cycles.models import Participant
from berakhlak.development.idp import (
    facts_of,
    idp_note_of_all,
    idp_workbook,
    planned_row,
    roll_row,
)
from berakhlak.disk import write_whole
from berakhlak.downloads.models import DownloadKind
from berakhlak.exports.jobs import archive_name, export_kind
from berakhlak.exports.rights import require_right
from berakhlak.jobs.models import Job
from berakhlak.jobs.registry import JobLink, JobResult
from berakhlak.jobs.running import JobRun
from berakhlak.people.models import Person
from berakhlak.permissions import Action
from berakhlak.training.hours import hours_of_all, within_year
from berakhlak.training.models import PlannedTraining, TrainingAttendance, TrainingRun
from berakhlak.training.subjects import Subjects, all_subjects, served_words

IDP = "export idp"
Row = tuple[str, ...]


def _export(run: JobRun) -> JobResult:
    require_right(run, Action.MANAGE_TRAINING)
    year, agency_id = int(run.arguments["year"]), run.job.agency_id
    run.tell("writing")
    place = run.folder / archive_name(run, f"IDP-{year}", "xlsx")
    people = list(_officers(run.session, agency_id))
    if not place.exists():
        with force_locale(run.job.language):
            rows = list(_rows(run.session, agency_id, people, year, run.job.language))
            write_whole(place, idp_workbook(rows, idp_note_of_all(year)))
    about = ngettext("%(num)s pegawai", "%(num)s pegawai", len(people))
    return JobResult({"files": 1, "about": about}, file=place)


def _officers(session: Session, agency_id: int) -> Iterator[Person]:
    """The active ones, by unit and name."""
    wanted = select(Person).where(Person.agency_id == agency_id, Person.is_active)
    yield from session.scalars(
        wanted.options(joinedload(Person.unit)).order_by(Person.unit_id, Person.name_key, Person.id)
    )


def _rows(
    session: Session, agency_id: int, people: list[Person], year: int, language: str
) -> Iterator[Row]:
    """Of each officer the hours of the year, then places asked for, then trainings."""
    hours, subjects = hours_of_all(session, agency_id, year), all_subjects(session)
    asked, sent = _asked(session, agency_id), _sent(session, agency_id, year)
    for person in people:
        facts = facts_of(person)
        total = ngettext("%(num)s JP disahkan", "%(num)s JP disahkan", hours.get(person.id, 0))
        yield (*facts, "", "", "", "", str(hours.get(person.id, 0)), str(year), "", total)
        for each in asked.get(person.id, ()):
            served = _served(each, subjects, language)
            yield planned_row(facts, each, served, each.asked_on)
        for roll in sent.get(person.id, ()):
            yield roll_row(facts, roll)


def _served(each: PlannedTraining, subjects: Subjects, language: str) -> str:
    return served_words(each.programme, subjects, language)


def _asked(session: Session, agency_id: int) -> dict[int, list[PlannedTraining]]:
    wanted = (
        select(Participant.person_id, PlannedTraining)
        .join(Participant, Participant.id == PlannedTraining.participant_id)
        .join(Person, Person.id == Participant.person_id)
        .where(Person.agency_id == agency_id, PlannedTraining.asked_on.is_not(None))
        .order_by(PlannedTraining.asked_on, PlannedTraining.programme_id)
    )
    found: dict[int, list[PlannedTraining]] = {}
    for person_id, each in session.execute(wanted):
        found.setdefault(person_id, []).append(each)
    return found


def _sent(session: Session, agency_id: int, year: int) -> dict[int, list[TrainingAttendance]]:
    wanted = (
        select(TrainingAttendance)
        .join(TrainingRun, TrainingRun.id == TrainingAttendance.run_id)
        .join(Person, Person.id == TrainingAttendance.person_id)
        .where(Person.agency_id == agency_id, within_year(year))
        .options(joinedload(TrainingAttendance.run))
        .order_by(TrainingRun.starts_on, TrainingRun.id)
    )
    found: dict[int, list[TrainingAttendance]] = {}
    for each in session.scalars(wanted):
        found.setdefault(each.person_id, []).append(each)
    return found


def _to_hours(_job: Job) -> list[JobLink]:
    return [JobLink(_("JP pegawai"), url_for("training_administration.hours_page"))]


JOB_KINDS = (export_kind(IDP, _("IDP semua pegawai (XLSX)"), _export, _to_hours, DownloadKind.IDP),)
