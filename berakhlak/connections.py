"""Connections to other machines: production speaks encrypted, and to the right one alone.

A machine that has vanished without a word is noticed in seconds, and come back, it is used again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy.engine import URL, make_url

# Without one of these, libpq speaks in clear where the server wishes it, or to anybody.
_CHECKED = ("verify-full", "verify-ca")


@dataclass(frozen=True)
class OpenConnection:
    """A setting by which words would cross a network in clear, and how to write it instead."""

    setting: str
    remedy: str


def open_connections(
    *, database: str, counters: str, mail_host: str, mail_encryption: str, signing_url: str
) -> Iterator[OpenConnection]:
    """Those of these settings; `signing_url` is empty where nothing is signed by a service."""
    if _is_open_database(database):
        yield OpenConnection("DATABASE_URL", "…?sslmode=verify-full&sslrootcert=/etc/ssl/ca.pem")
    if _is_open_redis(counters):
        yield OpenConnection("REDIS_URL", "rediss://…")
    if mail_encryption == "none" and is_elsewhere(mail_host):
        yield OpenConnection("SMTP_TLS", "starttls")
    if signing_url.startswith("http://") and is_elsewhere(urlsplit(signing_url).hostname):
        yield OpenConnection("BSRE_URL", "https://…")


def server_options(database: str) -> dict[str, Any]:
    """How the engine keeps connections to a server: each is tried before it is lent, so that after
    a restart the next request finds another. Nothing for SQLite."""
    patience = patience_of_network(make_url(database))
    return {"pool_pre_ping": True, "connect_args": patience} if patience else {}


def patience_of_network(url: URL) -> dict[str, Any]:
    """What the driver of PostgreSQL is told, so that a host that has vanished without a word is
    noticed: seconds to connect, and for an answer to what was sent. Nothing for SQLite."""
    if url.get_backend_name() != "postgresql":
        return {}
    kept = {"connect_timeout": 5, "tcp_user_timeout": 30_000}
    alive = {"keepalives_idle": 30, "keepalives_interval": 5, "keepalives_count": 3}
    given = set(url.query)  # What the operator has written there holds.
    return {name: value for name, value in (kept | alive).items() if name not in given}


def is_elsewhere(host: str | None) -> bool:
    """Whether a host is another machine; a path is a socket of this one."""
    if not host or host.startswith("/") or host == "localhost":
        return False
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return True


def _is_open_database(text: str) -> bool:
    url = make_url(text)
    given = [*_texts(url.query.get("host")), *_texts(url.query.get("hostaddr"))]
    hosts = [*_texts(url.host), *map(_without_port, given)]
    modes = _texts(url.query.get("sslmode"))
    is_checked = bool(modes) and all(mode in _CHECKED for mode in modes)
    return url.drivername != "sqlite" and any(map(is_elsewhere, hosts)) and not is_checked


def _without_port(host: str) -> str:
    """Of several servers, each may have a port of its own behind its name."""
    name, _colon, port = host.rpartition(":")
    return name.strip("[]") if port.isdigit() and (":" not in name or name[:1] == "[") else host


def _texts(value: object) -> list[str]:
    given = [value] if isinstance(value, str) else list(value or ())  # type: ignore[call-overload]
    return [host for each in given for host in str(each).split(",")]


def _is_open_redis(text: str) -> bool:
    parts = urlsplit(text)
    if not parts.scheme.startswith("redis") or not is_elsewhere(parts.hostname):
        return False
    checks = parse_qs(parts.query).get("ssl_cert_reqs", ["required"])
    return parts.scheme != "rediss" or checks != ["required"]
