"""Where to tell of a weakness: /.well-known/security.txt (RFC 9116), as the operator has set it."""

from __future__ import annotations

from flask import Response, abort, current_app

from berakhlak.extensions import limiter
from berakhlak.inspection.health_pages import blueprint
from berakhlak.web.guards import open_to_all
from config import Config

PATH = "/.well-known/security.txt"


@blueprint.get(PATH)
@open_to_all
@limiter.exempt
def security_contact() -> Response:
    """The file; 404 where nobody was named, for a made-up address would swallow reports."""
    config: Config = current_app.config["BERAKHLAK"]
    if not config.security_contact:
        abort(404)
    return Response(_text(config), content_type="text/plain; charset=utf-8")


def _text(config: Config) -> str:
    """The day is the one that the operator has set: a date that moved on by itself would vouch
    for an address that nobody has looked at for years."""
    day = config.security_contact_until
    lines = [
        f"Contact: {config.security_contact}",
        f"Expires: {day:%Y-%m-%d}T23:59:59Z",
        "Preferred-Languages: id, en",
    ]
    if config.public_url:
        lines.append(f"Canonical: {config.public_url}{PATH}")
    return "\n".join(lines) + "\n"
