"""The second step after the password: an application's code of six digits, or a recovery code.

Codes follow RFC 6238 (SHA-1, 30 seconds, as every application reads them). Nothing here commits.
Docs/decisions/0204 says what is asked of whom, and why.
"""

from __future__ import annotations

import hmac
import re
from datetime import date, datetime
from enum import Enum

import pyotp
from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from berakhlak.accounts.boxes import BoxUnreadable, lock_box, open_box
from berakhlak.accounts.models import Account, AccountRole, SecondFactor
from berakhlak.accounts.own_acts import forget_second_factor, record_own_act
from berakhlak.accounts.queries import still_holds
from berakhlak.accounts.recovery_codes import DIGITS, renew_recovery_codes, use_recovery_code
from berakhlak.accounts.spent_proofs import spend_proof
from berakhlak.audit.acts import Act
from berakhlak.engines import insert_unless_known
from berakhlak.errors import NotAllowed, StateConflict
from berakhlak.permissions import RoleHolder
from berakhlak.roles import Role

ISSUER = "BerAKHLAK 360"
REQUIRED_OF = frozenset({Role.HR, Role.ADMIN, Role.OPERATOR})
_PURPOSE, _STEP, _CODE_DIGITS = "totp", 30, 6
# A clock may be wrong by as much as a step, and a code that is typed may just have ended.
_DRIFT = (0, -1, 1)


class CodeWrong(NotAllowed):
    """The code is none of this account, too old, or was used before."""

    message = _(
        "Kode ini tidak cocok, sudah berganti, atau sudah pernah dipakai. Tunggu kode berikutnya "
        "di aplikasi, lalu ketik keenam angkanya; pastikan jam ponsel Anda tepat."
    )


class SecretUnreadable(NotAllowed):
    """The secret was kept under another SECRET_KEY."""

    message = _(
        "Kode dari aplikasi tidak dapat diperiksa, karena kunci instalasi ini berganti. Pakai "
        "kode pemulihan, atau minta administrator mengatur ulang langkah kedua Anda."
    )


class AlreadySetUp(StateConflict):
    """Somebody else who knew the password was faster."""

    message = _(
        "Langkah kedua akun ini baru saja dipasang di tempat lain. Bila bukan Anda yang "
        "memasangnya, segera hubungi administrator."
    )


class StillRequired(StateConflict):
    """The policy asks this account for a second step."""

    message = _(
        "Peran Anda memerlukan langkah kedua, jadi tidak dapat dimatikan. Anda dapat menggantinya."
    )


class SecondStep(Enum):
    """What follows the right password."""

    NONE = "none"
    PROVE = "prove"
    SET_UP = "set up"


def next_step(session: Session, account: Account, *, required: bool) -> SecondStep:
    """What follows the right password of this account; `required`: the policy of HR and
    administrators."""
    if has_second_factor(session, account.id):
        return SecondStep.PROVE
    return SecondStep.SET_UP if is_required_of(account, required=required) else SecondStep.NONE


def is_required_of(holder: RoleHolder, *, required: bool) -> bool:
    """Whether the policy asks for a second step of whoever holds these roles."""
    return required and bool(holder.roles & REQUIRED_OF)


def has_second_factor(session: Session, account_id: int) -> bool:
    """Whether the account has a second step; passkeys come beside the application's codes."""
    found = select(SecondFactor.account_id).where(SecondFactor.account_id == account_id)
    return session.scalar(found) is not None


def new_secret() -> str:
    """160 random bits in base 32, as RFC 4226 recommends."""
    return pyotp.random_base32(32)


def address_of(totp_secret: str, account: Account) -> str:
    """The otpauth address that an application reads from a QR code; no NIP: it tells a birthday."""
    name = account.email or account.name
    return pyotp.TOTP(totp_secret).provisioning_uri(name=name, issuer_name=ISSUER)


def set_up(
    session: Session,
    account: Account,
    totp_secret: str,
    code: str,
    *,
    at: datetime,
    today: date,
    secret: str,
    replaces: bool = True,
) -> list[str]:
    """Keep an application whose code is right; ten recovery codes.

    `replaces`: in the place of one before; who has given a password alone must not. Passkeys stay.
    Raises CodeWrong, AlreadySetUp.
    """
    _check_code(session, account.id, totp_secret, only_digits(code), at, today, secret)
    session.execute(select(Account.id).where(Account.id == account.id).with_for_update())
    box = lock_box(_PURPOSE, totp_secret.encode(), about=str(account.id), secret=secret)
    if replaces:
        session.execute(delete(SecondFactor).where(SecondFactor.account_id == account.id))
    row = {"account_id": account.id, "box": box}
    added = insert_unless_known(session, SecondFactor, row).returning(SecondFactor.account_id)
    if session.scalar(added) is None:
        raise AlreadySetUp
    record_own_act(session, Act.ADDED_SECOND_FACTOR, account, at=at)
    return renew_recovery_codes(session, account.id)


def check_proof(
    session: Session, account: Account, typed: str, *, at: datetime, today: date, secret: str
) -> None:
    """Take a code of the application or a recovery code, which is then used up.

    Raises CodeWrong, SecretUnreadable.
    """
    digits = only_digits(typed)
    if len(digits) == DIGITS:
        if not use_recovery_code(session, account.id, digits):
            raise CodeWrong
        record_own_act(session, Act.USED_RECOVERY_CODE, account, at=at)
        return
    totp_secret = secret_of(session, account.id, secret=secret)
    _check_code(session, account.id, totp_secret, digits, at, today, secret)


def secret_of(session: Session, account_id: int, *, secret: str) -> str:
    """What the application of this account shares. Raises CodeWrong, SecretUnreadable."""
    kept = session.get(SecondFactor, account_id)
    if kept is None:
        raise CodeWrong
    try:
        return open_box(_PURPOSE, kept.box, about=str(account_id), secret=secret).decode()
    except BoxUnreadable as error:
        raise SecretUnreadable from error


def count_unreadable(session: Session, *, secret: str) -> int:
    """How many accounts have a secret that this SECRET_KEY does not open."""
    return sum(
        1 for each in session.scalars(select(SecondFactor)) if not _is_readable(each, secret)
    )


def without_required(session: Session, today: date) -> list[Account]:
    """Accounts of HR and administrators that have no second step yet, by id."""
    holds = select(AccountRole.account_id).where(
        AccountRole.role.in_(REQUIRED_OF), still_holds(today)
    )
    wanted = select(Account).where(
        Account.is_enabled,
        Account.id.in_(holds),
        Account.id.not_in(select(SecondFactor.account_id)),
    )
    return list(session.scalars(wanted.order_by(Account.id)))


def renew_codes(session: Session, account: Account, *, at: datetime) -> list[str]:
    """Ten other recovery codes. Raises CodeWrong where there is no second step."""
    if not has_second_factor(session, account.id):
        raise CodeWrong
    record_own_act(session, Act.RENEWED_RECOVERY_CODES, account, at=at)
    return renew_recovery_codes(session, account.id)


def turn_off(session: Session, account: Account, *, required: bool, at: datetime) -> None:
    """Let the password alone do again. Raises StillRequired."""
    if is_required_of(account, required=required):
        raise StillRequired
    forget_second_factor(session, account.id)
    record_own_act(session, Act.REMOVED_SECOND_FACTOR, account, at=at)


def only_digits(typed: str) -> str:
    """What was typed without the spaces and lines that codes are shown with."""
    return re.sub(r"[^0-9]", "", typed)


def _check_code(
    session: Session,
    account_id: int,
    totp_secret: str,
    digits: str,
    at: datetime,
    today: date,
    secret: str,
) -> None:
    """Raises CodeWrong."""
    made, now = pyotp.TOTP(totp_secret), int(at.timestamp()) // _STEP
    steps = [
        now + drift
        for drift in _DRIFT
        if hmac.compare_digest(made.generate_otp(now + drift), digits.zfill(_CODE_DIGITS))
    ]
    is_right = len(digits) == _CODE_DIGITS and bool(steps)
    # Each secret has its own steps: one that was just set up may show the code of another.
    words = f"totp {account_id} {totp_secret} {steps[0] if steps else ''}"
    if not is_right or not spend_proof(session, words, today=today, secret=secret):
        raise CodeWrong


def _is_readable(kept: SecondFactor, secret: str) -> bool:
    try:
        open_box(_PURPOSE, kept.box, about=str(kept.account_id), secret=secret)
    except BoxUnreadable:
        return False
    return True
