"""Kinds of position, in words."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from berakhlak.people.models import PositionLevel

LEVEL_NAMES: dict[PositionLevel, LazyString] = {
    PositionLevel.JPT_UTAMA: _("JPT Utama"),
    PositionLevel.JPT_MADYA: _("JPT Madya"),
    PositionLevel.JPT_PRATAMA: _("JPT Pratama"),
    PositionLevel.ADMINISTRATOR: _("Administrator"),
    PositionLevel.PENGAWAS: _("Pengawas"),
    PositionLevel.FUNGSIONAL: _("Fungsional"),
    PositionLevel.PELAKSANA: _("Pelaksana"),
}


def level_name(level: str) -> LazyString:
    """Of a kind as it is stored."""
    return LEVEL_NAMES[PositionLevel(level)]
