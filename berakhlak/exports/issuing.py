"""Whether exported profiles are issued: only where their codes lead somewhere."""

from __future__ import annotations

from flask import current_app
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.audit.operations import Actor
from berakhlak.errors import StateConflict
from berakhlak.signing.batch_issuing import BatchIssuer
from berakhlak.signing.issuing import document_issuer
from config import Config


class AddressMissing(StateConflict):
    """Signed profiles carry an address of verification, and none is known."""

    message = _("Setel PUBLIC_URL: profil bertanda tangan memuat alamat verifikasi.")


def batch_issuer(session: Session, *, by: Actor | None) -> BatchIssuer | None:
    """The issuer of an export; None without PUBLIC_URL, where files carry no code.

    Raises AddressMissing where they would have to be signed, SigningNotConfigured.
    """
    config: Config = current_app.config["BERAKHLAK"]
    if config.public_url:
        return BatchIssuer(document_issuer(), session, clock.utc_now, by)
    if config.signing.signer != "none":
        raise AddressMissing
    return None
