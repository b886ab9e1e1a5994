"""Whole addresses, for paper, mail and messages: one function makes them all.

What a request says of its host is anybody's choice, so it is only believed where nothing is set.
"""

from __future__ import annotations

from flask import current_app, request


def public_address(endpoint: str, **values: object) -> str:
    """The address of a page as the world opens it: under PUBLIC_URL, which production requires.

    Without that setting it is the address that this request came by.
    """
    base = current_app.config["BERAKHLAK"].public_url or request.url_root.rstrip("/")
    return f"{base}{current_app.url_map.bind('').build(endpoint, values)}"
