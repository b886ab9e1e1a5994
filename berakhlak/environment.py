"""Reading the environment: every value that cannot be used is a defect, told with its mending.

A defective value counts as not set, so that `doctor` can look at the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import get_timezone
from limits import parse_many
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from berakhlak.languages import LANGUAGES, SOURCE
from berakhlak.run_language import N_, gettext_in

YES, NO = ("1", "true", "yes", "ya", "on"), ("0", "false", "no", "tidak", "off")
ENGINES = ("sqlite", "postgresql+psycopg")
MANY, A_YEAR = 1_000_000, 366 * 24 * 3600
COUNTERS = ("memory", "redis", "rediss", "redis+unix")

Value = TypeVar("Value")


@dataclass(frozen=True)
class SettingDefect:
    """A setting that cannot be used: what is wrong with it, and what to write instead."""

    name: str
    words: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.name}: {self.words} -> {self.remedy}"


@dataclass
class SettingsReader:
    """Reads one setting after the other; collects what is wrong with them."""

    source: Mapping[str, str]
    defects: list[SettingDefect] = field(default_factory=list)

    @cached_property
    def language(self) -> str:
        """The language of commands, in which defects are told."""
        asked = self.text("COMMAND_LANGUAGE", SOURCE).lower()
        return asked if asked in LANGUAGES else SOURCE

    def in_words(self, sentence: str, **values: object) -> str:
        """A sentence of the catalogue in that language."""
        return gettext_in(self.language, sentence, **values)

    def refuse(self, name: str, words: str, remedy: str) -> None:
        self.defects.append(SettingDefect(name, words, remedy))

    def secret(self, name: str, default: str = "") -> str:
        """Taken letter by letter; nothing set is the default."""
        return self.source.get(name, "") or default

    def text(self, name: str, default: str = "") -> str:
        return self.source.get(name, "").strip() or default

    def flag(self, name: str, default: bool) -> bool:
        text = self.text(name).lower()
        if text and text not in YES + NO:
            wrong = self.in_words(N_("%(text)r bukan ya atau tidak"), text=text)
            self.refuse(name, wrong, self.in_words(N_("tulis 1 atau 0")))
            return default
        return text in YES if text else default

    def choice(self, name: str, default: str, among: tuple[str, ...]) -> str:
        text = self.text(name, default).lower()
        if text not in among:
            wrong = self.in_words(N_("%(text)r tidak dikenal"), text=text)
            self.refuse(name, wrong, self.in_words(N_("pilih %(among)s"), among=", ".join(among)))
            return default
        return text

    def number(self, name: str, default: int, low: int, high: int) -> int:
        remedy = self.in_words(
            N_("tulis bilangan bulat %(low)s sampai %(high)s, misalnya %(example)s"),
            low=low,
            high=high,
            example=default,
        )
        return self._parsed(name, default, lambda text: _within(int(text), low, high), remedy)

    def seconds(self, name: str, default: float, high: float) -> float:
        remedy = self.in_words(
            N_("tulis banyaknya detik di atas 0 sampai %(high)s, misalnya %(example)s"),
            high=f"{high:g}",
            example=f"{default:g}",
        )
        return self._parsed(name, default, lambda text: _within(float(text), 0.01, high), remedy)

    def rate(self, name: str, default: str) -> str:
        remedy = self._like("'10 per minute'", "'100 per hour; 10 per minute'")
        return self._parsed(name, default, _rate, remedy)

    def zone(self, name: str, default: str) -> str:
        return self._parsed(name, default, _zone, self._like("Asia/Jakarta", "Asia/Makassar"))

    def address(self, name: str) -> str:
        """An address of http or https with a host, without a slash at the end; may be empty."""
        return self._parsed(name, "", _address, self._like("https://360.example.go.id"))

    def counters(self, name: str, default: str) -> str:
        return self._parsed(name, default, _counters, self._like("redis://127.0.0.1:6379/0"))

    def database(self, name: str, default: str) -> str:
        remedy = self.in_words(
            N_("tulis seperti postgresql://pengguna@server/nama, atau hapus untuk SQLite")
        )
        return self._parsed(name, default, _database, remedy)

    def folder(self, name: str, default: Path) -> Path:
        """A folder, or where one can be made."""
        remedy = self.in_words(N_("tulis jalur sebuah folder"))
        return self._parsed(name, default.resolve(), _folder, remedy)

    def log(self, name: str, default: Path) -> str:
        """A file that need not be there yet, or "-" for the standard error."""
        return self._parsed(name, str(default), _log, self._like("/var/log/berakhlak/security.log"))

    def file(self, name: str) -> Path | None:
        return self._parsed(name, None, _file, self.in_words(N_("tulis jalur berkas yang ada")))

    def _like(self, *examples: str) -> str:
        if len(examples) == 1:
            return self.in_words(N_("tulis seperti %(example)s"), example=examples[0])
        first, second = examples
        words = N_("tulis seperti %(example)s atau %(another)s")
        return self.in_words(words, example=first, another=second)

    def _parsed(
        self, name: str, default: Value, parse: Callable[[str], Value], remedy: str
    ) -> Value:
        text = self.text(name)
        if not text:
            return default
        try:
            return parse(text)
        except (ValueError, OSError) as error:
            # An address may hold a password, so what was written is not repeated.
            unread = UnusableValue(N_("tidak dapat dibaca"))
            why = error if isinstance(error, UnusableValue) else unread
            self.refuse(name, self.in_words(why.sentence, **why.values), remedy)
            return default


class UnusableValue(ValueError):
    """A value is readable and yet of no use; the sentence of the catalogue says why."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence, values)
        self.sentence, self.values = sentence, values


def _within(number: float, low: float, high: float) -> int:
    if not low <= number <= high:
        raise UnusableValue(N_("%(number)s di luar batas"), number=f"{number:g}")
    return number  # type: ignore[return-value]


def _rate(text: str) -> str:
    limits = parse_many(text)
    if any(limit.amount < 1 for limit in limits):
        raise UnusableValue(N_("0 menutup pintu bagi semua orang"))
    # Nobody waits longer than a year, and Redis keeps no count for ages of the world.
    if any(limit.amount > MANY or limit.get_expiry() > A_YEAR for limit in limits):
        raise UnusableValue(N_("lebih dari setahun, atau lebih dari sejuta kali"))
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
        get_timezone(text)  # Pages ask here; it does not know all that the system knows.
    except (LookupError, ValueError, OSError):
        raise UnusableValue(N_("zona waktu %(text)r tidak dikenal"), text=text) from None
    return text


def _address(text: str) -> str:
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


def _counters(text: str) -> str:
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


def _database(text: str) -> str:
    for plain in ("postgres://", "postgresql://"):
        if text.startswith(plain):
            text = "postgresql+psycopg://" + text.removeprefix(plain)
    try:
        url = make_url(text)
    except ArgumentError:
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


def _folder(text: str) -> Path:
    path = _place(text)
    standing = next(each for each in (path, *path.parents) if each.exists())
    if not standing.is_dir():
        raise UnusableValue(N_("%(path)s bukan folder"), path=standing)
    return path


def _log(text: str) -> str:
    if text != "-" and _place(text).is_dir():
        raise UnusableValue(N_("%(path)s adalah folder"), path=text)
    return text if text == "-" else str(_folder(str(_place(text).parent)) / _place(text).name)


def _file(text: str) -> Path:
    path = _place(text)
    if not path.is_file():
        raise UnusableValue(N_("berkas %(path)s tidak ada"), path=path)
    return path
