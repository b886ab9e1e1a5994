"""An administrator or an operator lets somebody set up the second step anew: the phone is lost."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.access.models import AccessMail, CodeWay
from berakhlak.accounts.models import Account, new_session_version
from berakhlak.accounts.own_acts import forget_second_factor
from berakhlak.accounts.second_factors import has_second_factor
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.engines import insert_unless_known
from berakhlak.errors import NotAllowed, StateConflict


class NoSecondStep(StateConflict):
    """There is nothing to reset."""

    message = _("Akun ini belum memasang langkah kedua.")


class OwnSecondStep(NotAllowed):
    """Administrators replace their own after proving who they are."""

    message = _("Langkah kedua Anda sendiri diganti di halaman Akun saya.")


def reset_second_step(
    session: Session,
    account: Account,
    *,
    reason: str,
    by: Account | None,
    at: datetime,
    today: date,
) -> None:
    """Delete application, passkeys and recovery codes; every session ends, and the owner is told.

    `by` is None for an operator. Raises NoSecondStep, OwnSecondStep.
    """
    if by is not None and by.id == account.id:
        raise OwnSecondStep
    if not has_second_factor(session, account.id):
        raise NoSecondStep
    forget_second_factor(session, account.id)
    account.session_version = new_session_version()
    detail = {"reason": reason}
    audit.record_act(session, Act.RESET_SECOND_FACTOR, account.id, by=by, at=at, detail=detail)
    if account.email:
        _tell_owner(session, account.id, by, today)


def _tell_owner(session: Session, account_id: int, by: Account | None, today: date) -> None:
    values = {
        "account_id": account_id,
        "way": CodeWay.STEP_RESET,
        "asked_by_id": by.id if by else None,
        "day": today,
        "valid_days": 0,
        "attempts": 0,
    }
    session.execute(insert_unless_known(session, AccessMail, values))
