"""Addresses of static files that change with their content, so browsers may keep them."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import current_app, url_for


def asset(path: str) -> str:
    """The address of a file below static/, e.g. `css/app.css`, with a mark of its content."""
    file = Path(current_app.static_folder or "") / path
    return url_for("static", filename=path, v=_mark(file, file.stat().st_mtime_ns))


@lru_cache(maxsize=256)
def _mark(file: Path, modified: int) -> str:
    # The time of change is part of the key alone: a file edited in development is read again.
    return sha256(file.read_bytes()).hexdigest()[:10]
