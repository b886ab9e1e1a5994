"""A provider that answers whatever a test wants: tampered, stolen, late, or nothing at all."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT_ID, SECRET = "berakhlak", "rahasia"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
KEY = RSAKey.generate_key(2048, {"kid": "k"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "k"})


@dataclass
class Hostile:
    """`told`, `claims`, `userinfo`: what stands in the place of the honest answers; `key` and `alg`
    sign; `pause`: seconds before each answer; `status`: of the place that gives tokens."""

    issuer: str = ""
    nonce: str = ""
    told: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    key: Any = field(default_factory=lambda: KEY)
    alg: str = "RS256"
    pause: float = 0.0
    status: int = 200
    asked: list[str] = field(default_factory=list)

    def settings(self) -> dict[str, str]:
        return {
            "OIDC_ISSUER": self.issuer,
            "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_CLIENT_SECRET": SECRET,
            "PUBLIC_URL": "http://localhost",
        }

    def answer(self, path: str) -> tuple[int, Any]:
        self.asked.append(path)
        time.sleep(self.pause)
        if path.startswith("/.well-known"):
            return 200, self._metadata()
        if path == "/jwks":
            return 200, {"keys": [KEY.as_dict(private=False)]}
        if path == "/userinfo":
            return 200, self.userinfo
        return self.status, {"access_token": "a", "token_type": "Bearer", "id_token": self.token()}

    def token(self) -> str:
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT_ID, "sub": "siti-1", "nonce": self.nonce}
        said |= {"iat": now, "exp": now + 60, "email": "siti@x.go.id", "email_verified": True}
        return self.signed({**said, **self.claims})

    def logout_token(self, **changed: Any) -> str:
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT_ID, "sub": "siti-1", "iat": now, "exp": now + 60}
        return self.signed({**said, "jti": "j1", "events": {LOGOUT: {}}, **changed})

    def signed(self, said: dict[str, Any]) -> str:
        kept = {name: value for name, value in said.items() if value is not None}
        return jwt.encode({"alg": self.alg, "kid": "k"}, kept, self.key, algorithms=[self.alg])

    def _metadata(self) -> dict[str, Any]:
        names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint")
        places = ("authorize", "token", "userinfo")
        told = {name: f"{self.issuer}/{place}" for name, place in zip(names, places, strict=True)}
        if self.userinfo is None:
            del told["userinfo_endpoint"]
        return {"issuer": self.issuer, **told, "jwks_uri": f"{self.issuer}/jwks", **self.told}


@contextmanager
def running_hostile() -> Iterator[Hostile]:
    made = Hostile()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, found = made.answer(self.path)
            body = found if isinstance(found, bytes) else json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def shared_secret() -> OctKey:
    """The secret of our application as a key: who takes it for one lets the application's own
    secret, or a public key, sign."""
    return OctKey.import_key(SECRET * 5, {"kid": "k"})
