"""Kinds of position and of acting posts, in words."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from berakhlak.people.models import PositionLevel

LEVELS: dict[PositionLevel, LazyString] = {
    PositionLevel.JPT_UTAMA: _("JPT Utama"),
    PositionLevel.JPT_MADYA: _("JPT Madya"),
    PositionLevel.JPT_PRATAMA: _("JPT Pratama"),
    PositionLevel.ADMINISTRATOR: _("Administrator"),
    PositionLevel.PENGAWAS: _("Pengawas"),
    PositionLevel.FUNGSIONAL: _("Fungsional"),
    PositionLevel.PELAKSANA: _("Pelaksana"),
}
