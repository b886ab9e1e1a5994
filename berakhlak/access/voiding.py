"""Taking back many codes at once, as when slips were lost; nothing here commits."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from berakhlak.access.models import AccessMail, CodeWay
from berakhlak.access.operations import end_codes
from berakhlak.access.queries import CodeChoice, CodeGiver, holders_of_codes, select_people
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.engines import in_pieces
from berakhlak.errors import StateConflict
from berakhlak.people.models import Person

OF_HR = (CodeWay.SLIP, CodeWay.SCREEN, CodeWay.MAIL)


class NobodyHoldsCode(StateConflict):
    """There is nothing to take back."""

    message = _("Tidak ada pegawai dalam pilihan ini yang memegang kode yang masih berlaku.")


def void_codes(
    session: Session,
    giver: CodeGiver,
    choice: CodeChoice,
    *,
    by: Actor | None,
    at: datetime,
    today: date,
) -> int:
    """Let codes that HR gave to these people open nothing, also those in mails that have still to
    leave; how many people lose one. Codes that owners asked for themselves stay.

    Raises NobodyHoldsCode.
    """
    held = set(session.scalars(holders_of_codes(giver, choice, OF_HR, today)))
    waiting = _waiting_mails(session, giver, choice, today)
    concerned = sorted(held | set(waiting.values()))
    if not concerned:
        raise NobodyHoldsCode
    end_codes(session, concerned, OF_HR)
    for some in in_pieces(sorted(waiting)):
        session.execute(delete(AccessMail).where(AccessMail.id.in_(some)))
    detail = {"people": len(concerned)}
    audit.record_act(session, Act.VOIDED_CODES, giver.reach.agency_id, by=by, at=at, detail=detail)
    return len(concerned)


def _waiting_mails(
    session: Session, giver: CodeGiver, choice: CodeChoice, today: date
) -> dict[int, int]:
    """Mails of HR that have still to leave -> the account."""
    people = select_people(giver, choice, today).with_only_columns(Person.account_id).order_by(None)
    wanted = select(AccessMail.id, AccessMail.account_id).where(
        AccessMail.way == CodeWay.MAIL, AccessMail.account_id.in_(people)
    )
    rows = session.execute(wanted)
    return {mail_id: account_id for mail_id, account_id in rows if account_id is not None}
