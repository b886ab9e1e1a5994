"""One real provider for all tests of this room, and an application that knows it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from flask import Flask

from berakhlak.accounts.models import Account, FederatedIdentity
from config import Config
from tests.factories.people import PASSWORD
from tests.support.openid import RealProvider, running_provider
from tests.support.pages import Page, PageClient


@dataclass
class SignOuts:
    """Logout tokens that the provider has posted."""

    address: str = ""
    tokens: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def sign_outs() -> Iterator[SignOuts]:
    kept = SignOuts()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            kept.tokens += parse_qs(body)["logout_token"]
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Taking)
    kept.address = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def provider(sign_outs: SignOuts) -> Iterator[RealProvider]:
    with running_provider(sign_outs.address) as running:
        yield running


@pytest.fixture
def linked_app(app: Flask, provider: RealProvider) -> Flask:
    """The application with the settings of the provider; a test may set more of them."""
    use(app, provider.settings())
    return app


def give_link(session: Any, account: Account, issuer: str, subject: str = "siti-1") -> None:
    """Link an account without the way there."""
    session.add(FederatedIdentity(issuer=issuer, subject=subject, account_id=account.id))
    session.commit()


def take_up_link(client: PageClient, name: str, *, wish: str = "link") -> Page:
    """From the provider on: sign in by password once, and link; the page behind that."""
    page = client.post("/masuk?next=/akun/sso", {"name": name, "password": PASSWORD})
    return client.post("/akun/sso", {"wish": wish}) if wish else page


def use(app: Flask, settings: dict[str, str]) -> None:
    """Let an application that runs have these settings of the provider, read as at a start."""
    from dataclasses import replace

    read = Config.read(settings)
    assert not read.defects
    app.config["BERAKHLAK"] = replace(
        app.config["BERAKHLAK"], single_sign_on=read.single_sign_on, public_url=read.public_url
    )
