"""Addresses of static files that change with their content, so browsers may keep them."""

from __future__ import annotations

import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import current_app, request


def asset(path: str) -> str:
    """The address of a file below static/, e.g. `css/app.css`, with a mark of its content."""
    # Put together by hand: a page asks a dozen times, and `url_for` would be a tenth of its cost.
    folder = current_app.static_folder or ""
    # Files that are being worked on are looked at again, as templates are.
    changed = os.stat(f"{folder}/{path}").st_mtime_ns if current_app.debug else 0
    mark = _mark(folder, path, changed)
    return f"{request.script_root}{current_app.static_url_path}/{path}?v={mark}"


@lru_cache(maxsize=256)
def _mark(folder: str, path: str, _changed: int) -> str:
    return sha256((Path(folder) / path).read_bytes()).hexdigest()[:10]
