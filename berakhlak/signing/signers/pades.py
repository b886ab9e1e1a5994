"""The PAdES signature that keys of our own make, in a file or in a token alike.

An incremental update: every byte of the document, and so its tags, stays as it was.
"""

from __future__ import annotations

from io import BytesIO

from flask_babel import gettext
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter

from berakhlak.signing.signer_thread import call_in_thread

FIELD = "TandaTangan"
DIGEST = "sha256"


class _Unaltered(IncrementalPdfFileWriter):
    """Leaves title and marks of the file as they are: rewritten, they no longer are PDF/A-3."""

    def _update_meta(self) -> None:
        """Nothing; a test has a validator judge signed files."""


def add_signature(pdf: bytes, key: signers.Signer, *, reason: str) -> bytes:
    """PAdES B-B (no time stamp) without a visible mark."""
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm=DIGEST, subfilter=SigSeedSubFilter.PADES, reason=reason
    )
    field = SigFieldSpec(
        FIELD,
        # PDF/UA allows an untagged field only outside the page.
        invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
        readable_field_name=gettext("Tanda tangan elektronik"),
    )
    signer = signers.PdfSigner(metadata, signer=key, new_field_spec=field)
    signed = BytesIO()
    call_in_thread(lambda: signer.sign_pdf(_Unaltered(BytesIO(pdf)), output=signed))
    return signed.getvalue()


def own_statement(subject: str) -> str:
    """What a document signed by a key of our own says: the certificate's name and no more."""
    words: str = gettext(
        "Dokumen ini ditandatangani elektronik dengan sertifikat %(subject)s.", subject=subject
    )
    return words
