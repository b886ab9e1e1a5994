"""Changing the language on a page with a form: sent by POST, so that what was typed stays."""

from __future__ import annotations

from typing import Any

from flask import g, request
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from berakhlak.web import kept_input, refused_forms
from berakhlak.web.language import (
    PARAMETER,
    redirect_in_language,
    requested_language,
    with_language_cookie,
)

_UNSENT = _("Bahasa sudah diganti. Isian Anda masih ada dan belum terkirim.")


def switch_with_form() -> Response | None:
    """Before a request: a form sent by the language switch is not acted on, but shown again."""
    language = requested_language()
    if request.method != "POST" or language is None:
        return None
    if not kept_input.is_form_from_here():
        return redirect_in_language(language)
    draft = kept_input.unsent_form_of_request(without=PARAMETER)
    page = refused_forms.show_unsent_form(draft, language=language)
    return with_language_cookie(
        page or refused_forms.resend_page(draft, _UNSENT, language=language), language
    )


def form_id(method: str, switched_at: str = "") -> str:
    """The id of the next form of this page; the first one is sent by the language switch.

    `switched_at`: the address to send it to then, where the page's own would draw another page.
    """
    count = g.get("form_count", 0) + 1
    g.form_count = count
    if count == 1:
        g.first_form = {"id": "formulir", "method": method, "switched_at": switched_at}
    return "formulir" if count == 1 else f"formulir-{count}"


def note_button(name: str, value: str) -> str:
    """Remember the first button inside the first form: it is the one that Enter presses."""
    form = first_form()
    if form:
        form.setdefault("button", {"name": name, "value": value})
    return ""


def first_form() -> dict[str, Any] | None:
    """The first form that was drawn on this page; None on a page without one."""
    found: dict[str, Any] | None = g.get("first_form")
    return found
