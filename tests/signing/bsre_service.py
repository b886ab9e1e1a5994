"""A local server that behaves as the Esign Client API is documented, and can be told to fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from berakhlak.signing.signers import DocumentSigner

USER, PASSWORD = "aplikasi", "sandi-layanan"
NIK, PASSPHRASE = "3201010101800001", "passphrase-pejabat"
# base64 of "aplikasi:sandi-layanan", written out so that the client's own coding is not trusted.
_EXPECTED = "Basic YXBsaWthc2k6c2FuZGktbGF5YW5hbg=="


@dataclass
class BsreService:
    """`received` are the fields of each signing request; `fails_with` (status, words) answers all.

    `returns_body` answers the request itself with the signed file; `tampers` changes what is
    handed out; `silence` is an event that holds every answer back.
    """

    key: DocumentSigner
    received: list[dict[str, bytes]] = field(default_factory=list)
    signed: dict[str, bytes] = field(default_factory=dict)
    fails_with: tuple[int, dict[str, Any]] | None = None
    returns_body: bool = False
    returns_unsigned: bool = False
    document_id: str | None = None
    silence: threading.Event | None = None
    url: str = ""


@contextmanager
def serving_bsre(key: DocumentSigner) -> Iterator[BsreService]:
    """The service on a free loopback port; it signs with `key`."""
    service = BsreService(key)

    class Handler(_Handler):
        state = service

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield service
    finally:
        if service.silence:
            service.silence.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    state: BsreService

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._refused():
            return
        assert self.path == "/api/sign/pdf"
        fields = _multipart(self.headers["Content-Type"], body)
        self.state.received.append(fields)
        if fields["passphrase"].decode() != PASSPHRASE:
            self._json(400, {"error": "Passphrase anda salah", "status_code": 2031})
            return
        if fields["nik"].decode() != NIK:
            self._json(400, {"error": f"User {NIK} belum terdaftar", "status_code": 1001})
            return
        self._answer_signed(fields["file"])

    def do_GET(self) -> None:
        if self._refused():
            return
        document = self.state.signed.pop(self.path.removeprefix("/api/sign/download/"), None)
        if document is None:
            self._json(404, {"error": "Dokumen tidak ditemukan", "status_code": 404})
        else:
            self._send(200, document, {"Content-Type": "application/pdf"})

    def _answer_signed(self, pdf: bytes) -> None:
        signed = pdf if self.state.returns_unsigned else self.state.key.sign(pdf, reason="uji")
        number = self.state.document_id or f"{len(self.state.received):032x}"
        self.state.signed[number] = signed
        body = signed if self.state.returns_body else b"{}"
        self._send(200, body, {"id_dokumen": number})

    def _refused(self) -> bool:
        if self.state.silence:
            self.state.silence.wait(10)
        if self.headers["Authorization"] != _EXPECTED:
            self._json(401, {"error": "Unauthorized"})
            return True
        if self.state.fails_with:
            self._json(*self.state.fails_with)
            return True
        return False

    def _json(self, status: int, said: dict[str, Any]) -> None:
        self._send(status, json.dumps(said).encode(), {"Content-Type": "application/json"})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass  # The client has given up, as some tests want.

    def log_message(self, format: str, *args: object) -> None:
        """Requests of a test are nobody's news."""


def _multipart(content_type: str, body: bytes) -> dict[str, bytes]:
    """The fields of a form, read by the library of e-mail rather than by the code under test."""
    message = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts = message.get_payload()
    assert isinstance(parts, list), "not a multipart body"
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
        for part in parts
    }
