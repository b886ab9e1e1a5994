"""Units as lists of choices name them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from flask_babel import gettext as _

BETWEEN = " · "


class NamedUnit(Protocol):
    """A unit of today, or one that is frozen with a cycle."""

    id: int
    code: str
    name: str


def unit_label(unit: NamedUnit) -> str:
    """Code and name, as in `DISDIK · Dinas Pendidikan`; the name alone where there is no code."""
    return f"{unit.code}{BETWEEN}{unit.name}" if unit.code else unit.name


def unit_filter(units: Iterable[NamedUnit]) -> list[dict[str, object]]:
    """Choices of a list's filter; the first of them is every unit."""
    choices = [{"value": unit.id, "label": unit_label(unit)} for unit in units]
    return [{"value": "", "label": _("Semua unit")}, *choices]
