"""What parts of a standard and kinds of change are called, and what a change may answer to."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from berakhlak.service_standards.models import ChangeKind

PARTS: Mapping[str, LazyString] = {
    "requirements": _("Persyaratan"),
    "procedure": _("Prosedur"),
    "duration": _("Waktu penyelesaian"),
    "cost": _("Biaya"),
    "product": _("Hasil layanan"),
}
"""The parts by the names of their columns: PermenPANRB 15/2014, as far as a unit states them."""

KINDS: Mapping[ChangeKind, LazyString] = {
    ChangeKind.SERVICE: _("Perubahan layanan"),
    ChangeKind.TRAINING: _("Pelatihan petugas"),
}

ANSWERS_TO: Mapping[str, LazyString] = {
    "": _("Lainnya"),
    "complaints": _("Keluhan"),
    "survey": _("Survei kepuasan masyarakat"),
    "BP": _("Berorientasi Pelayanan"),
    "AK": _("Akuntabel"),
    "KP": _("Kompeten"),
    "HM": _("Harmonis"),
    "LY": _("Loyal"),
    "AD": _("Adaptif"),
    "KB": _("Kolaboratif"),
}
"""By the code that is stored; values are called as the regulation calls them."""
