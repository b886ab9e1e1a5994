"""What the texts of settings stand for; raises ValueError or OSError for those of no use."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import get_timezone
from limits import parse_many
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from berakhlak.run_language import N_

ENGINES = ("sqlite", "postgresql+psycopg")
MANY, A_YEAR = 1_000_000, 366 * 24 * 3600
_PLAIN = re.compile(r"[A-Za-z0-9.+_-]+")  # What needs no escaping behind `mailto:`.
COUNTERS = ("memory", "redis", "rediss", "redis+unix")


class UnusableValue(ValueError):
    """A value is readable and yet of no use; the sentence of the catalogue says why."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence, values)
        self.sentence, self.values = sentence, values


def within_of(number: float, low: float, high: float) -> int:
    if not low <= number <= high:
        raise UnusableValue(N_("%(number)s di luar batas"), number=f"{number:g}")
    return number  # type: ignore[return-value]


def rate_of(text: str) -> str:
    limits = parse_many(text)
    if any(limit.amount < 1 for limit in limits):
        raise UnusableValue(N_("0 menutup pintu bagi semua orang"))
    # Nobody waits longer than a year, and Redis keeps no count for ages of the world.
    if any(limit.amount > MANY or limit.get_expiry() > A_YEAR for limit in limits):
        raise UnusableValue(N_("lebih dari setahun, atau lebih dari sejuta kali"))
    return text


def zone_of(text: str) -> str:
    try:
        ZoneInfo(text)
        get_timezone(text)  # Pages ask here; it does not know all that the system knows.
    except (LookupError, ValueError, OSError):
        raise UnusableValue(N_("zona waktu %(text)r tidak dikenal"), text=text) from None
    return text


def address_of(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(map(str.isspace, text)):
        raise UnusableValue(N_("bukan alamat http atau https dengan nama server"))
    _ = parts.port  # Raises ValueError.
    if parts.query or parts.fragment or "@" in parts.netloc:
        # Paths are put behind it, and it is printed.
        raise UnusableValue(
            N_("memuat '?', '#' atau '@', padahal jalur halaman ditambahkan di belakang")
        )
    return text.rstrip("/")


def contact_of(text: str) -> str:
    if text.startswith("https://"):
        return address_of(text)
    local, _at, domain = text.removeprefix("mailto:").rpartition("@")
    if not local or "." not in domain or not _PLAIN.fullmatch(local + domain):
        raise UnusableValue(N_("bukan alamat email atau https"))
    return f"mailto:{local}@{domain}"


def counters_of(text: str) -> str:
    parts = urlsplit(text)
    _ = parts.port
    if parts.scheme not in COUNTERS:
        raise UnusableValue(N_("bukan alamat Redis"))
    if parts.scheme in ("redis", "rediss") and not parts.hostname:
        raise UnusableValue(N_("nama server tidak ada"))
    if parts.scheme in ("redis", "rediss") and not (parts.path.strip("/") or "0").isdigit():
        raise UnusableValue(N_("nomor basis data bukan bilangan"))
    scheme = parts.scheme
    text = scheme + text[len(scheme) :]  # In small letters, as the library wants it.
    if scheme != "memory":
        _known_to_redis(text.removeprefix("redis+") if scheme == "redis+unix" else text)
    return text


def _known_to_redis(address: str) -> None:
    """Raises Unusable for options that the library does not know; connects to nothing."""
    from redis import ConnectionPool, RedisError  # Loaded by those alone who use it.

    try:
        ConnectionPool.from_url(address).make_connection()
    except (TypeError, ValueError, RedisError):
        raise UnusableValue(N_("memuat pilihan yang tidak dikenal")) from None


def database_of(text: str) -> str:
    for plain in ("postgres://", "postgresql://"):
        if text.startswith(plain):
            text = "postgresql+psycopg://" + text.removeprefix(plain)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # Of libpq's way to write hosts with ports: no number.
        raise UnusableValue(N_("bukan alamat basis data")) from None
    if url.drivername not in ENGINES:
        raise UnusableValue(
            N_("%(engine)r bukan basis data yang dikenal aplikasi ini"), engine=url.drivername
        )
    if not url.database or url.database == ":memory:":
        raise UnusableValue(N_("nama basis data atau berkas tidak ada"))
    if url.drivername == "sqlite":
        _one_file(url)
    else:
        _known_to_postgres(url)
    return text


def _one_file(url: URL) -> None:
    """Raises Unusable unless SQLite would keep a file under just this name."""
    if url.query:
        raise UnusableValue(N_("alamat SQLite tidak menerima pilihan sesudah '?'"))
    if Path(url.database or "").is_dir():
        raise UnusableValue(N_("%(path)s adalah folder"), path=url.database)


def _known_to_postgres(url: URL) -> None:
    """Raises Unusable for options that the library does not know; connects to nothing."""
    from psycopg import ProgrammingError  # Loaded by those alone who use it.
    from psycopg.conninfo import make_conninfo

    if url.port is not None and not 0 < url.port < 65536:
        raise UnusableValue(N_("nomor port %(port)s tidak ada"), port=url.port)
    try:
        make_conninfo(**{name: str(value) for name, value in url.query.items()})
    except ProgrammingError:
        raise UnusableValue(N_("memuat pilihan yang tidak dikenal")) from None


def _place(text: str) -> Path:
    """A path as a shell reads it: `~` is the home folder, in whatever file it was written."""
    try:
        return Path(text).expanduser().resolve()
    except RuntimeError:
        raise UnusableValue(N_("folder rumah pengguna itu tidak dikenal")) from None


def folder_of(text: str) -> Path:
    path = _place(text)
    standing = next(each for each in (path, *path.parents) if each.exists())
    if not standing.is_dir():
        raise UnusableValue(N_("%(path)s bukan folder"), path=standing)
    return path


def log_of(text: str) -> str:
    if text != "-" and _place(text).is_dir():
        raise UnusableValue(N_("%(path)s adalah folder"), path=text)
    return text if text == "-" else str(folder_of(str(_place(text).parent)) / _place(text).name)


def file_of(text: str) -> Path:
    path = _place(text)
    if not path.is_file():
        raise UnusableValue(N_("berkas %(path)s tidak ada"), path=path)
    return path
