"""What a signing service needs of HTTP: Basic authentication and multipart forms."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from berakhlak.outgoing_http import HostUnreachable, HttpAnswer, ask

__all__ = ["HostUnreachable", "HttpAnswer", "HttpConnection"]


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
        url, identified = self.url.rstrip("/") + path, self._identified(headers)
        return ask(method, url, headers=identified, timeout=self.timeout, body=body)

    def _identified(self, headers: Mapping[str, str]) -> dict[str, str]:
        pair = b64encode(f"{self.user}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {pair}", "Accept": "*/*", **headers}


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
