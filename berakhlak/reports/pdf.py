"""PDF from HTML. The only module that knows WeasyPrint, which is loaded at the first document.

Documents may use files below static/ and nothing else: no other file, no address, no data URL.
"""

from __future__ import annotations

import atexit
import gc
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from config import ROOT

STATIC = ROOT / "static"
STYLES = ("css/tokens.css", "css/report.css", "css/issued.css")
# Marked PDF/UA-1 and tagged throughout; whether a file conforms, only a validator can certify.
VARIANT = "pdf/ua-1"
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}

# Pango and fontconfig are not safe to enter from two threads at once.
_one_at_a_time = threading.Lock()


class OutsideStatic(ValueError):
    """A document asked for something that does not lie below static/."""


def render_pdf(html: str, *, identifier: bytes | None = None) -> bytes:
    """The PDF of a whole HTML document; `identifier` makes its file identifier repeatable.

    Native memory grows by about 0.2 MB a document, so whoever renders thousands must do it in
    processes that are replaced now and then (see `reports.export`).
    """
    with _one_at_a_time, _no_collection():
        press = _press()
        document = press.html(html)
        pdf: bytes = document.write_pdf(
            font_config=press.fonts,
            stylesheets=press.styles,
            pdf_variant=VARIANT,
            pdf_identifier=identifier,
        )
    return pdf


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hold the garbage collector back while a layout is built: a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Press:
    """What every document shares: fonts read once, stylesheets parsed once."""

    def __init__(self) -> None:
        from weasyprint import CSS, HTML, URLFetcher
        from weasyprint.text.fonts import FontConfiguration

        # Its warnings quote the text at fault, and comments do not belong in a log.
        logging.getLogger("weasyprint").setLevel(logging.ERROR)
        self._kind = HTML
        self._fetcher = _static_fetcher(URLFetcher)
        self.fonts = FontConfiguration()
        self.styles = [
            CSS(
                filename=str(STATIC / style),
                base_url=(STATIC / style).as_uri(),
                url_fetcher=self._fetcher,
                font_config=self.fonts,
            )
            for style in STYLES
        ]

    def html(self, text: str) -> Any:
        base = (STATIC / "document.html").as_uri()
        return self._kind(string=text, base_url=base, url_fetcher=self._fetcher)


@lru_cache(maxsize=1)
def _press() -> _Press:
    return _Press()


# The font configuration cannot clean up after itself once the interpreter is half gone.
atexit.register(_press.cache_clear)


def _static_fetcher(parent: type) -> Any:
    from weasyprint.urls import URLFetcherResponse

    class StaticFetcher(parent):  # type: ignore[misc]
        """Opens files below static/ itself; the library's own handlers are never reached."""

        def fetch(self, url: str, headers: object = None) -> Any:
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
