"""Showing a form's page again with what was typed in it, whatever kept the form from being taken.

The server visits the page itself, as the present reader, and fills it in; 0132 says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import Context
from dataclasses import replace
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, current_app, flash, request, session, url_for
from flask_babel import force_locale, get_locale
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import HTTPException

from berakhlak.web.form_refilling import RefilledPage, refill_form
from berakhlak.web.kept_input import DRAFT, UnsentForm, open_unsent_form, seal_unsent_form
from berakhlak.web.language import OVERRIDE
from berakhlak.web.prerendered import form_token

View = TypeVar("View", bound=Callable[..., Any])

# The address has no page, or its page cannot be made while the server is busy.
_NO_PLACE_FOR_IT = (405, 503)
_WAITING, _TYPED = "berakhlak.draft", "berakhlak.typed"
# What belongs to the body of the POST, or would let the visit answer with less than the page.
_NOT_PASSED_ON = ("CONTENT_", "HTTP_IF_", "HTTP_ACCEPT_ENCODING", "HTTP_RANGE", "werkzeug.")
_ENDED = _(
    "Sesi Anda sudah berakhir, jadi isian tadi belum tersimpan. Isian itu masih ada: masuk lagi, "
    "lalu kirim."
)
_RETYPE = _("Kata sandi dan berkas tidak ikut tersimpan: isi atau pilih kembali.")


def repeatable_view(**fields: str) -> Callable[[View], View]:
    """Declare that a POST with these fields only looks: it may be repeated to show its page."""

    def declare(view: View) -> View:
        view.repeated_with = fields  # type: ignore[attr-defined]
        return view

    return declare


def carried_unsent_form() -> str:
    """In the visit to the sign-in page: the sealed draft that it has to carry."""
    return str(request.environ.get(_WAITING, ""))


def typed_fields() -> Mapping[str, str]:
    """In a visit to a form's page: what will be filled in, for views that look at it first."""
    return dict(request.environ.get(_TYPED, ()))


def show_unsent_form(
    draft: UnsentForm, *, notices: Sequence[object] = (), language: str = "", status: int = 200
) -> Response | None:
    """The page of the form with the draft in it, else the sign-in page carrying it.

    None when no page has a place for every field. `notices` stand above the form.
    """
    for address in dict.fromkeys((draft.address, draft.page)):
        answer = _visit(draft, address, notices=notices, language=language)
        if answer.status_code in {200, 422} and answer.mimetype == "text/html":
            filled = refill_form(
                answer.get_data(as_text=True), draft.fields, address=_full(address)
            )
            if filled.left:
                continue
            if _RETYPE not in notices and filled.unkept & _given(draft):
                shown_notices = (*notices, _RETYPE)
                return show_unsent_form(
                    draft, notices=shown_notices, language=language, status=status
                )
            return _page(filled, status)
        if _leads_to_sign_in(answer):
            return sign_in_page(draft, language=language)
        if answer.status_code >= 400 and answer.status_code not in _NO_PLACE_FOR_IT:
            return answer
    return None


def _given(draft: UnsentForm) -> set[str]:
    """Names of passwords and files that were given; without its content, a file is its name."""
    return {*draft.unkept, *(name for name, value in draft.fields if value)}


def resend_page(
    draft: UnsentForm, says: object, *, language: str = "", status: int = 200
) -> Response:
    """A page of its own that shows what was typed and sends it again."""
    with force_locale(language or str(get_locale())):
        # Without Flask's context processors: the database that they ask may have failed.
        page = current_app.jinja_env.get_template("errors/form_expired.html")
        html = page.render(typed=draft.fields, says=says, action=_full(draft.address))
    answer = Response(html, status, mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def sign_in_page(draft: UnsentForm, *, language: str = "") -> Response:
    """The sign-in page, carrying a draft whose reader is known, and leading back to its page."""
    view = str(current_app.login_manager.login_view)  # type: ignore[attr-defined]
    address = url_for(view, next=_full(draft.page)).removeprefix(request.script_root)
    held = {_WAITING: seal_unsent_form(draft)} if draft.reader else {}
    answer = _visit(
        replace(draft, fields=()),
        address,
        notices=[_ENDED] if held else [],
        language=language,
        **held,
    )
    return _page(refill_form(answer.get_data(as_text=True), (), address=_full(address)), 401)


def _full(address: str) -> str:
    return f"{request.script_root}{address}"


def _page(filled: RefilledPage, status: int) -> Response:
    page = Response(filled.html, status, mimetype="text/html")
    # What was typed is in it: neither a disk nor the Back button shows it to the next person.
    page.headers["Cache-Control"] = "no-store"
    return page


def _leads_to_sign_in(answer: Response) -> bool:
    view = str(current_app.login_manager.login_view)  # type: ignore[attr-defined]
    return answer.status_code == 302 and answer.location.startswith(url_for(view))


def _visit(
    draft: UnsentForm, address: str, *, notices: Iterable[object], language: str, **held: object
) -> Response:
    """What this reader gets at an address: a GET, or the POST that only looks."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    kept = dict(session)
    path, _sign, query = address.partition("?")
    body = _repeated(draft) if address == draft.address else b""
    carried = {_WAITING: _carried(), _TYPED: draft.fields, OVERRIDE: language, **held}
    environ = _environment(path, query, body) | carried

    def answered() -> tuple[Response, dict[str, Any]]:
        with app.request_context(environ):
            session.clear()
            session.update(kept)
            for notice in notices:
                flash(str(notice), "warning")
            answer = app.full_dispatch_request()
            return answer, dict(session)

    answer, after = Context().run(answered)
    after.pop("_flashes", None)
    if after != kept:
        session.clear()
        session.update(after)
    return answer


def _carried() -> str:
    """The draft that the sign-in form carries already, when it is that form which is sent."""
    text = request.form.get(DRAFT, "")
    return text if text and open_unsent_form(text) else ""


def _repeated(draft: UnsentForm) -> bytes:
    """The body of a POST that shows the page, where the view declares that there is one."""
    adapter = current_app.create_url_adapter(request)
    path = draft.address.partition("?")[0]
    if adapter is None:
        return b""
    try:
        endpoint, _arguments = adapter.match(path, method="POST")
    except HTTPException:
        return b""
    again = getattr(current_app.view_functions[endpoint], "repeated_with", None)
    if again is None:
        return b""
    fields = [(name, value) for name, value in draft.fields if name not in again]
    return urlencode([*fields, *again.items(), ("csrf_token", form_token())]).encode()


def _environment(path: str, query: str, body: bytes) -> dict[str, Any]:
    passed_on = {
        key: value for key, value in request.environ.items() if not key.startswith(_NOT_PASSED_ON)
    }
    return passed_on | {
        "REQUEST_METHOD": "POST" if body else "GET",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "CONTENT_TYPE": "application/x-www-form-urlencoded" if body else "",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
