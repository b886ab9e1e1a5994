"""Pages that are drawn once and then filled for each reader.

A mould is drawn in nobody's request, without cookie, account, address or form: nothing of a reader
can be left in it. What is personal is a hole in it, and is escaped when it is filled in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextvars import Context

from flask import current_app, g
from markupsafe import Markup, escape

from berakhlak.web.language import COOKIE

# Unicode keeps these two for use inside programs; no text that is exchanged has them.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_HOLE = re.compile(f"{_OPEN}([^{_CLOSE}]+){_CLOSE}")

# The hole that `csrf_token()` leaves by itself, wherever a form or a menu asks for it.
TOKEN = "token"  # noqa: S105


def hole(name: str) -> str:
    """What stands in a template in place of a personal value."""
    return f"{_OPEN}{name}{_CLOSE}"


class Mould:
    """A drawn page with holes."""

    def __init__(self, drawn: str) -> None:
        self._parts = _HOLE.split(drawn)  # Text and names of holes by turns.

    @property
    def holes(self) -> frozenset[str]:
        return frozenset(self._parts[1::2])

    def fill(self, values: Mapping[str, object]) -> Markup:
        """The page of one reader. Values are escaped; raises KeyError for a hole without one."""
        parts = self._parts.copy()
        parts[1::2] = [escape(values[name]) for name in parts[1::2]]
        return Markup("".join(parts))  # noqa: S704  Every part is drawn by us or escaped above.


def mould(draw: Callable[[], str], *, language: str, script_root: str) -> Mould:
    """Draw a mould in a reader's language, for an application mounted at `script_root`."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def in_nobodys_request() -> str:
        headers = {"Cookie": f"{COOKIE}={language}"}
        with app.test_request_context(base_url=f"http://localhost{script_root}/", headers=headers):
            g.csrf_token = hole(TOKEN)
            return draw()

    return Mould(Context().run(in_nobodys_request))
