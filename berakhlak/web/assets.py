"""Addresses of static files that change with their content, so browsers may keep them."""

from __future__ import annotations

import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import current_app, request
from werkzeug.wrappers import Response

from berakhlak.stylesheets import read_stylesheet


def asset_url(path: str) -> str:
    """The address of a file below static/, e.g. `css/app.css`, with a mark of its content."""
    # Put together by hand: a page asks a dozen times, and `url_for` would be a tenth of its cost.
    folder = current_app.static_folder or ""
    # Files that are being worked on are looked at again, as templates are.
    changed = os.stat(f"{folder}/{path}").st_mtime_ns if current_app.debug else 0
    mark = _mark(folder, path, changed)
    return f"{request.script_root}{current_app.static_url_path}/{path}?v={mark}"


@lru_cache(maxsize=256)
def _mark(folder: str, path: str, _changed: int) -> str:
    return sha256(_content(Path(folder) / path)).hexdigest()[:10]


def send_static(filename: str) -> Response:
    """A file below static/; a stylesheet is sent with its parts, in one answer."""
    path = Path(current_app.static_folder or "") / filename
    if path.parent.name != "css" or path.suffix != ".css" or not path.is_file():
        return current_app.send_static_file(filename)
    body = _content(path)
    answer = current_app.response_class(body, mimetype="text/css")
    answer.set_etag(sha256(body).hexdigest())
    answer.cache_control.no_cache = True
    return answer.make_conditional(request, accept_ranges=True, complete_length=len(body))


def _content(path: Path) -> bytes:
    return read_stylesheet(path).encode() if path.suffix == ".css" else path.read_bytes()
