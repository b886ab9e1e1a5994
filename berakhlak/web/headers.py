"""Headers that protect every answer, and how long browsers may keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, current_app, request, session
from werkzeug.datastructures import Headers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    # Addresses carry citizens' tickets: other sites must never learn them.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
)
_HTTPS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


class ProtectedResponse(Response):
    """An answer that carries the headers; a header that a view has set itself stays."""

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        # Put last: whoever looks for a header before has fewer to look through.
        headers = super().get_wsgi_headers(environ)
        present = {name.lower() for name, _value in headers}
        headers.extend((name, value) for name, value in _always() if name.lower() not in present)
        return headers


def _always() -> tuple[tuple[str, str], ...]:
    return (*_ALWAYS, _HTTPS) if current_app.config.get("SESSION_COOKIE_SECURE") else _ALWAYS


def limit_caching(response: Response) -> Response:
    """After a request: say how long browsers may keep the answer, unless the view has said so."""
    if request.endpoint == "static":
        _cache_static(response)
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = _page_caching()
    return response


def _page_caching() -> str:
    """Nothing of a signed-in page is stored, nor of one between the password and the second step,
    which may show a secret; a public form may survive the Back button."""
    # Flask-Login's own key, and that of accounts.pending: asking for the account could fail with
    # the database, headers never do.
    is_somebody = "_user_id" in session or "pending" in session
    return "no-store" if is_somebody else "private, no-cache"


def _cache_static(response: Response) -> None:
    """Files whose address changes with their content are kept for a year."""
    versioned = "v" in request.args or request.path.startswith("/static/vendor/")
    if versioned and response.status_code in {200, 206, 304}:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
