"""Requests that name another host than ours are refused before anything is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from werkzeug.sansio.utils import get_host, host_is_trusted
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class TrustedHosts:
    """Answers 400 to requests for hosts that are not listed.

    Flask's own setting comes too late: without a trusted host it cannot make the addresses of its
    error page.
    """

    def __init__(self, app: WSGIApplication, hosts: Sequence[str], address: str) -> None:
        self._app = app
        self._hosts = hosts
        self._refusal = (
            f"Layanan ini dibuka di {address}\n"
            "Alamat yang diminta browser Anda bukan milik layanan ini.\n\n"
            f"This service is at {address}\n"
            "The address that your browser asked for is not one of this service.\n"
        )

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        host = get_host(environ.get("wsgi.url_scheme", "http"), environ.get("HTTP_HOST"))
        if host_is_trusted(host, self._hosts):
            return self._app(environ, start)
        return Response(self._refusal, status=400, mimetype="text/plain")(environ, start)
