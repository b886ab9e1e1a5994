"""PDF from HTML. The only module that loads WeasyPrint, at the first document.

Documents may use files below static/ and pictures that they bring along, and nothing else: no other
file, no address, no data URL.
"""

from __future__ import annotations

import atexit
import logging
import re
import threading
import warnings
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from berakhlak.documents.pdf_archive import finish_archive, finish_pdf
from berakhlak.documents.quick import quick_ways
from berakhlak.documents.quick.sheets import undistinguished
from berakhlak.documents.stack_room import with_room
from berakhlak.documents.weasyprint_shortcuts import fast_html_class
from berakhlak.garbage_collection import collection_paused
from berakhlak.stylesheets import read_stylesheet
from config import ROOT

STATIC = ROOT / "static"
TOKENS = "css/tokens.css"
STYLES = (TOKENS, "css/report.css", "css/issued.css")
# Marked PDF/UA-1 and tagged throughout; tests have a validator judge every kind of file.
VARIANT = "pdf/ua-1"
ARCHIVE_VARIANT = "pdf/a-3a"
DATA_WORDS = "Angka pada profil ini"
# Attachments carry a time of their own; ours must not change with the clock.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_TOKEN = re.compile(r"(--[a-z0-9-]+):\s*([^;]+);")
_VARIABLE = re.compile(r"var\((--[a-z0-9-]+)\)")
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}

# Pango and fontconfig are not safe to enter from two threads at once.
_one_at_a_time = threading.Lock()


class OutsideStatic(ValueError):
    """A document asked for something that does not lie below static/."""


@dataclass(frozen=True, kw_only=True)
class PrintableDocument:
    """A document ready for the renderer. `identifier` makes its file identifier repeatable.

    With `data`, JSON that is attached as `data_file`, the file is also marked PDF/A-3a.
    `pictures`: PNG files with the names under which the document shows them.
    `is_one_of_many`: what it has in common with others may be kept in this process (`quick`). Not
    for documents with secrets in them.
    """

    html: str
    identifier: bytes | None = None
    styles: tuple[str, ...] = STYLES
    data: str | None = None
    data_file: str = "data.json"
    pictures: tuple[tuple[str, bytes], ...] = ()
    is_one_of_many: bool = False


def render_pdf(
    html: str, *, identifier: bytes | None = None, is_one_of_many: bool = False
) -> bytes:
    """The PDF of a whole HTML document in the common styles."""
    return render_document(
        PrintableDocument(html=html, identifier=identifier, is_one_of_many=is_one_of_many)
    )


def page_count(content: bytes) -> int:
    """How many pages a PDF has."""
    import pikepdf

    with pikepdf.open(BytesIO(content)) as file:
        return len(file.pages)


def render_document(document: PrintableDocument) -> bytes:
    """The PDF of a document; the same document gives the same bytes.

    Native memory grows by up to 0.2 MB a document, so whoever renders thousands must do it in
    processes that are replaced now and then (see `exports.export`).
    """
    with _one_at_a_time, collection_paused(), warnings.catch_warnings():
        # The library leaves closing its colour profile to Python.
        warnings.simplefilter("ignore", ResourceWarning)
        renderer = _renderer()
        quick = document.is_one_of_many and all(map(_keeps_places, document.styles))
        with quick_ways() if quick else nullcontext():
            return with_room(partial(_written, renderer, document))


def _written(renderer: _Renderer, document: PrintableDocument) -> bytes:
    archive = {} if document.data is None else renderer.archived(document)
    renderer.give(dict(document.pictures))
    page = renderer.html(document.html)
    pdf: bytes = page.write_pdf(
        font_config=renderer.fonts,
        stylesheets=[renderer.style(document.styles, getattr(page, "default_rules", ""))],
        pdf_identifier=document.identifier,
        **({"pdf_variant": VARIANT, "finisher": finish_pdf} | archive),
    )
    return pdf


@lru_cache
def _keeps_places(style: str) -> bool:
    return not undistinguished(resolved_stylesheet(style))


class _Renderer:
    """What every document shares: fonts read once, stylesheets parsed once."""

    def __init__(self) -> None:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        # Its warnings quote the text at fault, and comments do not belong in a log.
        logging.getLogger("weasyprint").setLevel(logging.ERROR)
        self._library = weasyprint
        self._quick = fast_html_class(weasyprint)
        self._fetcher = _static_fetcher(weasyprint.URLFetcher)
        self._styles: dict[tuple[str, ...], Any] = {}  # By default rules, then names.
        self.fonts = FontConfiguration()

    def style(self, names: tuple[str, ...], defaults: str) -> Any:
        """Stylesheets below static/ as one behind default rules, parsed when first asked for.

        The library holds every element against every sheet, so one costs less than three. All lie
        in the same folder, from which their addresses start.
        """
        key = (defaults, *names)
        if key not in self._styles:
            self._styles[key] = self._library.CSS(
                string="\n".join((defaults, *map(resolved_stylesheet, names))),
                base_url=(STATIC / names[0]).as_uri(),
                url_fetcher=self._fetcher,
                font_config=self.fonts,
            )
        return self._styles[key]

    def give(self, pictures: Mapping[str, bytes]) -> None:
        """What the document that is rendered now brings along."""
        self._fetcher.pictures = {(STATIC / name).as_uri(): each for name, each in pictures.items()}

    def html(self, text: str) -> Any:
        """The document; text that is not well-formed is read as browsers read it."""
        base = (STATIC / "document.html").as_uri()
        try:
            return self._quick(text, base, self._fetcher)
        except ElementTree.ParseError:
            return self._library.HTML(string=text, base_url=base, url_fetcher=self._fetcher)

    def archived(self, document: PrintableDocument) -> dict[str, Any]:
        """Options that make the file PDF/A-3a, with its data attached."""
        attachment = self._library.Attachment(
            string=document.data or "",
            name=document.data_file,
            description=DATA_WORDS,
            relationship="Data",
            created=EPOCH,
            modified=EPOCH,
        )
        return {
            "pdf_variant": ARCHIVE_VARIANT,
            "attachments": [attachment],
            "finisher": finish_archive,
        }


def resolved_stylesheet(name: str) -> str:
    """A stylesheet with the variables of tokens.css put in: once, not for every element."""
    tokens = dict(_TOKEN.findall((STATIC / TOKENS).read_text("utf-8")))
    style = read_stylesheet(STATIC / name)
    return _VARIABLE.sub(lambda found: tokens[found[1]], style)


@lru_cache(maxsize=1)
def _renderer() -> _Renderer:
    return _Renderer()


# The font configuration cannot clean up after itself once the interpreter is half gone.
atexit.register(_renderer.cache_clear)


def _static_fetcher(parent: type) -> Any:
    from weasyprint.urls import URLFetcherResponse

    class StaticFetcher(parent):  # type: ignore[misc]
        """Opens files below static/ itself, and what a document brings along; the library's own
        handlers are never reached."""

        pictures: Mapping[str, bytes] = {}

        def fetch(self, url: str, headers: object = None) -> Any:
            if url in self.pictures:
                kind = {"Content-Type": "image/png"}
                return URLFetcherResponse(url, BytesIO(self.pictures[url]), kind)
            path = static_file(url)
            kind = {"Content-Type": TYPES.get(path.suffix, "application/octet-stream")}
            return URLFetcherResponse(url, BytesIO(path.read_bytes()), kind)

    return StaticFetcher(allowed_protocols=["file"], allow_redirects=False)


def static_file(url: str) -> Path:
    """The file below static/ that a file: address names; raises OutsideStatic for all else."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc:
        raise OutsideStatic(url[:200])
    path = Path(unquote(parts.path)).resolve()
    if not path.is_relative_to(STATIC.resolve()) or not path.is_file():
        raise OutsideStatic(url[:200])
    return path
