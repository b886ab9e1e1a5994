"""What every signer offers, and how signing fails. Messages never carry a secret."""

from __future__ import annotations

from typing import Protocol

from flask_babel import lazy_gettext as _

from berakhlak.errors import DomainError
from berakhlak.signing.pdf_signature import PdfSignature


class SigningFailed(DomainError):
    """The document was not signed, and is not handed out as if it were."""

    message = _("Dokumen belum dapat ditandatangani. Coba lagi beberapa saat lagi.")

    @property
    def detail(self) -> str:
        """What the operator should know; readers are shown the message."""
        return str(self.message)


class SigningNotConfigured(SigningFailed):
    """The settings name a signer that cannot work; the detail is for the operator's log."""

    message = _(
        "Penandatanganan elektronik belum disiapkan dengan benar. Hubungi pengelola sistem."
    )

    def __init__(self, fault: str = "") -> None:
        self.fault = fault
        super().__init__()

    @property
    def detail(self) -> str:
        """The setting that is wrong, without its secret."""
        return self.fault


class DocumentSigner(Protocol):
    """Makes a PAdES signature over a finished PDF."""

    @property
    def label(self) -> str:
        """A short, stable name: with another signer, documents are issued anew."""
        ...

    def statement(self) -> str:
        """What the document says about its signature, in the current language.

        It is printed before signing; a document whose signing fails must be thrown away.
        """
        ...

    def vouches_for(self, signature: PdfSignature) -> bool:
        """Whether a signature found in the finished file is the one `statement` speaks of."""
        ...

    def sign(self, pdf: bytes, *, reason: str) -> bytes:
        """The signed PDF. Raises SigningFailed or a kind of it."""
        ...
