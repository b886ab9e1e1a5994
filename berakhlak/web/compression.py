"""Text goes out compressed: a sheet of 21 behaviours is five times smaller on a phone's bill."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import request
from werkzeug.wrappers import Response

_WORTH_IT = 512  # bytes; below this the envelope eats the gain
_TEXT = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml", "application/json"})
_shrink_static = lru_cache(maxsize=64)(gzip.compress)


def compress_response(response: Response) -> Response:
    """After a request: gzip texts for browsers that take it.

    Secrets in compressed pages can be guessed only by a site that makes the browser ask again and
    again with its cookie; ours is SameSite=Lax and does not travel with such requests.
    """
    if response.mimetype not in _TEXT:
        return response
    response.vary.add("Accept-Encoding")
    if response.content_encoding or not _may_shrink(response):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < _WORTH_IT:
        return response
    shrink = _shrink_static if request.endpoint == "static" else gzip.compress
    response.set_data(shrink(body, 6))
    response.content_encoding = "gzip"
    tag, _weak = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)
    return response


def _may_shrink(response: Response) -> bool:
    asked = request.method == "GET" and request.accept_encodings.quality("gzip") > 0
    # Files come as streams, but short ones; other streams may never end.
    whole = not response.is_streamed or request.endpoint == "static"
    return asked and whole and response.status_code not in {206, 304}
