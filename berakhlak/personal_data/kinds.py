"""What an entry of the register of processing says of one kind of data. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class Basis(Enum):
    """On what the processing rests: UU 27/2022 article 20 (2). Which one holds is for a lawyer."""

    PUBLIC_TASK = (
        "public task",
        _(
            "Pelaksanaan tugas dalam rangka kepentingan umum, pelayanan publik, atau kewenangan "
            "menurut undang-undang (UU 27/2022 pasal 20 ayat (2) huruf e)"
        ),
    )
    LEGAL_DUTY = (
        "legal duty",
        _("Pemenuhan kewajiban hukum pengendali (UU 27/2022 pasal 20 ayat (2) huruf c)"),
    )
    CONSENT = (
        "consent",
        _("Persetujuan, yang dapat ditarik kembali (UU 27/2022 pasal 20 ayat (2) huruf a)"),
    )

    words: LazyString

    def __new__(cls, code: str, words: LazyString) -> Basis:
        basis = object.__new__(cls)
        basis._value_ = code
        basis.words = words
        return basis


class Subject(Enum):
    """Whose data it is."""

    OFFICERS = "officers", _("Pegawai")
    ACCOUNTS = "accounts", _("Pemegang akun")
    RATERS = "raters", _("Penilai")
    CITIZENS = "citizens", _("Pengguna layanan")

    words: LazyString

    def __new__(cls, code: str, words: LazyString) -> Subject:
        subject = object.__new__(cls)
        subject._value_ = code
        subject.words = words
        return subject


class Ending(StrEnum):
    """What ends the keeping of a kind of data; tests hold each against what really deletes."""

    DAILY = "daily"  # The daily job, by the rule that `Kept.rule` names.
    OPENING = "opening"  # Opening a cycle.
    CLOSING = "closing"  # Closing it.
    PUBLISHING = "publishing"
    RESULTS = "results"  # Deleting old results, which two of HR decide.
    BY_ITSELF = "by itself"  # What the row is for ends it, in the same transaction.
    OUTSIDE = "outside"  # What operators set up, outside of the database.
    NONE = "none"  # No period: `Kept.why` says why.


@dataclass(frozen=True)
class Kept:
    """How long, and by what it ends. `why` stands where there is no period."""

    words: LazyString
    ending: Ending
    rule: str = ""
    why: LazyString | None = None


class Access(StrEnum):
    """What its subject is given of a kind."""

    GIVEN = "given"
    ELSEWHERE = "elsewhere"  # On another page of the product, or by what it does.
    REFUSED = "refused"


@dataclass(frozen=True)
class DataKind:
    """One kind of data. `tables`: where it lies; `columns`, as `person.photo`, where a kind is but
    a part of a table of another kind. `answer`: why a part is refused, or where it is found.

    `sealed`: how it is protected beyond access control, for the letter after a breach.
    """

    code: str
    what: LazyString
    tables: tuple[str, ...]
    subjects: tuple[Subject, ...]
    purpose: LazyString
    basis: Basis
    kept: Kept
    recipients: LazyString
    access: Access
    answer: LazyString | None = None
    columns: tuple[str, ...] = ()
    sealed: LazyString | None = None


@dataclass(frozen=True)
class NothingPersonal:
    """A table that says nothing of a living person, and why that is so."""

    table: str
    why: LazyString
