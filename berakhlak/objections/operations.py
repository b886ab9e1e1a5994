"""What the three do with an answer to a profile. The record of acts says that, never what."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict

from flask_babel import lazy_gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor, record_act
from berakhlak.engines import insert_unless_known, rows_changed
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.objections.deciders import may_decide, needs_decider, superior_of_appraiser
from berakhlak.objections.models import (
    Notice,
    Objection,
    ObjectionNotice,
    ObjectionPart,
    Outcome,
    ProfileResponse,
)
from berakhlak.objections.parties import Party
from berakhlak.objections.queries import ProfileAnswer, ResponseNotFound
from berakhlak.objections.terms import TO_DECIDE
from berakhlak.people.models import Person


class NoObjectionNow(StateConflict):
    """The term is over, or there is one already."""

    message = _(
        "Keberatan tidak dapat diajukan: tenggatnya sudah lewat, atau sudah ada keberatan atas "
        "profil ini."
    )


class ObjectionEnded(StateConflict):
    """It was decided or withdrawn meanwhile."""

    message = _("Keberatan ini sudah diputus atau ditarik, jadi tidak berubah lagi.")


class HeardAlready(StateConflict):
    """The supervisor is heard once."""

    message = _("Keterangan sudah diberikan. Keterangan diberikan satu kali.")


class DeciderStands(StateConflict):
    """The law says who decides, as long as they can."""

    message = _("Keberatan ini sudah mempunyai pemutus, atau sudah berakhir.")


class CannotDecide(InvalidInput):
    """Not whoever has a part in it."""

    message = _(
        "Pilih orang lain yang aktif dan mempunyai akun: bukan pegawai itu, atasannya, atau "
        "bawahannya."
    )


class NamedOneself(InvalidInput):
    """HR reads no objection, and so does not choose to."""

    message = _("Anda tidak dapat menunjuk diri sendiri.")


class ObjectionContent(TypedDict):
    """What the officer writes."""

    part: ObjectionPart
    about: str | None
    reason: str


def acknowledge(session: Session, answer: ProfileAnswer, *, today: date) -> None:
    """Keep that the officer has read the profile; the first day stands."""
    _require(answer, Party.OFFICER)
    response = _response(session, answer)
    response.read_on = response.read_on or today
    session.flush()


def reply(session: Session, answer: ProfileAnswer, words: str, *, today: date) -> None:
    """Keep a short reply in the place of an earlier one; an empty one takes it away."""
    _require(answer, Party.OFFICER)
    response = _response(session, answer)
    response.reply, response.replied_on = words, today if words else None
    response.read_on = response.read_on or today
    session.flush()


def lodge(
    session: Session, answer: ProfileAnswer, content: ObjectionContent, *, today: date, at: datetime
) -> Objection:
    """Lodge an objection; both terms are fixed with it. Raises NoObjectionNow."""
    if not answer.may_lodge(today):
        _require(answer, Party.OFFICER)
        raise NoObjectionNow
    seat = answer.participant
    decider = superior_of_appraiser(session, seat)
    row = {
        **content,
        "participant_id": seat.id,
        "round": answer.objection.round + 1 if answer.objection else 1,
        "lodged_on": today,
        "lodge_by": answer.lodge_by,
        "decide_by": answer.calendar.last_day(today, TO_DECIDE),
        "decider_id": decider.id if decider else None,
        "statement": "",
        "decision": "",
    }
    # Sent twice at once, one of the two finds the round taken.
    made = session.scalar(insert_unless_known(session, Objection, row).returning(Objection.id))
    if made is None:
        raise NoObjectionNow
    # Without who: HR reads the record, and learns of no officer who objects unless it must act.
    record_act(session, Act.LODGED_OBJECTION, seat.cycle_id, by=None, at=at)
    return session.get_one(Objection, made)


def withdraw(session: Session, answer: ProfileAnswer, *, today: date, at: datetime) -> None:
    """Take an objection back before it is decided: its texts go. Raises ObjectionEnded."""
    _require(answer, Party.OFFICER)
    gone = {"reason": "", "statement": "", "about": None}
    _end(session, answer, {"withdrawn_on": today, **gone})
    record_act(session, Act.WITHDREW_OBJECTION, answer.participant.cycle_id, by=None, at=at)


def be_heard(session: Session, answer: ProfileAnswer, words: str, *, today: date) -> None:
    """The supervisor's one statement. Raises HeardAlready, ObjectionEnded."""
    _require(answer, Party.SUPERVISOR)
    if answer.objection is not None and answer.objection.stated_on is not None:
        raise HeardAlready
    _end(session, answer, {"statement": words, "stated_on": today})


def decide(
    session: Session,
    answer: ProfileAnswer,
    outcome: Outcome,
    reason: str,
    *,
    today: date,
    by: Actor,
    at: datetime,
) -> None:
    """Decide, also after the term; no figure changes. Raises ObjectionEnded."""
    _require(answer, Party.DECIDER)
    _end(session, answer, {"outcome": outcome, "decision": reason, "decided_on": today})
    record_act(session, Act.DECIDED_OBJECTION, answer.participant.cycle_id, by=by, at=at)


def name_decider(
    session: Session, objection: Objection, person: Person, *, by: Actor, at: datetime
) -> None:
    """Let somebody decide where nobody may. Raises DeciderStands, CannotDecide, NamedOneself."""
    if not needs_decider(session, objection):
        raise DeciderStands
    if person.account_id == by.id:
        raise NamedOneself
    if not may_decide(session, objection.participant, person):
        raise CannotDecide
    objection.decider = person
    told = update(ObjectionNotice).where(
        ObjectionNotice.objection_id == objection.id,
        ObjectionNotice.notice.in_((Notice.TO_DECIDE, Notice.REMINDER, Notice.DESK_UNNAMED)),
    )
    session.execute(told.values(told_on=None))
    record_act(session, Act.NAMED_DECIDER, objection.participant.cycle_id, by=by, at=at)
    session.flush()


def note_told(session: Session, objection: Objection, notice: Notice, *, day: date) -> None:
    """Keep that a mail told of this."""
    row = {"objection_id": objection.id, "notice": notice}
    session.execute(insert_unless_known(session, ObjectionNotice, row))
    here = (ObjectionNotice.objection_id == objection.id, ObjectionNotice.notice == notice)
    session.execute(update(ObjectionNotice).where(*here).values(told_on=day))


def _require(answer: ProfileAnswer, party: Party) -> None:
    if answer.party is not party:
        raise ResponseNotFound


def _response(session: Session, answer: ProfileAnswer) -> ProfileResponse:
    row = {"participant_id": answer.participant.id, "reply": ""}
    session.execute(insert_unless_known(session, ProfileResponse, row))
    return session.get_one(ProfileResponse, answer.participant.id)


def _end(session: Session, answer: ProfileAnswer, values: dict[str, object]) -> None:
    """Write to an objection that is open; of two who do so at once, the later one is refused."""
    if answer.objection is None:
        raise ObjectionEnded
    is_open = (Objection.outcome.is_(None), Objection.withdrawn_on.is_(None))
    changed = update(Objection).where(Objection.id == answer.objection.id, *is_open)
    if not rows_changed(session, changed.values(**values)):
        raise ObjectionEnded
    session.expire(answer.objection)
