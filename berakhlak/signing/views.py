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
from berakhlak.signing.codes import parse_verification_code
from berakhlak.signing.examination import FileExamination, examine_file
from berakhlak.signing.forms import CodeForm, FileForm
from berakhlak.signing.issuing import trusted_roots
from berakhlak.signing.models import IssuedDocument
from berakhlak.signing.signers import SigningFailed, SigningNotConfigured
from berakhlak.web.admission import EXAMINATIONS, admitted
from berakhlak.web.errors import error_page
from berakhlak.web.guards import open_to_all
from berakhlak.web.pages import render_page

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
@open_to_all
@limiter.limit(_limit)
def verification_page() -> Answer:
    """Type a code, or hand in a file."""
    if request.method == "POST":
        return _checked_file(None)
    typed = CodeForm(formdata=request.args if "kode" in request.args else None)
    if "kode" not in request.args or not typed.validate():
        return _start_page(typed)
    code = parse_verification_code(typed.kode.data or "")
    if code:
        return redirect(url_for(".document_page", code=code))
    typed.refuse(
        _("Kode terdiri atas 16 huruf dan angka. Periksa kembali yang tertulis di dokumen."), "kode"
    )
    return _start_page(typed)


@blueprint.route("/verifikasi/<code>", methods=["GET", "POST"])
@open_to_all
@limiter.limit(_limit)
def document_page(code: str) -> Answer:
    """What was issued under a code, and whether a file is that document."""
    kept = parse_verification_code(code)
    if kept and kept != code:
        return redirect(
            url_for(".document_page", code=kept), 301 if request.method == "GET" else 307
        )
    found = queries.document_by_code(db.session(), kept) if kept else None
    if found is None:
        return render_template("signing/unknown.html", code=kept), 404
    if request.method == "POST":
        return _checked_file(found)
    return _document_page(found, FileForm())


@blueprint.app_errorhandler(SigningFailed)
def signing_failed_page(error: SigningFailed) -> tuple[str, int]:
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
    with admitted(EXAMINATIONS):
        result = examine_file(db.session(), content, expected=expected, roots=roots)
    return render_page("signing/result.html", result=result, issuer=_issuer(result))


def _start_page(typed: CodeForm, form: FileForm | None = None) -> Answer:
    handed_in = form or FileForm()
    wrong = typed if typed.errors else handed_in
    return render_page("signing/start.html", form=wrong, typed=typed, handed_in=handed_in)


def _document_page(found: IssuedDocument, form: FileForm) -> Answer:
    issuer = queries.issuer_of(db.session(), found)
    return render_page("signing/document.html", form=form, document=found, issuer=issuer)


def _issuer(result: FileExamination) -> Any:
    return queries.issuer_of(db.session(), result.document) if result.document else None
