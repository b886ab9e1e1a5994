"""A key in a PKCS#11 token (smart card, HSM): the key never leaves it.

Needs the optional library python-pkcs11 (``pip install "pyhanko[pkcs11]"``), loaded on first use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import Any, TypeVar

from asn1crypto import x509
from flask_babel import lazy_gettext as _
from pyhanko.config.pkcs11 import PKCS11SignatureConfig, TokenCriteria
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError

from berakhlak.run_language import N_, operator_gettext
from berakhlak.signing.pdf_signature import PdfSignature
from berakhlak.signing.signatures import certificate_name
from berakhlak.signing.signers.pades import add_signature, own_statement
from berakhlak.signing.signers.protocol import SigningFailed, SigningNotConfigured
from config import SigningSettings

T = TypeVar("T")


class TokenRefused(SigningFailed):
    """The token is not there, or does not take the PIN."""

    message = _(
        "Token penandatangan tidak menjawab atau menolak PIN. "
        "Periksa token dan setelannya; PIN yang salah berulang kali mengunci token."
    )


@dataclass(frozen=True)
class TokenSigner:
    """Signs with the key `key_label` of the token `token_label`, behind the driver `module`."""

    module: str
    token_label: str
    key_label: str
    pin: str = field(repr=False)

    @classmethod
    def from_settings(cls, settings: SigningSettings) -> TokenSigner:
        """Read SIGNING_TOKEN_*; the PIN is SIGNING_PASSPHRASE. Raises SigningNotConfigured."""
        module, token = settings.token_module, settings.token_label
        if not (module and token and settings.token_key):
            raise SigningNotConfigured(
                operator_gettext(
                    N_("%(setting)s memerlukan %(needed)s"),
                    setting="SIGNER=token",
                    needed="SIGNING_TOKEN_MODULE, SIGNING_TOKEN_LABEL, SIGNING_TOKEN_KEY",
                )
            )
        return cls(module, token, settings.token_key, settings.passphrase)

    @cached_property
    def certificate(self) -> x509.Certificate:
        """The certificate in the token. Raises SigningFailed."""
        return self._with_key(lambda key: key.signing_cert)

    @property
    def label(self) -> str:
        """Another certificate is another signer."""
        return f"token:{self.certificate.sha256_fingerprint}"

    def statement(self) -> str:
        """Names the certificate."""
        return own_statement(certificate_name(self.certificate.subject))

    def vouches_for(self, signature: PdfSignature) -> bool:
        """Whether the token's certificate signed."""
        return signature.subject == certificate_name(self.certificate.subject)

    def sign(self, pdf: bytes, *, reason: str) -> bytes:
        """Sign inside the token. Raises SigningFailed, SigningNotConfigured."""
        return self._with_key(lambda key: add_signature(pdf, key, reason=reason))

    def _with_key(self, use: Callable[[Any], T]) -> T:
        library, failure = _driver()
        config = PKCS11SignatureConfig(
            module_path=self.module,
            token_criteria=TokenCriteria(label=self.token_label),
            cert_label=self.key_label,
            key_label=self.key_label,
        )
        try:
            with library.PKCS11SigningContext(config, user_pin=self.pin) as key:
                return use(key)
        except (SigningError, PdfError, failure):
            # Without the library's own words: they may name what lies in the token.
            raise TokenRefused from None


def _driver() -> tuple[Any, type[Exception]]:
    try:
        library = import_module("pyhanko.sign.pkcs11")
        failure: type[Exception] = import_module("pkcs11").PKCS11Error
    except ImportError as error:
        how = 'python-pkcs11: pip install "pyhanko[pkcs11]"'
        needs = N_("%(setting)s memerlukan %(needed)s")
        raise SigningNotConfigured(
            operator_gettext(needs, setting="SIGNER=token", needed=how)
        ) from error
    return library, failure
