"""Reading the environment: every value that cannot be used is a defect, told with its mending.

A defective value counts as not set, so that `doctor` can look at the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from limits import parse_many
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

YES, NO = ("1", "true", "yes", "ya", "on"), ("0", "false", "no", "tidak", "off")
ENGINES = ("sqlite", "postgresql+psycopg")
COUNTERS = ("memory", "redis", "rediss", "redis+unix")

Value = TypeVar("Value")


@dataclass(frozen=True)
class Defect:
    """A setting that cannot be used: what is wrong with it, and what to write instead."""

    name: str
    words: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.name}: {self.words} -> {self.remedy}"


@dataclass
class Reader:
    """Reads one setting after the other; collects what is wrong with them."""

    source: Mapping[str, str]
    defects: list[Defect] = field(default_factory=list)

    def refuse(self, name: str, words: str, remedy: str) -> None:
        self.defects.append(Defect(name, words, remedy))

    def secret(self, name: str, default: str = "") -> str:
        """Taken letter by letter; nothing set is the default."""
        return self.source.get(name, "") or default

    def text(self, name: str, default: str = "") -> str:
        return self.source.get(name, "").strip() or default

    def flag(self, name: str, default: bool) -> bool:
        text = self.text(name).lower()
        if text and text not in YES + NO:
            self.refuse(name, f"{text!r} bukan ya atau tidak", "tulis 1 atau 0")
            return default
        return text in YES if text else default

    def choice(self, name: str, default: str, among: tuple[str, ...]) -> str:
        text = self.text(name, default).lower()
        if text not in among:
            self.refuse(name, f"{text!r} tidak dikenal", f"pilih {', '.join(among)}")
            return default
        return text

    def number(self, name: str, default: int, low: int, high: int) -> int:
        remedy = f"tulis bilangan bulat {low} sampai {high}, misalnya {default}"
        return self._parsed(name, default, lambda text: _within(int(text), low, high), remedy)

    def seconds(self, name: str, default: float, high: float) -> float:
        remedy = f"tulis banyaknya detik di atas 0 sampai {high:g}, misalnya {default:g}"
        return self._parsed(name, default, lambda text: _within(float(text), 0.01, high), remedy)

    def rate(self, name: str, default: str) -> str:
        remedy = "tulis seperti '10 per minute' atau '100 per hour; 10 per minute'"
        return self._parsed(name, default, _rate, remedy)

    def zone(self, name: str, default: str) -> str:
        return self._parsed(name, default, _zone, "tulis seperti Asia/Jakarta atau Asia/Makassar")

    def address(self, name: str) -> str:
        """An address of http or https with a host, without a slash at the end; may be empty."""
        return self._parsed(name, "", _address, "tulis seperti https://360.example.go.id")

    def counters(self, name: str, default: str) -> str:
        return self._parsed(name, default, _counters, "tulis seperti redis://127.0.0.1:6379/0")

    def database(self, name: str, default: str) -> str:
        remedy = "tulis seperti postgresql://pengguna@server/nama, atau hapus untuk SQLite"
        return self._parsed(name, default, _database, remedy)

    def folder(self, name: str, default: Path) -> Path:
        """A folder, or where one can be made."""
        return self._parsed(name, default.resolve(), _folder, "tulis jalur sebuah folder")

    def file(self, name: str) -> Path | None:
        return self._parsed(name, None, _file, "tulis jalur berkas yang ada")

    def _parsed(
        self, name: str, default: Value, parse: Callable[[str], Value], remedy: str
    ) -> Value:
        text = self.text(name)
        if not text:
            return default
        try:
            return parse(text)
        except (ValueError, OSError) as error:
            why = str(error) if type(error) is Unusable else "tidak dapat dibaca"
            # An address may hold a password, so what was written is not repeated.
            self.refuse(name, why, remedy)
            return default


class Unusable(ValueError):
    """A value is readable and yet of no use; the message says why."""


def _within(number: float, low: float, high: float) -> int:
    if not low <= number <= high:
        raise Unusable(f"{number:g} di luar batas")
    return number  # type: ignore[return-value]


def _rate(text: str) -> str:
    if any(limit.amount < 1 for limit in parse_many(text)):
        raise Unusable("0 menutup pintu bagi semua orang")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (LookupError, ValueError, OSError):
        raise Unusable(f"zona waktu {text!r} tidak dikenal") from None
    return text


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(map(str.isspace, text)):
        raise Unusable("bukan alamat http atau https dengan nama server")
    _ = parts.port  # Raises ValueError.
    return text.rstrip("/")


def _counters(text: str) -> str:
    parts = urlsplit(text)
    _ = parts.port
    if parts.scheme not in COUNTERS:
        raise Unusable("bukan alamat Redis")
    if parts.scheme in ("redis", "rediss") and not parts.hostname:
        raise Unusable("nama server tidak ada")
    if parts.scheme in ("redis", "rediss") and not (parts.path.strip("/") or "0").isdigit():
        raise Unusable("nomor basis data bukan bilangan")
    return text


def _database(text: str) -> str:
    for plain in ("postgres://", "postgresql://"):
        if text.startswith(plain):
            text = "postgresql+psycopg://" + text.removeprefix(plain)
    try:
        url = make_url(text)
    except ArgumentError:
        raise Unusable("bukan alamat basis data") from None
    if url.drivername not in ENGINES:
        raise Unusable(f"{url.drivername!r} bukan basis data yang dikenal aplikasi ini")
    if not url.database or url.database == ":memory:":
        raise Unusable("nama basis data atau berkas tidak ada")
    return text


def _folder(text: str) -> Path:
    path = Path(text).resolve()
    standing = next(each for each in (path, *path.parents) if each.exists())
    if not standing.is_dir():
        raise Unusable(f"{standing} bukan folder")
    return path


def _file(text: str) -> Path:
    path = Path(text).resolve()
    if not path.is_file():
        raise Unusable(f"berkas {path} tidak ada")
    return path
