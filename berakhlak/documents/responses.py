"""Answers that carry a document, kept by no cache, in a language of ours."""

from __future__ import annotations

from typing import Any

from flask import current_app, make_response
from flask.wrappers import Response
from flask_babel import get_locale

from berakhlak.languages import LANGUAGES
from berakhlak.spreadsheets import XLSX


def no_store_response(content: Any) -> Response:
    """An answer that neither browser nor proxy keeps."""
    response = make_response(content)
    response.headers["Cache-Control"] = "no-store"
    return response


def pdf_file(content: bytes, name: str) -> Response:
    """A PDF to keep; `name` as in `attached_file`."""
    return attached_file(content, name, "application/pdf")


def workbook_file(content: bytes, name: str) -> Response:
    """A workbook to keep; `name` as in `attached_file`."""
    return attached_file(content, name, XLSX)


def attached_file(content: Any, name: str, mimetype: str) -> Response:
    """A file to keep; `name` must be plain ASCII, so that it needs no encoding."""
    response = no_store_response(content)
    response.mimetype = mimetype
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def reader_language() -> str:
    """The reader's language, where reports are written in it."""
    chosen = str(get_locale())
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def agency_timezone() -> str:
    """The time zone in which days are told."""
    return str(current_app.config["BABEL_DEFAULT_TIMEZONE"])
