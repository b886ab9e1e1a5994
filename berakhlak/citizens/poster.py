"""What stands on the poster of a counter, on the page and in the PDF alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import segno
from flask_babel import LazyString, force_locale, gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from berakhlak.citizens.models import Counter
from berakhlak.short_codes import shown

# The words of a poster in each language that has words of its own for it.
INVITATION = _("Bagaimana pelayanan kami?")
SCAN = _("Pindai dengan kamera ponsel")
TYPE = _("atau buka alamat ini, lalu ketik kodenya")
PROMISE = _(
    "Tanpa nama dan tanpa nomor telepon. Petugas melihat nilai gabungan, bukan jawaban Anda satu "
    "per satu."
)
NOTICE = _("Pelindungan data")
# Error correction: a quarter of a poster may be dirty or torn; a slip is read at once.
DIRTY, CLEAN = "q", "m"


@dataclass(frozen=True)
class PaperFormat:
    """One size of paper: its name for people, its stylesheet, and how torn its code may be."""

    label: LazyString
    style: str
    error: str = DIRTY


FORMATS: Mapping[str, PaperFormat] = {
    "a5": PaperFormat(_("A5, untuk meja loket"), "css/poster_a5.css"),
    "a4": PaperFormat(_("A4, untuk dinding"), "css/poster_a4.css"),
    "slip": PaperFormat(_("Slip 80 mm, untuk pencetak struk"), "css/poster_slip.css", CLEAN),
}


@dataclass(frozen=True, kw_only=True)
class CounterPoster:
    """What a poster says: (language, words) each; `code` is an SVG drawing of where `url` leads,
    without a size; at `typed_at` the `short_code` is typed instead."""

    counter: str
    url: str
    code: Markup
    invitations: Sequence[tuple[str, str]]
    scan: Sequence[tuple[str, str]]
    type_words: Sequence[tuple[str, str]]
    promises: Sequence[tuple[str, str]]
    short_code: str
    typed_at: str
    notice: str


def counter_poster(counter: Counter, url: str, *, error: str = DIRTY) -> CounterPoster:
    """The poster of a counter that is reached at `url`."""
    short = url.partition("://")[2]
    return CounterPoster(
        counter=counter.name,
        url=short,
        code=_drawing(url, gettext("Kode QR menuju %(url)s", url=short), error),
        invitations=_in_each_language(INVITATION),
        scan=_in_each_language(SCAN),
        type_words=_in_each_language(TYPE),
        promises=_in_each_language(PROMISE),
        short_code=shown(counter.short_code),
        typed_at=short.rpartition("/")[0],
        notice=_notice(short.partition("/")[0]),
    )


def _drawing(url: str, title: str, error: str) -> Markup:
    """The code as a drawing."""
    # Made of numbers and of a title that segno escapes.
    code = segno.make(url, error=error, micro=False)
    return Markup(code.svg_inline(border=4, omitsize=True, title=title))  # noqa: S704


def _notice(host: str) -> str:
    """Where the notice on data protection is read, in one line for all languages."""
    words = " · ".join(said for _language, said in _in_each_language(NOTICE))
    return f"{words}: {host}/privasi"


def _in_each_language(words: LazyString) -> Sequence[tuple[str, str]]:
    found: dict[str, str] = {}
    for language in ("id", "en"):
        with force_locale(language):
            found.setdefault(str(words), language)
    return [(language, said) for said, language in found.items()]
