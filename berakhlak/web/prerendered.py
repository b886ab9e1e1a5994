"""Pages that are drawn once and then filled for each reader.

It is drawn in nobody's request, with no cookie but the language's, no account, address or
form: nothing of a reader can be left in it. Placeholders, escaped when filled, stand for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextvars import Context
from functools import lru_cache

from flask import current_app, g, session
from flask_wtf.csrf import generate_csrf
from markupsafe import escape

from berakhlak.web.language import COOKIE

# Unicode keeps these two for use inside programs; no text that is exchanged has them.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_PLACEHOLDER = re.compile(f"{_OPEN}([^{_CLOSE}]+){_CLOSE}")

# The placeholder that `csrf_token()` leaves by itself, wherever a form or a menu asks for it.
TOKEN = "token"  # noqa: S105
# The placeholder that tells whose a form is.
MARK = "mark"


def reader_placeholder(name: str) -> str:
    """What stands in a template in place of a personal value."""
    return f"{_OPEN}{name}{_CLOSE}"


class PrerenderedPage:
    """A drawn page with placeholders."""

    def __init__(self, drawn: str) -> None:
        texts_and_names = _PLACEHOLDER.split(drawn)
        self._texts = [text.encode() for text in texts_and_names[::2]]
        self._names = texts_and_names[1::2]

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(self._names)

    def fill(self, values: Mapping[str, object]) -> bytes:
        """The page of one reader, in UTF-8; raises KeyError for a placeholder without a value.

        Values are escaped, but for bytes: those are pieces that were drawn before.
        """
        parts = [b""] * (2 * len(self._names) + 1)
        parts[::2] = self._texts
        filling = [values[name] for name in self._names]
        parts[1::2] = [v if isinstance(v, bytes) else escape(v).encode() for v in filling]
        return b"".join(parts)


def form_token() -> str:
    """The token that forms of this session carry. It lasts as long as the session does."""
    known = session.get("csrf_token")
    return _token_of(known) if known else str(generate_csrf())


def form_mark() -> str:
    """The mark by which a form tells whose it is; empty for strangers."""
    return str(g.get("form_mark") or current_app.jinja_env.globals["reader_mark"]())  # type: ignore[operator]


@lru_cache(maxsize=4096)
def _token_of(_known: str) -> str:
    return str(generate_csrf())


def prerender_page(draw: Callable[[], str], *, language: str, script_root: str) -> PrerenderedPage:
    """Draw a page in a reader's language, for an application mounted at `script_root`."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    headers = {"Cookie": f"{COOKIE.name}={language}"}

    def in_nobodys_request() -> str:
        with app.test_request_context(base_url=f"http://localhost{script_root}/", headers=headers):
            g.csrf_token, g.form_mark = reader_placeholder(TOKEN), reader_placeholder(MARK)
            return draw()

    return PrerenderedPage(Context().run(in_nobodys_request))
