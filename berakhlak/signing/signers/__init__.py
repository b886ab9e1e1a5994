"""Who signs: a key in a file, a key in a token, or the national service; chosen by the settings.

Only what was chosen is loaded: the library behind keys of our own takes long.
"""

from __future__ import annotations

from berakhlak.run_language import N_, operator_gettext
from berakhlak.signing.signers.bsre import BsreSigner
from berakhlak.signing.signers.protocol import DocumentSigner, SigningFailed, SigningNotConfigured
from config import SigningSettings

__all__ = ["DocumentSigner", "SigningFailed", "SigningNotConfigured", "signer_from"]


def signer_from(settings: SigningSettings) -> DocumentSigner | None:
    """The configured signer, None when documents are not signed. Raises SigningNotConfigured."""
    if settings.signer in ("", "none"):
        return None
    if settings.signer == "key":
        from berakhlak.signing.signers.keyfile import KeyFileSigner

        return KeyFileSigner.from_settings(settings)
    if settings.signer == "token":
        from berakhlak.signing.signers.token import TokenSigner

        return TokenSigner.from_settings(settings)
    if settings.signer == "bsre":
        return BsreSigner.from_settings(settings)
    raise SigningNotConfigured(
        operator_gettext(
            N_("SIGNER: pilih none, key, token, atau bsre, bukan %(given)r"), given=settings.signer
        )
    )
