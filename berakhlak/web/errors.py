"""Error pages: what happened and what to do next, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from berakhlak.errors import DomainError, NotAllowed, NotFound, ServiceUnavailable, StateConflict
from berakhlak.extensions import db
from berakhlak.web import kept_input, refused_forms, waiting
from berakhlak.web.language import requested_language
from berakhlak.web.language_switch import switch_with_form
from berakhlak.web.log_lines import logged_request_id

_STALE = _(
    "Belum tersimpan: halaman ini terbuka terlalu lama. Isian Anda masih ada. Periksa, lalu kirim "
    "sekali lagi."
)


@dataclass(frozen=True)
class ErrorExplanation:
    """The words of one error page."""

    heading: object
    happened: object
    advice: object


EXPLANATIONS = {
    400: ErrorExplanation(
        _("Permintaan tidak dapat dibaca"),
        _("Data yang dikirim browser tidak lengkap atau rusak di jalan."),
        _("Kembali ke halaman sebelumnya, lalu coba kirim sekali lagi."),
    ),
    403: ErrorExplanation(
        _("Halaman ini bukan untuk Anda"),
        _("Akun Anda tidak berwenang membuka halaman ini atau melakukan tindakan ini."),
        _("Bila menurut Anda seharusnya boleh, hubungi pengelola kepegawaian di instansi Anda."),
    ),
    404: ErrorExplanation(
        _("Halaman tidak ditemukan"),
        _("Alamat ini tidak ada, sudah dipindahkan, atau tidak terbuka untuk Anda."),
        _("Periksa kembali alamatnya, atau mulai dari halaman depan."),
    ),
    405: ErrorExplanation(
        _("Halaman ini tidak dapat dibuka langsung"),
        _("Alamat ini hanya menerima kiriman formulir."),
        _("Mulai lagi dari halaman depan, lalu gunakan tombol di halaman yang sesuai."),
    ),
    409: ErrorExplanation(
        _("Tindakan ini tidak dapat dilakukan"),
        _("Tindakan ini tidak lagi dapat dilakukan karena keadaannya sudah berubah."),
        _("Kembali ke halaman sebelumnya untuk melihat apa yang masih dapat dilakukan."),
    ),
    413: ErrorExplanation(
        _("Berkas terlalu besar"),
        _("Kiriman Anda melebihi ukuran yang dapat diterima."),
        _("Perkecil atau bagi berkasnya, lalu unggah kembali."),
    ),
    422: ErrorExplanation(
        _("Permintaan tidak dapat diproses"),
        _("Ada isian yang tidak sesuai dengan aturan."),
        _("Kembali ke halaman sebelumnya, perbaiki isiannya, lalu kirim kembali."),
    ),
    429: ErrorExplanation(
        _("Terlalu banyak percobaan"),
        _("Dalam waktu singkat terlalu banyak permintaan datang dari jaringan Anda."),
        _("Tunggu sebentar, lalu coba lagi."),
    ),
    500: ErrorExplanation(
        _("Terjadi gangguan pada sistem"),
        _("Kesalahan ada pada kami, bukan pada Anda. Kejadian ini sudah tercatat."),
        _("Coba beberapa saat lagi. Bila berulang, hubungi pengelola sistem di instansi Anda."),
    ),
    503: ErrorExplanation(
        _("Belum dapat dilayani"),
        _("Server ini sedang tidak dapat melayani permintaan Anda."),
        _("Tidak ada yang perlu Anda perbaiki. Coba lagi nanti; yang sudah tersimpan tetap ada."),
    ),
}
_STATUS_OF: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (StateConflict, 409),
    (ServiceUnavailable, 503),
    (DomainError, 422),
)


def register_error_pages(app: Flask) -> None:
    """Answer every failure with a page of ours; Flask logs the unforeseen ones with their trace."""
    app.jinja_env.globals.update(logged_request_id=logged_request_id)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(HTTPException, _failed)


def error_page(status: int, *, happened: object = "", advice: object = "") -> tuple[str, int]:
    """The page for a status; `happened` and `advice` replace general words by particular ones."""
    known = EXPLANATIONS.get(status) or EXPLANATIONS[500 if status >= 500 else 400]
    text = ErrorExplanation(known.heading, happened or known.happened, advice or known.advice)
    return _render("errors/error.html", text=text, status=status), status


def _render(template: str, **words: object) -> str:
    # Without Flask's context processors: they would load the account, and the database that they
    # ask may be the very thing that failed.
    return current_app.jinja_env.get_template(template).render(**words)


def _refused(error: DomainError) -> tuple[str, int]:
    db.session.rollback()
    if isinstance(
        error, ServiceUnavailable
    ):  # Readers can do nothing about it; whoever operates can.
        current_app.logger.error("%s: %s", type(error).__name__, error.detail)
    status = next(status for kind, status in _STATUS_OF if isinstance(error, kind))
    return error_page(status, happened=error.message)


def _failed(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:
        return error
    advice = waiting.waiting_advice() if isinstance(error, RateLimitExceeded) else ""
    return error_page(error.code, advice=advice)


def _form_expired(error: CSRFError) -> ResponseReturnValue:
    """The form's token is worn out: show its page with what was typed, ready to be sent again.

    Offered only when the form came from one of our own pages; a forged form from another site
    gets the plain explanation, because sending it again would complete the forgery.
    """
    if requested_language():
        return switch_with_form() or error_page(400)
    if not kept_input.is_form_from_here():
        return _render("errors/form_expired.html", typed=[]), 400
    draft = kept_input.unsent_form_of_request()
    return refused_forms.show_unsent_form(
        draft, notices=[_STALE], status=400
    ) or refused_forms.resend_page(draft, _STALE, status=400)
