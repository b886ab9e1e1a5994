"""Whose account a checked token opens, and linking the two: see docs/decisions/0211.

An account that is linked is found by issuer and subject alone. One that is not yet may be linked to
whom the provider has verified by NIP or e-mail, never by a name; none is made. Only its owner links
it, with its password: personnel staff write NIP and e-mail, and could let anybody in by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import delete
from sqlalchemy.orm import Session

from berakhlak.access.link_mail import tell_of_link
from berakhlak.accounts.models import Account, FederatedIdentity
from berakhlak.accounts.own_acts import record_own_act
from berakhlak.accounts.queries import is_linked
from berakhlak.audit.acts import Act
from berakhlak.engines import insert_unless_known, rows_changed
from berakhlak.errors import NotAllowed
from berakhlak.single_sign_on.queries import (
    account_of_subject,
    accounts_by_email,
    accounts_by_nip,
)


class NoAccount(NotAllowed):
    """Nobody here has what the provider has verified."""

    message = _(
        "Tidak ada akun di sini dengan NIP atau email yang dipastikan layanan SSO. Minta pengelola "
        "kepegawaian memeriksa NIP dan email Anda, atau masuk dengan kata sandi."
    )


class NothingVerified(NotAllowed):
    """The provider has verified neither a NIP nor an e-mail; a name proves nothing."""

    message = _(
        "Layanan SSO tidak memastikan NIP atau email Anda, jadi akun Anda tidak dapat dikenali. "
        "Pastikan email Anda di layanan SSO, atau masuk dengan kata sandi."
    )


class ProofsDisagree(NotAllowed):
    """NIP and e-mail are those of two accounts, or of none alone."""

    message = _(
        "NIP dan email dari layanan SSO bukan milik satu akun. Minta pengelola kepegawaian "
        "memeriksa data Anda, atau masuk dengan kata sandi."
    )


class LinkedToAnother(NotAllowed):
    """The account is linked to somebody else at this provider."""

    message = _(
        "Akun ini sudah ditautkan dengan orang lain di layanan SSO. Masuk dengan kata sandi, lalu "
        "putuskan tautan lama di Akun saya; bila bukan Anda yang menautkannya, hubungi "
        "administrator."
    )


class NoPasswordYet(NotAllowed):
    """Nobody can show that the account is theirs: it has no password."""

    message = _(
        "Akun Anda belum punya kata sandi, jadi belum dapat ditautkan dengan SSO. Buat kata sandi "
        "dahulu dengan kode dari pengelola kepegawaian, lalu masuk lewat SSO sekali lagi."
    )


class AccountOff(NotAllowed):
    """The account was switched off here; what the provider says changes nothing of that."""

    message = _("Akun Anda dinonaktifkan di sini. Hubungi pengelola kepegawaian.")


@dataclass(frozen=True)
class Proofs:
    """What the provider has verified; empty where it has not."""

    nip: str = ""
    email: str = ""

    @classmethod
    def of(cls, said: Mapping[str, Any], *, nip_claim: str, email_verified_claim: str) -> Proofs:
        """Read claims: a word that stands for true is not true."""
        nip, email = said.get(nip_claim) if nip_claim else "", said.get("email")
        is_verified = said.get(email_verified_claim) is True
        return cls(_plain(nip), _plain(email) if is_verified else "")


def linked_account(session: Session, issuer: str, subject: str) -> Account | None:
    """The account that this person opens. Raises AccountOff."""
    account = account_of_subject(session, issuer, subject)
    if account is not None:
        _require_on(account)
    return account


def account_to_link(session: Session, issuer: str, proofs: Proofs) -> Account:
    """The account that its owner may link to this person.

    Raises NoAccount, NothingVerified, ProofsDisagree, LinkedToAnother, NoPasswordYet, AccountOff.
    """
    account = _proven(session, proofs)
    _require_on(account)
    if is_linked(session, account.id, issuer):
        raise LinkedToAnother
    if account.password_hash is None:
        raise NoPasswordYet
    return account


def link_account(
    session: Session,
    account: Account,
    issuer: str,
    subject: str,
    proofs: Proofs,
    *,
    at: datetime,
    today: date,
) -> None:
    """Let this person open the account from now on; its owner, who has just given the password,
    is told by mail. The caller commits.

    Raises as `account_to_link`, whose answer may have changed since; also LinkedToAnother for
    whoever comes second of two at one moment.
    """
    if account_to_link(session, issuer, proofs).id != account.id:
        raise ProofsDisagree
    row = {"issuer": issuer, "subject": subject, "account_id": account.id}
    session.execute(insert_unless_known(session, FederatedIdentity, row))
    linked = account_of_subject(session, issuer, subject)
    if linked is None or linked.id != account.id:
        raise LinkedToAnother
    record_own_act(session, Act.LINKED_IDENTITY, account, at=at)
    tell_of_link(session, account, today=today)


def end_link(session: Session, account: Account, issuer: str, *, at: datetime) -> bool:
    """Let nobody at this provider open the account until it is proven anew; whether it was linked.

    The caller commits.
    """
    gone = delete(FederatedIdentity).where(
        FederatedIdentity.account_id == account.id, FederatedIdentity.issuer == issuer
    )
    was_linked = bool(rows_changed(session, gone))
    if was_linked:
        record_own_act(session, Act.UNLINKED_IDENTITY, account, at=at)
    return was_linked


def _plain(said: object) -> str:
    """Letters that look like those of ASCII would be read as them, and be another's address."""
    return said if isinstance(said, str) and said.isascii() else ""


def _require_on(account: Account) -> None:
    if not account.is_enabled:
        raise AccountOff


def _proven(session: Session, proofs: Proofs) -> Account:
    """The one account of all that is verified."""
    if not proofs.nip and not proofs.email:
        raise NothingVerified
    by_nip = accounts_by_nip(session, proofs.nip)
    by_email = accounts_by_email(session, proofs.email)
    found = {each.id: each for each in (*by_nip, *by_email)}
    if not found:
        raise NoAccount
    [account, *others] = found.values()
    # A NIP that is none of the account speaks against it, as a second account does.
    is_of_another = bool(proofs.nip) and account.nip is not None and not by_nip
    if others or is_of_another:
        raise ProofsDisagree
    return account
