"""Cookies of our own: their names tell browsers what they must hold them to.

Over HTTPS a name begins with `__Host-`: this host alone, encrypted, all paths. Browsers refuse such
a name from anybody else, as from a neighbour under the same domain. A part of the paths would keep
nothing apart, for the cookie of the session goes everywhere; it is for cookies too large to be sent
with each request. They begin with `__Secure-` (encrypted), as `__Host-` demands all paths: what
they hold must be sealed, for a neighbour could put another in their place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flask import Response as FlaskResponse
from flask import current_app, request
from werkzeug.wrappers import Response


@dataclass(frozen=True)
class OwnCookie:
    """A cookie that no script reads; `seconds` is how long a browser keeps it, `path` the pages
    below which it is sent."""

    word: str
    seconds: int
    same_site: Literal["Lax", "Strict"] = "Lax"
    path: str = "/"

    @property
    def name(self) -> str:
        """Its name here: over HTTPS with a prefix."""
        prefix = "__Host-" if self.path == "/" else "__Secure-"
        return f"{prefix}{self.word}" if _is_secure() else self.word

    @property
    def is_there(self) -> bool:
        return self.name in request.cookies

    def read(self) -> str:
        """What the browser sent; empty when there is none."""
        return request.cookies.get(self.name, "")

    def put(self, response: Response | FlaskResponse, value: str) -> None:
        response.set_cookie(
            self.name,
            value,
            max_age=self.seconds,
            path=self.path,
            secure=_is_secure(),
            httponly=True,
            samesite=self.same_site,
        )

    def take_away(self, response: Response | FlaskResponse) -> None:
        # Without `Secure`, browsers would refuse to hear of a name with a prefix.
        response.delete_cookie(
            self.name,
            path=self.path,
            secure=_is_secure(),
            httponly=True,
            samesite=self.same_site,
        )


def _is_secure() -> bool:
    return bool(current_app.config.get("SESSION_COOKIE_SECURE"))
