"""Passkeys (WebAuthn level 3) as a second step, beside the codes of an application.

The authenticator must verify its user; it answers to the host of PUBLIC_URL alone. Each challenge
is taken once. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

import webauthn
from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from berakhlak.accounts.boxes import mark_of
from berakhlak.accounts.models import Account, Passkey
from berakhlak.accounts.own_acts import record_own_act
from berakhlak.accounts.second_factors import ISSUER
from berakhlak.accounts.spent_proofs import spend_proof
from berakhlak.audit.acts import Act
from berakhlak.engines import rows_changed
from berakhlak.errors import NotAllowed, NotFound, StateConflict

MOST = 10  # Of one account.
_VERIFIED = UserVerificationRequirement.REQUIRED


class PasskeyRefused(NotAllowed):
    """The answer of the authenticator proves nothing."""

    message = _(
        "Kunci sandi ini tidak dapat diterima. Muat ulang halaman dan coba lagi, atau pakai kode "
        "dari aplikasi."
    )


class TooManyPasskeys(StateConflict):
    """There are as many as one account may have."""

    message = _("Paling banyak 10 kunci sandi. Hapus yang tidak dipakai lagi.")


@dataclass(frozen=True)
class RelyingParty:
    """To whom authenticators answer: `id` is a host, `origin` what browsers call its pages."""

    id: str
    origin: str

    @classmethod
    def of_address(cls, public_url: str) -> RelyingParty | None:
        """Of PUBLIC_URL; None where browsers would refuse: without HTTPS but on localhost."""
        parts = urlsplit(public_url)
        host = parts.hostname or ""
        is_name = any(letter.isalpha() for letter in host) and ":" not in host
        if not is_name or (parts.scheme != "https" and host != "localhost"):
            return None
        return cls(host, f"{parts.scheme}://{parts.netloc}")


def passkeys_of(session: Session, account_id: int) -> Sequence[Passkey]:
    """Those of an account, the oldest first."""
    wanted = select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)
    return session.scalars(wanted).all()


def creation_options(
    session: Session, account: Account, party: RelyingParty, challenge: bytes, *, secret: str
) -> str:
    """What a browser asks an authenticator that makes a passkey, as JSON."""
    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            rp_id=party.id,
            rp_name=ISSUER,
            user_id=mark_of("user handle", str(account.id), secret=secret),
            user_name=account.email or account.name,
            user_display_name=account.name,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED, user_verification=_VERIFIED
            ),
            exclude_credentials=_descriptors(passkeys_of(session, account.id)),
        )
    )


def request_options(passkeys: Sequence[Passkey], party: RelyingParty, challenge: bytes) -> str:
    """What a browser asks an authenticator that is to prove itself, as JSON."""
    return webauthn.options_to_json(
        webauthn.generate_authentication_options(
            rp_id=party.id,
            challenge=challenge,
            allow_credentials=_descriptors(passkeys),
            user_verification=_VERIFIED,
        )
    )


def add_passkey(
    session: Session,
    account: Account,
    answer: str,
    *,
    name: str,
    challenge: bytes,
    party: RelyingParty,
    at: datetime,
) -> Passkey:
    """Keep the key that an authenticator has made. Raises PasskeyRefused, TooManyPasskeys."""
    if len(passkeys_of(session, account.id)) >= MOST:
        raise TooManyPasskeys
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except Exception as error:  # The library lets KeyError, TypeError and more through.
        raise PasskeyRefused from error
    if session.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id)):
        raise PasskeyRefused
    passkey = Passkey(
        account_id=account.id,
        name=name,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
    )
    session.add(passkey)
    record_own_act(session, Act.ADDED_PASSKEY, account, at=at)
    session.flush()
    return passkey


def check_passkey(
    session: Session,
    account: Account,
    answer: str,
    *,
    challenge: bytes,
    party: RelyingParty,
    today: date,
    secret: str,
) -> None:
    """Let a passkey of this account prove that its owner is here. Raises PasskeyRefused."""
    kept = passkeys_of(session, account.id)
    try:
        credential = parse_authentication_credential_json(answer)
        found = [each for each in kept if each.credential_id == credential.raw_id]
        proven = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=found[0].public_key,
            credential_current_sign_count=found[0].sign_count,
            require_user_verification=True,
        )
    except Exception as error:  # The library lets KeyError, TypeError and more through.
        raise PasskeyRefused from error
    words = f"passkey {account.id} {challenge.hex()}"
    if not spend_proof(session, words, today=today, secret=secret):
        raise PasskeyRefused
    if not account.only_rates and not _counted(session, found[0], proven.new_sign_count):
        raise PasskeyRefused


def remove_passkey(session: Session, account: Account, passkey_id: int, *, at: datetime) -> None:
    """Let one passkey open nothing any more. Raises NotFound."""
    gone = delete(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == account.id)
    if not rows_changed(session, gone):
        raise NotFound
    record_own_act(session, Act.REMOVED_PASSKEY, account, at=at)


def challenge_of(kept: str) -> bytes:
    """The challenge that a session keeps as text. Raises PasskeyRefused."""
    try:
        return base64url_to_bytes(kept)
    except ValueError as error:
        raise PasskeyRefused from error


def _counted(session: Session, passkey: Passkey, count: int) -> bool:
    """Whether the authenticator has counted on, also beside another that signs at once; those that
    never count say 0 each time."""
    goes_on = Passkey.sign_count < count if count else Passkey.sign_count == 0
    change = update(Passkey).where(Passkey.id == passkey.id, goes_on).values(sign_count=count)
    return bool(rows_changed(session, change.execution_options(synchronize_session=False)))


def _descriptors(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=each.credential_id) for each in passkeys]
