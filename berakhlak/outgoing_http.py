"""The little HTTP with which this installation asks other servers: whole answers, in a time limit.

Redirects are not followed: what is sent goes to the address that was configured, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from time import monotonic
from urllib.parse import urlsplit

MOST_BYTES = 32 << 20
_CHUNK = 1 << 16


class HostUnreachable(Exception):
    """No whole answer came in time; the message says how it failed, without any secret."""


@dataclass(frozen=True)
class HttpAnswer:
    """Status, headers (names in lower case) and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def ask(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    timeout: float,
    body: bytes | None = None,
    most_bytes: int | None = None,
) -> HttpAnswer:
    """One request to `url`, http or https; `timeout` in seconds. Raises HostUnreachable."""
    place = urlsplit(url)
    kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
    connection = kind(place.hostname or "", place.port, timeout=timeout)
    target = (place.path or "/") + (f"?{place.query}" if place.query else "")
    try:
        connection.request(method, target, body, dict(headers))
        response = connection.getresponse()
        content = _whole(response, timeout, most_bytes or MOST_BYTES)
    except (OSError, HTTPException) as error:
        raise HostUnreachable(type(error).__name__) from None
    finally:
        connection.close()
    names = {name.lower(): value for name, value in response.getheaders()}
    return HttpAnswer(response.status, names, content)


def _whole(response: object, timeout: float, most_bytes: int) -> bytes:
    # The socket's limit is per read: a server that drips must not hold a worker for ever.
    end, content = monotonic() + timeout, bytearray()
    while chunk := response.read1(_CHUNK):  # type: ignore[attr-defined]
        content += chunk
        if monotonic() > end:
            raise TimeoutError
        if len(content) > most_bytes:
            raise HostUnreachable("answer too large")
    return bytes(content)
