"""Headers that protect every answer, and how long browsers may keep it."""

from __future__ import annotations

from flask import current_app, request, session
from werkzeug.wrappers import Response

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Addresses carry citizens' tickets: other sites must never learn them.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def protect(response: Response) -> Response:
    """After a request: add the headers; a header that a view has set itself stays."""
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    if current_app.config.get("SESSION_COOKIE_SECURE"):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint == "static":
        _cache_static(response)
    elif not response.cache_control:
        response.headers["Cache-Control"] = _page_caching()
    return response


def _page_caching() -> str:
    """Nothing of a signed-in page is stored; a public form may survive the Back button."""
    # Flask-Login's own key: asking for the account could fail with the database, headers never do.
    return "no-store" if "_user_id" in session else "private, no-cache"


def _cache_static(response: Response) -> None:
    """Files whose address changes with their content are kept for a year."""
    versioned = "v" in request.args or request.path.startswith("/static/vendor/")
    if versioned and response.status_code in {200, 206, 304}:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
