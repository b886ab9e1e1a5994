"""What respondents may say of themselves: coarse, each by choice, counted apart from the answers.

The report of PermenPANRB 14/2017 wants how many there are of each; nobody needs more.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

NOT_STATED = "not_stated"


@dataclass(frozen=True)
class Characteristic:
    """`code`: as counts are stored; `values`: (code, words)."""

    code: str
    name: LazyString
    values: tuple[tuple[str, LazyString], ...]


CHARACTERISTICS = (
    Characteristic(
        "sex", _("Jenis kelamin"), (("female", _("Perempuan")), ("male", _("Laki-laki")))
    ),
    Characteristic(
        "age",
        _("Usia"),
        (
            ("under_25", _("Di bawah 25 tahun")),
            ("25_39", _("25–39 tahun")),
            ("40_59", _("40–59 tahun")),
            ("60_over", _("60 tahun ke atas")),
        ),
    ),
    Characteristic(
        "education",
        _("Pendidikan"),
        (
            ("primary", _("SMP atau di bawahnya")),
            ("secondary", _("SMA atau SMK")),
            ("higher", _("Diploma atau sarjana")),
            ("postgraduate", _("Magister atau doktor")),
        ),
    ),
    Characteristic(
        "occupation",
        _("Pekerjaan Anda"),
        (
            ("public", _("ASN, TNI, atau Polri")),
            ("private", _("Pegawai swasta")),
            ("self_employed", _("Wirausaha, petani, atau nelayan")),
            ("student", _("Pelajar atau mahasiswa")),
            ("other", _("Lain-lain")),
        ),
    ),
)
SERVICE = "service"
"""The characteristic that tells which service was used."""
