"""Reading the environment: every value that cannot be used is a defect, told with its mending.

A defective value counts as not set, so that `doctor` can look at the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from berakhlak import setting_values
from berakhlak.languages import LANGUAGES, SOURCE
from berakhlak.run_language import N_, gettext_in
from berakhlak.setting_values import UnusableValue

YES, NO = ("1", "true", "yes", "ya", "on"), ("0", "false", "no", "tidak", "off")

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

    def refuse_missing(self, name: str, wanted_by: str) -> None:
        """Refuse a start without this setting, unless what was written for it is told already."""
        if name not in {each.name for each in self.defects}:
            words = self.in_words(N_("harus diisi bila %(other)s diisi"), other=wanted_by)
            self.refuse(
                name, words, self.in_words(N_("isi, atau hapus %(other)s"), other=wanted_by)
            )

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
        return self._parsed(
            name, default, lambda text: setting_values.within_of(int(text), low, high), remedy
        )

    def seconds(self, name: str, default: float, high: float) -> float:
        remedy = self.in_words(
            N_("tulis banyaknya detik di atas 0 sampai %(high)s, misalnya %(example)s"),
            high=f"{high:g}",
            example=f"{default:g}",
        )
        return self._parsed(
            name, default, lambda text: setting_values.within_of(float(text), 0.01, high), remedy
        )

    def rate(self, name: str, default: str) -> str:
        remedy = self._like("'10 per minute'", "'100 per hour; 10 per minute'")
        return self._parsed(name, default, setting_values.rate_of, remedy)

    def zone(self, name: str, default: str) -> str:
        return self._parsed(
            name, default, setting_values.zone_of, self._like("Asia/Jakarta", "Asia/Makassar")
        )

    def address(self, name: str) -> str:
        """An address of http or https with a host, without a slash at the end; may be empty."""
        return self._parsed(
            name, "", setting_values.address_of, self._like("https://360.example.go.id")
        )

    def contact(self, name: str) -> str:
        """Where people write to, as a browser opens it: an e-mail becomes `mailto:`."""
        remedy = self._like("keamanan@example.go.id", "https://example.go.id/lapor")
        return self._parsed(name, "", setting_values.contact_of, remedy)

    def day(self, name: str) -> date | None:
        return self._parsed(name, None, date.fromisoformat, self._like("2027-06-30"))

    def counters(self, name: str, default: str) -> str:
        return self._parsed(
            name, default, setting_values.counters_of, self._like("redis://127.0.0.1:6379/0")
        )

    def database(self, name: str, default: str) -> str:
        remedy = self.in_words(
            N_("tulis seperti postgresql://pengguna@server/nama, atau hapus untuk SQLite")
        )
        return self._parsed(name, default, setting_values.database_of, remedy)

    def folder(self, name: str, default: Path) -> Path:
        """A folder, or where one can be made."""
        remedy = self.in_words(N_("tulis jalur sebuah folder"))
        return self._parsed(name, default.resolve(), setting_values.folder_of, remedy)

    def log(self, name: str, default: Path) -> str:
        """A file that need not be there yet, or "-" for the standard error."""
        return self._parsed(
            name, str(default), setting_values.log_of, self._like("/var/log/berakhlak/security.log")
        )

    def file(self, name: str) -> Path | None:
        return self._parsed(
            name, None, setting_values.file_of, self.in_words(N_("tulis jalur berkas yang ada"))
        )

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
