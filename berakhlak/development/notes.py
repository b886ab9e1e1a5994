"""The supervisor's own notes for a talk: of nobody else, and gone once the line ends."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session, aliased

from berakhlak.cycles.models import Cycle, Participant
from berakhlak.development.models import TalkNote
from berakhlak.development.queries import Plan, leads_still
from berakhlak.engines import insert_unless_known, rows_changed
from berakhlak.errors import NotFound
from berakhlak.people.models import Person


class NoteNotFound(NotFound):
    """Notes are the supervisor's, as long as they lead the officer."""

    message = _(
        "Catatan ini tidak ada. Catatan hanya terbuka bagi atasan yang menulisnya, dan dihapus "
        "begitu ia tidak lagi memimpin pegawai itu."
    )


def may_note(session: Session, plan: Plan) -> bool:
    """Whether the reader of a plan led the officer in its cycle and leads them still."""
    return not plan.is_officer and leads_still(session, plan.participant)


def note_of(session: Session, plan: Plan) -> TalkNote | None:
    """The reader's note on the officer, None while there is none. Raises NoteNotFound."""
    _require(session, plan)
    return session.get(TalkNote, plan.participant.id, populate_existing=True)


def write_note(session: Session, plan: Plan, words: str, *, today: date) -> None:
    """Put these words in the place of what was noted; none take it away. Raises NoteNotFound.

    Nothing of it is audited: others read the record of acts.
    """
    _require(session, plan)
    here = TalkNote.participant_id == plan.participant.id
    if not words:
        session.execute(delete(TalkNote).where(here))
        return
    row = {"participant_id": plan.participant.id, "words": words, "written_on": today}
    session.execute(insert_unless_known(session, TalkNote, row))
    note = session.get_one(TalkNote, plan.participant.id)
    note.words, note.written_on = words, today
    session.flush()


def forget_ended_notes(session: Session, agency_id: int) -> int:
    """Delete notes on officers whom their writer leads no longer; how many."""
    return rows_changed(session, delete(TalkNote).where(_is_over(agency_id)))


def _is_over(agency_id: int) -> ColumnElement[bool]:
    leader, officer, lead = aliased(Participant), aliased(Person), aliased(Person)
    ended = (
        select(Participant.id)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .join(officer, officer.id == Participant.person_id)
        .outerjoin(leader, leader.id == Participant.supervisor_id)
        .outerjoin(lead, lead.id == leader.person_id)
        .where(
            Cycle.agency_id == agency_id,
            or_(
                officer.supervisor_id.is_distinct_from(leader.person_id),
                ~officer.is_active,
                ~lead.is_active,
            ),
        )
    )
    return TalkNote.participant_id.in_(ended)


def _require(session: Session, plan: Plan) -> None:
    if not may_note(session, plan):
        raise NoteNotFound
