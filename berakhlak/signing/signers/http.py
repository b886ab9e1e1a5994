"""The little HTTP that a signing service needs: Basic authentication, multipart, a time limit.

Redirects are not followed: a secret goes to the address that was configured and nowhere else.
"""

from __future__ import annotations

import secrets
from base64 import b64encode
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


@dataclass(frozen=True)
class HttpConnection:
    """One service at `url` (http or https, with a path if it has one); `timeout` in seconds."""

    url: str
    user: str
    password: str = field(repr=False)
    timeout: float = 30.0

    def get(self, path: str) -> HttpAnswer:
        """Raises Unreachable."""
        return self._ask("GET", path, {}, None)

    def post(self, path: str, fields: Mapping[str, str], files: Mapping[str, bytes]) -> HttpAnswer:
        """Send a multipart form; `files` are PDFs by field name. Raises Unreachable."""
        boundary = secrets.token_hex(16)
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self._ask("POST", path, headers, _multipart(boundary, fields, files))

    def _ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> HttpAnswer:
        place = urlsplit(self.url)
        kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
        connection = kind(place.hostname or "", place.port, timeout=self.timeout)
        try:
            connection.request(
                method, place.path.rstrip("/") + path, body, self._identified(headers)
            )
            response = connection.getresponse()
            content = self._whole(response)
        except (OSError, HTTPException) as error:
            raise HostUnreachable(type(error).__name__) from None
        finally:
            connection.close()
        names = {name.lower(): value for name, value in response.getheaders()}
        return HttpAnswer(response.status, names, content)

    def _identified(self, headers: Mapping[str, str]) -> dict[str, str]:
        pair = b64encode(f"{self.user}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {pair}", "Accept": "*/*", **headers}

    def _whole(self, response: object) -> bytes:
        # The socket's limit is per read: a server that drips must not hold a worker for ever.
        end, content = monotonic() + self.timeout, bytearray()
        while chunk := response.read1(_CHUNK):  # type: ignore[attr-defined]
            content += chunk
            if monotonic() > end:
                raise TimeoutError
            if len(content) > MOST_BYTES:
                raise HostUnreachable("answer too large")
        return bytes(content)


def _multipart(boundary: str, fields: Mapping[str, str], files: Mapping[str, bytes]) -> bytes:
    parts = [_part(f'name="{name}"', value.encode()) for name, value in fields.items()]
    parts += [
        _part(f'name="{name}"; filename="dokumen.pdf"\r\nContent-Type: application/pdf', content)
        for name, content in files.items()
    ]
    opening = f"--{boundary}\r\n".encode()
    return b"".join(opening + part for part in parts) + f"--{boundary}--\r\n".encode()


def _part(disposition: str, content: bytes) -> bytes:
    return f"Content-Disposition: form-data; {disposition}\r\n\r\n".encode() + content + b"\r\n"
