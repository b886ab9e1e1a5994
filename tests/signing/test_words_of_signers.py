"""What signers say of themselves, and how they read names and answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from asn1crypto import x509
from flask import Flask

from berakhlak import outgoing_http
from berakhlak.signing.signatures import PdfSignature, certificate_name, load_roots
from berakhlak.signing.signers import bsre, http
from berakhlak.signing.signers.bsre import BsreSigner
from berakhlak.signing.signers.http import HostUnreachable, HttpAnswer, HttpConnection
from berakhlak.signing.signers.keyfile import KeyFileSigner
from berakhlak.signing.signers.token import TokenSigner
from tests.signing import keys
from tests.signing.conftest import ROOT, SEAL


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"common_name": "Segel"}, "Segel"),
        (
            {"organization_name": "Badan", "organizational_unit_name": "Bidang"}
            | {"common_name": "Segel", "country_name": "ID"},
            "Segel, Bidang, Badan",
        ),
        ({"common_name": "Badan", "organization_name": "Badan"}, "Badan"),
        ({"organization_name": "Badan"}, "Badan"),
        ({"country_name": "ID"}, "Country: ID"),
        ({"common_name": "Segel", "organizational_unit_name": ["A", "B"]}, "Segel, A, B"),
    ],
)
def test_a_certificate_is_called_by_name_unit_and_organisation(
    parts: dict[str, Any], words: str
) -> None:
    pairs = [
        (kind, value)
        for kind, given in parts.items()
        for value in (given if isinstance(given, list) else [given])
    ]
    name = x509.Name(
        "",
        x509.RDNSequence(
            [
                x509.RelativeDistinguishedName(
                    [
                        {
                            "type": kind,
                            "value": x509.PrintableString(value)
                            if kind == "country_name"
                            else x509.DirectoryString("utf8_string", x509.UTF8String(value)),
                        }
                    ]
                )
                for kind, value in pairs
            ]
        ),
    )

    assert certificate_name(name) == words


def test_roots_are_those_of_the_file_and_none_without_one(tmp_path: Any) -> None:
    assert load_roots(None) == []
    (root,) = load_roots(keys.roots_file(tmp_path, ROOT))
    assert root.sha256 == keys.root_as_asn1(ROOT).sha256
    with pytest.raises(OSError, match="tidak-ada"):
        load_roots(tmp_path / "tidak-ada.pem")


def test_each_signer_says_whose_certificate_it_is(app: Flask, seal: KeyFileSigner) -> None:
    own = f"{SEAL}, Pemerintah Kabupaten Sukamaju"
    service = BsreSigner(HttpConnection("http://x", "u", "p"), "nik", "frasa")
    token = TokenSigner("/x.so", "segel", "kunci", "1234")
    token.__dict__["certificate"] = x509.Certificate.load(seal._certificate.dump())

    with app.test_request_context():
        said = f"Dokumen ini ditandatangani elektronik dengan sertifikat {own}."
        assert seal.statement() == token.statement() == said
        assert "Balai Sertifikasi Elektronik (BSrE)" in service.statement()
    assert seal.subject == own
    mark = seal._certificate.sha256_fingerprint
    assert (seal.label, token.label) == (f"key:{mark}", f"token:{mark}")
    for signer in (seal, token):
        for subject in (own, SEAL):
            found = PdfSignature(
                subject=subject, issuer=ROOT, intact=True, covers_all=True, trusted=None,
                reported_at=None,
            )  # fmt: skip
            assert signer.vouches_for(found) is (subject == own)
    assert "1234" not in repr(token)


@pytest.mark.parametrize(
    ("body", "said"),
    [(b'{"a": 1}', {"a": 1}), (b"[1]", {}), (b'"x"', {}), (b"rusak", {}), (b"", {}), (b"\xff", {})],
)
def test_an_answer_that_is_no_object_says_nothing(body: bytes, said: dict[str, object]) -> None:
    assert bsre._said(HttpAnswer(500, {}, body)) == said


@contextmanager
def serving(body: bytes, status: int = 200, pause: float = 0.0) -> Iterator[tuple[str, list[Any]]]:
    """A server that answers everything alike; what it was asked. `pause` between two bytes."""
    asked: list[Any] = []
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"] or 0))
            asked.append((self.command, self.path, dict(self.headers), content))
            self.send_response(status)
            self.send_header("ID_Dokumen", "Nilai-A")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for place in range(0, len(body), 1 if pause else max(1, len(body))):
                self.wfile.write(body[place : place + (1 if pause else len(body))])
                if stop.wait(pause):
                    return

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Nobody's news."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        stop.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("folder", ["", "/", "/esign", "/esign/"])
def test_an_answer_is_read_whole_with_its_headers_in_small_letters(folder: str) -> None:
    with serving(b"isi", 418) as (url, asked):
        service = HttpConnection(url + folder, "nama", "sandi", timeout=5)
        got = service.get("/a")
        sent = service.post("/b", {"nik": "1"}, {"file": b"%PDF-"})

    assert (got.status, got.body, got.headers["id_dokumen"]) == (418, b"isi", "Nilai-A")
    assert sent == got or sent.body == got.body
    paths = [path for _method, path, _headers, _content in asked]
    assert paths == [f"{folder.rstrip('/')}/a", f"{folder.rstrip('/')}/b"]
    assert [method for method, *_ in asked] == ["GET", "POST"]
    headers, content = asked[1][2:]
    assert headers["Authorization"] == "Basic bmFtYTpzYW5kaQ=="
    boundary = headers["Content-Type"].removeprefix("multipart/form-data; boundary=")
    assert len(boundary) == 32
    assert content == http._multipart(boundary, {"nik": "1"}, {"file": b"%PDF-"})


def test_a_server_that_drips_holds_nobody_for_ever() -> None:
    with (
        serving(b"x" * 200, pause=0.05) as (url, _),
        pytest.raises(HostUnreachable, match="TimeoutError"),
    ):
        HttpConnection(url, "u", "p", timeout=0.3).get("/a")


@pytest.mark.parametrize(("room", "is_taken"), [(10, True), (9, False)])
def test_an_answer_has_a_largest_size(
    monkeypatch: pytest.MonkeyPatch, room: int, is_taken: bool
) -> None:
    assert outgoing_http.MOST_BYTES == 33_554_432
    monkeypatch.setattr(outgoing_http, "MOST_BYTES", room)
    with serving(b"0123456789") as (url, _):
        service = HttpConnection(url, "u", "p", timeout=5)
        if is_taken:
            assert service.get("/a").body == b"0123456789"
        else:
            with pytest.raises(HostUnreachable, match="too large"):
                service.get("/a")
