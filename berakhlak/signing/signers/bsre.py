"""The national signing service: Balai Sertifikasi Elektronik (BSrE), Esign Client API v2.

``POST /api/sign/pdf`` (multipart, Basic authentication) signs and answers with the header
``id_dokumen``; ``GET /api/sign/download/{id}`` hands the signed file out. The signature is asked
for without a visible mark, since the document carries a code of its own. Nothing is asked twice:
a repeated request would sign twice.
"""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass, field

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from berakhlak.run_language import N_, operator_gettext
from berakhlak.signing.pdf_signature import PdfSignature
from berakhlak.signing.signers.http import HostUnreachable, HttpAnswer, HttpConnection
from berakhlak.signing.signers.protocol import SigningFailed, SigningNotConfigured
from berakhlak.text import label_key
from config import SigningSettings

log = logging.getLogger(__name__)

SIGN = "/api/sign/pdf"
DOWNLOAD = "/api/sign/download/"
_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
_PDF = b"%PDF-"


class ServiceUnreachable(SigningFailed):
    """No answer in time, or an answer that says the service is ill."""

    message = _(
        "Layanan tanda tangan BSrE tidak menjawab. Dokumen belum ditandatangani; "
        "coba lagi beberapa saat lagi."
    )


class AccessRefused(SigningFailed):
    """The service does not know this application (HTTP 401 or 403)."""

    message = _(
        "Layanan tanda tangan BSrE menolak aplikasi ini. "
        "Pengelola sistem perlu memeriksa nama pengguna dan kata sandi layanan."
    )


class PassphraseRefused(SigningFailed):
    """The signer's passphrase is wrong."""

    message = _(
        "BSrE menolak passphrase penanda tangan. Pengelola sistem perlu memeriksa passphrase "
        "sebelum mencoba lagi, agar sertifikat tidak terkunci."
    )


class RequestRefused(SigningFailed):
    """The service refuses this signer or this document."""

    message = _(
        "Layanan tanda tangan BSrE menolak permintaan ini. Pengelola sistem perlu memeriksa "
        "NIK penanda tangan dan masa berlaku sertifikatnya."
    )


class AnswerNotUnderstood(SigningFailed):
    """The service answers, but not as documented."""

    message = _(
        "Jawaban layanan tanda tangan BSrE tidak dikenali. Dokumen belum diterbitkan; "
        "hubungi pengelola sistem."
    )


@dataclass(frozen=True)
class BsreSigner:
    """Signs as the holder of `nik`. `issuer` must stand in the name of the certificate's issuer."""

    service: HttpConnection
    nik: str = field(repr=False)
    passphrase: str = field(repr=False)
    issuer: str = "BSrE"

    @classmethod
    def from_settings(cls, settings: SigningSettings) -> BsreSigner:
        """Read BSRE_*; the passphrase is SIGNING_PASSPHRASE. Raises SigningNotConfigured."""
        needed = (settings.bsre_url, settings.bsre_user, settings.bsre_password, settings.bsre_nik)
        if not all((*needed, settings.passphrase)):
            raise SigningNotConfigured(
                operator_gettext(
                    N_("%(setting)s memerlukan %(needed)s"),
                    setting="SIGNER=bsre",
                    needed="BSRE_URL, BSRE_USER, BSRE_PASSWORD, BSRE_NIK, SIGNING_PASSPHRASE",
                )
            )
        service = HttpConnection(
            settings.bsre_url,
            settings.bsre_user,
            settings.bsre_password,
            timeout=settings.timeout_seconds,
        )
        return cls(service, settings.bsre_nik, settings.passphrase, settings.bsre_issuer)

    @property
    def label(self) -> str:
        """Another service is another signer; the holder's NIK stays out of it."""
        return f"bsre:{self.service.url}"

    def statement(self) -> str:
        """The official sentence, which only holds once the service has really signed."""
        official: str = gettext(
            "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik "
            "yang diterbitkan oleh Balai Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi "
            "Negara (BSSN)."
        )
        return official

    def vouches_for(self, signature: PdfSignature) -> bool:
        """Whether BSrE issued the certificate that was found in the file."""
        return label_key(self.issuer) in label_key(signature.issuer)

    def sign(self, pdf: bytes, *, reason: str) -> bytes:
        """Let the service sign. Raises the kinds of SigningFailed above."""
        fields = {
            "nik": self.nik,
            "passphrase": self.passphrase,
            "tampilan": "invisible",
            "reason": reason,
        }
        try:
            answer = self._understood(self.service.post(SIGN, fields, {"file": pdf}))
            if not answer.body.startswith(_PDF):
                answer = self._understood(self.service.get(DOWNLOAD + _document_id(answer)))
        except HostUnreachable as error:
            log.warning("BSrE: no answer (%s)", error)
            raise ServiceUnreachable from None
        if not answer.body.startswith(_PDF):
            raise AnswerNotUnderstood
        return answer.body

    def _understood(self, answer: HttpAnswer) -> HttpAnswer:
        if answer.status == 200:
            return answer
        said = _said(answer)
        # Its sentence may repeat names and numbers of the signer: only the figures are logged.
        log.warning("BSrE: HTTP %s, status_code %s", answer.status, said.get("status_code"))
        raise _failure(answer.status, str(said.get("error") or said.get("message") or ""))


def _failure(status: int, words: str) -> SigningFailed:
    if status in (401, 403):
        return AccessRefused()
    if status >= 500:
        return ServiceUnreachable()
    if status in range(400, 500):
        return PassphraseRefused() if "passphrase" in label_key(words) else RequestRefused()
    return AnswerNotUnderstood()


def _document_id(answer: HttpAnswer) -> str:
    found = answer.headers.get("id_dokumen") or str(_said(answer).get("id_dokumen") or "")
    if not _ID.fullmatch(found) or found.strip(".") == "":
        raise AnswerNotUnderstood
    return found


def _said(answer: HttpAnswer) -> dict[str, object]:
    """The JSON object of an answer; empty when it is none."""
    try:
        said = json.loads(answer.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
