"""What stands on the poster of a counter, on the page and in the PDF alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import segno
from flask_babel import force_locale, gettext
from markupsafe import Markup

from berakhlak.citizens.models import Counter


@dataclass(frozen=True, kw_only=True)
class CounterPoster:
    """`invitations`: (language, words); `code` is an SVG drawing of `url`, without a size."""

    counter: str
    url: str
    code: Markup
    invitations: Sequence[tuple[str, str]]


def counter_poster(counter: Counter, url: str) -> CounterPoster:
    """The poster of a counter that is reached at `url`."""
    short = url.partition("://")[2]
    return CounterPoster(
        counter=counter.name,
        url=short,
        code=_drawing(url, gettext("Kode QR menuju %(url)s", url=short)),
        invitations=_invitations(),
    )


def _drawing(url: str, title: str) -> Markup:
    """The code as a drawing; a quarter of it may be dirty or torn."""
    # Made of numbers and of a title that segno escapes.
    code = segno.make(url, error="q", micro=False)
    return Markup(code.svg_inline(border=4, omitsize=True, title=title))  # noqa: S704


def code_drawing(address: str) -> Markup:
    """A code that is looked at in the hand or on a screen, as a drawing without a title."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(border=2, omitsize=True))  # noqa: S704  # Made of numbers.


def _invitations() -> Sequence[tuple[str, str]]:
    """The invitation in each language that has words of its own for it."""
    found: dict[str, str] = {}
    for language in ("id", "en"):
        with force_locale(language):
            found.setdefault(gettext("Bagaimana pelayanan kami?"), language)
    return [(language, words) for words, language in found.items()]
