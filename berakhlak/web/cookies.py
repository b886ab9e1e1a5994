"""Cookies of our own: their names tell browsers what they must hold them to.

Over HTTPS a name begins with `__Host-` (this host alone, encrypted, all paths), or with `__Secure-`
where a cookie belongs to a part of the pages. Browsers refuse such names from anybody else, as from
a neighbour under the same domain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flask import Response as FlaskResponse
from flask import current_app, request
from werkzeug.wrappers import Response


@dataclass(frozen=True)
class OwnCookie:
    """A cookie that no script reads; `seconds` is how long a browser keeps it."""

    word: str
    seconds: int
    path: str = "/"
    same_site: Literal["Lax", "Strict"] = "Lax"

    @property
    def name(self) -> str:
        """Its name here: over HTTPS with a prefix."""
        if not _is_secure():
            return self.word
        return f"__Host-{self.word}" if self.path == "/" else f"__Secure-{self.word}"

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
            self.name, path=self.path, secure=_is_secure(), httponly=True, samesite=self.same_site
        )


def _is_secure() -> bool:
    return bool(current_app.config.get("SESSION_COOKIE_SECURE"))
