"""/verifikasi: anybody may check a document. Shows who issued what and when, and nothing in it."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.formparser import FormDataParser
from werkzeug.wrappers import Response

from berakhlak.extensions import db, limiter
from berakhlak.signing import queries
from berakhlak.signing.codes import normalised
from berakhlak.signing.examination import Examination, examine
from berakhlak.signing.forms import CodeForm, FileForm
from berakhlak.signing.issuing import trusted_roots
from berakhlak.signing.models import IssuedDocument
from berakhlak.signing.signers import SigningFailed, SigningNotConfigured
from berakhlak.web.errors import error_page
from berakhlak.web.guards import public
from berakhlak.web.pages import page

blueprint = Blueprint("signing", __name__)
log = logging.getLogger(__name__)

Answer = tuple[str, int] | Response
LARGEST_FILE = 4 << 20


class InMemoryParser(FormDataParser):
    """Keeps an upload in memory; the ordinary parser writes larger ones to disk for a while."""

    def __init__(self, stream_factory: object = None, **limits: Any) -> None:
        super().__init__(stream_factory=lambda *_args, **_named: BytesIO(), **limits)


@blueprint.url_value_preprocessor
def _read_into_memory(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # Before anything reads the form, the check of its token included.
    request.form_data_parser_class = InMemoryParser
    request.max_content_length = LARGEST_FILE


@blueprint.after_request
def _keep_nothing(response: Any) -> Any:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _limit() -> str:
    return str(current_app.config["BERAKHLAK"].verification_limit)


@blueprint.route("/verifikasi", methods=["GET", "POST"])
@public
@limiter.limit(_limit)
def start() -> Answer:
    """Type a code, or hand in a file."""
    if request.method == "POST":
        return _checked_file(None)
    typed = CodeForm(formdata=request.args if "kode" in request.args else None)
    if "kode" not in request.args or not typed.validate():
        return _start_page(typed)
    code = normalised(typed.kode.data or "")
    if code:
        return redirect(url_for(".document", code=code))
    typed.refuse(
        _("Kode terdiri atas 16 huruf dan angka. Periksa kembali yang tertulis di dokumen."), "kode"
    )
    return _start_page(typed)


@blueprint.route("/verifikasi/<code>", methods=["GET", "POST"])
@public
@limiter.limit(_limit)
def document(code: str) -> Answer:
    """What was issued under a code, and whether a file is that document."""
    kept = normalised(code)
    if kept and kept != code:
        return redirect(url_for(".document", code=kept), 301 if request.method == "GET" else 307)
    found = queries.by_code(db.session(), kept) if kept else None
    if found is None:
        return render_template("signing/unknown.html", code=kept), 404
    if request.method == "POST":
        return _checked_file(found)
    return _document_page(found, FileForm())


@blueprint.app_errorhandler(SigningFailed)
def not_signed(error: SigningFailed) -> tuple[str, int]:
    """A document could not be signed: nothing was issued, and the operator learns why."""
    db.session.rollback()
    if isinstance(error, SigningNotConfigured):
        log.error("Signing is not configured: %s", error.detail)
    return error_page(503, happened=error.message)


def _checked_file(expected: IssuedDocument | None) -> Answer:
    form = FileForm()
    if not form.validate_on_submit():
        if expected:
            return _document_page(expected, form)
        return _start_page(CodeForm(formdata=None), form)
    content = form.file.data.read()
    roots = trusted_roots(current_app.config["BERAKHLAK"].signing)
    result = examine(db.session(), content, expected=expected, roots=roots)
    return page("signing/result.html", result=result, issuer=_issuer(result))


def _start_page(typed: CodeForm, form: FileForm | None = None) -> Answer:
    handed_in = form or FileForm()
    wrong = typed if typed.errors else handed_in
    return page("signing/start.html", form=wrong, typed=typed, handed_in=handed_in)


def _document_page(found: IssuedDocument, form: FileForm) -> Answer:
    issuer = queries.issuer_of(db.session(), found)
    return page("signing/document.html", form=form, document=found, issuer=issuer)


def _issuer(result: Examination) -> Any:
    return queries.issuer_of(db.session(), result.document) if result.document else None
